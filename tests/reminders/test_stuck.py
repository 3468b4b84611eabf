"""What is refused for hours is told to people while it is still being tried."""

import asyncio
import threading
from datetime import timedelta

import pytest

from iijgov.embedded.folder import free_port
from reminders.failures import failures, stuck
from reminders.models import Message
from reminders.services import deliver_messages
from reminders.services.failures import retry_message
from tests.factories import PreferencesFactory, UserFactory
from tests.reminders.conftest import at

pytestmark = pytest.mark.django_db

MARI = "mari@iij.example"


@pytest.fixture
def admin(db):
    return UserFactory(role="administrator")


def deliver(now):
    return deliver_messages(clock=lambda: now)


def saved(reminder):
    return Message.objects.get(pk=reminder.message_id)


def test_refused_for_now_is_shown_after_three_hours_with_the_words_of_the_server(
    planned, team, admin, mail_server
):
    mail_server.on_recipient = lambda address: "451 greylisted, come back"
    reminder = planned()
    deliver(at(6, 9))
    deliver(at(6, 11, 59))
    for person in (team.responsible, team.backup, admin):
        assert list(stuck(person, at(6, 11, 59))) == []
        (shown,) = stuck(person, at(6, 12))
        assert (shown.pk, shown.attempt) == (reminder.message_id, 2)
        assert "greylisted" in shown.error
    assert list(stuck(UserFactory(), at(6, 12))) == []


def test_what_is_sent_at_last_is_shown_no_more(planned, admin, mail_server):
    mail_server.on_recipient = lambda address: "451 greylisted"
    planned()
    deliver(at(6, 9))
    mail_server.on_recipient = lambda address: "250 OK"
    deliver(at(6, 12))
    assert list(stuck(admin, at(6, 12))) == []


def test_trying_again_by_hand_begins_anew(planned, admin, mail_server):
    mail_server.on_recipient = lambda address: "550 no such mailbox"
    reminder = planned()
    Message.objects.update(stuck_at=at(5, 9))
    deliver(at(6, 9))
    retry_message(message=saved(reminder), now=at(6, 10))
    assert list(stuck(admin, at(6, 10))) == []


@pytest.mark.parametrize(
    "reply", ["550 sender not allowed", "530 sign in first", "553 not from this address"]
)
def test_a_server_that_refuses_our_sender_fails_nothing_and_alarms_at_once(
    planned, admin, mail_server, reply
):
    mail_server.on_sender = lambda address: reply
    first, second = planned(), planned()
    deliver(at(6, 9))
    assert {saved(first).state, saved(second).state} == {"planned"}
    assert [reply[4:] in message.error for message in stuck(admin, at(6, 9))] == [True]
    mail_server.on_sender = lambda address: "250 OK"
    assert deliver(at(6, 9, 30)) == 2


def test_a_message_that_is_too_large_fails_alone(planned, admin, mail_server):
    replies = iter(["552 message too big"])
    mail_server.on_sender = lambda address: next(replies, "250 OK")
    first, second = planned(), planned()
    deliver(at(6, 9))
    assert (saved(first).state, saved(second).state) == ("failed", "sent")


def test_a_server_that_refuses_the_connection_for_good_fails_nothing(planned, admin, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()
    loop = asyncio.new_event_loop()

    async def serve(_reader, writer):
        writer.write(b"554 no service for you\r\n")
        writer.close()

    server = loop.run_until_complete(asyncio.start_server(serve, "127.0.0.1", settings.EMAIL_PORT))
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    reminder = planned()
    deliver(at(6, 9))
    loop.call_soon_threadsafe(server.close)
    assert saved(reminder).state == "planned"
    (shown,) = stuck(admin, at(6, 9))
    assert "no service for you" in shown.error


def test_an_alarm_that_was_refused_is_shown_to_those_who_watch_all(admin, team, mail_server):
    mail_server.on_recipient = lambda address: "550 no such mailbox"
    alarm = Message.objects.create(
        kind="alarm", recipient=admin, created_at=at(6, 9), next_try_at=at(6, 9)
    )
    deliver(at(6, 9))
    assert list(failures(admin)) == [alarm]
    assert list(failures(team.responsible)) == []


@pytest.mark.parametrize(
    ("now", "again"),
    [
        (at(6, 21, 30), at(6, 21, 31)),
        (at(6, 21, 59), at(7, 7)),
        # Friday 13 November is the day to act by: the next morning would be too late.
        (at(13, 21, 59), at(13, 22)),
        (at(20, 21, 59), at(21, 7)),
    ],
)
def test_a_retry_respects_quiet_hours_unless_it_would_come_too_late(
    planned, team, mail_server, now, again
):
    PreferencesFactory(person=team.responsible, quiet_from="22:00", quiet_until="07:00")
    mail_server.on_recipient = lambda address: "451 greylisted"
    reminder = planned()
    deliver(now)
    assert saved(reminder).next_try_at == again


def test_a_notice_of_a_failure_is_tried_again_at_any_hour(planned, team, mail_server):
    PreferencesFactory(person=team.responsible, quiet_from="22:00", quiet_until="07:00")
    failed = planned(recipient=team.backup)
    Message.objects.update(state="failed", error="550 gone")
    notice = Message.objects.create(
        kind="undelivered",
        about=failed.message,
        recipient=team.responsible,
        created_at=at(6, 23),
        next_try_at=at(6, 23),
    )
    mail_server.on_recipient = lambda address: "451 greylisted"
    deliver(at(6, 23))
    notice.refresh_from_db()
    assert notice.next_try_at - at(6, 23) == timedelta(minutes=1)
