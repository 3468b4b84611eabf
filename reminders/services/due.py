"""What the planner reads of deadlines that are due, and notes on them, a batch at a time."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import connection
from django.db.models import Q
from django.utils import timezone

from obligations.models import Deadline
from obligations.querysets import DeadlineQuerySet
from reminders.models import Message, Reminder


def due_at(now: datetime, *, lock: bool = True) -> DeadlineQuerySet:
    """The deadlines whose time to be looked at has come; held, unless somebody else holds them."""
    due = Deadline.objects.as_of(timezone.localdate(now)).filter(next_step_at__lte=now)
    due = due.order_by("next_step_at")
    if not lock:
        return due
    return (
        due.select_related("current", "obligation__article")
        .defer("current__steps", "obligation__note", "obligation__exceptions")
        .select_for_update(skip_locked=True, of=("self",))
    )


def planned_for(deadlines: Iterable[int], steps: Iterable[str]) -> list[Reminder]:
    """What stands of these deadlines: unsent, or reached nobody, or of a step among `steps`.

    A special day that is recorded moves a step; what was planned of it earlier still stands.
    """
    unsent = Q(message__state=Message.State.PLANNED)
    rows = Reminder.objects.standing().filter(
        unsent | ~Q(problem="") | Q(step__in=steps), deadline__in=deadlines
    )
    return list(rows)


def look_again(moments: dict[int, datetime | None]) -> None:
    """Note when to look at each deadline again, in one statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE obligations_deadline SET next_step_at = again.at "
            "FROM unnest(%s::bigint[], %s::timestamptz[]) AS again (id, at) "
            "WHERE obligations_deadline.id = again.id",
            [list(moments), list(moments.values())],
        )
