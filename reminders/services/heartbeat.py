"""Signs of life of periodic tasks, and the lock that makes a second scheduler harmless."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import structlog
from django.db import transaction
from django.db.models import Q

from accounts.models import Role, User
from reminders.models import Heartbeat, Message

log = structlog.get_logger(__name__)
STOOD_STILL = timedelta(minutes=10)
NEVER = datetime(1970, 1, 1, tzinfo=UTC)


@transaction.atomic
def claim_tick(*, name: str, now: datetime, every: timedelta) -> bool:
    """Whether this tick of the periodic task `name` is to do its work.

    Not when another one is being claimed, nor when the last one is younger than half of `every`: a
    second scheduler, or ticks that waited at the broker, do no harm. A last tick that lies ahead of
    `now` was noted by a clock that has been set back since, and counts like any old one.
    """
    row = f"{name}: tick"
    Heartbeat.objects.bulk_create([Heartbeat(name=row, beat_at=NEVER)], ignore_conflicts=True)
    last = Heartbeat.objects.select_for_update(skip_locked=True).filter(name=row).first()
    if last is None or abs(now - last.beat_at) < every / 2:
        return False
    last.beat_at = now
    last.save(update_fields=["beat_at"])
    return True


@transaction.atomic
def record_heartbeat(*, name: str, now: datetime) -> None:
    """Note that the periodic task `name` did its work at `now`.

    After more than ten minutes without it, administrators and the head of compliance are told once.
    """
    last = Heartbeat.objects.filter(name=name).first()
    if last and now - last.beat_at > STOOD_STILL:
        log.error("reminders_stood_still", task=name, since=last.beat_at, until=now)
        _alarm(now)
    Heartbeat.objects.update_or_create(name=name, defaults={"beat_at": now})


def _alarm(now: datetime) -> None:
    watchers = User.objects.filter(
        Q(role=Role.ADMINISTRATOR) | Q(heads_compliance=True), is_active=True
    )
    Message.objects.bulk_create(
        Message(kind=Message.Kind.ALARM, recipient=person, created_at=now, next_try_at=now)
        for person in watchers
    )
