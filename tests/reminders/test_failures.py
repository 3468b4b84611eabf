"""What could not be delivered is told to others, and what is cancelled says why."""

from datetime import date

import pytest

from obligations.models import Deadline
from reminders.models import Message, Reminder
from reminders.services import deliver_messages, plan_reminders
from reminders.services.failures import retry_message
from tests.factories import (
    AgreementReaderFactory,
    DeadlineVersionFactory,
    MessageFactory,
    PerformanceFactory,
    ReminderFactory,
    UserFactory,
    WebhookFactory,
)
from tests.reminders.conftest import at

pytestmark = pytest.mark.django_db

MARI, AIKO = "mari@iij.example", "aiko@iij.example"


@pytest.fixture
def refusing(mail_server):
    """A server that knows no mailbox of these people."""

    def refusing(*addresses):
        mail_server.on_recipient = lambda address: (
            "550 no such mailbox" if address in addresses else "250 OK"
        )
        return mail_server

    return refusing


def deliver(now):
    return deliver_messages(clock=lambda: now)


def notices():
    return list(Message.objects.filter(kind="undelivered").values_list("recipient__email", "state"))


def test_a_failed_reminder_is_told_to_the_backup(planned, refusing):
    server = refusing(MARI)
    planned()
    deliver(at(6, 9))
    (mail,) = server.ledger
    assert mail["To"] == AIKO
    assert mail["Subject"] == (
        "Not delivered to Mari Suzuki: Act by Fri 13 Nov 2026: Furnish quarterly statements "
        "(Subscription Agreement 12.1(3))"
    )
    text = mail.get_body("plain").get_content()
    assert "550" in text
    assert "/reminders/undelivered/" in text


def test_a_failed_reminder_to_another_is_told_to_both(planned, refusing):
    server = refusing("gone@iij.example")
    planned(recipient=UserFactory(email="gone@iij.example"))
    deliver(at(6, 9))
    assert sorted(server.addresses()) == [AIKO, MARI]


def test_without_a_backup_the_head_of_compliance_is_told(planned, team, refusing):
    team.backup = None
    team.save()
    UserFactory(email="head@iij.example", heads_compliance=True)
    server = refusing(MARI)
    planned()
    deliver(at(6, 9))
    assert server.addresses() == ["head@iij.example"]


def test_a_notice_that_fails_is_not_noticed_again(planned, refusing):
    refusing(MARI, AIKO)
    planned()
    deliver(at(6, 9))
    assert deliver(at(7, 9)) == 0
    assert notices() == [(AIKO, "failed")]


def test_what_fails_when_it_is_tried_again_is_noticed_once_and_stops_no_other(planned, refusing):
    server = refusing(MARI)
    failed = planned().message
    deliver(at(6, 9))
    retry_message(message=failed, now=at(6, 10))
    planned(step="before-14", recipient=UserFactory(email="later@iij.example"))
    assert deliver(at(6, 10)) == 1
    assert Message.objects.get(pk=failed.pk).state == "failed"
    assert server.addresses() == [AIKO, "later@iij.example"]


def test_who_may_not_know_of_it_is_told_nothing(planned, open_deadline, team, refusing):
    deadline = open_deadline(deadline__obligation__article__agreement__restricted=True)
    agreement = deadline.obligation.article.agreement
    AgreementReaderFactory(agreement=agreement, user=team.responsible)
    server = refusing(MARI)
    planned(deadline)
    deliver(at(6, 9))
    assert (server.ledger, notices()) == ([], [])
    assert Message.objects.get().state == "failed"


def test_a_notice_does_not_cancel_what_it_is_about(planned, refusing):
    reminder = planned()
    refusing(MARI, AIKO)
    deliver(at(6, 9))
    PerformanceFactory(deadline=reminder.deadline, counted_on=date(2026, 11, 6))
    Message.objects.filter(kind="undelivered").update(state="planned", next_try_at=at(6, 10))
    deliver(at(6, 10))
    assert notices() == [(AIKO, "cancelled")]
    assert Reminder.objects.get().cancelled_at is None


def why(reminder):
    return Reminder.objects.get(pk=reminder.pk).cancelled_why


@pytest.mark.parametrize("by", [plan_reminders, deliver])
def test_what_is_cancelled_says_why(planned, open_deadline, by, mail_server):
    """Whoever sees it first: the planner or the worker."""
    performed, moved, withdrawn = planned(), planned(), planned()
    PerformanceFactory(deadline=performed.deadline, counted_on=date(2026, 11, 5))
    DeadlineVersionFactory(
        deadline=moved.deadline, anchored_on=date(2026, 9, 30), safe=date(2026, 11, 20)
    )
    nothing = {"anchored_on": None, "safe": None, "before_roll": None, "due": None}
    DeadlineVersionFactory(deadline=withdrawn.deadline, kind="withdrawn", **nothing)
    Deadline.objects.update(next_step_at=at(6, 9))
    by(now=at(6, 9))
    assert [why(performed), why(moved), why(withdrawn)] == [
        "It was performed.",
        "The deadline moved: reminders follow the new day.",
        "What the deadline was counted from no longer stands.",
    ]
    assert set(Message.objects.filter(reminders__version=moved.version).values_list("state")) == {
        ("cancelled",)
    }


def test_a_later_step_replaces_what_could_not_be_sent(open_deadline, mail_server):
    open_deadline()
    mail_server.stop()
    plan_reminders(now=at(6, 9))
    deliver(at(6, 9))
    plan_reminders(now=at(10, 9))
    mail_server.start()
    deliver(at(10, 9))
    assert mail_server.addresses() == [MARI]
    replaced = Reminder.objects.get(step="before-7", channel="email")
    assert replaced.cancelled_why == "A later step replaces what was still unsent."


def test_what_was_sent_is_never_cancelled(open_deadline, mail_server):
    deadline = open_deadline()
    plan_reminders(now=at(6, 9))
    deliver(at(6, 9))
    PerformanceFactory(deadline=deadline, counted_on=date(2026, 11, 6))
    Deadline.objects.update(next_step_at=at(6, 10))
    plan_reminders(now=at(6, 10))
    assert set(Reminder.objects.values_list("cancelled_at")) == {(None,)}


def test_a_webhook_that_is_down_keeps_no_mail_waiting(planned, mail_server, settings):
    settings.WEBHOOK_ALLOW_PRIVATE = True
    hook = WebhookFactory(url="https://127.0.0.1:9/")
    waiting = planned()
    message = MessageFactory(recipient=None, webhook=hook, created_at=at(6, 8))
    ReminderFactory(
        version=waiting.version, recipient=None, webhook=hook, channel="webhook", message=message
    )
    assert deliver(at(6, 9)) == 1
    message.refresh_from_db()
    assert (message.state, message.attempt) == ("planned", 1)
    assert message.next_try_at == at(6, 9, 1)
