"""Whom a reminder reaches: parts, absences, stand-ins, and who may know."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from reminders.models import Absence, Reminder
from reminders.services import plan_reminders
from tests.factories import (
    AbsenceFactory,
    AgreementReaderFactory,
    PolicyStepFactory,
    TeamFactory,
    UserFactory,
    WebhookFactory,
)
from tests.reminders.conftest import at

pytestmark = pytest.mark.django_db

MARI, AIKO = "Mari Suzuki", "Aiko Tanaka"


def reached(**where):
    """Person, part and whom they stand in for, of each e-mail."""
    rows = Reminder.objects.filter(channel="email", **where).order_by("pk")
    return list(rows.values_list("recipient__name", "audience", "stands_in_for__name"))


@pytest.fixture
def ken(db):
    return UserFactory(name="Ken Abe")


@pytest.fixture
def away(team):
    """Mari Suzuki is away from Thursday 5 to Friday 6 November 2026."""

    def away(stand_in, person=None, **changes):
        days = {"first_day": date(2026, 11, 5), "last_day": date(2026, 11, 6)} | changes
        return AbsenceFactory(person=person or team.responsible, stand_in=stand_in, **days)

    return away


def test_each_part_is_reached_once_in_its_order(open_deadline, team, ken):
    team.members.add(ken, team.responsible)
    UserFactory(name="Head", heads_compliance=True)
    deadline = open_deadline()
    PolicyStepFactory(
        policy__obligation=deadline.obligation, audience=["head", "team", "backup", "owner"]
    )
    plan_reminders(now=at(6, 9))
    assert reached() == [
        (MARI, "owner", None),
        (AIKO, "backup", None),
        ("Ken Abe", "team", None),
        ("Head", "head", None),
    ]


def test_by_default_the_head_of_compliance_is_told_from_the_eighth_day_on(open_deadline):
    UserFactory(name="Head", heads_compliance=True)
    open_deadline()
    plan_reminders(now=at(17, 9))
    assert ("Head", "head", None) not in reached()
    plan_reminders(now=at(24, 9))
    assert reached(step="after-8") == [
        (MARI, "owner", None),
        (AIKO, "backup", None),
        ("Head", "head", None),
    ]


def test_a_stand_in_is_reminded_instead(open_deadline, away, ken):
    away(ken)
    open_deadline()
    plan_reminders(now=at(6, 9))
    assert reached() == [("Ken Abe", "owner", MARI)]


@pytest.mark.parametrize(("now", "name"), [(at(6, 23, 59), "Ken Abe"), (at(7, 0), MARI)])
def test_the_last_day_of_an_absence_counts(open_deadline, away, ken, now, name):
    away(ken)
    open_deadline()
    plan_reminders(now=now)
    assert [person for person, _part, _for in reached()] == [name]


def test_the_days_of_an_absence_are_those_of_the_persons_zone(open_deadline, away, ken, team):
    team.responsible.zone = "America/New_York"
    team.responsible.save()
    away(ken)
    open_deadline()
    # 13:59 on the 7th in Tokyo is 23:59 on the 6th in New York.
    plan_reminders(now=at(7, 13, 59))
    assert reached() == [("Ken Abe", "owner", MARI)]


def test_the_stand_in_of_a_stand_in(open_deadline, away, ken):
    away(UserFactory(name="Between"))
    away(ken, person=Absence.objects.get().stand_in)
    open_deadline()
    plan_reminders(now=at(6, 9))
    assert reached() == [("Ken Abe", "owner", MARI)]


def test_who_is_away_and_has_nobody_to_stand_in_is_told_all_the_same(open_deadline, away, team):
    away(UserFactory(is_active=False))
    open_deadline()
    plan_reminders(now=at(6, 9))
    assert reached() == [(MARI, "owner", None)]


def test_two_who_stand_in_for_each_other_and_are_both_away(open_deadline, away, team, ken):
    away(ken)
    away(team.responsible, person=ken)
    open_deadline()
    plan_reminders(now=at(6, 9))
    assert reached() == [(MARI, "owner", None)]


def test_a_stand_in_who_may_not_know_of_the_instrument_gets_nothing(open_deadline, away, team, ken):
    deadline = open_deadline(deadline__obligation__article__agreement__restricted=True)
    AgreementReaderFactory(agreement=deadline.obligation.article.agreement, user=team.responsible)
    away(ken)
    plan_reminders(now=at(6, 9))
    assert reached() == [(MARI, "owner", None)]


def test_a_webhook_is_told_of_its_team_and_of_what_its_person_may_know(open_deadline, team):
    mine = WebhookFactory(team=team)
    WebhookFactory(team=TeamFactory())
    every = WebhookFactory()
    WebhookFactory(is_active=False)
    WebhookFactory(on_behalf_of__is_active=False)
    open_deadline()
    plan_reminders(now=at(6, 9))
    calls = Reminder.objects.filter(channel="webhook")
    assert set(calls.values_list("webhook", "message__webhook")) == {
        (mine.pk, mine.pk),
        (every.pk, every.pk),
    }


def test_a_step_for_webhooks_alone_without_any_reaches_nobody(open_deadline, team):
    deadline = open_deadline(deadline__obligation__team=None)
    PolicyStepFactory(policy__obligation=deadline.obligation, channels=["webhook"])
    plan_reminders(now=at(6, 9))
    assert Reminder.objects.get().problem.startswith("Nobody to remind")


def test_the_inbox_needs_no_message(open_deadline):
    open_deadline()
    plan_reminders(now=at(6, 9))
    inbox = Reminder.objects.filter(channel="inbox", message=None)
    assert list(inbox.values_list("recipient__name", flat=True)) == [MARI]


@pytest.mark.parametrize(
    ("changes", "constraint"),
    [
        ({"last_day": date(2026, 11, 4)}, "absence_ends_after_it_begins"),
        ({"stand_in": None}, "absence_stand_in_is_another_person"),
    ],
)
def test_the_database_refuses_an_absence_that_makes_no_sense(away, team, ken, changes, constraint):
    changes = {"stand_in": ken} | changes
    changes["stand_in"] = changes["stand_in"] or team.responsible
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        away(**changes)


def test_the_database_refuses_two_absences_at_once(away, ken):
    away(ken)
    with pytest.raises(IntegrityError, match="absence_no_overlap"), transaction.atomic():
        away(ken, first_day=date(2026, 11, 6), last_day=date(2026, 11, 9))
    away(ken, first_day=date(2026, 11, 7), last_day=date(2026, 11, 9))
