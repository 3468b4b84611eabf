"""What a person does with a reminder: reads it, and acknowledges it."""

from __future__ import annotations

from datetime import datetime

from django.db.models.functions import Coalesce

from accounts.models import User
from obligations.models import Notification
from reminders.models import Reminder


def mark_read(*, reminder: Reminder, by: User, now: datetime) -> None:
    """Note that `by` has read a reminder of theirs; the first time counts."""
    Reminder.objects.filter(pk=reminder.pk, recipient=by, read_at=None).update(read_at=now)


def mark_all_read(*, by: User, until: int, now: datetime) -> int:
    """Note that `by` has read the inbox up to the reminder of key `until`; how many were unread."""
    inbox = Reminder.objects.in_inbox_of(by)
    return inbox.filter(pk__lte=until, read_at=None).order_by().update(read_at=now)


def mark_notification_read(*, notification: Notification, now: datetime) -> None:
    """Note that its person has read it; the first time counts."""
    Notification.objects.filter(pk=notification.pk, read_at=None).update(read_at=now)


def mark_news_read(*, by: User, until: int, now: datetime) -> int:
    """Note that `by` has read what others said or changed, up to the key `until`; how many."""
    news = Notification.objects.in_inbox_of(by).filter(pk__lte=until, read_at=None)
    return news.order_by().update(read_at=now)


def acknowledge(*, reminder: Reminder, by: User, now: datetime) -> bool:
    """Note that `by` has taken note of this step, by whatever channel; False if done before.

    The deadline stays open, and later steps remind again.
    """
    same = Reminder.objects.standing().filter(
        version=reminder.version_id, step=reminder.step, recipient=by, acknowledged_at=None
    )
    return bool(same.update(acknowledged_at=now, read_at=Coalesce("read_at", now)))
