"""What one person proposes to rules, readings and calendars, and another one decides."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.contrib.postgres.functions import TransactionNow
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from agreements.models import Agreement, Amendment, Article
from obligations.models.calendar import CalendarDay, Recomputation
from obligations.models.event import Reading
from obligations.models.obligation import Obligation
from obligations.record_querysets import ProposalQuerySet
from obligations.triggers import APPEND_ONLY, PROPOSAL_OF_ONE_INSTRUMENT, refers_within


class Proposal(models.Model):
    """Values that take effect when a second person confirms them. Append-only.

    Until then nothing reads them: what is on record stays in force.
    """

    class Kind(models.TextChoices):
        RULE = "rule", _("Rule of an obligation")
        OBLIGATION = "obligation", _("New obligation")
        READING = "reading", _("Reading")
        DAY = "day", _("Special calendar day")
        AMENDMENT = "amendment", _("Obligations under an amendment")
        WITHDRAWAL = "withdrawal", _("Withdrawal of an amendment")

    kind = models.CharField(_("what is proposed"), max_length=10, choices=Kind)
    subject = models.CharField(
        _("subject"),
        max_length=300,
        editable=False,
        help_text=_("Of one subject one proposal is pending at a time."),
    )
    agreement = models.ForeignKey(
        Agreement,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="proposals",
        verbose_name=_("instrument"),
    )
    article = models.ForeignKey(
        Article, models.PROTECT, null=True, blank=True, verbose_name=_("article")
    )
    obligation = models.ForeignKey(
        Obligation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="proposals",
        verbose_name=_("obligation"),
    )
    reading = models.ForeignKey(
        Reading,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="proposals",
        verbose_name=_("reading"),
    )
    amendment = models.ForeignKey(
        Amendment,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="proposals",
        verbose_name=_("amendment"),
    )
    before = models.JSONField(_("on record"), null=True, encoder=DjangoJSONEncoder)
    after = models.JSONField(_("proposed"), null=True, encoder=DjangoJSONEncoder)
    seen = models.CharField(_("state that was seen"), max_length=40, blank=True, editable=False)
    why = models.TextField(_("why"), blank=True)
    proposed_at = models.DateTimeField(_("proposed"), db_default=TransactionNow(), editable=False)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("proposed by")
    )

    objects = ProposalQuerySet.as_manager()

    class Meta:
        verbose_name = _("proposal")
        verbose_name_plural = _("proposals")
        ordering = ["proposed_at", "pk"]
        indexes = [models.Index(fields=["subject"], name="proposal_subject")]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="rule", agreement__isnull=False, obligation__isnull=False)
                | Q(kind="obligation", agreement__isnull=False, article__isnull=False)
                | Q(kind="reading", agreement__isnull=False)
                | Q(kind="day", agreement=None)
                | Q(
                    kind__in=["amendment", "withdrawal"],
                    agreement__isnull=False,
                    amendment__isnull=False,
                ),
                name="proposal_says_of_what",
            ),
            models.CheckConstraint(
                condition=Q(kind="day") | Q(after__isnull=False), name="proposal_has_values"
            ),
        ]
        triggers = [APPEND_ONLY, PROPOSAL_OF_ONE_INSTRUMENT]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("proposal", args=[self.pk])

    @staticmethod
    def subject_of(obligation: Obligation) -> str:
        """The subject of what is proposed to an obligation, also before it is on record."""
        return f"obligation {obligation.key}"

    @property
    def title(self) -> str:
        """What it is about, in the words of the record."""
        if self.obligation:
            return self.obligation.title
        if self.amendment:
            return self.amendment.title
        values = self.after or self.before or {}
        if self.kind == Proposal.Kind.OBLIGATION:
            return str(values["row"]["title"])
        if self.kind == Proposal.Kind.READING:
            return str(values["question"])
        day = date.fromisoformat(values["day"])
        return str(CalendarDay(country=values["country"], day=day))


class ProposalDecision(models.Model):
    """What became of a proposal: confirmed, rejected, or taken back. Append-only."""

    class Kind(models.TextChoices):
        CONFIRMED = "confirmed", _("Confirmed")
        REJECTED = "rejected", _("Rejected")
        DROPPED = "dropped", _("Taken back")

    proposal = models.OneToOneField(
        Proposal, models.PROTECT, related_name="decision", verbose_name=_("proposal")
    )
    kind = models.CharField(_("decision"), max_length=10, choices=Kind)
    reason = models.TextField(_("reason"), blank=True)
    recomputation = models.ForeignKey(
        Recomputation, models.PROTECT, null=True, blank=True, verbose_name=_("recomputation")
    )
    recorded_at = models.DateTimeField(_("recorded"), db_default=TransactionNow(), editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("decided by")
    )

    class Meta:
        verbose_name = _("decision on a proposal")
        verbose_name_plural = _("decisions on proposals")
        ordering = ["recorded_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["confirmed", "rejected", "dropped"]),
                name="proposal_decision_kind_known",
            ),
            models.CheckConstraint(
                condition=~Q(kind="rejected") | ~Q(reason=""),
                name="proposal_rejected_with_a_reason",
                violation_error_message=_("Give the reason."),
            ),
        ]
        triggers = [
            APPEND_ONLY,
            refers_within(
                "proposal_decided_by_another_person",
                """NEW.kind <> 'dropped' AND NEW.decided_by_id = (
                    SELECT proposed_by_id FROM obligations_proposal WHERE id = NEW.proposal_id
                )""",
                """NEW.kind = 'dropped' AND NEW.decided_by_id <> (
                    SELECT proposed_by_id FROM obligations_proposal WHERE id = NEW.proposal_id
                )""",
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_kind_display())
