"""What each page says of reminders: what is unread, what failed, and whether the planner lives."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, F, Func, IntegerField, QuerySet, Subquery
from django.utils.translation import ngettext

from accounts.models import User
from accounts.prepared import PreparedForReaders
from obligations.models import Notification
from reminders.failures import failures, stuck, unreachable
from reminders.models import Heartbeat, Message, Reminder

STALE = timedelta(minutes=5)


@dataclass(frozen=True)
class Watch:
    """One look at reminders for one person; `age` is None before the planner's first run."""

    unread: int
    undelivered: int
    stuck: int
    unreachable: int
    beat_at: datetime | None
    age: timedelta | None

    @property
    def is_stale(self) -> bool:
        """Whether the planner is silent for longer than five minutes."""
        return self.age is None or self.age > STALE

    @property
    def age_text(self) -> str:
        """The age in its largest unit, for example “40 seconds” or “3 hours”."""
        seconds = int(self.age.total_seconds()) if self.age else 0
        if seconds < 60:
            return ngettext("%(n)s second", "%(n)s seconds", seconds) % {"n": seconds}
        if seconds < 3600:
            return ngettext("%(n)s minute", "%(n)s minutes", seconds // 60) % {"n": seconds // 60}
        hours = seconds // 3600
        return ngettext("%(n)s hour", "%(n)s hours", hours) % {"n": hours}

    @property
    def failed(self) -> int:
        """How many messages and reminders reached nobody, or have not for hours."""
        return self.undelivered + self.stuck + self.unreachable


def watch(*, person: User, now: datetime) -> Watch:
    """What each page says to `person`, asked in one query unless something failed."""
    [row] = QUESTIONS(person)
    beat_at = row["beat_at"]
    return Watch(
        unread=row["unread_reminders"] + row["unread_notifications"],
        undelivered=failures(person).count() if row["has_failures"] else 0,
        stuck=stuck(person, now).count() if row["has_stuck"] else 0,
        unreachable=unreachable(person).count() if row["has_problems"] else 0,
        beat_at=beat_at,
        age=now - beat_at if beat_at else None,
    )


def _count(rows: QuerySet[Reminder] | QuerySet) -> Subquery:  # type: ignore[type-arg]
    counted = Func(F("pk"), function="COUNT", output_field=IntegerField())
    return Subquery(rows.order_by().annotate(counted=counted).values("counted"))


def _questions(user: User) -> QuerySet[Any, Any]:
    unread = Reminder.objects.in_inbox_of(user).visible_to(user).filter(read_at=None)
    news = Notification.objects.in_inbox_of(user).filter(read_at=None)
    beat = Heartbeat.objects.filter(name="reminders")
    return (
        User.objects.filter(pk=user.pk)
        .annotate(
            unread_reminders=_count(unread),
            unread_notifications=_count(news),
            has_failures=Exists(Message.objects.failed()),
            has_stuck=Exists(Message.objects.stuck()),
            has_problems=Exists(Reminder.objects.standing().exclude(problem="")),
            beat_at=Subquery(beat.values("beat_at")),
        )
        .values(
            "unread_reminders",
            "unread_notifications",
            "has_failures",
            "has_stuck",
            "has_problems",
            "beat_at",
        )
    )


QUESTIONS = PreparedForReaders(_questions)
