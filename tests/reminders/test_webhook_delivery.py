"""From the outbox over real TLS: what a room is told, in its format, and what becomes of it."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.test import override_settings

from reminders.models import Message
from reminders.services import deliver_messages
from tests.factories import MessageFactory, ReminderFactory, WebhookFactory
from tests.reminders.conftest import at
from tests.reminders.webhook_server import WebhookServer

pytestmark = pytest.mark.django_db
NOTICE = "Internal reminder. It is not a contractual notice under the instrument."
SITE = "https://governance.example"


@pytest.fixture
def receiver(tmp_path, monkeypatch) -> Iterator[WebhookServer]:
    server = WebhookServer(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(server.authority))
    server.start()
    with override_settings(WEBHOOK_ALLOW_PRIVATE=True, SITE_URL=SITE):
        yield server
    server.stop()


@pytest.fixture
def outstanding(open_deadline, receiver):
    """A call of a webhook of this format that waits since Friday 6 November 2026, 09:00."""

    def outstanding(**webhook):
        deadline = open_deadline(deadline__next_step_at=None)
        hook = WebhookFactory(url=f"https://localhost:{receiver.port}/hook", **webhook)
        message = MessageFactory(webhook=hook, recipient=None, created_at=at(6, 9))
        return ReminderFactory(
            version=deadline.current,
            recipient=None,
            webhook=hook,
            channel="webhook",
            message=message,
            remind_at=at(6, 9),
        )

    return outstanding


def deliver(now):
    return deliver_messages(clock=lambda: now)


def test_json_tells_the_facts(outstanding, receiver):
    reminder = outstanding()
    assert deliver(at(6, 9)) == 1
    (call,) = receiver.calls
    assert call.json == {
        "id": f"message-{reminder.message.pk}",
        "kind": "single",
        "notice": NOTICE,
        "reminders": [
            {
                "id": reminder.pk,
                "step": "before-7",
                "step_text": "7 days before the safe date",
                "title": "Furnish quarterly statements",
                "instrument": "Subscription Agreement",
                "article": "12.1(3)",
                "act_by": "2026-11-13",
                "contractual_day": "2026-11-14",
                "arguable_until": "2026-11-16",
                "extended_until": None,
                "internal_target": None,
                "zone": "Asia/Tokyo",
                "status": "due_soon",
                "status_text": "7 days left",
                "headline": "Act by Friday 13 November 2026",
                "url": f"{SITE}/deadlines/{reminder.deadline.pk}/",
            }
        ],
    }


def test_slack_gets_a_text_with_a_link(outstanding, receiver):
    reminder = outstanding(format="slack")
    deliver(at(6, 9))
    (call,) = receiver.calls
    assert call.json == {
        "text": "*Act by Friday 13 November 2026* · 7 days left\n"
        f"<{SITE}/deadlines/{reminder.deadline.pk}/|Furnish quarterly statements>\n"
        "Subscription Agreement, article 12.1(3)\n\n"
        f"_{NOTICE}_"
    }


def test_slack_takes_no_markup_from_a_title(outstanding, receiver):
    reminder = outstanding(format="slack")
    obligation = reminder.deadline.obligation
    obligation.title = "Notify <!channel> & R|D"
    obligation.save()
    deliver(at(6, 9))
    assert "|Notify &lt;!channel&gt; &amp; R¦D>" in receiver.calls[0].json["text"]


def test_teams_gets_a_card(outstanding, receiver):
    reminder = outstanding(format="teams")
    deliver(at(6, 9))
    (attachment,) = receiver.calls[0].json["attachments"]
    assert attachment["contentType"] == "application/vnd.microsoft.card.adaptive"
    card = attachment["content"]
    assert card["type"] == "AdaptiveCard"
    assert [block["text"] for block in card["body"]] == [
        "Act by Friday 13 November 2026 · 7 days left",
        "Furnish quarterly statements",
        "Subscription Agreement, article 12.1(3)",
        NOTICE,
    ]
    (link,) = card["actions"]
    assert link["url"] == f"{SITE}/deadlines/{reminder.deadline.pk}/"


def test_a_busy_receiver_is_called_again_with_the_same_id(outstanding, receiver):
    outstanding()
    receiver.status = 503
    assert deliver(at(6, 9)) == 0
    assert Message.objects.get().state == "planned"
    receiver.status = 200
    assert deliver(at(6, 9)) == 0, "not before the pause is over"
    assert deliver(at(6, 9) + timedelta(minutes=1)) == 1
    first, second = receiver.calls
    assert first.headers["X-Message-Id"] == second.headers["X-Message-Id"]
    assert Message.objects.get().state == "sent"


def test_a_receiver_that_says_no_is_given_up_and_the_responsible_person_told(
    outstanding, receiver, mail_server
):
    outstanding()
    receiver.status = 410
    deliver(at(6, 9))
    failed = Message.objects.get(webhook__isnull=False)
    assert (failed.state, failed.error) == ("failed", "410 ok")
    deliver(at(6, 9, 1))
    assert len(receiver.calls) == 1
    assert "mari@iij.example" in mail_server.addresses()


def test_nothing_is_told_that_the_person_behind_the_webhook_may_not_know(outstanding, receiver):
    reminder = outstanding()
    agreement = reminder.deadline.obligation.article.agreement
    agreement.restricted = True
    agreement.save()
    assert deliver(at(6, 9)) == 0
    assert receiver.calls == []
    assert Message.objects.get().state == "cancelled"


def test_nothing_is_told_for_somebody_who_has_left(outstanding, receiver):
    reminder = outstanding()
    person = reminder.webhook.on_behalf_of
    person.is_active = False
    person.save()
    assert deliver(at(6, 9)) == 0
    assert receiver.calls == []


def test_a_webhook_that_was_switched_off_is_told_nothing_more(outstanding, receiver):
    reminder = outstanding()
    reminder.webhook.is_active = False
    reminder.webhook.save()
    assert deliver(at(6, 9)) == 0
    assert receiver.calls == []
    reminder.refresh_from_db()
    assert reminder.cancelled_why == "The webhook was switched off."


@pytest.mark.parametrize(("status", "state"), [(410, "failed"), (503, "planned")])
def test_an_answer_that_no_text_can_hold_stops_nothing(
    outstanding, receiver, mail_server, status, state
):
    outstanding()
    receiver.status, receiver.answer = status, b"\x00gone"
    assert deliver(at(6, 9)) == 0
    message = Message.objects.get(webhook__isnull=False)
    assert (message.state, message.error) == (state, f"{status} \N{REPLACEMENT CHARACTER}gone")


def test_many_mails_keep_no_room_waiting(outstanding, receiver, planned, mail_server):
    outstanding()
    for days in (14, 7, 3):
        planned(step=f"before-{days}")
    ticking = (at(6, 9) + timedelta(seconds=4 * second) for second in range(100))
    deliver_messages(clock=lambda: next(ticking))
    assert Message.objects.filter(recipient__isnull=False, state="planned").exists()
    assert len(receiver.calls) == 1


def test_a_room_in_trouble_keeps_no_mail_waiting(outstanding, receiver, planned, mail_server):
    receiver.status = 500
    outstanding()
    planned()
    assert deliver(at(6, 9)) == 1
    assert mail_server.addresses() == ["mari@iij.example"]
