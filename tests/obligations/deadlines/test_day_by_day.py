"""The engine against a counter that walks the calendar one day at a time.

The counter shares nothing with the engine: its holidays come straight from the `holidays`
package, and it is written to be checked by eye, not to be fast.
"""

from datetime import date, timedelta
from functools import cache

import holidays
import numpy as np
import pytest

from obligations.deadlines import Facts, Policy, Terms, compute, parse
from obligations.deadlines.bulk import compute_many

DAY = timedelta(days=1)
JAPAN, AMERICA = map(holidays.country_holidays, ("JP", "US"))  # filled in year by year
CLOSED = {"2018-12-05", "2018-12-24", "2019-12-24", "2020-12-24", "2025-01-09"}
ALL_DAYS = [date(1989, 1, 1) + n * DAY for n in range(43 * 365)]
EVERY_DAY = [date(1990, 1, 1) + n * DAY for n in range((date(2031, 1, 1) - date(1990, 1, 1)).days)]


def rests(day, policy):
    saturday, sunday = day.isoweekday() == 6, day.isoweekday() == 7
    turn = f"{day:%m-%d}"
    if policy == "japan-strict":
        return sunday or day in JAPAN
    if policy == "japan-bank":
        return saturday or sunday or day in JAPAN or turn >= "12-31" or turn <= "01-03"
    if policy == "japan-full":
        return saturday or sunday or day in JAPAN or turn >= "12-29" or turn <= "01-03"
    if policy == "us-federal":
        return saturday or sunday or day in AMERICA or str(day) in CLOSED
    return False


@cache
def resting(policy):
    return {day for day in ALL_DAYS if rests(day, policy)}


def after_days(event, number, policy):
    day = event
    for _ in range(number):
        day += DAY
    return day


def after_weeks(event, number, policy):
    return after_days(event, 7 * number, policy)


def after_months(event, number, policy):
    """Walk on from day 1 until the month so many months on; stop before its day of the same
    number, or at its end."""
    first = day = event + DAY
    wanted = first.year * 12 + first.month + number
    while (day.year * 12 + day.month, day.day) < (wanted, first.day):
        day += DAY
    return day - DAY


def after_business_days(event, number, policy):
    day = event
    while number:
        day += DAY
        if day not in resting(policy):
            number -= 1
    return day


def before_weeks(event, number, policy):
    """The event's own day does not count, nor does the day of the act."""
    day = event - DAY
    for _ in range(7 * number):
        day -= DAY
    return day


def before_business_days(event, number, policy):
    day = event
    while number:
        day -= DAY
        if day not in resting(policy):
            number -= 1
    return day - DAY


@pytest.mark.slow
@pytest.mark.parametrize(
    ("text", "count", "number", "step"),
    [
        ("within 14 days from event", after_days, 14, DAY),
        ("within 2 weeks from event", after_weeks, 2, DAY),
        ("within 1 month from event", after_months, 1, DAY),
        ("within 5 business days from event", after_business_days, 5, DAY),
        ("at least 2 weeks before event", before_weeks, 2, -DAY),
        ("at least 5 business days before event", before_business_days, 5, -DAY),
    ],
)
@pytest.mark.parametrize("policy", sorted(Policy))
def test_every_day_from_1990_to_2030(text, count, number, step, policy):
    rule, terms = parse(text), Terms(policy, "Asia/Tokyo")
    expected = []
    for event in EVERY_DAY:
        last = due = safe = count(event, number, policy)
        while due in resting(policy):
            due += step
        while safe in resting("japan-full"):
            safe -= DAY
        expected.append((due, last, safe))
    single = [compute(rule, Facts({"event": event}), terms) for event in EVERY_DAY]
    assert [(each.due, each.before_roll, each.safe) for each in single] == expected
    many = compute_many(rule, np.array(EVERY_DAY, dtype="datetime64[D]"), terms)
    columns = (many.due.tolist(), many.before_roll.tolist(), many.safe.tolist())
    assert list(zip(*columns, strict=True)) == expected
