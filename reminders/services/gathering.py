"""After the mail server was out of reach for long: one late digest each instead of a burst."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Count

from reminders.models import Message, Reminder
from reminders.querysets import MessageQuerySet

LATE = timedelta(hours=1)


@transaction.atomic
def gather_late(*, now: datetime) -> int:
    """Put what each person has been waiting for over an hour into one digest; how many digests.

    Only what nobody has tried to send: of anything else the server may have taken a copy, which
    would then come again under another Message-ID.
    """
    people = list(
        _late(now)
        .order_by()
        .values("recipient")
        .annotate(number=Count("pk"))
        .filter(number__gt=1)
        .values_list("recipient", flat=True)
    )
    if not people:
        return 0
    waiting: dict[int | None, list[Message]] = defaultdict(list)
    for message in _late(now).filter(recipient__in=people).select_for_update(skip_locked=True):
        waiting[message.recipient_id].append(message)
    digests = [_gather(person, messages, now) for person, messages in waiting.items()]
    return len(digests)


def _late(now: datetime) -> MessageQuerySet:
    return Message.objects.filter(
        kind__in=[Message.Kind.SINGLE, Message.Kind.LATE],
        state=Message.State.PLANNED,
        attempt=0,
        recipient__isnull=False,
        next_try_at__lte=now - LATE,
    ).order_by("pk")


def _gather(person: int | None, messages: list[Message], now: datetime) -> Message:
    digest = Message.objects.create(
        kind=Message.Kind.LATE,
        recipient_id=person,
        created_at=now,
        next_try_at=now,
        act_by=min((m.act_by for m in messages if m.act_by), default=None),
    )
    numbers = [message.pk for message in messages]
    Reminder.objects.filter(message__in=numbers).update(message=digest)
    Message.objects.filter(pk__in=numbers).update(state=Message.State.CANCELLED)
    return digest
