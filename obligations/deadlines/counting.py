"""Counting a rule's period from a moment, under each reading that the moment leaves open."""

from datetime import date
from typing import NamedTuple

from .anchors import Period
from .calendars import ONE_DAY
from .facts import Moment, Terms
from .periods import last_day, last_day_before
from .readings import Question, Reading, possible, recorded
from .rules import AtLeastBefore, Every, For, Rule, Within

Counted = Within | AtLeastBefore | For | Every


class Count(NamedTuple):
    """A counted period: its first counted day and its last, and the reading behind them.

    Backwards, `first` is the last clear day before the event, and `last` the day of the act.
    """

    first: date
    last: date
    reading: Reading | None = None


def question(rule: Rule, moment: Moment) -> Question | None:
    """The question that the rule and the moment leave open, if any."""
    if rule.first_day_included or moment.whole_day:
        return None
    if isinstance(rule.timing, AtLeastBefore):
        return Question.CLEAR_DAYS
    if moment.at_midnight:
        return Question.MIDNIGHT
    return Question.FIRST_DAY if isinstance(rule.timing, For) else None


def recorded_counts(
    rule: Rule, timing: Counted, moment: Moment, terms: Terms, times: int = 1
) -> tuple[Count, ...]:
    """The count under every recorded reading, the deciding one first."""
    asked = question(rule, moment)
    if asked is None:
        return (count(rule, timing, moment, terms, None, times),)
    readings = recorded(asked, terms.readings)
    return tuple(count(rule, timing, moment, terms, reading, times) for reading in readings)


def possible_counts(
    rule: Rule, timing: Counted, moment: Moment, terms: Terms, times: int = 1
) -> tuple[Count, ...]:
    """The count under every reading that there is of the open question; empty if none is open."""
    asked = question(rule, moment)
    readings = possible(asked) if asked else ()
    return tuple(count(rule, timing, moment, terms, reading, times) for reading in readings)


def count(
    rule: Rule,
    timing: Counted,
    moment: Moment,
    terms: Terms,
    reading: Reading | None,
    times: int = 1,
) -> Count:
    """The period counted under one reading; `times` over, for a later occurrence of a cycle."""
    period = timing.period
    if times > 1:
        period = Period(period.number * times, period.unit)
    if isinstance(timing, AtLeastBefore):
        event = moment.day + ONE_DAY if event_clear(rule, moment) else moment.day
        last = last_day_before(event, period, terms.calendar)
        if reading is Reading.CLEAR_DAYS_AND_ONE:
            last -= ONE_DAY
        return Count(event - ONE_DAY, last, reading)
    first = moment.day if day_counts(rule, moment, reading) else moment.day + ONE_DAY
    return Count(first, last_day(first, period, terms.calendar), reading)


def day_counts(rule: Rule, moment: Moment, reading: Reading | None) -> bool:
    """Forwards: whether the day of the event is the first day of the period (art. 140)."""
    if reading is Reading.MIDNIGHT_COUNTED or reading is Reading.FIRST_DAY_COUNTED:
        return True
    return rule.first_day_included and not moment.whole_day


def event_clear(rule: Rule, moment: Moment) -> bool:
    """Backwards: whether the day of the event is itself one of the clear days before it."""
    return rule.first_day_included or moment.whole_day
