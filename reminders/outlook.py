"""What people are to be reminded of, and why: policy, steps, people and times in one view.

The planner and the page of what comes both ask this, so they cannot differ.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from accounts.models import User
from obligations.models import Deadline
from reminders.calendars import BusinessDays
from reminders.policies import PolicyBook
from reminders.recipients import Addressee, Roster
from reminders.steps import Step, clocks, steps
from reminders.timing import Departure, departure


@dataclass(frozen=True)
class Outlook:
    """Policies, calendars, people and absences of a span of time, read once."""

    book: PolicyBook
    days: BusinessDays
    roster: Roster

    @classmethod
    def load(cls, first: datetime, last: datetime) -> Self:
        """As they are now, with the absences between two instants."""
        return cls(PolicyBook.load(), BusinessDays.load(), Roster.load(first, last))

    def steps(self, deadline: Deadline) -> Iterator[Step]:
        """The steps of the latest version of `deadline`, without end once it is overdue.

        `current` and `obligation.article` are loaded. Raises ZoneInfoNotFoundError.
        """
        version = deadline.current
        assert version is not None
        rules = self.book.steps_for(deadline.obligation, clocks(version))
        return steps(version, rules, self.days.of(version.zone, version.policy))

    def addressees(self, deadline: Deadline, step: Step, at: datetime) -> list[Addressee]:
        """Whom `step` reaches at an instant."""
        return self.roster.addressees(deadline, step.rule.audience, at)

    def departure(
        self, step: Step, following: Step | None, person: User, now: datetime
    ) -> Departure | None:
        """How an e-mail on `step`, planned at `now`, leaves; None where the inbox has to do."""
        return departure(
            step,
            following,
            preferences=self.roster.preferences_of(person),
            zone=person.zone,
            calendar=self.days.of(person.zone),
            now=now,
        )
