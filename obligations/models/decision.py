"""What people decide about a deadline: verified, rejected, waived, extended, declined."""

from django.conf import settings
from django.contrib.postgres.functions import TransactionNow
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from agreements.models import Party
from obligations.models.deadline import Deadline
from obligations.models.performance import Performance
from obligations.models.period import LateEntry
from obligations.querysets import DecisionQuerySet
from obligations.triggers import (
    APPEND_ONLY,
    DECIDED_BY_ANOTHER_PERSON,
    OF_DEADLINE,
    late_entry_has_a_reason,
)


class Decision(LateEntry):
    """A decision. Append-only: a later row confirms or withdraws it, and both stay.

    A waiver and an extension take effect when a second person confirms them; from then on they
    count from the day on which the party granted them.
    """

    class Kind(models.TextChoices):
        APPROVED = "approved", _("Dispatch approved")
        VERIFIED = "verified", _("Verified")
        REJECTED = "rejected", _("Rejected")
        WAIVED = "waived", _("Waiver")
        EXTENDED = "extended", _("Extension")
        DECLINED = "declined", _("Declined")
        CONFIRMED = "confirmed", _("Confirmed")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    deadline = models.ForeignKey(
        Deadline, models.PROTECT, related_name="decisions", verbose_name=_("deadline")
    )
    kind = models.CharField(_("decision"), max_length=10, choices=Kind)
    performance = models.ForeignKey(
        Performance,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="decisions",
        verbose_name=_("performance"),
    )
    confirms = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="confirmation",
        verbose_name=_("confirms"),
    )
    withdraws = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="withdrawal",
        verbose_name=_("withdraws"),
    )
    on = models.DateField(_("on"), help_text=_("The day from which it counts."))
    until = models.DateField(_("extended until"), null=True, blank=True)
    safe = models.DateField(
        _("safe date of the extension"),
        null=True,
        blank=True,
        editable=False,
        help_text=_("The last business day on or before it."),
    )
    granted_by = models.ForeignKey(
        Party, models.PROTECT, null=True, blank=True, verbose_name=_("granted by")
    )
    reason = models.TextField(_("reason"), blank=True)
    document = models.CharField(_("document"), max_length=300, blank=True)
    recorded_at = models.DateTimeField(_("recorded"), db_default=TransactionNow(), editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("decided by")
    )

    objects = DecisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        ordering = ["recorded_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    kind__in=[
                        "approved",
                        "verified",
                        "rejected",
                        "waived",
                        "extended",
                        "declined",
                        "confirmed",
                        "withdrawn",
                    ]
                ),
                name="decision_kind_known",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["verified", "rejected"], performance__isnull=False)
                | (~Q(kind__in=["verified", "rejected"]) & Q(performance=None)),
                name="decision_names_the_performance",
            ),
            models.CheckConstraint(
                condition=Q(kind="confirmed", confirms__isnull=False)
                | (~Q(kind="confirmed") & Q(confirms=None)),
                name="decision_names_what_it_confirms",
            ),
            models.CheckConstraint(
                condition=Q(kind="withdrawn", withdraws__isnull=False)
                | (~Q(kind="withdrawn") & Q(withdraws=None)),
                name="decision_names_what_it_withdraws",
            ),
            models.CheckConstraint(
                condition=Q(kind="extended", until__isnull=False, safe__lte=F("until"))
                | (~Q(kind="extended") & Q(until=None, safe=None)),
                name="decision_extends_until_a_day",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["waived", "extended"], granted_by__isnull=False)
                | (~Q(kind__in=["waived", "extended"]) & Q(granted_by=None)),
                name="decision_names_who_grants",
                violation_error_message=_("Say which party grants it."),
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=["rejected", "waived", "extended", "declined", "withdrawn"])
                | ~Q(reason=""),
                name="decision_has_a_reason",
                violation_error_message=_("Give the reason."),
            ),
        ]
        triggers = [
            APPEND_ONLY,
            DECIDED_BY_ANOTHER_PERSON,
            late_entry_has_a_reason(
                OF_DEADLINE,
                'NEW."on"',
                '(SELECT "on" FROM obligations_decision WHERE id = NEW.withdraws_id)',
                """(
                    SELECT counted_on FROM obligations_performance
                    WHERE id = NEW.performance_id AND NEW.kind = 'rejected'
                )""",
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_kind_display())

    @property
    def needs_confirmation(self) -> bool:
        """Whether a second person must confirm it before it takes effect."""
        return self.kind in {self.Kind.WAIVED, self.Kind.EXTENDED}
