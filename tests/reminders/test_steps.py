"""The days to remind on, stated by hand from a printed calendar."""

from datetime import UTC, date, datetime, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

import pytest

from obligations.models import DeadlineVersion
from reminders.calendars import BusinessDays
from reminders.policies import default_steps
from reminders.steps import passed_and_next, steps

TOKYO = ZoneInfo("Asia/Tokyo")
# 45 days after 30 September 2026 end on a Saturday.
SECOND_QUARTER = {
    "kind": "date",
    "safe": date(2026, 11, 13),
    "before_roll": date(2026, 11, 14),
    "due": date(2026, 11, 16),
    "policy": "japan-full",
    "zone": "Asia/Tokyo",
}


def version(**changes):
    return DeadlineVersion(**(SECOND_QUARTER | changes))


def series(changed, rules=None):
    """The steps of a version, by the default policy."""
    calendar = BusinessDays().of(changed.zone, changed.policy)
    return steps(changed, rules or default_steps(), calendar)


def days(changed, number=8):
    """Step, weekday and day of the first steps."""
    return [
        f"{step.name} {step.at.astimezone(ZoneInfo(changed.zone)):%a %d %b %Y}"
        for step in islice(series(changed), number)
    ]


def around(changed, now):
    """The names of the latest step that passed and of the next one."""
    passed, following = passed_and_next(series(changed), now)
    return passed[-1].name if passed else None, following.name if following else None


def test_steps_run_from_the_safe_date_and_then_weekly_from_due():
    assert days(version(), number=9) == [
        "before-30 Wed 14 Oct 2026",
        "before-14 Fri 30 Oct 2026",
        "before-7 Fri 06 Nov 2026",
        "before-3 Tue 10 Nov 2026",
        "before-1 Thu 12 Nov 2026",
        "on Fri 13 Nov 2026",
        "after-1 Tue 17 Nov 2026",
        "after-8 Tue 24 Nov 2026",
        "after-15 Tue 01 Dec 2026",
    ]


def test_before_the_safe_date_a_rest_day_gives_way_to_the_business_day_before_it():
    # 7 October is a Wednesday, 23 October a Friday; Tuesday 3 November is Culture Day.
    assert days(version(safe=date(2026, 11, 6)), number=6) == [
        "before-30 Wed 07 Oct 2026",
        "before-14 Fri 23 Oct 2026",
        "before-7 Fri 30 Oct 2026",
        "before-3 Mon 02 Nov 2026",
        "before-1 Thu 05 Nov 2026",
        "on Fri 06 Nov 2026",
    ]


def test_after_due_a_rest_day_gives_way_to_the_business_day_after_it():
    # The day after Friday 20 November begins a weekend that Labour Thanksgiving Day prolongs.
    after = days(version(due=date(2026, 11, 20)))[6:]
    assert after == ["after-1 Tue 24 Nov 2026", "after-8 Mon 30 Nov 2026"]


def test_the_days_around_new_year_rest():
    changed = version(safe=date(2027, 1, 4), due=date(2026, 12, 28))
    assert days(changed)[4:7] == [
        "before-1 Mon 28 Dec 2026",
        "on Mon 04 Jan 2027",
        "after-1 Mon 04 Jan 2027",
    ]


def test_business_days_are_those_of_the_zone_whatever_the_policy():
    assert days(version(policy="none", safe=date(2026, 11, 6)))[3] == "before-3 Mon 02 Nov 2026"
    thanksgiving = version(
        zone="America/New_York",
        safe=date(2026, 11, 27),
        due=date(2026, 11, 27),
        policy="us-federal",
    )
    assert days(thanksgiving)[4] == "before-1 Wed 25 Nov 2026"


def test_a_step_is_at_nine_in_the_morning_of_the_zone():
    assert next(series(version())).at == datetime(2026, 10, 14, 0, 0, tzinfo=UTC)


def test_nine_in_the_morning_stays_nine_when_summer_time_ends():
    # In New York it ends on Sunday 1 November 2026: from UTC-4 to UTC-5.
    last_of_summer, first_of_winter = islice(series(version(zone="America/New_York")), 1, 3)
    assert last_of_summer.at == datetime(2026, 10, 30, 13, 0, tzinfo=UTC)
    assert first_of_winter.at == datetime(2026, 11, 6, 14, 0, tzinfo=UTC)


def test_promptly_is_reminded_of_from_the_internal_target():
    promptly = version(
        kind="standard", safe=None, before_roll=None, due=None, internal_target=date(2026, 11, 13)
    )
    assert days(promptly)[4:] == [
        "target-before-1 Thu 12 Nov 2026",
        "target-on Fri 13 Nov 2026",
        "target-after-1 Mon 16 Nov 2026",
        "target-after-8 Tue 24 Nov 2026",  # Monday is Labour Thanksgiving Day
    ]


def test_promptly_without_a_target_is_reminded_of_from_the_day_of_the_fact():
    at_once = version(
        kind="standard", safe=None, before_roll=None, due=None, anchored_on=date(2026, 11, 12)
    )
    assert days(at_once)[5:7] == ["target-on Thu 12 Nov 2026", "target-after-1 Fri 13 Nov 2026"]


@pytest.mark.parametrize("kind", ["from", "standing", "open", "waiting", "none", "withdrawn"])
def test_what_has_no_day_to_act_by_has_no_steps(kind):
    assert days(version(kind=kind, safe=None)) == []


def test_the_end_of_a_window_is_no_day_to_act_by():
    assert days(version(safe=None)) == []


def test_of_the_steps_that_passed_the_latest_counts():
    noon = datetime(2026, 11, 11, 12, 0, tzinfo=TOKYO)
    assert around(version(), noon) == ("before-3", "before-1")


def test_before_the_first_step_nothing_has_passed():
    first = datetime(2026, 10, 14, 9, 0, tzinfo=TOKYO)
    assert around(version(), first - timedelta(seconds=1)) == (None, "before-30")
    assert around(version(), first) == ("before-30", "before-14")


def test_what_has_no_steps_has_neither():
    assert around(version(safe=None), datetime(2026, 11, 11, tzinfo=TOKYO)) == (None, None)


def test_of_two_steps_on_one_day_the_later_one_counts():
    # The weekend before Monday 16 November moves the day before it to the Friday, where the
    # third day before it is already.
    friday = datetime(2026, 11, 13, 9, 0, tzinfo=TOKYO)
    assert around(version(safe=date(2026, 11, 16)), friday) == ("before-1", "on")
