"""Many deadlines at once, for a changed policy, holiday or fiscal year end.

The only module here that needs NumPy; import it by name.
"""

from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache, reduce
from types import MappingProxyType
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .anchors import EventAnchor, FiscalAnchor, Period, Unit
from .calendars import FIRST_DAY, FIRST_YEAR, LAST_DAY, LAST_YEAR, Calendar
from .compute import compute
from .counting import Counted, day_counts, event_clear, question
from .facts import Facts, Moment, Terms, zone_info
from .fiscal import period_ending
from .readings import Reading, recorded
from .rules import AtLeastBefore, For, Rule, Within

Days = NDArray[np.datetime64]
Numbers = NDArray[np.int64]
Flags = NDArray[np.bool_]

ORIGIN = int(np.datetime64(FIRST_DAY, "D").astype(np.int64))
SPAN = (LAST_DAY - FIRST_DAY).days + 1
BEYOND = 2 * SPAN
DAYS = {Unit.DAY: 1, Unit.WEEK: 7}
MONTHS = {Unit.MONTH: 1, Unit.YEAR: 12}
NEVER = np.datetime64("NaT", "D")


@dataclass(frozen=True, slots=True)
class Dates:
    """The dates of the answers, row by row, as `datetime64[D]`; NaT where an answer has none."""

    due: Days
    before_roll: Days
    safe: Days
    opens: Days


def compute_many(
    rule: Rule,
    anchors: Days,
    terms: Terms,
    *,
    facts: Facts | None = None,
    year_end: tuple[int, int] = (3, 31),
) -> Dates:
    """The dates of `compute` for each anchor: a local date of the rule's event, or the last day
    of a fiscal period.

    `anchors` are `datetime64[D]` in the agreement's zone, NaT for what has not happened. `facts`
    are what else happened, the same for every row. `year_end` (month, day) numbers the periods
    where the rule speaks of a numbered one. Counted periods of days or longer are computed on
    whole arrays; every other rule, and every row that needs it, by `compute` itself.
    Raises as `compute` does.
    """
    anchors = np.ascontiguousarray(anchors, dtype="datetime64[D]")
    known = facts or Facts()
    timing = _counted(rule)
    if timing is None:
        return _one_by_one(rule, anchors, terms, known, year_end)
    zone_info(terms.zone)
    dates, usable = _count(rule, timing, anchors, terms)
    rest = np.flatnonzero(~usable)
    if rest.size:
        single = _one_by_one(rule, anchors[rest], terms, known, year_end)
        for name in Dates.__slots__:
            getattr(dates, name)[rest] = getattr(single, name)
    return dates


def _counted(rule: Rule) -> Counted | None:
    """The timing, where arrays can be counted with it."""
    timing, anchor = rule.timing, rule.anchor
    if not isinstance(timing, Within | AtLeastBefore | For) or timing.period.unit is Unit.HOUR:
        return None
    numbered = isinstance(anchor, FiscalAnchor) and anchor.number is not None
    return None if anchor is None or numbered or rule.unless else timing


def _one_by_one(
    rule: Rule, anchors: Days, terms: Terms, facts: Facts, year_end: tuple[int, int]
) -> Dates:
    rows = [
        compute(rule, _with_anchor(rule, facts, day, year_end), terms)
        for day in anchors.astype(object)
    ]
    columns = ([getattr(row, name) for row in rows] for name in Dates.__slots__)
    return Dates(*(np.array(column, dtype="datetime64[D]") for column in columns))


def _with_anchor(rule: Rule, facts: Facts, day: date | None, year_end: tuple[int, int]) -> Facts:
    match rule.anchor:
        case EventAnchor(name=name):
            others = {known: when for known, when in facts.events.items() if known != name}
            events = others if day is None else {**others, name: day}
            return replace(facts, events=MappingProxyType(events))
        case FiscalAnchor(unit=unit):
            period = period_ending(unit, day, year_end) if day else None
            return replace(facts, period=period)
    return facts


def _count(rule: Rule, timing: Counted, anchors: Days, terms: Terms) -> tuple[Dates, Flags]:
    """The dates on whole arrays, and which rows they hold for."""
    moment = Moment(FIRST_DAY, whole_day=isinstance(rule.anchor, FiscalAnchor))
    asked = question(rule, moment)
    readings = recorded(asked, terms.readings) if asked else (None,)
    days = _numbers(anchors)
    lasts = [_last(rule, timing, moment, days, terms, reading) for reading in readings]
    due, safe, opens = lasts[0], reduce(np.minimum, lasts), days + moment.whole_day
    if not isinstance(timing, For):
        table = _table(terms.calendar)
        moved = table.back if isinstance(timing, AtLeastBefore) else table.on
        due = moved.take(due, mode="clip")
        safe = _table(terms.safe_calendar).back.take(safe, mode="clip")
    usable = reduce(np.logical_and, map(_within, (days, *lasts, due, safe)))
    dates = Dates(*map(_dates, (due, lasts[0], safe, opens)))
    if terms.in_force_from:
        early = dates.due < np.datetime64(terms.in_force_from, "D")
        for found in (dates.due, dates.before_roll, dates.safe):
            found[early] = NEVER
    if isinstance(timing, For):
        dates.safe[:] = NEVER
    if isinstance(timing, AtLeastBefore):
        dates.opens[:] = NEVER
    return dates, usable


def _numbers(dates: Days) -> Numbers:
    """Days since the first day of the holiday data; NaT gives one far outside."""
    return dates.view(np.int64) - ORIGIN


def _dates(numbers: Numbers) -> Days:
    return (numbers + ORIGIN).view("datetime64[D]")


def _within(numbers: Numbers) -> Flags:
    # A negative number, seen unsigned, is larger than any day.
    return numbers.view(np.uint64) < SPAN


def _last(
    rule: Rule,
    timing: Counted,
    moment: Moment,
    days: Numbers,
    terms: Terms,
    reading: Reading | None,
) -> Numbers:
    """The last contractual day under one reading, as `counting.count` has it for one row."""
    if isinstance(timing, AtLeastBefore):
        last = _before(days + event_clear(rule, moment), timing.period, terms.calendar)
        return last - (reading is Reading.CLEAR_DAYS_AND_ONE)
    return _from(days + (not day_counts(rule, moment, reading)), timing.period, terms.calendar)


def _from(first: Numbers, period: Period, calendar: Calendar) -> Numbers:
    """`periods.last_day` on an array."""
    if period.unit in MONTHS:
        start, into, end = _month(first, period.number * MONTHS[period.unit])
        last: Numbers = np.minimum(start + into - 1, end)
        return last
    if period.unit is Unit.BUSINESS_DAY:
        table = _table(calendar)
        return table.numbered(table.before.take(first, mode="clip") + (period.number - 1))
    return first + (period.number * DAYS[period.unit] - 1)


def _before(event: Numbers, period: Period, calendar: Calendar) -> Numbers:
    """`periods.last_day_before` on an array."""
    if period.unit in MONTHS:
        start, into, end = _month(event, -period.number * MONTHS[period.unit])
        last: Numbers = np.minimum(start + into, end) - 1
        return last
    if period.unit is Unit.BUSINESS_DAY:
        table = _table(calendar)
        return table.numbered(table.before.take(event, mode="clip") - period.number) - 1
    return event - (period.number * DAYS[period.unit] + 1)


def _month(days: Numbers, number: int) -> tuple[Numbers, Numbers, Numbers]:
    """The first day of the month so many months on, the days into their month, its last day."""
    months = _dates(days).astype("datetime64[M]")
    into = days - _numbers(months.astype("datetime64[D]"))
    start, following = (
        _numbers((months + np.timedelta64(more, "M")).astype("datetime64[D]"))
        for more in (number, number + 1)
    )
    return start, into, following - 1


class _Table(NamedTuple):
    """The business days of a calendar, by days since the first day of the holiday data.

    `on` and `back` lead from each day to the first business day from it on and the last up to it
    (`BEYOND` and `-BEYOND` where there is none), `before` counts the business days before each
    day, and `business` lists them between these two.
    """

    on: Numbers
    back: Numbers
    before: Numbers
    business: Numbers

    def numbered(self, numbers: Numbers) -> Numbers:
        """The business days of those numbers, from 0; outside the data where there is none."""
        return self.business.take(numbers + 1, mode="clip")


@lru_cache(maxsize=64)
def _table(calendar: Calendar) -> _Table:
    open_days = np.ones(SPAN, dtype=bool)
    for year in range(FIRST_YEAR, LAST_YEAR + 1):
        resting = [(day - FIRST_DAY).days for day in calendar.rest_days[year]]
        open_days[resting] = False
    business = np.concatenate(([-BEYOND], np.flatnonzero(open_days), [BEYOND]))
    before = np.concatenate(([0], np.cumsum(open_days)))
    return _Table(
        on=business[before[:-1] + 1],
        back=business[before[1:]],
        before=before,
        business=business,
    )
