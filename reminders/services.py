"""Planning, claiming and delivering reminders.

The planner is level-triggered: it looks at what is due and not yet planned, so it may run twice or
late. A worker claims in a short transaction with a lease, sends outside it, and writes the result
only if its attempt still holds; nothing is lost when it dies, and at most one message is repeated.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from smtplib import SMTPException, SMTPResponseException

import structlog
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from obligations.models import Deadline
from obligations.status import Status
from reminders.mail import send_reminder
from reminders.models import Heartbeat, Reminder
from reminders.steps import Step, passed_and_next

log = structlog.get_logger(__name__)
LEASE = timedelta(minutes=5)
BATCH = 50
MAX_ATTEMPTS = 8
SILENT = {Status.PERFORMED, Status.PERFORMED_LATE, Status.NOT_ASSESSED, Status.WITHDRAWN}


def plan_reminders(*, now: datetime) -> int:
    """Plan what is due at `now`; the number of reminders planned."""
    planned = 0
    while batch := _plan_batch(now):
        planned += sum(batch)
    return planned


@transaction.atomic
def _plan_batch(now: datetime) -> list[int]:
    ids = list(
        Deadline.objects.filter(next_step_at__lte=now)
        .select_for_update(skip_locked=True)
        .order_by("next_step_at")
        .values_list("pk", flat=True)[:BATCH]
    )
    deadlines = (
        Deadline.objects.filter(pk__in=ids)
        .as_of(timezone.localdate(now))
        .with_places()
        .select_related("obligation__team__responsible", "obligation__team__backup")
    )
    planned = [_plan_one(deadline, now) for deadline in deadlines]
    unseen = set(ids) - {deadline.pk for deadline in deadlines}
    Deadline.objects.filter(pk__in=unseen).update(next_step_at=now + timedelta(days=1))
    return planned or [0] * len(unseen)


def _plan_one(deadline: Deadline, now: datetime) -> int:
    version = deadline.current
    assert version is not None
    stale = Reminder.objects.outstanding().filter(deadline=deadline)
    if deadline.status in SILENT:
        stale.update(state=Reminder.State.CANCELLED)
        return _look_again(deadline, None)
    stale.exclude(version=version).update(state=Reminder.State.CANCELLED)
    passed, following = passed_and_next(version, now)
    rows = [
        Reminder(
            deadline=deadline, version=version, step=step.name, recipient=person, remind_at=now
        )
        for step in filter(None, [passed])
        for person in _recipients(deadline, step)
    ]
    Reminder.objects.bulk_create(rows, ignore_conflicts=True)
    _look_again(deadline, following)
    return len(rows)


def _look_again(deadline: Deadline, following: Step | None) -> int:
    Deadline.objects.filter(pk=deadline.pk).update(next_step_at=following.at if following else None)
    return 0


def _recipients(deadline: Deadline, step: Step) -> list[User]:
    team = deadline.obligation.team
    if team is None:
        return []
    people = [team.responsible]
    if step.name.startswith("after-") and team.backup:
        people.append(team.backup)
    return [person for person in people if person.is_active]


def deliver_reminders(*, now: datetime) -> int:
    """Claim and send what is outstanding at `now`; the number of messages sent."""
    sent = 0
    while claimed := claim_reminders(now=now):
        sent += sum(_deliver(reminder) for reminder in claimed)
    return sent


@transaction.atomic
def claim_reminders(*, now: datetime, limit: int = BATCH) -> list[Reminder]:
    """Take up to `limit` outstanding reminders for five minutes; nobody else can take them."""
    claimed = list(
        Reminder.objects.claimable(now)
        .select_for_update(skip_locked=True, of=("self",))
        .select_related("recipient", "version")[:limit]
    )
    for reminder in claimed:
        reminder.state = Reminder.State.SENDING
        reminder.attempt += 1
        reminder.leased_until = now + LEASE
    Reminder.objects.bulk_update(claimed, ["state", "attempt", "leased_until"])
    return claimed


def _deliver(reminder: Reminder) -> bool:
    held = Reminder.objects.filter(
        pk=reminder.pk, attempt=reminder.attempt, state=Reminder.State.SENDING
    )
    if not held.exists():
        return False
    try:
        send_reminder(reminder)
    except (SMTPException, OSError) as error:
        _give_back(reminder, error)
        return False
    held.update(state=Reminder.State.SENT, sent_at=timezone.now(), error="")
    return True


def _give_back(reminder: Reminder, error: Exception) -> None:
    """Retry with growing pauses what may pass (4xx, network); fail what will not (5xx)."""
    permanent = isinstance(error, SMTPResponseException) and error.smtp_code >= 500
    failed = permanent or reminder.attempt >= MAX_ATTEMPTS
    log.warning("reminder_not_sent", reminder=reminder.pk, error=str(error), failed=failed)
    Reminder.objects.filter(
        pk=reminder.pk, attempt=reminder.attempt, state=Reminder.State.SENDING
    ).update(
        state=Reminder.State.FAILED if failed else Reminder.State.PLANNED,
        remind_at=timezone.now() + timedelta(minutes=2**reminder.attempt),
        leased_until=None,
        error=str(error),
    )


def record_heartbeat(*, name: str, now: datetime) -> None:
    """Note that the periodic task `name` ran at `now`."""
    Heartbeat.objects.update_or_create(name=name, defaults={"beat_at": now})


__all__ = [
    "claim_reminders",
    "deliver_reminders",
    "plan_reminders",
    "record_heartbeat",
]
