"""Closed periods: what is dated inside one is recorded late, and says why."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.functions import TransactionNow
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agreements.models import Agreement
from obligations.record_querysets import PeriodLockQuerySet
from obligations.triggers import APPEND_ONLY


class LateEntry(models.Model):
    """A record with a day; inside a closed period it needs a reason, which flags it."""

    late_reason = models.TextField(
        _("why it is recorded late"),
        blank=True,
        default="",
        help_text=_("Only where its day lay in a closed period when it was recorded."),
    )

    class Meta:
        abstract = True


class PeriodLock(models.Model):
    """Until which day the records of an instrument are closed, from this record on.

    Append-only: the last row of an instrument counts. An earlier day, or none, reopens.
    """

    agreement = models.ForeignKey(
        Agreement, models.PROTECT, related_name="period_locks", verbose_name=_("instrument")
    )
    closed_until = models.DateField(
        _("closed until"), null=True, blank=True, help_text=_("Empty: nothing is closed.")
    )
    reason = models.TextField(_("reason"))
    recorded_at = models.DateTimeField(_("recorded"), db_default=TransactionNow(), editable=False)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("recorded by")
    )

    objects = PeriodLockQuerySet.as_manager()

    class Meta:
        verbose_name = _("closed period")
        verbose_name_plural = _("closed periods")
        ordering = ["agreement", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="period_lock_has_a_reason",
                violation_error_message=_("Give the reason."),
            )
        ]
        triggers = [APPEND_ONLY]

    def __str__(self) -> str:
        return f"{self.agreement} {self.closed_until or ''}".strip()
