"""What the forms take and what they refuse; the pages show the rest."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine

from obligations.event_forms import EventForm, WithdrawEventForm
from obligations.models import EventType
from obligations.performance_forms import PerformanceForm
from tests.factories import (
    AgreementReaderFactory,
    DeadlineVersionFactory,
    EventFactory,
    EventTypeFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
SUNDAY = date(2026, 11, 22)


@pytest.fixture(autouse=True)
def sunday():
    """Sunday 22 November 2026, 09:00 in Tokyo."""
    with time_machine.travel("2026-11-22T09:00+09:00", tick=False):
        yield


def event_form(type_: EventType | None = None, **typed: Any) -> EventForm:
    type_ = type_ or EventTypeFactory()
    data = {"type": type_.pk, "happened_on": "2026-11-12"} | typed
    return EventForm(data, user=UserFactory(), today=SUNDAY)


def performance_form(**typed: Any) -> PerformanceForm:
    """For a deadline that opens on Friday 13 November 2026."""
    deadline = DeadlineVersionFactory(opens=date(2026, 11, 13)).deadline
    return PerformanceForm({"means": "writing"} | typed, deadline=deadline, today=SUNDAY)


def test_a_date_alone() -> None:
    form = event_form()
    assert form.is_valid()
    assert (form.when.on, form.when.at, form.when.zone) == (date(2026, 11, 12), None, "")


def test_a_zone_without_a_time_is_a_date_alone() -> None:
    form = event_form(zone="America/New_York")
    assert form.is_valid()
    assert (form.when.at, form.when.zone) == (None, "")


@pytest.mark.parametrize(
    ("zone", "instant"),
    [
        ("", datetime(2026, 11, 12, 1, 20, tzinfo=UTC)),
        ("Asia/Tokyo", datetime(2026, 11, 12, 1, 20, tzinfo=UTC)),
        ("America/New_York", datetime(2026, 11, 12, 15, 20, tzinfo=UTC)),
        ("UTC", datetime(2026, 11, 12, 10, 20, tzinfo=UTC)),
    ],
)
def test_an_instant_in_its_zone_tokyo_where_none_is_named(zone: str, instant: datetime) -> None:
    form = event_form(time="10:20", zone=zone)
    assert form.is_valid()
    assert form.when.at == instant
    assert form.when.zone == (zone or "Asia/Tokyo")


@pytest.mark.parametrize("day", ["2026-11-22", "1955-01-01"])
def test_the_first_and_the_last_day_that_can_be_a_fact(day: str) -> None:
    assert event_form(happened_on=day).is_valid()


@pytest.mark.parametrize(
    "day", ["2026-11-23", "2099-12-31", "2100-01-01", "1954-12-31", "12.11.2026", "Nov 12 2026"]
)
def test_a_day_that_cannot(day: str) -> None:
    assert list(event_form(happened_on=day).errors) == ["happened_on"]


def test_the_present_instant_is_the_last_that_can_be_a_fact() -> None:
    assert event_form(happened_on="2026-11-22", time="09:00").is_valid()
    assert list(event_form(happened_on="2026-11-22", time="09:01").errors) == ["time"]
    assert event_form(happened_on="2026-11-22", time="00:00", zone="UTC").is_valid()
    assert list(event_form(happened_on="2026-11-22", time="00:01", zone="UTC").errors) == ["time"]


def test_an_unknown_zone_is_refused() -> None:
    assert list(event_form(time="10:20", zone="Asia/Nowhere").errors) == ["zone"]


def test_the_events_that_are_offered() -> None:
    open_, grant = EventTypeFactory(), AgreementReaderFactory()
    hidden = EventTypeFactory(agreement=grant.agreement)
    for person, offered in (
        (UserFactory(), {open_}),
        (grant.user, {open_, hidden}),
        (UserFactory(is_active=False), set()),
    ):
        form = EventForm(user=person, today=SUNDAY)
        assert set(form.fields["type"].queryset) == offered  # type: ignore[attr-defined]


def test_a_restricted_event_is_refused_as_one_that_does_not_exist() -> None:
    hidden = EventTypeFactory(agreement__restricted=True)
    assert event_form(hidden).errors == event_form(type=10**9).errors


def test_a_correction_keeps_the_kind_of_fact_and_asks_why() -> None:
    event = EventFactory()
    other = EventTypeFactory(agreement=event.type.agreement)
    data = {"type": other.pk, "happened_on": "2026-11-12"}
    form = EventForm(data, user=UserFactory(), today=SUNDAY, corrects=event)
    assert set(form.errors) == {"type", "reason"}


def test_a_withdrawal_asks_why() -> None:
    assert list(WithdrawEventForm({"reason": " \n"}).errors) == ["reason"]


@pytest.mark.parametrize(
    "typed",
    [
        {"dispatched_on": "2026-11-13"},
        {"arrived_on": "2026-11-22"},
        {"dispatched_on": "2026-11-20", "arrived_on": "2026-11-20"},
    ],
)
def test_what_was_done(typed: dict[str, str]) -> None:
    assert performance_form(**typed).is_valid()


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({}, "dispatched_on"),
        ({"dispatched_on": "2026-11-12", "arrived_on": "2026-11-13"}, "dispatched_on"),
        ({"arrived_on": "2026-11-12"}, "arrived_on"),
        ({"arrived_on": "2026-11-23"}, "arrived_on"),
        ({"dispatched_on": "2026-11-20", "arrived_on": "2026-11-19"}, "arrived_on"),
        ({"arrived_on": "2026-11-20", "means": ""}, "means"),
    ],
)
def test_what_cannot_have_been_done(typed: dict[str, str], field: str) -> None:
    assert list(performance_form(**typed).errors) == [field]
