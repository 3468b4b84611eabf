"""Planning: what each deadline asks to be sent, and when to look at it again.

Level-triggered: the planner looks at every deadline whose time has come, whoever set that time,
so it may run twice, late, or beside another one.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial

import structlog
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from accounts.models import User
from obligations.models import Deadline
from reminders.models import Reminder
from reminders.recipients import recipients
from reminders.steps import SILENT, Step, passed_and_next

log = structlog.get_logger(__name__)
BATCH = 200
LOOK_AGAIN = timedelta(hours=1)
NOBODY = gettext_noop("Nobody to remind: no team, or its people have left or may not know of it.")


def plan_reminders(*, now: datetime) -> None:
    """Plan the reminders that are due at `now`, and cancel those that no longer hold.

    Of several steps that have passed only the latest is planned: one notice, never a burst.
    """
    while _plan_batch(now):
        pass


@transaction.atomic
def _plan_batch(now: datetime) -> int:
    """The number of deadlines looked at; none of them asks for a look at `now` any more."""
    deadlines = (
        Deadline.objects.as_of(timezone.localdate(now))
        .with_places()
        .select_related("obligation__team__responsible", "obligation__team__backup")
        .filter(next_step_at__lte=now)
        .order_by("next_step_at")
        .select_for_update(skip_locked=True, of=("self",))[:BATCH]
    )
    for deadline in deadlines:
        deadline.next_step_at = _plan_or_put_off(deadline, now)
    return Deadline.objects.bulk_update(deadlines, ["next_step_at"])


def _plan_or_put_off(deadline: Deadline, now: datetime) -> datetime | None:
    """When to look again; a deadline that cannot be planned waits and does not stop the others."""
    try:
        with transaction.atomic():
            return _plan(deadline, now)
    except Exception:
        log.exception("deadline_not_planned", deadline=deadline.pk)
        return now + LOOK_AGAIN


def _plan(deadline: Deadline, now: datetime) -> datetime | None:
    version = deadline.current
    assert version is not None
    silent = deadline.status in SILENT
    outdated = Reminder.objects.filter(deadline=deadline, state=Reminder.State.PLANNED)
    if not silent:
        outdated = outdated.exclude(version=version)
    outdated.update(state=Reminder.State.CANCELLED)
    if deadline.performed_on:
        return None
    passed, following = passed_and_next(version, now)
    later = following.at if following else None
    if passed and not silent and not _remind(deadline, passed, now):
        return min(later or now + LOOK_AGAIN, now + LOOK_AGAIN)
    return later


def _remind(deadline: Deadline, step: Step, now: datetime) -> list[User]:
    """Plan `step` for everybody whom it concerns; that there is nobody is recorded as a failure."""
    row = partial(
        Reminder,
        deadline=deadline,
        version=deadline.current,
        step=step.name,
        remind_at=step.at,
        next_try_at=now,
    )
    people = recipients(deadline, step)
    rows = [row(recipient=person) for person in people]
    if people:
        Reminder.objects.filter(deadline=deadline, recipient=None).update(
            state=Reminder.State.CANCELLED
        )
    else:
        log.warning("nobody_to_remind", deadline=deadline.pk, step=step.name)
        rows = [row(state=Reminder.State.FAILED, error=NOBODY)]
    Reminder.objects.bulk_create(rows, ignore_conflicts=True)
    return people
