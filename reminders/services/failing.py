"""Giving up a message, and telling others of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from accounts.models import User
from reminders.carrying import Carried
from reminders.models import Audience, Message
from reminders.recipients import Roster

CLOSE = [Audience.OWNER, Audience.BACKUP]


@transaction.atomic
def fail_message(
    *, message: Message, carried: Iterable[Carried], error: str, now: datetime
) -> bool:
    """Give `message` up, and plan a notice to the responsible person and the backup.

    Neither to whom it failed to reach; where that leaves nobody, to the head of compliance. A
    notice that fails is not noticed again, nor is anybody told twice of a message that was tried
    again: the banner on each page shows it. False where the attempt no longer holds the message.
    """
    failed = Message.objects.held(message).update(state=Message.State.FAILED, error=error)
    if failed and message.kind != Message.Kind.UNDELIVERED:
        notices = (
            Message(
                kind=Message.Kind.UNDELIVERED,
                recipient=person,
                about=message,
                created_at=now,
                next_try_at=now,
                act_by=message.act_by,
            )
            for person in _told(message, carried, now)
        )
        Message.objects.bulk_create(notices, ignore_conflicts=True)
    return bool(failed)


def _told(message: Message, carried: Iterable[Carried], now: datetime) -> list[User]:
    roster = Roster.load(now, now)
    deadlines = [item.deadline for item in carried if item.deadline]
    for audience in (CLOSE, [Audience.HEAD]):
        people = {
            to.person.pk: to.person
            for deadline in deadlines
            for to in roster.addressees(deadline, audience, now)
            if to.person.pk != message.recipient_id
        }
        if people:
            return list(people.values())
    return []
