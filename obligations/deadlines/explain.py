"""Why an answer is what it is: its steps, in the order in which one would check them."""

from collections.abc import Iterator

from . import authorities as by
from .anchors import FiscalAnchor, Point, Unit
from .answers import Answer, Kind
from .explain_anchor import happened, waiting
from .explain_calendar import predicted, safe
from .explain_counts import counted
from .facts import Moment, resolve
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
    Unless,
    Until,
    While,
    Window,
    Within,
)
from .steps import Step

Anchored = (
    Within | OnOrBefore | On | DayAfter | AtLeastBefore | Before | After | Window | For | Promptly
) | Every


def explain(answer: Answer) -> tuple[Step, ...]:
    """The steps of an answer. Those of an answer that never arose say what kept it from it."""
    return tuple(_steps(answer))


def stopped(answer: Answer) -> tuple[Step, ...]:
    """The steps where the `unless` event happened in time."""
    unless = answer.rule.unless
    if unless is None:
        return explain(answer)
    template, values = N_("Happened: %(event)s. So nothing arises."), {"event": str(unless.event)}
    if unless.by:
        template = N_("Happened on or before %(by_on)s: %(event)s. So nothing arises.")
        values["by_on"] = unless.by.isoformat()
    return (Step(answer.closed_on, template, values, by.RULE_TEXT),)


def not_in_force(before: Answer) -> tuple[Step, ...]:
    """The steps where the deadline `before` would fall before the agreement came into force."""
    starts = before.terms.in_force_from
    last = Step(
        starts,
        N_("The agreement came into force only on this day, so no obligation arose."),
        {},
        by.AGREEMENT,
    )
    return (*(step for step in explain(before) if step.authority != by.EARLIEST), last)


def _steps(answer: Answer) -> Iterator[Step]:
    match answer.rule.timing:
        case AtAllTimes(review=review):
            yield Step(None, N_("A continuing duty: it has no last day."), {}, by.RULE_TEXT)
            if review:
                yield Step(
                    None,
                    N_("The review cycle is an internal target, not a deadline."),
                    {},
                    by.RULE_TEXT,
                )
        case AtAnyTime():
            yield Step(None, N_("A standing right: it has no last day."), {}, by.RULE_TEXT)
        case While(state=state):
            yield from _state(answer, state)
        case Until(end=end):
            yield from _end(answer, end)
        case timing:
            yield from _anchored(answer, timing)
    if answer.rule.unless:
        yield _not_stopped(answer.rule.unless)


def _anchored(answer: Answer, timing: Anchored) -> Iterator[Step]:
    moment = resolve(timing.point, answer.facts, answer.terms)
    if moment is None or answer.kind is Kind.WAITING:
        yield waiting(timing.point, moment)
        return
    yield happened(timing.point, moment, answer.facts, answer.terms)
    if answer.kind is Kind.NONE and isinstance(timing.point, FiscalAnchor):
        yield _other_period(answer, moment, timing.point)
        return
    match timing:
        case Within() | AtLeastBefore() | For() | Every() if timing.period.unit is Unit.HOUR:
            yield from _hours(answer, timing.period.number)
        case Within() | AtLeastBefore() | For() | Every():
            yield from counted(answer, timing, moment)
        case Window(end=end):
            yield from _end(answer, end)
        case Promptly():
            yield Step(
                None,
                N_(
                    "A standard, not a date: no day can be computed. An internal target may be "
                    "set, and is labelled as one."
                ),
                {},
                by.RULE_TEXT,
            )
        case After():
            yield Step(answer.opens, N_("The right arises at 00:00 of this day."), {}, by.RULE_TEXT)
        case _:
            yield from _named_day(answer, timing)


def _other_period(answer: Answer, moment: Moment, anchor: FiscalAnchor) -> Step:
    number = answer.facts.period.number if answer.facts.period else 0
    return Step(
        moment.day,
        N_("That was number %(number)d of its year; the rule speaks of number %(wanted)d."),
        {"number": number, "wanted": anchor.number or 0},
        by.RULE_TEXT,
    )


def _hours(answer: Answer, number: int) -> Iterator[Step]:
    ends_at = answer.ends_at
    yield Step(
        answer.due,
        N_("Elapsed hours: %(number)d. They run at once and end at %(ends_at)s; not moved."),
        {
            "number": number * (answer.occurrence or 1),
            "ends_at": ends_at.isoformat(" ", "auto") if ends_at else "",
        },
        by.counting(by.HOURS, answer.policy),
    )
    yield from predicted(answer, None)
    yield from safe(answer)


def _end(answer: Answer, end: Point) -> Iterator[Step]:
    """The end of a window or of a duty that ends."""
    moment = resolve(end, answer.facts, answer.terms)
    if moment is None:
        yield Step(
            None, N_("Still open; it ends with: %(event)s."), {"event": str(end)}, by.RULE_TEXT
        )
        return
    yield happened(end, moment, answer.facts, answer.terms)
    template = N_("The last day, included; it is not moved.")
    if answer.kind is Kind.NONE:
        template = N_("It ended before it could begin, so nothing arose.")
    yield Step(moment.day, template, {}, by.RULE_TEXT)


def _named_day(answer: Answer, timing: OnOrBefore | On | DayAfter | Before) -> Iterator[Step]:
    match timing:
        case Before():
            template = N_("It must come before, so the day before is the last day.")
        case DayAfter():
            template = N_("The calendar day after; it is not moved.")
        case OnOrBefore():
            template = N_("The day itself is the last day; it is not moved.")
        case On():
            template = N_("On that day; it is not moved.")
    yield Step(answer.due, template, {}, by.RULE_TEXT)
    yield from predicted(answer, None)
    yield from safe(answer)


def _state(answer: Answer, state: str) -> Iterator[Step]:
    fact = answer.facts.states.get(state)
    values = {"state": state}
    yield Step(
        fact.since if fact else None,
        N_("As long as this state lasts: %(state)s."),
        values,
        by.RULE_TEXT,
    )
    if fact and fact.until:
        yield Step(fact.until, N_("Its last day: %(state)s."), values, by.RECORDED)
    elif fact and fact.confirmed_on:
        yield Step(fact.confirmed_on, N_("Last confirmed: %(state)s."), values, by.RECORDED)
    else:
        yield Step(None, N_("Nobody has confirmed it yet: %(state)s."), values, by.RECORDED)


def _not_stopped(unless: Unless) -> Step:
    event = str(unless.event)
    if unless.by is None:
        return Step(
            None,
            N_("It would not arise had this happened: %(event)s."),
            {"event": event},
            by.RULE_TEXT,
        )
    return Step(
        unless.by,
        N_("Not recorded on or before this day: %(event)s. What happens later changes nothing."),
        {"event": event},
        by.RULE_TEXT,
    )
