"""A day that an administrator adds moves the open deadlines that it touches, and no other."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction

from obligations.models import CalendarDay, Deadline, Reading, Recomputation
from obligations.recomputing import request_recomputation, run_recomputation
from obligations.services import When, record_event, record_performance
from obligations.tasks import recompute_deadlines
from tests.factories import UserFactory

TODAY = date(2026, 11, 22)


def quarterly(number: int, year: str = "FY2026") -> Deadline:
    return Deadline.objects.get(
        obligation__key="sa-12-1-3", period__number=number, period__fiscal_year__label=year
    )


def dates(deadline: Deadline) -> tuple[date | None, date | None, date | None]:
    version = Deadline.objects.get(pk=deadline.pk).current
    assert version
    return version.safe, version.before_roll, version.due


def declare(day: date, *, rests: bool = True) -> Recomputation:
    CalendarDay.objects.create(country="japan", day=day, rests=rests, reason="Typhoon")
    return request_recomputation(reason=f"{day}: typhoon", by=None)


def test_a_typhoon_moves_the_deadline_that_it_touches(subscription):
    # Q3 FY2026: contractual day Sun 14 Feb 2027, arguable until Mon 15, safe Fri 12.
    assert dates(quarterly(3)) == (date(2027, 2, 12), date(2027, 2, 14), date(2027, 2, 15))
    run_recomputation(recomputation=declare(date(2027, 2, 15)), today=TODAY)
    assert dates(quarterly(3)) == (date(2027, 2, 12), date(2027, 2, 14), date(2027, 2, 16))
    version = quarterly(3).current
    assert version
    assert (version.number, version.reason) == (2, "2027-02-15: typhoon")


def test_the_safe_date_moves_too(subscription):
    run_recomputation(recomputation=declare(date(2027, 2, 12)), today=TODAY)
    # Thursday 11 February is National Foundation Day.
    assert dates(quarterly(3))[0] == date(2027, 2, 10)


def test_what_is_not_touched_gets_no_version(subscription):
    before = set(Deadline.objects.values_list("current", flat=True))
    asked = declare(date(2027, 2, 15))
    run_recomputation(recomputation=asked, today=TODAY)
    moved = set(Deadline.objects.values_list("current", flat=True)) - before
    assert len(moved) == 1
    assert asked.versions.get().deadline == quarterly(3)


def test_a_performed_deadline_stays(subscription, by):
    performed = quarterly(2)
    record_performance(
        deadline=performed,
        by=by,
        dispatched_on=date(2026, 11, 12),
        arrived_on=date(2026, 11, 13),
        means="writing",
    )
    run_recomputation(recomputation=declare(date(2026, 11, 16)), today=TODAY)
    assert dates(performed) == (date(2026, 11, 13), date(2026, 11, 14), date(2026, 11, 16))


def test_a_cancelled_holiday_makes_the_safe_date_later(subscription):
    # Receipt on 9 November 2026: the 14th day is Monday 23, Labour Thanksgiving Day.
    notice = subscription.event_types.get(name="receipt of issuance notice")
    recorded = record_event(
        event_type=notice, when=When(on=date(2026, 11, 9)), by=UserFactory(), today=TODAY
    )
    deadline = Deadline.objects.get(event=recorded.event)
    assert dates(deadline) == (date(2026, 11, 20), date(2026, 11, 23), date(2026, 11, 24))
    run_recomputation(recomputation=declare(date(2026, 11, 23), rests=False), today=TODAY)
    assert dates(deadline) == (date(2026, 11, 23), date(2026, 11, 23), date(2026, 11, 23))


def test_the_task_finishes_what_is_asked_for(subscription):
    asked = declare(date(2027, 2, 15))
    recompute_deadlines()
    asked.refresh_from_db()
    assert asked.finished_at
    assert (asked.done, asked.total) == (asked.total, 215)
    assert dates(quarterly(3))[2] == date(2027, 2, 16)


def test_running_again_changes_nothing(subscription):
    asked = declare(date(2027, 2, 15))
    run_recomputation(recomputation=asked, today=TODAY)
    run_recomputation(recomputation=asked, today=TODAY)
    assert asked.versions.count() == 1


def test_a_foreign_holiday_touches_nothing(subscription):
    CalendarDay.objects.create(
        country="united-states", day=date(2027, 2, 15), reason="Filing system closed"
    )
    asked = request_recomputation(reason="closed", by=None)
    run_recomputation(recomputation=asked, today=TODAY)
    assert asked.versions.count() == 0


def test_a_recorded_reading_decides_how_midnight_counts(subscription, by):
    """Civil Code art. 140: at exactly 00:00 the day does not count, unless a reading says so."""
    midnight = When(at=datetime(2026, 11, 13, tzinfo=ZoneInfo("Asia/Tokyo")), zone="Asia/Tokyo")
    notice = subscription.event_types.get(name="receipt of issuance notice")
    recorded = record_event(event_type=notice, when=midnight, by=by, today=TODAY)
    deadline = Deadline.objects.get(event=recorded.event)
    assert dates(deadline)[1] == date(2026, 11, 27)
    Reading.objects.create(
        agreement=subscription,
        question="Does a day count that begins with the event?",
        choice="It counts.",
        counting="midnight: its day counts",
        reason="Proviso of article 140",
        decided_by="Legal",
        decided_on=date(2026, 11, 20),
    )
    asked = request_recomputation(reason="Reading recorded", by=None)
    run_recomputation(recomputation=asked, today=TODAY)
    assert dates(deadline)[1] == date(2026, 11, 26)


def test_one_day_is_listed_once_for_a_country(subscription):
    declare(date(2027, 2, 15))
    with pytest.raises(Exception, match="calendar_day_once"), transaction.atomic():
        declare(date(2027, 2, 15), rests=False)


def test_reminders_are_looked_at_again_though_no_date_moves(subscription, time_machine):
    """Friday 5 February 2027 is a week before the safe date: a step's day, and no deadline's."""
    time_machine.move_to("2026-11-22 09:00 +0900", tick=False)
    later = datetime(2027, 2, 5, 9, tzinfo=ZoneInfo("Asia/Tokyo"))
    Deadline.objects.filter(pk=quarterly(3).pk).update(next_step_at=later)
    Deadline.objects.filter(pk=quarterly(2).pk).update(next_step_at=None)
    before = dates(quarterly(3))
    run_recomputation(recomputation=declare(date(2027, 2, 5)), today=TODAY)
    assert dates(quarterly(3)) == before
    assert quarterly(3).next_step_at == datetime(2026, 11, 22, 9, tzinfo=ZoneInfo("Asia/Tokyo"))
    assert quarterly(2).next_step_at is None
