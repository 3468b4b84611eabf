"""Reads on reminders and messages."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Self

from django.db import models

from agreements.querysets import may_know
from obligations.matter_querysets import may_know_deadline

if TYPE_CHECKING:
    from accounts.models import User
    from reminders.models import Absence, Message, Reminder  # noqa: F401

ONE_DAY = timedelta(days=1)


class ReminderQuerySet(models.QuerySet["Reminder"]):
    def visible_to(self, user: User) -> Self:
        """The reminders of deadlines that `user` may know."""
        return self.filter(
            may_know(user, "deadline__state__agreement__"), may_know_deadline(user, "deadline__")
        )

    def standing(self) -> Self:
        """Not cancelled."""
        return self.filter(cancelled_at=None)

    def planned_by(self, day: date) -> Self:
        """What was planned on or before `day` in Tokyo."""
        return self.filter(planned_at__date__lte=day)

    def in_inbox_of(self, person: User) -> Self:
        """What `person` finds in the inbox, the latest first."""
        return self.standing().filter(channel="inbox", recipient=person).order_by("-remind_at")


class AbsenceQuerySet(models.QuerySet["Absence"]):
    def around(self, first: datetime, last: datetime) -> Self:
        """Those that touch the span between two instants in whatever zone."""
        return self.filter(
            first_day__lte=(last + ONE_DAY).date(), last_day__gte=(first - ONE_DAY).date()
        )


class MessageQuerySet(models.QuerySet["Message"]):
    def outstanding(self) -> Self:
        """Neither sent nor given up."""
        return self.filter(state__in=["planned", "sending"])

    def claimable(self, now: datetime) -> Self:
        """Outstanding and in nobody's hands at `now`, the oldest due first."""
        return self.outstanding().filter(next_try_at__lte=now).order_by("act_by", "pk")

    def held(self, message: Message) -> Self:
        """`message`, as long as the attempt that it was claimed with is the latest one."""
        return self.filter(pk=message.pk, state="sending", attempt=message.attempt)

    def stuck(self) -> Self:
        """Tried in vain and still outstanding; people are told of each from its `stuck_at` on."""
        return self.outstanding().exclude(stuck_at=None)

    def failed(self) -> Self:
        """Given up, and nobody has settled it."""
        return self.filter(state="failed", settled_at=None)
