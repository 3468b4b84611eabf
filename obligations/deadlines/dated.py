"""Answers with a last day: the named ones, and those of a counted period."""

from dataclasses import replace
from datetime import date, timedelta

from .answers import Answer, Kind
from .calendars import ONE_DAY, check_range
from .counting import Counted, recorded_counts
from .errors import OutOfRange
from .facts import Moment, zone_info
from .periods import plus_hours
from .rules import AtLeastBefore, Every, For, Within


def dated(
    base: Answer,
    due: date,
    *,
    before_roll: date | None = None,
    safe: date | None = None,
    opens: date | None = None,
    closed_on: date | None = None,
) -> Answer:
    return replace(
        base,
        kind=Kind.DATE,
        due=check_range(due),
        before_roll=before_roll or due,
        safe=safe,
        opens=opens,
        closed_on=closed_on,
    )


def counted(base: Answer, timing: Counted, moment: Moment) -> Answer:
    """The answer for a period of days or longer."""
    terms, calendar = base.terms, base.terms.calendar
    if isinstance(timing, Every):
        base = replace(base, occurrence=base.occurrence or _first_number(base, timing, moment))
    counts = recorded_counts(base.rule, timing, moment, terms, base.occurrence or 1)
    last = check_range(counts[0].last)
    due = last
    if isinstance(timing, Within):
        due = calendar.on_or_after(last)
    elif isinstance(timing, AtLeastBefore):
        due = calendar.on_or_before(last)
    return dated(
        base,
        due,
        before_roll=last,
        safe=None
        if isinstance(timing, For)
        else terms.safe_calendar.on_or_before(min(count.last for count in counts)),
        opens=None if isinstance(timing, AtLeastBefore) else first_day_after(moment),
    )


def _first_number(base: Answer, timing: Every, moment: Moment) -> int:
    """The number of the first occurrence since the agreement came into force, by halving."""
    starts = base.terms.in_force_from
    if starts is None:
        return 1

    def early(number: int) -> bool:
        try:
            counts = recorded_counts(base.rule, timing, moment, base.terms, number)
        except OutOfRange:
            return False
        return counts[0].last < starts

    low, high = 0, 1
    while early(high):
        low, high = high, high * 2
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if early(middle) else (low, middle)
    return high


def hours(base: Answer, timing: Counted, moment: Moment) -> Answer:
    """The answer for a period of hours, which run at once and are never moved (art. 139).

    An event without a time of day is waiting for it.
    """
    if moment.instant is None:
        return base
    backwards = isinstance(timing, AtLeastBefore)
    number = timing.period.number * (base.occurrence or 1) * (-1 if backwards else 1)
    instant = plus_hours(moment.instant, number).astimezone(zone_info(base.terms.zone))
    # A period that ends at exactly 00:00 ends with the day before.
    last = check_range((instant - timedelta(microseconds=1)).date())
    lasting = isinstance(timing, For)
    return replace(
        dated(
            base,
            last,
            safe=None if lasting else base.terms.safe_calendar.on_or_before(last),
            opens=None if backwards else first_day_after(moment),
        ),
        instant=instant,
    )


def first_day_after(moment: Moment) -> date:
    """The first day on which something that follows the moment can be done."""
    return moment.day + ONE_DAY if moment.whole_day else moment.day
