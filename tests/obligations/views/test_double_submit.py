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
from obligations.models import Decision, Event, Performance
from obligations.services import When, record_event, record_performance
from tests.factories import (
    DeadlineVersionFactory,
    EventTypeFactory,
    LawyerFactory,
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


def test_a_waiver_is_recorded_and_confirmed_once(officer: User) -> None:
    """By two clicks of one person each: one records it, the other one confirms it."""
    deadline = DeadlineVersionFactory(
        deadline__obligation__obligor=PartyFactory(is_home=True)
    ).deadline
    page = f"/deadlines/{deadline.pk}/"
    data = {"on": "2026-11-20", "reason": "Agreed", "document": "Letter"}
    first, second = LawyerFactory.create_batch(2)
    assert at_once(first, lambda c: c.post(f"{page}waive/", data)) == [200, 302]  # type: ignore[arg-type, return-value]
    waiver = Decision.objects.get()
    confirm = f"{page}decisions/{waiver.pk}/confirm/"
    assert set(at_once(second, lambda c: c.post(confirm))) <= {200, 302}  # type: ignore[arg-type, return-value]
    assert sorted(Decision.objects.values_list("kind", flat=True)) == ["confirmed", "waived"]


def test_two_people_decide_and_one_of_them_is_told(officer: User) -> None:
    """One verifies and the other rejects at the same moment: one decision stands."""
    duty = ObligationFactory(obligor=PartyFactory(is_home=True), review="verification")
    deadline = DeadlineVersionFactory(deadline__obligation=duty).deadline
    performance = record_performance(
        deadline=deadline, by=officer, arrived_on=date(2026, 11, 20), means="writing"
    )
    people = iter(LawyerFactory.create_batch(2))
    acts = iter(["verify", "reject"])
    base = f"/deadlines/{deadline.pk}/performances/{performance.pk}"

    def decide(client: Client) -> HttpResponse:
        client.force_login(next(people))
        return client.post(f"{base}/{next(acts)}/", {"reason": "Seen"})  # type: ignore[return-value]

    assert set(at_once(officer, decide)) <= {200, 302}
    assert Decision.objects.count() == 1
