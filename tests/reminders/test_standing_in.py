"""An absence that begins after the planning is honoured when the mail would leave."""

from datetime import date

import pytest

from obligations.models import Deadline
from reminders.models import Message, Reminder
from reminders.services import deliver_messages, plan_reminders
from tests.factories import AbsenceFactory, AgreementReaderFactory, MessageFactory, UserFactory
from tests.reminders.conftest import at

pytestmark = pytest.mark.django_db

MARI, KEN = "mari@iij.example", "ken@iij.example"
RESTRICTED = {"deadline__obligation__article__agreement__restricted": True}


@pytest.fixture
def ken(db):
    return UserFactory(name="Ken Abe", email=KEN)


@pytest.fixture
def away(team, ken):
    """Mari Suzuki leaves after the planning, from Friday 6 to Monday 9 November 2026."""

    def away():
        AbsenceFactory(
            person=team.responsible,
            stand_in=ken,
            first_day=date(2026, 11, 6),
            last_day=date(2026, 11, 9),
        )

    return away


def tick(now):
    plan_reminders(now=now)
    return deliver_messages(clock=lambda: now)


def test_the_stand_in_gets_what_was_planned_for_who_has_left(open_deadline, away, mail_server):
    open_deadline()
    plan_reminders(now=at(6, 9))
    away()
    deliver_messages(clock=lambda: at(6, 9))
    assert mail_server.ledger == []
    tick(at(6, 9, 1))
    assert mail_server.addresses() == [KEN]
    assert "you stand in for Mari Suzuki" in str(mail_server.ledger[0])
    cancelled = Reminder.objects.get(recipient__email=MARI, channel="email")
    assert cancelled.cancelled_why == "The recipient is away: the stand-in is reminded."


def test_nobody_gets_it_twice(open_deadline, away, team, ken, mail_server):
    """Not even where the stand-in was planned for as the backup, and the person comes back."""
    team.backup = ken
    team.save()
    open_deadline(deadline__next_step_at=at(17, 9))
    plan_reminders(now=at(17, 9))  # the day after the last day: responsible person, and backup
    AbsenceFactory(
        person=team.responsible,
        stand_in=ken,
        first_day=date(2026, 11, 17),
        last_day=date(2026, 11, 17),
    )
    for minute in range(3):
        tick(at(17, 9, minute))
    Deadline.objects.update(next_step_at=at(18, 9))
    tick(at(17, 9, 30))
    assert mail_server.addresses() == [KEN]


def test_who_has_nobody_that_may_know_is_reminded_all_the_same(
    open_deadline, away, team, mail_server
):
    deadline = open_deadline(**RESTRICTED)
    AgreementReaderFactory(agreement=deadline.obligation.article.agreement, user=team.responsible)
    plan_reminders(now=at(6, 9))
    away()
    tick(at(6, 9, 1))
    assert mail_server.addresses() == [MARI]


def test_a_notice_of_a_failure_goes_to_whom_it_was_written(planned, away, team, mail_server):
    failed = planned()
    Message.objects.filter(pk=failed.message_id).update(state="failed", error="550 gone")
    MessageFactory(
        kind="undelivered",
        recipient=team.responsible,
        about=failed.message,
        created_at=at(6, 9),
    )
    away()
    tick(at(6, 9))
    assert mail_server.addresses() == [MARI]
