"""Putting reminders into messages: one each, or a digest that one person has open."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db.models import Q

from reminders.models import Message, Reminder
from reminders.timing import Departure

# A digest of what is late gathers until the planner is through, or for so long when that one died.
GATHER = timedelta(minutes=10)
Key = tuple[str, int | None, int | None, datetime | None]


class Outbox:
    """The reminders of a transaction, each with its way; `save` writes them."""

    def __init__(self, now: datetime) -> None:
        self._now = now
        self._rows: list[Reminder] = []
        self._single: list[Message] = []
        self._gathered: dict[Key, list[tuple[Reminder, date]]] = {}

    def add(self, reminder: Reminder, leaves: Departure | None, *, act_by: date | None) -> None:
        """Send `reminder` as `leaves` says, ordered by `act_by`; None leaves it to the inbox."""
        self._rows.append(reminder)
        if leaves is None:
            return
        if leaves.kind == Message.Kind.SINGLE:
            reminder.message = self._message(reminder, leaves.kind, leaves.at, act_by)
            self._single.append(reminder.message)
            return
        slot = leaves.at if leaves.kind == Message.Kind.DIGEST else None
        key = (leaves.kind, reminder.recipient_id, reminder.webhook_id, slot)
        self._gathered.setdefault(key, []).append((reminder, act_by or date.max))

    def save(self) -> None:
        """Write messages and reminders; call it within a transaction."""
        Message.objects.bulk_create([*self._single, *self._digests()])
        Reminder.objects.bulk_create(self._rows)

    def _digests(self) -> list[Message]:
        """Put what is gathered into digests that are open; those that have yet to be written."""
        opened = self._opened()
        new = []
        for key, carried in self._gathered.items():
            kind, _person, _webhook, slot = key
            first, earliest = carried[0][0], min(act_by for _reminder, act_by in carried)
            message = opened.get(key)
            if message is None:
                message = self._message(first, kind, slot or self._now + GATHER, earliest)
                new.append(message)
            elif message.act_by is None or earliest < message.act_by:
                Message.objects.filter(pk=message.pk).update(act_by=earliest)
            for reminder, _act_by in carried:
                reminder.message = message
        return new

    def _opened(self) -> dict[Key, Message]:
        """The digests that nobody has begun to send, held so that nobody does meanwhile."""
        if not self._gathered:
            return {}
        late = Q(kind=Message.Kind.LATE, created_at=self._now)
        people = {person for _kind, person, _webhook, _slot in self._gathered}
        webhooks = {webhook for _kind, _person, webhook, _slot in self._gathered}
        slots = {slot for *_rest, slot in self._gathered if slot}
        rows = (
            Message.objects.filter(late | Q(kind=Message.Kind.DIGEST, next_try_at__in=slots))
            .filter(Q(recipient__in=people - {None}) | Q(webhook__in=webhooks - {None}))
            .filter(state=Message.State.PLANNED, attempt=0, parts=1)
            .select_for_update()
        )
        return {
            (
                row.kind,
                row.recipient_id,
                row.webhook_id,
                row.next_try_at if row.kind == Message.Kind.DIGEST else None,
            ): row
            for row in rows
        }

    def _message(self, reminder: Reminder, kind: str, at: datetime, act_by: date | None) -> Message:
        return Message(
            kind=kind,
            recipient_id=reminder.recipient_id,
            webhook_id=reminder.webhook_id,
            created_at=self._now,
            next_try_at=at,
            act_by=act_by,
        )
