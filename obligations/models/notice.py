"""Notices in and out that neither a performance nor a declared event records."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.functions import TransactionNow
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.zones import validate_zone
from agreements.models import Agreement, Article, Party
from obligations.models.deadline import Deadline
from obligations.models.event import Event, Way
from obligations.models.performance import Performance
from obligations.models.period import LateEntry
from obligations.record_querysets import NoticeQuerySet
from obligations.triggers import (
    APPEND_ONLY,
    NOTICE_OF_ONE_INSTRUMENT,
    late_entry_has_a_reason,
)


class Notice(LateEntry):
    """A notice under an instrument. Append-only: a later record corrects or withdraws it.

    With `event` it says how a notice that is recorded as a fact was given. Days are local to the
    instrument.
    """

    agreement = models.ForeignKey(
        Agreement, models.PROTECT, related_name="notices", verbose_name=_("instrument")
    )
    article = models.ForeignKey(
        Article, models.PROTECT, null=True, blank=True, verbose_name=_("article")
    )
    way = models.CharField(_("direction"), max_length=3, choices=Way)
    title = models.CharField(_("what it says"), max_length=200)
    party = models.ForeignKey(
        Party,
        models.PROTECT,
        verbose_name=_("other party"),
        help_text=_("From whom it came, or to whom it went."),
    )
    means = models.CharField(_("how"), max_length=10, choices=Performance.Means)
    address = models.ForeignKey(
        "agreements.HistoricalAgreementParty",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("version of the address for notices"),
    )
    to_whom = models.CharField(_("to whom, at which address"), max_length=300, blank=True)
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
    proof = models.CharField(_("proof of arrival"), max_length=300, blank=True)
    deadline = models.ForeignKey(
        Deadline,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="notices",
        verbose_name=_("deadline"),
    )
    event = models.ForeignKey(
        Event,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="notices",
        verbose_name=_("event"),
        help_text=_("The first record of the fact; corrections hang on it."),
    )
    note = models.TextField(_("note"), blank=True)
    corrects = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="corrected_by",
        verbose_name=_("corrects"),
    )
    withdrawn = models.BooleanField(_("withdraws the record"), default=False)
    reason = models.TextField(_("reason of the correction"), blank=True)
    recorded_at = models.DateTimeField(_("recorded"), db_default=TransactionNow(), editable=False)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("recorded by")
    )

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering = ["recorded_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(way__in=["in", "out"]), name="notice_way_known"),
            models.CheckConstraint(
                condition=Q(means__in=["writing", "facsimile", "filing", "email", "other"]),
                name="notice_means_known",
            ),
            models.CheckConstraint(
                condition=Q(dispatched_on__isnull=False) | Q(arrived_on__isnull=False),
                name="notice_has_a_day",
                violation_error_message=_("Give the day of dispatch, of arrival, or both."),
            ),
            models.CheckConstraint(
                condition=Q(dispatched_on=None)
                | Q(arrived_on=None)
                | Q(arrived_on__gte=F("dispatched_on")),
                name="notice_arrives_after_dispatch",
                violation_error_message=_("It cannot arrive before it was dispatched."),
            ),
            *(
                models.CheckConstraint(
                    condition=Q(**{f"{moment}_at": None, f"{moment}_zone": ""})
                    | (
                        Q(**{f"{moment}_at__isnull": False, f"{moment}_on__isnull": False})
                        & ~Q(**{f"{moment}_zone": ""})
                    ),
                    name=f"notice_{moment}_instant_has_a_zone",
                )
                for moment in ("dispatched", "arrived")
            ),
            models.CheckConstraint(
                condition=Q(dispatched_at=None)
                | Q(arrived_at=None)
                | Q(arrived_at__gte=F("dispatched_at")),
                name="notice_arrives_after_instant_of_dispatch",
                violation_error_message=_("It cannot arrive before it was dispatched."),
            ),
            models.CheckConstraint(
                condition=Q(corrects=None, withdrawn=False)
                | (Q(corrects__isnull=False) & ~Q(reason="")),
                name="notice_correction_has_a_reason",
                violation_error_message=_("Give the reason."),
            ),
        ]
        triggers = [
            APPEND_ONLY,
            NOTICE_OF_ONE_INSTRUMENT,
            late_entry_has_a_reason(
                "NEW.agreement_id",
                "NEW.dispatched_on",
                "NEW.arrived_on",
                """(
                    SELECT least(dispatched_on, arrived_on) FROM obligations_notice
                    WHERE id = NEW.corrects_id
                )""",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("notice", args=[self.pk])

    @property
    def is_loose(self) -> bool:
        """Whether it was neither in writing, nor by facsimile, nor filed."""
        return self.means in Performance.LOOSE
