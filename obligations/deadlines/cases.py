"""What is computed, and how an answer to it is made."""

from datetime import date, datetime
from typing import NamedTuple

from .answers import Answer, Kind
from .calendars import check_range
from .explain import explain
from .facts import Facts, Terms
from .rules import Rule


class Case(NamedTuple):
    """A rule with facts and terms; for a cycle, which occurrence is asked for (0: the first)."""

    rule: Rule
    facts: Facts
    terms: Terms
    occurrence: int = 0

    def answer(
        self, kind: Kind, *, opens: date | None = None, closed_on: date | None = None
    ) -> Answer:
        """An answer without a last day."""
        rule, facts, terms, _ = self
        return Answer(kind, rule, facts, terms, explain, opens=opens, closed_on=closed_on)

    def dated(
        self,
        due: date,
        *,
        before_roll: date | None = None,
        safe: date | None = None,
        opens: date | None = None,
        closed_on: date | None = None,
        instant: datetime | None = None,
    ) -> Answer:
        """An answer with a last day. Raises OutOfRange."""
        rule, facts, terms, occurrence = self
        return Answer(
            Kind.DATE,
            rule,
            facts,
            terms,
            explain,
            due=check_range(due),
            before_roll=before_roll or due,
            safe=safe,
            opens=opens,
            closed_on=closed_on,
            instant=instant,
            occurrence=occurrence,
        )
