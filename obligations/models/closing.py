"""What an amendment does to obligations, and the state of conditions and closing deliveries."""

from django.conf import settings
from django.contrib.postgres.functions import TransactionNow
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agreements.models import Amendment
from obligations.models.obligation import Obligation, ObligationVersion
from obligations.models.period import LateEntry
from obligations.triggers import APPEND_ONLY, OF_OBLIGATION, late_entry_has_a_reason


class ClosingRecord(LateEntry):
    """The state of a condition or closing step from a day on; append-only, the latest counts."""

    class State(models.TextChoices):
        SATISFIED = "satisfied", _("Satisfied")
        WAIVED = "waived", _("Waived")
        FAILED = "failed", _("Failed")
        OPEN = "open", _("Open again")

    obligation = models.ForeignKey(
        Obligation, models.PROTECT, related_name="closing_records", verbose_name=_("item")
    )
    state = models.CharField(_("state"), max_length=10, choices=State)
    on = models.DateField(_("on"))
    note = models.TextField(_("basis"))
    recorded_at = models.DateTimeField(_("recorded"), db_default=TransactionNow(), editable=False)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("recorded by")
    )

    class Meta:
        verbose_name = _("closing record")
        verbose_name_plural = _("closing records")
        ordering = ["obligation", "on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["satisfied", "waived", "failed", "open"]),
                name="closing_record_state_known",
            )
        ]
        triggers = [
            APPEND_ONLY,
            late_entry_has_a_reason(
                f"{OF_OBLIGATION} WHERE obligation.id = NEW.obligation_id", 'NEW."on"'
            ),
        ]

    def __str__(self) -> str:
        return f"{self.obligation}: {self.get_state_display()}"


class ObligationChange(models.Model):
    """What an amendment does to an obligation: it starts, ends, or follows another rule."""

    class Effect(models.TextChoices):
        STARTS = "starts", _("Starts")
        ENDS = "ends", _("Ends")
        CHANGES = "changes", _("Rule changes")

    amendment = models.ForeignKey(
        Amendment, models.PROTECT, related_name="obligation_changes", verbose_name=_("amendment")
    )
    obligation = models.ForeignKey(
        Obligation, models.PROTECT, related_name="amended_by", verbose_name=_("obligation")
    )
    effect = models.CharField(_("effect"), max_length=8, choices=Effect)
    version = models.ForeignKey(
        ObligationVersion,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("new rule"),
    )
    replaced = models.DateField(
        _("day that stood before"),
        null=True,
        blank=True,
        help_text=_("Comes back when the amendment is withdrawn; empty: none was stated."),
    )

    class Meta:
        verbose_name = _("changed obligation")
        verbose_name_plural = _("changed obligations")
        ordering = ["amendment", "obligation"]
        constraints = [
            models.UniqueConstraint(
                fields=["amendment", "obligation"], name="obligation_change_once"
            ),
            models.CheckConstraint(
                condition=Q(effect="changes", version__isnull=False)
                | Q(effect__in=["starts", "ends"], version=None),
                name="obligation_change_fits_effect",
            ),
        ]
        triggers = [APPEND_ONLY]

    def __str__(self) -> str:
        return f"{self.obligation}: {self.get_effect_display()}"
