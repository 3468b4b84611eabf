"""Reads on reminders."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.db import models

if TYPE_CHECKING:
    from reminders.models import Reminder


class ReminderQuerySet(models.QuerySet["Reminder"]):
    def outstanding(self) -> Self:
        """Neither sent nor given up."""
        return self.filter(state__in=["planned", "sending"])

    def claimable(self, now: datetime) -> Self:
        """Outstanding and in nobody's hands at `now`, the longest waiting first."""
        return self.outstanding().filter(next_try_at__lte=now).order_by("next_try_at", "pk")

    def held(self, reminder: Reminder) -> Self:
        """`reminder`, as long as the attempt that it was claimed with is the latest one."""
        return self.filter(pk=reminder.pk, state="sending", attempt=reminder.attempt)
