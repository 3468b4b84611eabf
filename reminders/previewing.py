"""What a changed policy would change in the coming days, before it is saved."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from accounts.models import User
from obligations.models import Deadline
from reminders.calendars import BusinessDays
from reminders.models import PolicyStep, ReminderPolicy
from reminders.outlook import Outlook
from reminders.policies import PolicyBook
from reminders.recipients import Roster
from reminders.services.policies import in_scope
from reminders.steps import SILENT, Step
from reminders.upcoming import MOST, coming_moments


@dataclass(frozen=True)
class Change:
    """One step of one deadline that comes, goes, or reaches others: before and after."""

    deadline: Deadline
    before: Step | None
    after: Step | None

    @property
    def at(self) -> datetime:
        """The earlier of the two moments."""
        return min(step.at for step in (self.before, self.after) if step)


def preview_policy(
    *,
    policy: ReminderPolicy,
    steps: Iterable[PolicyStep],
    viewer: User,
    first: datetime,
    until: datetime,
) -> list[Change]:
    """What differs after `first` and until `until` if `policy` had `steps`, the earliest first.

    Only for deadlines that `viewer` may know; the 500 with the nearest day to act by.
    """
    present = list(PolicyStep.objects.select_related("policy"))
    for step in (written := list(steps)):
        step.policy = policy
    others = [step for step in present if policy.pk is None or step.policy_id != policy.pk]
    roster, days = Roster(), BusinessDays.load()
    was, will = (Outlook(PolicyBook(rows), days, roster) for rows in (present, [*others, *written]))
    visible = Deadline.objects.visible_to(viewer).as_of(timezone.localdate(first))
    deadlines = in_scope(visible, policy).with_places().soonest_first()
    found = [
        change
        for deadline in deadlines[:MOST]
        if deadline.status not in SILENT
        for change in _changes(
            deadline,
            *(_by_name(coming_moments(each, deadline, first, until)) for each in (was, will)),
        )
    ]
    return sorted(found, key=lambda change: (change.at, change.deadline.pk))


def _by_name(coming: Iterable[tuple[list[Step], Step | None]]) -> dict[str, Step]:
    return {step.name: step for moment, _following in coming for step in moment}


def _changes(
    deadline: Deadline, before: dict[str, Step], after: dict[str, Step]
) -> Iterator[Change]:
    for name in before.keys() | after.keys():
        change = Change(deadline, before.get(name), after.get(name))
        if _differ(change.before, change.after):
            yield change


def _differ(before: Step | None, after: Step | None) -> bool:
    if before is None or after is None:
        return True
    return set(before.rule.audience) != set(after.rule.audience) or set(
        before.rule.channels
    ) != set(after.rule.channels)
