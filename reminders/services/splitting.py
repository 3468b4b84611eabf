"""A long digest comes in several mails, the most urgent first: each can be read and opened."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Count

from reminders.models import Message, Reminder

MOST = 200
"""How many reminders one message carries at most."""


def split_long(messages: Iterable[Message], *, now: datetime) -> None:
    """Leave to each of `messages` its most urgent reminders, and plan others for the rest.

    For digests that nobody has tried to send: of any other the server may have taken a copy. Call
    it in the transaction that holds them.
    """
    digests = {
        message.pk: message
        for message in messages
        if message.kind in {Message.Kind.DIGEST, Message.Kind.LATE} and message.parts == 1
    }
    if not digests:
        return
    carried = Reminder.objects.standing().filter(message__in=digests).order_by()
    counts = carried.values("message").annotate(number=Count("pk")).filter(number__gt=MOST)
    for key in counts.values_list("message", flat=True):
        _split(digests[key], now)


def _split(message: Message, now: datetime) -> None:
    carried = Reminder.objects.standing().filter(message=message)
    rows = list(
        carried.order_by("deadline__state__act_by", "pk").values_list(
            "pk", "deadline__state__act_by"
        )
    )
    shares = [rows[first : first + MOST] for first in range(0, len(rows), MOST)]
    message.parts = len(shares)
    message.save(update_fields=["parts"])
    for part, share in enumerate(shares[1:], start=2):
        other = Message.objects.create(
            kind=message.kind,
            recipient_id=message.recipient_id,
            webhook_id=message.webhook_id,
            created_at=message.created_at,
            next_try_at=now,
            act_by=min((day for _pk, day in share if day), default=None),
            part=part,
            parts=len(shares),
        )
        Reminder.objects.filter(pk__in=[pk for pk, _day in share]).update(message=other)
