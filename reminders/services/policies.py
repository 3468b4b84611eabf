"""Writing reminder policies; what they touch is looked at again at once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from obligations.models import Deadline
from obligations.querysets import DeadlineQuerySet
from obligations.services import ChangedMeanwhile
from reminders.models import PolicyStep, ReminderPolicy

__all__ = ["ChangedMeanwhile", "in_scope", "save_policy", "state_of", "wake_planner"]

# What a step says beside its place.
WRITTEN = ("repeat_days", "audience", "channels")


@transaction.atomic
def save_policy(
    *, policy: ReminderPolicy, steps: Iterable[PolicyStep], now: datetime, seen: str = ""
) -> ReminderPolicy:
    """Save `policy` with exactly `steps`, and wake the planner for its deadlines.

    A step that stays keeps its row and its history. Raises ChangedMeanwhile unless `seen` is what
    is on record of a policy, and IntegrityError where another one has the same scope.
    """
    if policy.pk:
        ReminderPolicy.objects.select_for_update(of=("self",)).get(pk=policy.pk)
        if seen and seen != state_of(policy):
            change = _changes(policy).select_related("history_user").latest("history_id")
            raise ChangedMeanwhile(change.history_user, change.history_date)
    else:
        policy.save()
    old = {(step.clock, step.days): step for step in policy.steps.all()}
    for step in steps:
        present = old.pop((step.clock, step.days), None)
        if present is None:
            step.policy = policy
            step.save()
        elif any(getattr(present, name) != getattr(step, name) for name in WRITTEN):
            for name in WRITTEN:
                setattr(present, name, getattr(step, name))
            present.save()
    for gone in old.values():
        gone.delete()
    wake_planner(policy=policy, now=now)
    return policy


def state_of(policy: ReminderPolicy) -> str:
    """A token of the steps on record; another one after every change."""
    latest = _changes(policy).order_by("-history_id").values_list("pk", flat=True).first()
    return str(latest or 0)


def _changes(policy: ReminderPolicy) -> QuerySet[Any]:
    changes: QuerySet[Any] = PolicyStep.history.filter(policy=policy.pk)
    return changes


def wake_planner(*, policy: ReminderPolicy, now: datetime) -> int:
    """Let the planner look at once at the open deadlines that `policy` is for; how many."""
    return in_scope(Deadline.objects.all(), policy).update(next_step_at=now)


def in_scope(deadlines: DeadlineQuerySet, policy: ReminderPolicy) -> DeadlineQuerySet:
    """The deadlines with a day that nobody has performed, of what `policy` is written for."""
    found = deadlines.filter(state__counted_on=None, state__kind__in=["date", "standard"])
    if policy.obligation_id:
        return found.filter(obligation=policy.obligation_id)
    if policy.agreement_id:
        return found.filter(state__agreement=policy.agreement_id)
    return found.filter(obligation__kind=policy.kind) if policy.kind else found
