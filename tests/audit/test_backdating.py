"""What was recorded later than it happened: for whom, how late, and what was said about it."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
import time_machine
from django.test import Client

from accounts.models import Role
from obligations.models import Event, Performance
from tests.factories import AgreementFactory, EventFactory, PerformanceFactory, UserFactory
from tests.pages import get

pytestmark = pytest.mark.django_db
URL = "/audit/backdating/"
INSTANT = datetime(2026, 12, 15, 14, 30, tzinfo=UTC)
"""Still 15 December in Tokyo: 23:30."""


@pytest.fixture(autouse=True)
def records() -> Iterator[None]:
    """Recorded on 15 December 2026: a fact of 12 November, a performance of 11 December."""
    event = EventFactory.create(
        type__description="Offer received", note="Found in the post", recorded_at=INSTANT
    )
    PerformanceFactory.create(note="Told by telephone", recorded_at=INSTANT)
    EventFactory.create(
        type__description="Recorded at once", happened_on=date(2026, 12, 15), recorded_at=INSTANT
    )
    EventFactory.create(
        type=event.type,
        corrects=event,
        root=event,
        happened_on=None,
        withdrawn=True,
        reason="never happened",
        recorded_at=INSTANT,
    )
    with time_machine.travel("2026-12-20T09:00+09:00", tick=False):
        yield


@pytest.fixture
def client() -> Client:
    return sign_in(Role.LEGAL)


def sign_in(role: Role) -> Client:
    client = Client()
    client.force_login(UserFactory.create(role=role))
    return client


def rows(client: Client, **query: str) -> list[str]:
    return get(client, URL, **query).rows()


def test_the_latest_record_first_with_its_reason(client: Client) -> None:
    event, performance = rows(client)
    assert event.startswith("Offer received Event · Agreement")
    assert "Thu 12 Nov 2026" in event
    assert "Tue 15 Dec 2026, 23:30 Tokyo" in event
    assert " 33 " in event  # 18 days of November and 15 of December
    assert event.endswith("Found in the post")
    assert "Fri 11 Dec 2026" in performance
    assert " 4 " in performance
    assert performance.endswith("Told by telephone")


@pytest.mark.parametrize(
    ("days", "number"), [("1", 2), ("7", 1), ("30", 1), ("90", 0), ("x", 2), ("9" * 5000, 2)]
)
def test_by_days(days: str, number: int, client: Client) -> None:
    assert len(rows(client, days=days)) == number


def test_as_of_a_day_before_the_record(client: Client) -> None:
    assert rows(client, as_of="2026-12-14") == []
    assert len(rows(client, as_of="2026-12-15")) == 2


def test_what_is_restricted_is_for_the_auditor(client: Client) -> None:
    hidden = AgreementFactory.create(restricted=True)
    event = Event.objects.get(note="Found in the post")
    type(hidden).objects.filter(pk=event.type.agreement_id).update(restricted=True)
    done = Performance.objects.get()
    of = done.deadline.obligation.article.agreement_id
    type(hidden).objects.filter(pk=of).update(restricted=True)
    assert rows(client) == []
    assert rows(sign_in(Role.ADMINISTRATOR)) == []
    assert len(rows(sign_in(Role.AUDITOR))) == 2


def test_compliance_must_not_know_it() -> None:
    assert sign_in(Role.COMPLIANCE).get(URL).status_code == 404
