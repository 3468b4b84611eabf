"""A long digest comes in several mails, the most urgent first."""

from datetime import date

import pytest

from reminders.models import Message, Reminder
from reminders.services import claim_messages, deliver_messages
from tests.factories import MessageFactory, ReminderFactory
from tests.reminders.conftest import at

pytestmark = pytest.mark.django_db

SUBJECT = "Act by Fri 13 Nov 2026: Furnish quarterly statements (Subscription Agreement 12.1(3))"


@pytest.fixture
def digest(team, open_deadline, monkeypatch):
    """Five reminders in one digest, two of which go into a mail; the last is the most urgent."""
    monkeypatch.setattr("reminders.services.splitting.MOST", 2)
    message = MessageFactory(
        kind="digest", recipient=team.responsible, created_at=at(6, 0), next_try_at=at(6, 8, 30)
    )
    urgent = open_deadline(deadline__next_step_at=None)
    article = urgent.obligation.article
    for number in range(4):
        later = open_deadline(
            deadline__next_step_at=None,
            deadline__obligation__article=article,
            deadline__obligation__title=f"Duty {number}",
            safe=date(2026, 11, 13 + 3 + number),
            before_roll=date(2026, 11, 25),
            due=date(2026, 11, 25),
        )
        ReminderFactory(version=later.current, recipient=team.responsible, message=message)
    ReminderFactory(version=urgent.current, recipient=team.responsible, message=message)
    return message


def test_each_mail_says_which_it_is_of_how_many(digest, mail_server):
    assert deliver_messages(clock=lambda: at(6, 8, 30)) == 3
    assert [message["Subject"].partition(",")[0] for message in mail_server.ledger] == [
        "1 of 3",
        "2 of 3",
        "3 of 3",
    ]
    assert mail_server.ledger[0]["Subject"] == f"1 of 3, 2 reminders, first: {SUBJECT}"


def test_each_reminder_is_carried_once_and_the_most_urgent_come_first(digest, mail_server):
    deliver_messages(clock=lambda: at(6, 8, 30))
    bodies = [message.get_body("plain").get_content() for message in mail_server.ledger]
    named = [
        [title for title in ("Furnish", "Duty 0", "Duty 1", "Duty 2", "Duty 3") if title in body]
        for body in bodies
    ]
    assert named == [["Furnish", "Duty 0"], ["Duty 1", "Duty 2"], ["Duty 3"]]


def test_a_short_digest_stays_whole(digest, monkeypatch, mail_server):
    monkeypatch.setattr("reminders.services.splitting.MOST", 5)
    deliver_messages(clock=lambda: at(6, 8, 30))
    assert [m["Subject"] for m in mail_server.ledger] == [f"5 reminders, first: {SUBJECT}"]


def test_what_may_have_left_before_is_never_split(digest, mail_server):
    """The server may have taken a copy, which must be recognised by its Message-ID."""
    Message.objects.update(attempt=1)
    deliver_messages(clock=lambda: at(6, 8, 30))
    (message,) = mail_server.ledger
    assert message["Subject"].startswith("5 reminders")


def test_a_worker_that_dies_after_the_claim_loses_no_part(digest, mail_server):
    claim_messages(now=at(6, 8, 30))
    assert Message.objects.count() == 3
    deliver_messages(clock=lambda: at(6, 8, 30))
    deliver_messages(clock=lambda: at(6, 8, 35))
    assert sorted(m["Subject"][:6] for m in mail_server.ledger) == ["1 of 3", "2 of 3", "3 of 3"]
    assert Reminder.objects.filter(message__state="sent").count() == 5
