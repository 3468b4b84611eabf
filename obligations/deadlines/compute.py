"""A rule, the recorded facts and the agreement's terms give an answer."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import count as numbers

from .anchors import FiscalAnchor, Unit
from .answers import Answer, Explain, Kind
from .calendars import ONE_DAY, check_range
from .cases import Case
from .dated import counted, first_day_after, hours
from .errors import FactError, OutOfRange
from .explain import not_in_force, stopped
from .facts import Facts, Moment, Terms, resolve, zone_info
from .fiscal import FiscalPeriod
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
    Unless,
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
    return _answer(Case(rule, facts, terms))


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
            yield _answer(Case(rule, facts, terms, number))
        except OutOfRange:
            return


def _answer(case: Case) -> Answer:
    zone_info(case.terms.zone)
    if case.facts.period and _other_period(case.rule, case.facts.period):
        return case.answer(Kind.NONE)
    answer = _timing(case)
    stopped_on = _stopped_on(case, case.rule.unless) if case.rule.unless else None
    starts = case.terms.in_force_from
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


def _other_period(rule: Rule, period: FiscalPeriod) -> bool:
    """Whether the period that ended is another quarter or half than the rule's."""
    anchor = rule.anchor
    if not isinstance(anchor, FiscalAnchor) or anchor.number is None:
        return False
    if period.unit is anchor.unit and not period.number:
        raise FactError(
            N_("Say which %(unit)s of its fiscal year ended on %(day)s."),
            unit=period.unit,
            day=period.end.isoformat(),
        )
    return period.unit is anchor.unit and period.number != anchor.number


def _stopped_on(case: Case, unless: Unless) -> date | None:
    """The day of the `unless` event, where it happened in time."""
    moment = resolve(unless.event, case.facts, case.terms)
    if not moment or (unless.by and moment.day > unless.by):
        return None
    return moment.day


def _timing(case: Case) -> Answer:
    match case.rule.timing:
        case AtAllTimes() | AtAnyTime():
            return case.answer(Kind.STANDING)
        case While(state=state):
            return _while(case, state)
        case Until(end=end):
            return _ends(case, resolve(end, case.facts, case.terms))
        case timing:
            moment = resolve(timing.point, case.facts, case.terms)
            return _from(case, moment) if moment else case.answer(Kind.WAITING)


def _from(case: Case, moment: Moment) -> Answer:
    """The answer for a timing whose anchor has happened."""
    day, safe_calendar = moment.day, case.terms.safe_calendar
    match case.rule.timing:
        case Within() | AtLeastBefore() | For() | Every() as timing:
            if timing.period.unit is Unit.HOUR:
                return hours(case, timing, moment)
            return counted(case, timing, moment)
        case Promptly():
            return case.answer(Kind.STANDARD, opens=first_day_after(moment))
        case After():
            return case.answer(Kind.RIGHT, opens=check_range(day + ONE_DAY))
        case Window(end=end):
            ended = resolve(end, case.facts, case.terms)
            return _ends(case, ended, opens=first_day_after(moment))
        case On():
            return case.dated(day, safe=day, opens=day)
        case DayAfter():
            after = day + ONE_DAY
            return case.dated(after, safe=after, opens=after)
        case OnOrBefore():
            return case.dated(day, safe=safe_calendar.on_or_before(day))
        case Before():
            last = check_range(day if moment.whole_day else day - ONE_DAY)
            return case.dated(last, safe=safe_calendar.on_or_before(last))
    raise AssertionError(case.rule)


def _while(case: Case, state: str) -> Answer:
    fact = case.facts.states.get(state)
    if fact and fact.until:
        return case.dated(fact.until, opens=fact.since, closed_on=fact.until)
    return case.answer(Kind.STANDING, opens=fact.since if fact else None)


def _ends(case: Case, end: Moment | None, *, opens: date | None = None) -> Answer:
    if end is None:
        return case.answer(Kind.OPEN, opens=opens)
    if opens and end.day < opens:
        return case.answer(Kind.NONE, opens=opens, closed_on=end.day)
    return case.dated(end.day, opens=opens, closed_on=end.day)
