"""What provisions ask, allow, forbid or state, and their rules."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.conf import settings
from django.contrib.postgres.functions import TransactionNow
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from accounts.models import Team
from agreements.models import Agreement, Article, Party
from obligations.querysets import (
    ObligationQuerySet,
)
from obligations.triggers import APPEND_ONLY
from obligations.validators import validate_rule


class Obligation(models.Model):
    """What a provision asks, allows, forbids or states; its rule lives in its versions."""

    class Kind(models.TextChoices):
        DUTY = "duty", _("Duty")
        RIGHT = "right", _("Right")
        PROHIBITION = "prohibition", _("Prohibition")
        CONDITION = "condition", _("Condition precedent")
        REPRESENTATION = "representation", _("Representation")
        DEFINITION = "definition", _("Definition")
        OTHER = "other", _("Other")

    class CountsOn(models.TextChoices):
        """The moment by which an act is dated (Civil Code art. 97: arrival by default)."""

        ARRIVAL = "arrival", _("arrival")
        DISPATCH = "dispatch", _("dispatch")
        FILING = "filing", _("acceptance by the filing system")

    class Review(models.TextChoices):
        """Whose second look an act needs."""

        NONE = "none", _("None")
        VERIFICATION = "verification", _("A second person of Legal verifies it")
        APPROVAL = "approval", _("Legal approves it before dispatch, a second person verifies it")

    article = models.ForeignKey(
        Article, models.PROTECT, related_name="obligations", verbose_name=_("article")
    )
    key = models.SlugField(_("key"), max_length=80, unique=True)
    title = models.CharField(_("title"), max_length=200)
    kind = models.CharField(_("kind"), max_length=15, choices=Kind)
    obligor = models.ForeignKey(
        Party,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="owes",
        verbose_name=_("obligor"),
        help_text=_("Who owes, or who holds the right."),
    )
    obligee = models.ForeignKey(
        Party,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="is_owed",
        verbose_name=_("obligee"),
        help_text=_("To whom it is owed, or against whom the right lies."),
    )
    in_force_from = models.DateField(_("in force from"), null=True, blank=True)
    in_force_until = models.DateField(_("in force until"), null=True, blank=True)
    team = models.ForeignKey(
        Team,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="obligations",
        verbose_name=_("responsible team"),
    )
    counts_on = models.CharField(
        _("counts on"), max_length=10, choices=CountsOn, default=CountsOn.ARRIVAL
    )
    review = models.CharField(_("review"), max_length=12, choices=Review, default=Review.NONE)
    form = models.CharField(_("form asked for"), max_length=120, blank=True)
    target_days = models.PositiveSmallIntegerField(
        _("internal target, business days"),
        null=True,
        blank=True,
        help_text=_("For “promptly”: our own target, never a legal deadline."),
    )
    note = models.TextField(_("note on the text"), blank=True)
    exceptions = models.TextField(_("exceptions"), blank=True)
    survives = models.BooleanField(
        _("survives the end"),
        default=False,
        help_text=_("It goes on binding after the instrument has ended."),
    )
    survival = models.CharField(
        _("how long it survives"),
        max_length=200,
        blank=True,
        help_text=_("A span or a state, for example while IIJ is an equity-method affiliate."),
    )
    waivable_by = models.ForeignKey(
        Party,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="may_waive",
        verbose_name=_("may be waived by"),
        help_text=_("Empty: by the obligee; nobody for regulations."),
    )
    breach_leads_to = models.ManyToManyField(
        Article, blank=True, related_name="breaches", verbose_name=_("a breach leads to")
    )
    on_closing_list = models.BooleanField(
        _("on the closing checklist"),
        default=False,
        help_text=_("A condition, delivery or step whose state people record."),
    )
    history = HistoricalRecords(m2m_fields=[breach_leads_to])

    objects = ObligationQuerySet.as_manager()

    class Meta:
        verbose_name = _("obligation")
        verbose_name_plural = _("obligations")
        ordering = ["article__agreement", "article__position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    kind__in=[
                        "duty",
                        "right",
                        "prohibition",
                        "condition",
                        "representation",
                        "definition",
                        "other",
                    ]
                ),
                name="obligation_kind_known",
            ),
            models.CheckConstraint(
                condition=Q(counts_on__in=["arrival", "dispatch", "filing"]),
                name="obligation_counts_on_known",
            ),
            models.CheckConstraint(
                condition=Q(review__in=["none", "verification", "approval"]),
                name="obligation_review_known",
            ),
            models.CheckConstraint(
                condition=Q(in_force_until=None)
                | Q(in_force_from=None)
                | Q(in_force_until__gte=F("in_force_from")),
                name="obligation_window_in_order",
                violation_error_message=_("“In force until” must not lie before “in force from”."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.article} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("obligation", args=[self.key])

    @property
    def kind_label(self) -> str:
        """The kind in words; lists show many, and Django's own lookup hashes all choices."""
        return str(Obligation.Kind(self.kind).label)

    @property
    def is_right(self) -> bool:
        """Whether it may be exercised, and need not be."""
        return self.kind == Obligation.Kind.RIGHT

    @property
    def grantor(self) -> Party | None:
        """Who may waive it or give more time: the obligee by default, nobody for regulations."""
        if self.waivable_by or self.article.agreement.kind == Agreement.Kind.REGULATION:
            return self.waivable_by
        return self.obligee

    @property
    def sides(self) -> str:
        """Who owes or may claim, and to or from whom: IIJ → NTT."""
        return " → ".join(str(party) for party in (self.obligor, self.obligee) if party)

    @property
    def latest_rule(self) -> str:
        """The rule that binds the newest anchors; empty where no date attaches."""
        standing = standing_versions(self.versions.all())
        versions = sorted(standing, key=lambda v: v.applies_from or date.min)
        return versions[-1].rule if versions else ""


class ObligationVersion(models.Model):
    """The rule of an obligation for the anchors from a day on; append-only.

    A version that came with an amendment recorded in error is withdrawn by a later one.
    """

    class Reason(models.TextChoices):
        ORIGINAL = "original", _("Original text")
        AMENDMENT = "amendment", _("Amendment")
        LAW = "law", _("Change of law")
        CORRECTION = "correction", _("Correction")

    obligation = models.ForeignKey(
        Obligation, models.PROTECT, related_name="versions", verbose_name=_("obligation")
    )
    rule = models.CharField(_("rule"), max_length=300, blank=True, validators=[validate_rule])
    reason = models.CharField(_("reason"), max_length=12, choices=Reason, default=Reason.ORIGINAL)
    applies_from = models.DateField(
        _("applies to anchors from"), null=True, blank=True, help_text=_("Empty: from the start.")
    )
    withdraws = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="withdrawn_by",
        verbose_name=_("withdraws"),
    )
    recorded_at = models.DateTimeField(_("recorded"), db_default=TransactionNow(), editable=False)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("recorded by"),
    )

    class Meta:
        verbose_name = _("version of an obligation")
        verbose_name_plural = _("versions of an obligation")
        ordering = ["obligation", "recorded_at", "pk"]
        triggers = [APPEND_ONLY]

    def __str__(self) -> str:
        return self.rule or str(_("no rule"))


def standing_versions(versions: Iterable[ObligationVersion]) -> list[ObligationVersion]:
    """Those of all `versions` of a rule that no other one of them withdraws, in their order."""
    rows = list(versions)
    withdrawn = {row.withdraws_id for row in rows} - {None}
    return [row for row in rows if row.withdraws_id is None and row.pk not in withdrawn]
