"""Closing a period: what is dated inside needs a reason, and is marked."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from accounts.models import User
from agreements.models import Agreement
from obligations.models import Deadline, Event, PeriodLock
from obligations.services import InClosedPeriod, close_period, record_performance, reopen_period
from obligations.services.periods import closed_until
from tests.factories import (
    BreachFactory,
    BreachRecordFactory,
    ConsentFactory,
    ConsentRecordFactory,
    DecisionFactory,
    EventFactory,
    NoticeFactory,
    PerformanceFactory,
)
from tests.obligations.views.conftest import SUNDAY, event_type
from tests.obligations.views.test_breaches import breach_of
from tests.obligations.views.test_consents import request_of, said
from tests.obligations.views.test_notices import letter
from tests.obligations.views.test_performance import act, perform
from tests.pages import Page, get, read

URL = "/agreements/subscription-agreement/periods/"
CLOSED = (
    "The period until Sat 31 Oct 2026 is closed: say why this is recorded late, or ask Legal to "
    "reopen it."
)
FLAG = "Recorded after the period was closed The letter was found"


@pytest.fixture
def lawyer(sign_in: Callable[[str], Client]) -> Client:
    return sign_in("legal@demo.localhost")


@pytest.fixture
def agreement() -> Agreement:
    return Agreement.objects.get(slug="subscription-agreement")


@pytest.fixture
def closed(agreement: Agreement) -> PeriodLock:
    """Closed until Saturday 31 October 2026."""
    by = User.objects.get(email="legal@demo.localhost")
    until = date(2026, 10, 31)
    return close_period(agreement=agreement, until=until, reason="Half-year", by=by, today=SUNDAY)


def send(client: Client, url: str, data: dict[str, Any]) -> Page:
    response = client.post(url, data)
    assert response.status_code == 200, response.status_code
    return read(response)


def test_legal_closes_and_reopens(lawyer: Client, agreement: Agreement) -> None:
    assert "Nothing is closed" in get(lawyer, URL).main
    assert "Reopen a period" not in get(lawyer, URL).actions
    lawyer.post(f"{URL}close/", {"until": "2026-10-31", "reason": "Half-year report signed"})
    page = get(lawyer, URL)
    assert page.messages == ["Period closed."]
    assert "Closed until Saturday 31 October 2026" in page.main
    assert "Half-year report signed recorded by Kenji Sato" in page.main
    lawyer.post(f"{URL}reopen/", {"until": "2026-09-30", "reason": "A page was missing"})
    assert closed_until(agreement) == date(2026, 9, 30)
    lawyer.post(f"{URL}reopen/", {"until": "", "reason": "All of it"})
    assert closed_until(agreement) is None
    assert "Everything reopened All of it" in get(lawyer, URL).main
    assert agreement.period_locks.count() == 3


@pytest.mark.parametrize(
    ("action", "typed", "error"),
    [
        ("close", {"until": "2026-11-22"}, "This day has not passed yet: close what has passed."),
        (
            "close",
            {"until": "2026-10-31"},
            "It is closed until Sat 31 Oct 2026 already: give a later day.",
        ),
        ("reopen", {"until": "2026-10-31"}, "Nothing after this day is closed."),
        ("close", {"until": "2026-11-01", "reason": ""}, "This field is required."),
    ],
)
def test_what_closes_nothing_is_refused(
    lawyer: Client, closed: PeriodLock, action: str, typed: dict[str, str], error: str
) -> None:
    page = send(lawyer, f"{URL}{action}/", {"reason": "Because"} | typed)
    assert page.errors == [error]
    assert page.value("until") == typed["until"]
    assert PeriodLock.objects.count() == 1


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("action", ["close", "reopen"])
def test_who_may_close(
    officer: Client,
    auditor: Client,
    insider: Client,
    lawyer: Client,
    method: str,
    action: str,
) -> None:
    for client in (officer, auditor):
        assert getattr(client, method)(f"{URL}{action}/").status_code == 403
    assert getattr(lawyer, method)(f"{URL}{action}/").status_code == 200
    assert getattr(lawyer, method)(f"{URL}{action}/?as_of=2026-11-20").status_code == 403
    hidden = f"/agreements/umbrella/periods/{action}/"
    assert getattr(lawyer, method)(hidden).status_code == 404
    assert getattr(insider, method)(hidden).status_code == 403
    assert get(auditor, URL).actions == ["Export CSV", "Export Excel"]


@pytest.fixture
def answer(agreement: Agreement) -> dict[str, str]:
    """Where each record is made, by what it is; those who answer come after a record."""
    obligation = agreement.articles.get(number="19").obligations.get(key="sa-19")
    consent = ConsentFactory(obligation=obligation, asked_on=date(2026, 10, 9))
    breach = BreachFactory(
        obligation=obligation, happened_on=date(2026, 10, 9), known_on=date(2026, 10, 9)
    )
    return {
        "answer": f"/consents/{consent.pk}/answer/",
        "remedy": f"/breaches/{breach.pk}/remedy/",
    }


@pytest.mark.parametrize(
    ("of", "data"),
    [
        ("/notices/record/", lambda: letter(dispatched_on="", arrived_on="2026-10-30")),
        (
            "/obligations/sa-19/consents/ask/",
            lambda: request_of(asked_on="2026-10-30"),
        ),
        ("answer", lambda: said(on="2026-10-30")),
        (
            "/obligations/sa-19/breaches/record/",
            lambda: breach_of(happened_on="2026-10-30"),
        ),
        ("remedy", lambda: {"on": "2026-10-30", "note": "Sent"}),
        (
            "/events/record/",
            lambda: {
                "type": event_type("question on statements").pk,
                "happened_on": "2026-10-30",
                "record": "1",
            },
        ),
        (
            "/agreements/subscription-agreement/closing/sa-5-1/",
            lambda: {"state": "failed", "on": "2026-10-30", "note": "Letter"},
        ),
    ],
)
def test_what_is_dated_inside_needs_a_reason_and_is_marked(
    officer: Client,
    answer: dict[str, str],
    closed: PeriodLock,
    of: str,
    data: Callable[[], dict[str, Any]],
) -> None:
    url = answer.get(of, of)
    assert send(officer, url, data()).errors == [CLOSED]
    response = officer.post(url, data() | {"late_reason": "The letter was found"}, follow=True)
    assert FLAG in read(response).main


def test_an_act_and_a_waiver_too(
    officer: Client, lawyer: Client, quarterly: Deadline, closed: PeriodLock
) -> None:
    inside = act(dispatched_on="2026-10-30", arrived_on="2026-11-19")
    assert send(officer, perform(quarterly), inside).errors == [CLOSED]
    waiver = {"on": "2026-10-30", "reason": "Agreed", "document": "Letter"}
    waive = f"/deadlines/{quarterly.pk}/waive/"
    assert send(lawyer, waive, waiver).errors == [CLOSED]
    late = {"late_reason": "The letter was found"}
    assert lawyer.post(waive, waiver | late).status_code == 302
    assert FLAG in get(officer, quarterly.get_absolute_url()).main
    assert officer.post(perform(quarterly), inside | late).status_code == 302
    assert get(officer, quarterly.get_absolute_url()).main.count(FLAG) == 2
    assert FLAG in get(officer, "/notices/").main


def test_outside_the_period_nothing_is_asked_nor_marked(
    officer: Client, quarterly: Deadline, closed: PeriodLock
) -> None:
    data = act() | {"late_reason": "The letter was found"}
    assert officer.post(perform(quarterly), data).status_code == 302
    assert quarterly.performances.get().late_reason == ""


def test_nothing_is_asked_where_nothing_is_closed(officer: Client, quarterly: Deadline) -> None:
    assert "Why it is recorded late" not in get(officer, perform(quarterly)).main
    assert "Why it is recorded late" not in get(officer, "/events/record/").main


def test_a_withdrawal_inside_is_marked_with_its_reason(officer: Client, closed: PeriodLock) -> None:
    event = Event.objects.get(type__name="full issuance")
    officer.post(f"/events/{event.pk}/withdraw/", {"reason": "Another company"})
    withdrawal = Event.objects.get(corrects=event)
    assert withdrawal.late_reason == "Another company"
    assert "Recorded after the period was closed" in get(officer, "/events/").main


def test_the_database_refuses_it_however_it_is_written(
    agreement: Agreement, quarterly: Deadline, closed: PeriodLock
) -> None:
    """Each factory writes a row of Friday 30 October 2026 without a service."""
    day = date(2026, 10, 30)
    by = closed.recorded_by
    obligation = quarterly.obligation
    recent = BreachFactory(obligation=obligation)
    asked = ConsentFactory(obligation=obligation)
    fact = {"type": event_type("question on statements")}
    rows: list[tuple[Any, dict[str, Any]]] = [
        (EventFactory, {**fact, "happened_on": day}),
        (PerformanceFactory, {"deadline": quarterly, "dispatched_on": day}),
        (DecisionFactory, {"deadline": quarterly, "on": day}),
        (NoticeFactory, {"agreement": agreement, "arrived_on": day}),
        (ConsentFactory, {"obligation": obligation, "asked_on": day}),
        (BreachFactory, {"obligation": obligation, "happened_on": day}),
    ]
    with pytest.raises(InClosedPeriod, match="closed"), transaction.atomic():
        record_performance(deadline=quarterly, by=by, arrived_on=day, means="writing")
    for factory, values in rows:
        with pytest.raises(IntegrityError, match="the period is closed"), transaction.atomic():
            factory(**values)
        assert factory(**values, late_reason="Found").late_reason == "Found"
    assert ConsentRecordFactory(consent=asked, on=date(2026, 11, 12)).pk
    assert BreachRecordFactory(breach=recent, on=date(2026, 11, 18)).pk
    reopen_period(agreement=agreement, until=None, reason="Open", by=by)
    assert EventFactory(**fact, happened_on=day).late_reason == ""


def test_another_instrument_is_not_closed(officer: Client, closed: PeriodLock) -> None:
    other = Agreement.objects.get(slug="joint-filing-agreement")
    data = letter(agreement=other.pk, article="", dispatched_on="", arrived_on="2026-10-30")
    assert officer.post("/notices/record/", data).status_code == 302
