"""Duties of one obligor to one obligee that fall due on the same day."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from django.utils.translation import gettext_noop

from obligations.consistency.records import Check, Found, Instrument, Undertaking, key_of
from obligations.deadlines import EventAnchor, FiscalAnchor, Rule, RuleError, parse
from obligations.deadlines.anchors import Period, Unit
from obligations.deadlines.rules import AtLeastBefore, Within

OVERLAP = gettext_noop(
    "%(one)s and %(other)s, both owed by %(obligor)s to %(obligee)s, fall due on the same day: "
    "“%(rule)s” and “%(other_rule)s”."
)


def find_overlaps(instrument: Instrument) -> Iterator[Found]:
    """Pairs of duties whose rules count the same period from the same anchor.

    Only periods that are counted: what several deliveries at a closing have in common is the
    closing. Equal rules of neighbours under one provision are a list and no overlap.
    """
    rules = [(each, rule) for each in instrument.undertakings if (rule := _rule(each)) is not None]
    for (one, rule), (other, its) in combinations(rules, 2):
        sides = (one.obligor, one.obligee) == (other.obligor, other.obligee)
        if sides and not _is_a_list(instrument, one, other) and _meet(rule, its):
            yield Found(
                instrument=instrument.pk,
                check=Check.OVERLAP,
                key=key_of(Check.OVERLAP, one.key, other.key),
                template=OVERLAP,
                values={
                    "one": one.number,
                    "other": other.number,
                    "obligor": one.obligor,
                    "obligee": one.obligee,
                    "rule": one.rule,
                    "other_rule": other.rule,
                },
                articles=tuple(dict.fromkeys((one.article, other.article))),
            )


def _rule(undertaking: Undertaking) -> Rule | None:
    """The rule where it counts a period; None for others, and without both parties."""
    if not (undertaking.rule and undertaking.obligor and undertaking.obligee):
        return None
    try:
        rule = parse(undertaking.rule)
    except RuleError:
        return None
    return rule if isinstance(rule.timing, Within | AtLeastBefore) else None


def _is_a_list(instrument: Instrument, one: Undertaking, other: Undertaking) -> bool:
    parents = {instrument.by_pk[each.article].parent for each in (one, other)}
    return one.rule == other.rule and (one.article == other.article or len(parents) == 1)


def _meet(rule: Rule, other: Rule) -> bool:
    """Whether both give the same day on one and the same anchor."""
    one, two = rule.timing, other.timing
    assert isinstance(one, Within | AtLeastBefore)
    assert isinstance(two, Within | AtLeastBefore)
    same = type(one) is type(two) and _span(one.period) == _span(two.period)
    if not same or rule.first_day_included != other.first_day_included:
        return False
    if isinstance(one.point, FiscalAnchor) and isinstance(two.point, FiscalAnchor):
        return not _ends(one.point).isdisjoint(_ends(two.point))
    return isinstance(one.point, EventAnchor) and one.point == two.point


def _span(period: Period) -> Period:
    return Period(period.number * 7, Unit.DAY) if period.unit is Unit.WEEK else period


def _ends(anchor: FiscalAnchor) -> set[int]:
    """The months of the fiscal year with which the periods of the anchor end."""
    months = anchor.unit.months
    return {anchor.number * months} if anchor.number else set(range(months, 13, months))
