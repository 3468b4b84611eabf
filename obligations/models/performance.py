"""What was done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.postgres.functions import TransactionNow
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.zones import validate_zone
from obligations.models.deadline import Deadline
from obligations.models.period import LateEntry
from obligations.querysets import (
    PerformanceQuerySet,
)
from obligations.triggers import (
    APPEND_ONLY,
    OF_DEADLINE,
    PERFORMANCE_NOT_BEFORE_OPENING,
    late_entry_has_a_reason,
)

if TYPE_CHECKING:
    from obligations.models.decision import Decision


class Performance(LateEntry):
    """That somebody did what was due: sent, arrived, how, to whom. Append-only."""

    class Means(models.TextChoices):
        WRITING = "writing", _("In writing")
        FACSIMILE = "facsimile", _("By facsimile")
        FILING = "filing", _("By filing")
        EMAIL = "email", _("By e-mail")
        OTHER = "other", _("Otherwise")

    LOOSE = frozenset({Means.EMAIL, Means.OTHER})
    """Neither in writing, nor by facsimile, nor filed."""

    deadline = models.ForeignKey(
        Deadline, models.PROTECT, related_name="performances", verbose_name=_("deadline")
    )
    corrects = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="corrected_by",
        verbose_name=_("corrects"),
    )
    withdrawn = models.BooleanField(_("withdraws the record"), default=False)
    dispatched_on = models.DateField(_("dispatched on"), null=True, blank=True)
    arrived_on = models.DateField(_("arrived on"), null=True, blank=True)
    dispatched_at = models.DateTimeField(_("instant of dispatch"), null=True, blank=True)
    dispatched_zone = models.CharField(
        _("zone of the dispatch"), max_length=40, blank=True, validators=[validate_zone]
    )
    arrived_at = models.DateTimeField(_("instant of arrival"), null=True, blank=True)
    arrived_zone = models.CharField(
        _("zone of the arrival"), max_length=40, blank=True, validators=[validate_zone]
    )
    counted_on = models.DateField(
        _("day that counts"),
        null=True,
        blank=True,
        editable=False,
        help_text=_("The day on which the act counts: arrival, dispatch or filing."),
    )
    means = models.CharField(_("how"), max_length=10, choices=Means)
    to_whom = models.CharField(_("to whom, at which address"), max_length=300, blank=True)
    address = models.ForeignKey(
        "agreements.HistoricalAgreementParty",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("version of the address for notices"),
    )
    proof = models.CharField(_("proof of arrival"), max_length=300, blank=True)
    is_partial = models.BooleanField(
        _("in part only"),
        default=False,
        help_text=_("Something is still to be done: the deadline stays open."),
    )
    needs_verification = models.BooleanField(
        _("needs verification"),
        default=False,
        editable=False,
        help_text=_("As the obligation asked when it was recorded."),
    )
    note = models.TextField(_("note"), blank=True)
    recorded_at = models.DateTimeField(_("recorded"), db_default=TransactionNow(), editable=False)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("recorded by")
    )

    # Set by `obligations.deciding.decided`, for the page of the deadline.
    judgements: list[Decision]
    awaits_verification: bool
    lacks_approval: bool

    objects = PerformanceQuerySet.as_manager()

    class Meta:
        verbose_name = _("performance")
        verbose_name_plural = _("performances")
        ordering = ["recorded_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(withdrawn=True)
                | Q(dispatched_on__isnull=False)
                | Q(arrived_on__isnull=False),
                name="performance_has_a_day",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn=False) | Q(corrects__isnull=False),
                name="performance_withdrawal_names_the_record",
            ),
            models.CheckConstraint(
                condition=Q(dispatched_on=None)
                | Q(arrived_on=None)
                | Q(arrived_on__gte=F("dispatched_on")),
                name="performance_arrives_after_dispatch",
                violation_error_message=_("It cannot arrive before it was dispatched."),
            ),
            *(
                models.CheckConstraint(
                    condition=Q(**{f"{moment}_at": None, f"{moment}_zone": ""})
                    | (
                        Q(**{f"{moment}_at__isnull": False, f"{moment}_on__isnull": False})
                        & ~Q(**{f"{moment}_zone": ""})
                    ),
                    name=f"performance_{moment}_instant_has_a_zone",
                )
                for moment in ("dispatched", "arrived")
            ),
            models.CheckConstraint(
                condition=Q(dispatched_at=None)
                | Q(arrived_at=None)
                | Q(arrived_at__gte=F("dispatched_at")),
                name="performance_arrives_after_instant_of_dispatch",
                violation_error_message=_("It cannot arrive before it was dispatched."),
            ),
            models.CheckConstraint(
                condition=Q(means__in=["writing", "facsimile", "filing", "email", "other"]),
                name="performance_means_known",
            ),
        ]
        triggers = [
            APPEND_ONLY,
            PERFORMANCE_NOT_BEFORE_OPENING,
            late_entry_has_a_reason(
                OF_DEADLINE,
                "NEW.dispatched_on",
                "NEW.arrived_on",
                """(
                    SELECT least(dispatched_on, arrived_on) FROM obligations_performance
                    WHERE id = NEW.corrects_id
                )""",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_means_display()} {self.counted_on or ''}".strip()

    @property
    def form_is_doubtful(self) -> bool:
        """Whether the obligation asks for a form and this was none of writing, fax or filing."""
        return self.means in self.LOOSE and bool(self.deadline.obligation.form)
