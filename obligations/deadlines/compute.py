"""A rule, the recorded facts and the agreement's terms give an answer."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import count as numbers

from .anchors import FiscalAnchor, Unit
from .answers import Answer, Explain, Kind
from .calendars import ONE_DAY, check_range
from .dated import counted, dated, first_day_after, hours
from .errors import FactError, OutOfRange
from .explain import explain, not_in_force, stopped
from .facts import Facts, Moment, Terms, resolve, zone_info
from .messages import N_
from .rules import (
    After,
    AtAllTimes,
    AtAnyTime,
    AtLeastBefore,
    Before,
    DayAfter,
    Every,
    For,
    On,
    OnOrBefore,
    Promptly,
    Rule,
    Until,
    While,
    Window,
    Within,
)


def compute(rule: Rule, facts: Facts, terms: Terms) -> Answer:
    """The answer to a rule, in the zone and under the policy of the agreement.

    A cycle (`every`) answers with its first occurrence, or with the first one since the agreement
    came into force. Nothing is guessed: a missing fact is waiting or open.
    Raises FactError for a fact that cannot be used, OutOfRange for a date without holiday data.
    """
    return _answer(Answer(Kind.WAITING, rule, facts, terms, explain))


def occurrences(rule: Rule, facts: Facts, terms: Terms) -> Iterator[Answer]:
    """The answer, then for a cycle the later ones, each counted from the anchor itself.

    Ends where the holiday data end. Raises as `compute` does.
    """
    answer = compute(rule, facts, terms)
    yield answer
    if not answer.occurrence or answer.kind is not Kind.DATE:
        return
    for number in numbers(answer.occurrence + 1):
        try:
            yield _answer(replace(answer, occurrence=number))
        except OutOfRange:
            return


def _answer(base: Answer) -> Answer:
    zone_info(base.terms.zone)
    if _other_period(base.rule, base.facts):
        return replace(base, kind=Kind.NONE)
    answer = _timing(base)
    stopped_on = _stopped_on(base)
    starts = base.terms.in_force_from
    if stopped_on:
        return _none(answer, stopped, stopped_on)
    if starts and answer.due and answer.due < starts:
        return _none(answer, lambda _: not_in_force(answer))
    return answer


def _none(answer: Answer, why: Explain, closed_on: date | None = None) -> Answer:
    return replace(
        answer,
        kind=Kind.NONE,
        explain=why,
        due=None,
        before_roll=None,
        safe=None,
        instant=None,
        closed_on=closed_on,
    )


def _other_period(rule: Rule, facts: Facts) -> bool:
    """Whether the period that ended is another quarter or half than the rule's."""
    anchor, period = rule.anchor, facts.period
    if not isinstance(anchor, FiscalAnchor) or anchor.number is None or period is None:
        return False
    if period.unit is anchor.unit and not period.number:
        raise FactError(
            N_("Say which %(unit)s of its fiscal year ended on %(day)s."),
            unit=period.unit,
            day=period.end.isoformat(),
        )
    return period.unit is anchor.unit and period.number != anchor.number


def _stopped_on(answer: Answer) -> date | None:
    """The day of the `unless` event, where it happened in time."""
    unless = answer.rule.unless
    moment = unless and resolve(unless.event, answer.facts, answer.terms)
    if not unless or not moment or (unless.by and moment.day > unless.by):
        return None
    return moment.day


def _timing(base: Answer) -> Answer:
    match base.rule.timing:
        case AtAllTimes() | AtAnyTime():
            return replace(base, kind=Kind.STANDING)
        case While(state=state):
            return _while(base, state)
        case Until(end=end):
            return _ends(base, resolve(end, base.facts, base.terms))
        case timing:
            moment = resolve(timing.point, base.facts, base.terms)
            return _from(base, moment) if moment else base


def _from(base: Answer, moment: Moment) -> Answer:
    """The answer for a timing whose anchor has happened."""
    day, terms = moment.day, base.terms
    match base.rule.timing:
        case Within() | AtLeastBefore() | For() | Every() as timing:
            if timing.period.unit is Unit.HOUR:
                return hours(base, timing, moment)
            return counted(base, timing, moment)
        case Promptly():
            return replace(base, kind=Kind.STANDARD, opens=first_day_after(moment))
        case After():
            return replace(base, kind=Kind.RIGHT, opens=check_range(day + ONE_DAY))
        case Window(end=end):
            opened = replace(base, opens=first_day_after(moment))
            return _ends(opened, resolve(end, base.facts, base.terms))
        case On():
            return dated(base, day, safe=day, opens=day)
        case DayAfter():
            after = day + ONE_DAY
            return dated(base, after, safe=after, opens=after)
        case OnOrBefore():
            return dated(base, day, safe=terms.safe_calendar.on_or_before(day))
        case Before():
            last = day if moment.whole_day else day - ONE_DAY
            return dated(base, last, safe=terms.safe_calendar.on_or_before(check_range(last)))
    raise AssertionError(base.rule)


def _while(base: Answer, state: str) -> Answer:
    fact = base.facts.states.get(state)
    if fact and fact.until:
        return dated(base, fact.until, opens=fact.since, closed_on=fact.until)
    return replace(base, kind=Kind.STANDING, opens=fact.since if fact else None)


def _ends(base: Answer, end: Moment | None) -> Answer:
    if end is None:
        return replace(base, kind=Kind.OPEN)
    if base.opens and end.day < base.opens:
        return replace(base, kind=Kind.NONE, closed_on=end.day)
    return dated(base, end.day, opens=base.opens, closed_on=end.day)
