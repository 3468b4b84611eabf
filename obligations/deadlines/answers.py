"""The answer of a computation."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from .calendars import Policy
from .facts import Facts, Terms, midnight_after
from .rules import Rule
from .steps import Step


class Kind(StrEnum):
    """What kind of answer there is. Only DATE has a due day; only RIGHT merely arises."""

    DATE = "date"
    RIGHT = "from"
    STANDARD = "standard"
    STANDING = "standing"
    OPEN = "open"
    WAITING = "waiting"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Answer:
    """The dates that follow from a rule, the facts and the terms, in the agreement's zone.

    - `due`: the last timely day under the agreement's policy.
    - `before_roll`: the contractual day, before rest days moved it.
    - `safe`: the last business day, on the zone's fullest calendar, up to the earliest
      contractual day of all recorded readings. For something tied to one day (`on`, `upon`,
      `concurrently with`, `on the day after`) it is that day. None for what lasts (`for`, `from
      ... until`, `until`), since nothing is to be done by its last day.
    - `opens`: the first day on which it can be done: for a counted period the event's day, or the
      day after a fiscal period; for a right the day on which it arises, kept even where an
      `unless` event removed it; for what lasts or is tied to a day its first day. None for what
      has no first day (`before`, `on or before`, `at least ... before`).
    - `closed_on`: the day of the fact that ended a window, a duty or a state, or of the `unless`
      event that kept it from arising.
    - `occurrence`: which occurrence of a cycle (`every`) it is, from 1; 0 for what is no cycle.
    """

    kind: Kind
    rule: Rule
    facts: Facts = field(compare=False, repr=False)
    terms: Terms = field(repr=False)
    explain: "Explain" = field(compare=False, repr=False)
    due: date | None = None
    before_roll: date | None = None
    safe: date | None = None
    opens: date | None = None
    closed_on: date | None = None
    instant: datetime | None = None
    occurrence: int = 0

    @property
    def policy(self) -> Policy:
        """The policy under which `due` was computed."""
        return self.terms.policy

    @property
    def ends_at(self) -> datetime | None:
        """The instant at which `due` ends: the exact end of a period of hours, else 00:00 of the
        next day in the agreement's zone."""
        if self.due is None:
            return None
        return self.instant or midnight_after(self.due, self.terms.zone)

    def steps(self) -> tuple[Step, ...]:
        """Why the answer is what it is, step by step; built only when asked for."""
        return self.explain(self)


Explain = Callable[[Answer], tuple[Step, ...]]
