"""/metrics: figures of the database, for who has the token."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from prometheus_client.parser import text_string_to_metric_families

from reminders.models import Message
from tests.factories import HeartbeatFactory, MessageFactory, ReminderFactory

NOW = datetime(2026, 11, 22, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def token(settings: Any) -> None:
    settings.METRICS_TOKEN = "a token of this test"


def figures(client: Client) -> dict[str, float]:
    """What is told, by name and labels."""
    with time_machine.travel(NOW, tick=False):
        response = client.get("/metrics", headers={"authorization": "Bearer a token of this test"})
    assert response.status_code == 200
    return {
        " ".join([sample.name, *sample.labels.values()]): sample.value
        for family in text_string_to_metric_families(response.text)
        for sample in family.samples
        if sample.name.startswith("governance_")
    }


def test_an_empty_database(client: Client) -> None:
    assert figures(client) == {
        "governance_reminders_planned_last_hour": 0,
        "governance_reminders_late_last_hour": 0,
        "governance_messages_sent_last_hour": 0,
        "governance_messages_failed": 0,
        "governance_messages_stuck": 0,
        "governance_reminders_to_nobody": 0,
        "governance_messages_outstanding": 0,
        "governance_queue_age_seconds": 0,
    }


def test_what_was_planned_sent_late_and_failed(client: Client) -> None:
    recent, earlier = NOW - timedelta(minutes=59), NOW - timedelta(minutes=61)
    for at in (recent, earlier):
        ReminderFactory(remind_at=at, message__state="sent", message__sent_at=at)
    ReminderFactory(
        remind_at=earlier,
        message__kind=Message.Kind.LATE,
        message__state="sent",
        message__sent_at=recent,
    )
    ReminderFactory(remind_at=recent, message__state="failed", message__error="550 no such mailbox")
    for stuck_at in (earlier, NOW + timedelta(hours=1)):
        ReminderFactory(
            remind_at=earlier,
            message__next_try_at=NOW + timedelta(hours=1),
            message__stuck_at=stuck_at,
        )
    ReminderFactory(remind_at=earlier, recipient=None, problem="Nobody to remind", message=None)
    told = figures(client)
    assert told["governance_reminders_planned_last_hour"] == 2
    assert told["governance_reminders_late_last_hour"] == 1
    assert told["governance_messages_sent_last_hour"] == 2
    assert told["governance_messages_failed"] == 1
    assert told["governance_messages_stuck"] == 1
    assert told["governance_messages_outstanding"] == 2
    assert told["governance_reminders_to_nobody"] == 1


@pytest.mark.parametrize(
    ("message", "age"),
    [
        ({"created_at": NOW - timedelta(days=1), "next_try_at": NOW + timedelta(hours=1)}, 0),
        ({"created_at": NOW - timedelta(days=1), "next_try_at": NOW - timedelta(seconds=90)}, 90),
        (
            {
                "created_at": NOW - timedelta(hours=1),
                "next_try_at": NOW + timedelta(minutes=9),
                "attempt": 3,
            },
            3600,
        ),
        ({"created_at": NOW, "state": "sent", "sent_at": NOW}, 0),
    ],
    ids=["a digest waits for its hour", "due", "tried in vain", "sent"],
)
def test_the_age_of_the_queue(client: Client, message: dict[str, Any], age: int) -> None:
    MessageFactory(**message)
    assert figures(client)["governance_queue_age_seconds"] == age


def test_the_age_of_a_heartbeat(client: Client) -> None:
    HeartbeatFactory(name="reminders", beat_at=NOW - timedelta(seconds=40))
    assert figures(client)["governance_heartbeat_age_seconds reminders"] == 40


@pytest.mark.parametrize(
    "given", ["", "Bearer", "Bearer wrong", "a token of this test", "Bearer ü"]
)
def test_another_token_is_refused(client: Client, given: str) -> None:
    response = client.get("/metrics", headers={"authorization": given})
    assert (response.status_code, response["WWW-Authenticate"]) == (401, "Bearer")
    assert response.content == b""


@pytest.mark.parametrize("given", ["", "Bearer "])
def test_without_a_token_there_is_nothing(client: Client, settings: Any, given: str) -> None:
    settings.METRICS_TOKEN = ""
    assert client.get("/metrics", headers={"authorization": given}).status_code == 404


def test_only_looking_is_allowed(client: Client) -> None:
    assert client.post("/metrics").status_code == 405
