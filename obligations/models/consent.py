"""Consents that one party asks of another, and what became of them."""

from datetime import date

from django.conf import settings
from django.contrib.postgres.functions import TransactionNow
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from agreements.models import Party
from obligations.models.obligation import Obligation
from obligations.models.performance import Performance
from obligations.models.period import LateEntry
from obligations.record_querysets import ConsentQuerySet, ConsentRecordQuerySet
from obligations.status import Status
from obligations.triggers import (
    APPEND_ONLY,
    OF_OBLIGATION,
    late_entry_has_a_reason,
    refers_within,
)


class Consent(LateEntry):
    """A request for the consent that a provision speaks of. Append-only.

    What became of it follows from its records; silence is none of them and decides nothing.
    """

    class State(models.TextChoices):
        PENDING = "pending", _("Answer pending")
        GIVEN = "given", _("Given")
        REFUSED = "refused", _("Refused")
        ENDED = "ended", _("Given, has run out")
        DROPPED = "dropped", _("Request taken back")

    obligation = models.ForeignKey(
        Obligation, models.PROTECT, related_name="consents", verbose_name=_("obligation")
    )
    asked_by = models.ForeignKey(
        Party, models.PROTECT, related_name="consents_asked", verbose_name=_("asked by")
    )
    asked_of = models.ForeignKey(
        Party, models.PROTECT, related_name="consents_owed", verbose_name=_("asked of")
    )
    what = models.TextField(_("what is asked"))
    asked_on = models.DateField(_("asked on"))
    wanted_by = models.DateField(
        _("answer wanted by"),
        null=True,
        blank=True,
        help_text=_("Our own wish. Nothing follows when the day passes."),
    )
    means = models.CharField(_("how"), max_length=10, choices=Performance.Means)
    document = models.CharField(_("document"), max_length=300, blank=True)
    recorded_at = models.DateTimeField(_("recorded"), db_default=TransactionNow(), editable=False)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("recorded by")
    )

    # Annotated by `ConsentQuerySet.as_of`.
    state: str
    answered_on: date | None
    given_until: date | None

    objects = ConsentQuerySet.as_manager()

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        ordering = ["-asked_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(asked_by=F("asked_of")),
                name="consent_asked_of_another",
                violation_error_message=_("A party does not ask itself: choose another one."),
            ),
            models.CheckConstraint(
                condition=Q(wanted_by=None) | Q(wanted_by__gte=F("asked_on")),
                name="consent_wanted_after_asked",
                violation_error_message=_("An answer cannot be wanted before it is asked."),
            ),
            models.CheckConstraint(
                condition=Q(means__in=["writing", "facsimile", "filing", "email", "other"]),
                name="consent_means_known",
            ),
        ]
        triggers = [
            APPEND_ONLY,
            late_entry_has_a_reason(
                f"{OF_OBLIGATION} WHERE obligation.id = NEW.obligation_id", "NEW.asked_on"
            ),
        ]

    def __str__(self) -> str:
        return self.what

    def get_absolute_url(self) -> str:
        return reverse("consent", args=[self.pk])

    @property
    def state_label(self) -> str:
        """The state on the day asked for, in words."""
        return str(Consent.State(self.state).label)

    @property
    def state_mark(self) -> str:
        """The status whose colour and shape the state takes."""
        return MARKS[Consent.State(self.state)]

    @property
    def is_loose(self) -> bool:
        """Whether it was asked neither in writing, nor by facsimile, nor by filing."""
        return self.means in Performance.LOOSE


MARKS = {
    Consent.State.PENDING: Status.ANSWER_PENDING,
    Consent.State.GIVEN: Status.PERFORMED,
    Consent.State.REFUSED: Status.OVERDUE,
    Consent.State.ENDED: Status.ENDED,
    Consent.State.DROPPED: Status.WITHDRAWN,
}


class ConsentRecord(LateEntry):
    """What became of a request: given, refused, taken back. Append-only; the latest counts."""

    class Kind(models.TextChoices):
        GIVEN = "given", _("Given")
        REFUSED = "refused", _("Refused")
        DROPPED = "dropped", _("Request taken back")
        WITHDRAWN = "withdrawn", _("Record withdrawn")

    consent = models.ForeignKey(
        Consent, models.PROTECT, related_name="records", verbose_name=_("consent")
    )
    kind = models.CharField(_("what became of it"), max_length=10, choices=Kind)
    on = models.DateField(_("on"))
    until = models.DateField(
        _("given until"), null=True, blank=True, help_text=_("Empty: without an end.")
    )
    by_whom = models.CharField(_("by whom"), max_length=120, blank=True)
    conditions = models.TextField(_("conditions"), blank=True)
    document = models.CharField(_("document"), max_length=300, blank=True)
    note = models.TextField(_("note"), blank=True)
    withdraws = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="withdrawal",
        verbose_name=_("withdraws"),
    )
    recorded_at = models.DateTimeField(_("recorded"), db_default=TransactionNow(), editable=False)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("recorded by")
    )

    objects = ConsentRecordQuerySet.as_manager()

    class Meta:
        verbose_name = _("answer to a request for consent")
        verbose_name_plural = _("answers to requests for consent")
        ordering = ["recorded_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["given", "refused", "dropped", "withdrawn"]),
                name="consent_record_kind_known",
            ),
            models.CheckConstraint(
                condition=Q(kind="given") | Q(until=None, conditions=""),
                name="consent_record_terms_of_what_is_given",
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("on")),
                name="consent_record_ends_after_it_begins",
                violation_error_message=_("It cannot end before it is given."),
            ),
            models.CheckConstraint(
                condition=Q(kind="withdrawn", withdraws__isnull=False)
                | (~Q(kind="withdrawn") & Q(withdraws=None)),
                name="consent_record_names_what_it_withdraws",
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=["dropped", "withdrawn"]) | ~Q(note=""),
                name="consent_record_says_why",
                violation_error_message=_("Give the reason."),
            ),
        ]
        triggers = [
            APPEND_ONLY,
            late_entry_has_a_reason(
                f"""
                {OF_OBLIGATION} JOIN obligations_consent asked
                ON asked.obligation_id = obligation.id WHERE asked.id = NEW.consent_id
                """,
                'NEW."on"',
                '(SELECT "on" FROM obligations_consentrecord WHERE id = NEW.withdraws_id)',
            ),
            refers_within(
                "consent_record_fits_the_request",
                """NEW.consent_id <> (
                    SELECT consent_id FROM obligations_consentrecord WHERE id = NEW.withdraws_id
                )""",
                'NEW."on" < (SELECT asked_on FROM obligations_consent WHERE id = NEW.consent_id)',
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_kind_display())
