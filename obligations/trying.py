"""Trying a rule: what it means and which dates it gives, before it is anybody's obligation."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from agreements.models import Agreement, FiscalPeriod
from obligations.deadlines import (
    Answer,
    FiscalAnchor,
    Policy,
    Rule,
    Terms,
    occurrences,
    parse,
)
from obligations.deadlines.given import read_given, unused
from obligations.facts import engine_period
from obligations.models import DeadlineVersion

SHOWN = 4


@dataclass(frozen=True)
class Row:
    """One occurrence under one policy."""

    label: str
    answer: Answer

    @property
    def kind(self) -> str:
        """What kind of answer it is, in words."""
        return str(DeadlineVersion.Kind(self.answer.kind.value).label)

    @property
    def steps(self) -> list[dict[str, Any]]:
        """Why, step by step."""
        return [step.to_json() for step in self.answer.steps()]


@dataclass(frozen=True)
class Column:
    """The occurrences under one policy."""

    policy: Policy
    rows: list[Row]

    @property
    def title(self) -> str:
        """The policy, in words."""
        return str(Agreement.Policy(self.policy.value).label)


@dataclass(frozen=True)
class Trial:
    """The rule in canonical words, and its next occurrences under each policy."""

    canonical: str
    columns: list[Column]
    unused: tuple[str, ...]


def try_rule(
    *,
    text: str,
    given: str,
    policies: Iterable[Policy],
    zone: str,
    periods: Iterable[FiscalPeriod],
) -> Trial:
    """Compute the next occurrences of a rule under each of `policies`.

    `given` holds facts as `NAME = WHEN`, one a line. A rule about fiscal periods without such a
    fact takes the next of `periods`. Raises DeadlineError: a rule that does not parse, a fact that
    cannot be read, a day without holiday data.
    """
    rule = parse(text)
    facts, in_force = read_given(given.splitlines(), rule)
    coming = _coming(rule, periods) if facts.period is None else []
    columns = []
    for policy in policies:
        terms = Terms(policy, zone, in_force)
        rows = [
            Row(str(period), answer)
            for period in coming
            for answer in islice(
                occurrences(rule, replace(facts, period=engine_period(period)), terms), 1
            )
        ]
        columns.append(Column(policy, rows or list(_rows(occurrences(rule, facts, terms)))))
    return Trial(str(rule), columns, unused(facts, rule))


def _coming(rule: Rule, periods: Iterable[FiscalPeriod]) -> list[FiscalPeriod]:
    match rule.anchor:
        case FiscalAnchor(unit=unit, number=number):
            fitting = (p for p in periods if p.unit == unit and number in {None, p.number})
            return list(islice(fitting, SHOWN))
    return []


def _rows(answers: Iterator[Answer]) -> Iterator[Row]:
    for answer in islice(answers, SHOWN):
        yield Row(str(answer.occurrence or ""), answer)
