"""Quiet hours and digests: when an e-mail leaves, by the clock of the person."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from reminders.calendars import BusinessDays
from reminders.models import Clock, PolicyStep, Preferences
from reminders.steps import Step
from reminders.timing import departure
from tests.reminders.conftest import at

NEW_YORK = ZoneInfo("America/New_York")
NIGHT = {"quiet_from": time(20), "quiet_until": time(8)}


def step(days=-7, day=6, act_by=date(2026, 11, 13)):
    """A step of a deadline in Tokyo at 09:00 of a day in November 2026."""
    rule = PolicyStep(clock=Clock.AGREEMENT, days=days, audience=["owner"], channels=["email"])
    return Step(name="a step", at=at(day, 9), days=days, act_by=act_by, rule=rule)


def leaves(planned, now, *, following=None, zone="Asia/Tokyo", **preferences):
    """The kind of message and the moment of departure."""
    found = departure(
        planned,
        following,
        preferences=Preferences(**preferences),
        zone=zone,
        calendar=BusinessDays().of(zone),
        now=now,
    )
    return (str(found.kind), found.at) if found else None


def test_without_quiet_hours_it_leaves_at_once():
    assert leaves(step(), at(6, 9)) == ("single", at(6, 9))
    assert leaves(step(), at(6, 3)) == ("single", at(6, 3))


@pytest.mark.parametrize(
    ("now", "leaves_at"),
    [
        (at(6, 19, 59), at(6, 19, 59)),
        (at(6, 20), at(7, 8)),
        (at(7, 0), at(7, 8)),
        (at(7, 7, 59), at(7, 8)),
        (at(7, 8), at(7, 8)),
    ],
)
def test_after_the_last_day_quiet_hours_are_kept(now, leaves_at):
    assert leaves(step(days=1, day=6), now, **NIGHT) == ("single", leaves_at)


def test_quiet_hours_may_lie_within_a_day():
    noon = {"quiet_from": time(12), "quiet_until": time(13)}
    assert leaves(step(days=1), at(6, 12, 30), **noon) == ("single", at(6, 13))
    assert leaves(step(days=1), at(6, 13), **noon) == ("single", at(6, 13))


def test_quiet_hours_yield_on_the_day_to_act_by():
    on_the_day = step(days=0, day=13)
    assert leaves(on_the_day, at(13, 21), **NIGHT) == ("single", at(13, 21))


def test_quiet_hours_yield_where_they_would_push_a_step_past_its_day():
    assert leaves(step(), at(6, 21), **NIGHT) == ("single", at(6, 21))


def test_a_step_that_was_late_already_may_wait_for_the_morning_before_the_day_to_act_by():
    assert leaves(step(), at(9, 21), **NIGHT) == ("single", at(10, 8))
    assert leaves(step(), at(13, 21), **NIGHT) == ("single", at(13, 21))


def test_the_day_is_that_of_the_instrument_and_the_night_that_of_the_person():
    # 21:30 on 5 November in New York is 11:30 on the 6th in Tokyo; 08:00 there is 22:00 here.
    now = datetime(2026, 11, 5, 21, 30, tzinfo=NEW_YORK)
    morning = datetime(2026, 11, 6, 8, 0, tzinfo=NEW_YORK)
    assert leaves(step(), now, zone="America/New_York", **NIGHT) == ("single", morning)
    # 23:30 in Tokyo: the morning in New York, where it is 09:30, is not quiet.
    assert leaves(step(), at(6, 23, 30), zone="America/New_York", **NIGHT) == (
        "single",
        at(6, 23, 30),
    )


def test_quiet_hours_end_on_the_clock_when_summer_time_ends():
    # In New York 1 November 2026 has 25 hours: 08:00 is 13:00 UTC, not 12:00.
    now = datetime(2026, 10, 31, 23, 0, tzinfo=NEW_YORK)
    found = leaves(step(days=1), now, zone="America/New_York", **NIGHT)
    assert found == ("single", datetime(2026, 11, 1, 13, 0, tzinfo=UTC))


DAILY = {"delivery": "daily", "digest_at": time(8, 30)}
WEEKLY = {"delivery": "weekly", "digest_at": time(8, 30), "digest_weekday": 0}


def test_a_daily_digest_leaves_on_the_next_business_day():
    # Friday the 6th at 09:00: the digest of the day has left, the next one is on Monday.
    assert leaves(step(), at(6, 9), **DAILY) == ("digest", at(9, 8, 30))


def test_a_digest_that_would_come_with_the_next_step_or_later_carries_nothing():
    following = step(days=-3, day=9)
    assert leaves(step(), at(6, 9), following=following, **DAILY) == ("digest", at(9, 8, 30))
    earlier = {**DAILY, "digest_at": time(9)}
    assert leaves(step(), at(6, 9), following=following, **earlier) == ("single", at(6, 9))


def test_a_digest_that_would_come_on_the_day_to_act_by_carries_nothing():
    day_before = step(days=-1, day=12)
    assert leaves(day_before, at(12, 9), **DAILY) == ("single", at(12, 9))


@pytest.mark.parametrize(("days", "day"), [(0, 13), (1, 17), (8, 24)])
def test_what_is_due_or_overdue_never_waits_for_a_digest(days, day):
    assert leaves(step(days=days, day=day), at(day, 9), **DAILY) == ("single", at(day, 9))


def test_a_weekly_digest_leaves_on_its_weekday():
    far = step(days=-30, day=5, act_by=date(2026, 12, 5))
    assert leaves(far, at(5, 9), **WEEKLY) == ("digest", at(9, 8, 30))


def test_a_weekly_digest_on_a_holiday_leaves_on_the_business_day_before():
    # Monday 23 November 2026 is Labour Thanksgiving Day; Friday is the 20th.
    far = step(days=-30, day=17, act_by=date(2026, 12, 17))
    assert leaves(far, at(17, 9), **WEEKLY) == ("digest", at(20, 8, 30))


def test_who_stopped_digests_finds_far_steps_in_the_inbox_and_near_ones_in_the_mail():
    stopped = {**DAILY, "digest_stopped": True}
    assert leaves(step(days=-14, act_by=date(2026, 11, 14)), at(6, 9), **stopped) is None
    assert leaves(step(), at(6, 9), **stopped) == ("single", at(6, 9))


def test_a_digest_leaves_by_the_clock_of_the_person():
    found = leaves(step(), at(6, 9), zone="America/New_York", **DAILY)
    # 09:00 in Tokyo is 19:00 on Thursday there; Friday is a business day.
    assert found == ("digest", datetime(2026, 11, 6, 8, 30, tzinfo=NEW_YORK))
