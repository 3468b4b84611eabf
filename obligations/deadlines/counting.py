"""Counting a rule's period from a moment, under each reading that the moment leaves open."""

from dataclasses import dataclass
from datetime import date

from .anchors import Period
from .calendars import ONE_DAY
from .facts import Moment, Terms
from .periods import last_day, last_day_before
from .readings import Question, Reading, possible, recorded
from .rules import AtLeastBefore, Every, For, Rule, Within

Counted = Within | AtLeastBefore | For | Every


@dataclass(frozen=True, slots=True)
class Count:
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
    readings = recorded(asked, terms.readings) if asked else (None,)
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
    period = Period(timing.period.number * times, timing.period.unit)
    if isinstance(timing, AtLeastBefore):
        counted = rule.first_day_included and not moment.whole_day
        event = moment.day + ONE_DAY if counted or moment.whole_day else moment.day
        last = last_day_before(event, period, terms.calendar)
        more = ONE_DAY if reading is Reading.CLEAR_DAYS_AND_ONE else ONE_DAY * 0
        return Count(event - ONE_DAY, last - more, reading)
    counts = rule.first_day_included and not moment.whole_day
    if reading in (Reading.MIDNIGHT_COUNTED, Reading.FIRST_DAY_COUNTED):
        counts = True
    first = moment.day if counts else moment.day + ONE_DAY
    return Count(first, last_day(first, period, terms.calendar), reading)
