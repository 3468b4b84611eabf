"""Two clicks, or two people, at the same moment: one of them makes the record."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.http import HttpResponse
from django.test import Client

from accounts.models import User
from obligations.models import Event, Performance
from obligations.services import When, record_event
from tests.factories import (
    DeadlineVersionFactory,
    EventTypeFactory,
    ObligationFactory,
    PartyFactory,
    UserFactory,
)

SUNDAY = date(2026, 11, 22)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def sunday() -> Any:
    """Sunday 22 November 2026 in Tokyo."""
    with time_machine.travel("2026-11-22T09:00+09:00", tick=True):
        yield


@pytest.fixture
def officer() -> User:
    return UserFactory()


def at_once(user: User, send: Callable[[Client], HttpResponse]) -> list[int]:
    """The answers to the same request, sent by two browsers of `user` at the same moment."""
    barrier = Barrier(2)
    clients = [Client(), Client()]
    for client in clients:
        client.force_login(user)

    def one(client: Client) -> int:
        try:
            barrier.wait(timeout=10)
            return send(client).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as both:
        return sorted(both.map(one, clients))


def test_the_same_event_is_recorded_once(officer: User) -> None:
    type_ = EventTypeFactory(name="closing")
    data = {"type": type_.pk, "happened_on": "2026-11-20", "note": "Once", "record": "1"}
    assert at_once(officer, lambda c: c.post("/events/record/", data)) == [200, 302]  # type: ignore[arg-type, return-value]
    assert Event.objects.count() == 1


@pytest.mark.parametrize("action", ["correct", "withdraw"])
def test_a_fact_is_corrected_or_withdrawn_once(officer: User, action: str) -> None:
    type_ = EventTypeFactory(name="closing")
    ObligationFactory(article__agreement=type_.agreement)
    recorded = record_event(
        event_type=type_, when=When(on=date(2026, 11, 20)), by=officer, today=SUNDAY
    )
    url = f"/events/{recorded.event.pk}/{action}/"
    data = {"type": type_.pk, "happened_on": "2026-11-19", "reason": "Typo", "record": "1"}
    answers = at_once(officer, lambda c: c.post(url, data))  # type: ignore[arg-type, return-value]
    assert set(answers) <= {200, 302}
    assert Event.objects.count() == 2


def test_the_same_performance_is_recorded_once(officer: User) -> None:
    deadline = DeadlineVersionFactory(
        deadline__obligation__obligor=PartyFactory(is_home=True)
    ).deadline
    url = f"/deadlines/{deadline.pk}/perform/"
    data = {"arrived_on": "2026-11-20", "means": "writing"}
    answers = at_once(officer, lambda c: c.post(url, data))  # type: ignore[arg-type, return-value]
    assert set(answers) <= {200, 302}
    assert Performance.objects.count() == 1


def test_a_performance_is_withdrawn_once(officer: User) -> None:
    deadline = DeadlineVersionFactory(
        deadline__obligation__obligor=PartyFactory(is_home=True)
    ).deadline
    client = Client()
    client.force_login(officer)
    client.post(
        f"/deadlines/{deadline.pk}/perform/", {"arrived_on": "2026-11-20", "means": "writing"}
    )
    performance = Performance.objects.get()
    url = f"/deadlines/{deadline.pk}/performances/{performance.pk}/withdraw/"
    assert at_once(officer, lambda c: c.post(url, {"note": "Typo"})) == [302, 302]  # type: ignore[arg-type, return-value]
    assert Performance.objects.count() == 2
