"""Reads on reminders."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from reminders.models import Reminder  # noqa: F401


class ReminderQuerySet(models.QuerySet["Reminder"]):
    def claimable(self, now: datetime) -> Self:
        """Due to be sent at `now` and in nobody's hands: planned, or with a lease that ran out."""
        return self.filter(
            Q(state="planned", remind_at__lte=now) | Q(state="sending", leased_until__lt=now)
        )

    def outstanding(self) -> Self:
        """Neither sent nor given up."""
        return self.filter(state__in=["planned", "sending"])
