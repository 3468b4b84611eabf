"""From what each deadline counts, and which fact belongs to which of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from agreements.models import FiscalPeriod
from obligations.deadlines import EventAnchor, FiscalAnchor, Rule, parse
from obligations.deadlines.anchors import Day
from obligations.deadlines.rules import Window
from obligations.facts import FactBook, Occurrence, periods_of
from obligations.models import Obligation, ObligationVersion
from obligations.models.obligation import standing_versions


@dataclass(frozen=True)
class Anchor:
    """That from which one deadline counts: a fact, the end of a fiscal period, or nothing.

    An `unless` event without a day of its own concerns the anchor that it follows: it counts from
    `own_from` until before `own_until`, where there are an earlier and a later anchor.
    """

    occurrence: Occurrence | None = None
    period: FiscalPeriod | None = None
    own_from: date | None = None
    own_until: date | None = None

    @property
    def on(self) -> date | None:
        """The local date of the anchor."""
        if self.occurrence:
            return self.occurrence.on
        return self.period.end if self.period else None

    @property
    def key(self) -> tuple[int | None, int | None]:
        """How the deadline of this anchor is found again."""
        root = self.occurrence.root if self.occurrence else None
        return (root.pk if root else None, self.period.pk if self.period else None)


def binding_version(
    versions: Iterable[ObligationVersion], on: date | None = None
) -> ObligationVersion | None:
    """The version that binds an anchor of day `on`; the one of the newest anchors when None.

    The versions come in the order of recording: of several that apply from the same day the last
    one counts; withdrawn ones do not.
    """
    in_turn = sorted(standing_versions(versions), key=lambda v: v.applies_from or date.min)
    binding = [v for v in in_turn if on is None or (v.applies_from or date.min) <= on]
    return binding[-1] if binding else None


def anchors_of(
    book: FactBook, obligation: Obligation, versions: Sequence[ObligationVersion]
) -> Iterator[tuple[Anchor, ObligationVersion]]:
    """The anchors of every version of the rule, each with the version that binds it."""
    rules = [parse(v.rule) for v in versions if v.rule]
    for point in dict.fromkeys(rule.anchor for rule in rules):
        for anchor in _in_turn(_anchors_at(book, obligation, point)):
            version = binding_version(versions, anchor.on)
            bound = version and version.rule and parse(version.rule).anchor == point
            if version and bound and _in_window(book, obligation, anchor.on):
                yield anchor, version


def _anchors_at(
    book: FactBook, obligation: Obligation, point: EventAnchor | FiscalAnchor | None
) -> list[Anchor]:
    match point:
        case FiscalAnchor(unit=unit):
            periods = periods_of(book, obligation.obligor)
            return [Anchor(period=period) for period in periods if period.unit == unit]
        case EventAnchor(name=name):
            return [Anchor(occurrence=found) for found in book.occurrences.get(name, ())]
    return [Anchor()]


def _in_turn(anchors: list[Anchor]) -> Iterator[Anchor]:
    """The anchors, in order, each with the days that bound what belongs to it."""
    for number, anchor in enumerate(anchors):
        following = anchors[number + 1].on if number + 1 < len(anchors) else None
        yield replace(anchor, own_from=anchor.on if number else None, own_until=following)


def _in_window(book: FactBook, obligation: Obligation, on: date | None) -> bool:
    concluded = book.concluded
    if on is None or (concluded and on < concluded.executed):
        return on is None
    ended = concluded.ended if concluded else None
    ends = (obligation.in_force_until, book.agreement.terminated, ended)
    return all(on <= day for day in ends if day)


def occurrence_for(book: FactBook, rule: Rule, name: str, anchor: Anchor) -> Occurrence | None:
    """The occurrence of `name` that matters to `anchor`.

    That is the anchor itself, for the end of a window the first one on or after its beginning,
    and for `unless` the first one in time for the day it names, or between this anchor and the
    next.
    """
    if anchor.occurrence and name == anchor.occurrence.name:
        return anchor.occurrence
    if rule.unless and name == rule.unless.event.name:
        if rule.unless.by:
            return book.first(name)
        return book.first(name, from_day=anchor.own_from, before=anchor.own_until)
    point = rule.timing.point if isinstance(rule.timing, Window) else None
    return book.first(name, from_day=point.on if isinstance(point, Day) else anchor.on)
