"""What people do about messages that failed: try again, or settle."""

from __future__ import annotations

from datetime import datetime

from accounts.models import User
from reminders.models import Message


class AlreadySettled(ValueError):
    """Somebody has tried it again or settled it meanwhile."""


def retry_message(*, message: Message, now: datetime) -> None:
    """Let the next worker send a message that failed; raises AlreadySettled.

    The number of attempts stays: a worker that still holds an old one may never write over it.
    """
    planned = {"state": Message.State.PLANNED, "next_try_at": now, "stuck_at": None}
    if not Message.objects.failed().filter(pk=message.pk).update(**planned):
        raise AlreadySettled(message.pk)


def settle_message(*, message: Message, by: User, now: datetime) -> None:
    """Record who has dealt with a message that failed; raises AlreadySettled."""
    settled = {"settled_at": now, "settled_by": by}
    if not Message.objects.failed().filter(pk=message.pk).update(**settled):
        raise AlreadySettled(message.pk)
