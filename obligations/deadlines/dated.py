"""Answers to counted periods: of days or longer, and of hours."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

from .answers import Answer, Kind
from .calendars import ONE_DAY, check_range
from .cases import Case
from .counting import Counted, recorded_counts
from .errors import OutOfRange
from .facts import Moment, zone_info
from .periods import plus_hours
from .rules import AtLeastBefore, Every, For, Within


def counted(case: Case, timing: Counted, moment: Moment) -> Answer:
    """The answer for a period of days or longer."""
    rule, _, terms, _ = case
    if isinstance(timing, Every):
        case = _in_force(
            case, lambda times: recorded_counts(rule, timing, moment, terms, times)[0].last
        )
    counts = recorded_counts(rule, timing, moment, terms, case.occurrence or 1)
    due = last = check_range(counts[0].last)
    if isinstance(timing, Within):
        due = terms.calendar.on_or_after(last)
    elif isinstance(timing, AtLeastBefore):
        due = terms.calendar.on_or_before(last)
    earliest = last if len(counts) == 1 else min(count.last for count in counts)
    return case.dated(
        due,
        before_roll=last,
        safe=None if isinstance(timing, For) else terms.safe_calendar.on_or_before(earliest),
        opens=None if isinstance(timing, AtLeastBefore) else first_day_after(moment),
    )


def hours(case: Case, timing: Counted, moment: Moment) -> Answer:
    """The answer for a period of hours, which run at once and are never moved (art. 139).

    An event without a time of day is waiting for it.
    """
    start, zone = moment.instant, zone_info(case.terms.zone)
    if start is None:
        return case.answer(Kind.WAITING)
    backwards = isinstance(timing, AtLeastBefore)
    number = -timing.period.number if backwards else timing.period.number

    def end(times: int) -> datetime:
        return plus_hours(start, number * times)

    def last(times: int) -> date:
        # A period that ends at exactly 00:00 ends with the day before.
        return (end(times) - timedelta(microseconds=1)).astimezone(zone).date()

    if isinstance(timing, Every):
        case = _in_force(case, last)
    times = case.occurrence or 1
    due = check_range(last(times))
    return case.dated(
        due,
        safe=None if isinstance(timing, For) else case.terms.safe_calendar.on_or_before(due),
        opens=None if backwards else first_day_after(moment),
        instant=end(times).astimezone(zone),
    )


def _in_force(case: Case, last: Callable[[int], date]) -> Case:
    """The case of a cycle's first occurrence since the agreement came into force, by halving.

    `last` tells the last day of each occurrence; a case that names its occurrence stays.
    """
    starts = case.terms.in_force_from
    if case.occurrence or starts is None:
        return case._replace(occurrence=case.occurrence or 1)

    def early(number: int) -> bool:
        try:
            return last(number) < starts
        except OutOfRange:
            return False

    low, high = 0, 1
    while early(high):
        low, high = high, high * 2
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if early(middle) else (low, middle)
    return case._replace(occurrence=high)


def first_day_after(moment: Moment) -> date:
    """The first day on which something that follows the moment can be done."""
    return moment.day + ONE_DAY if moment.whole_day else moment.day
