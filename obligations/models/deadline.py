"""The deadlines that follow, in all their versions."""

from datetime import date
from typing import Any

from django.contrib.postgres.functions import TransactionNow
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from agreements.models import Agreement, FiscalPeriod, Party
from obligations import transitions, wording
from obligations.models.calendar import Recomputation
from obligations.models.event import Event
from obligations.models.obligation import Obligation, ObligationVersion
from obligations.querysets import (
    DeadlineQuerySet,
)
from obligations.triggers import APPEND_ONLY


class Deadline(models.Model):
    """One occurrence of an obligation: for one subject and one anchor."""

    obligation = models.ForeignKey(
        Obligation, models.PROTECT, related_name="deadlines", verbose_name=_("obligation")
    )
    subject = models.ForeignKey(
        Party, models.PROTECT, null=True, blank=True, verbose_name=_("subject")
    )
    event = models.ForeignKey(
        Event,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="deadlines",
        verbose_name=_("anchor: event"),
        help_text=_("The first record of the fact; corrections hang on it."),
    )
    period = models.ForeignKey(
        FiscalPeriod,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="deadlines",
        verbose_name=_("anchor: fiscal period"),
    )
    current = models.OneToOneField(
        "DeadlineVersion",
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("latest version"),
    )
    next_step_at = models.DateTimeField(
        _("next reminder step"),
        null=True,
        editable=False,
        db_index=True,
        help_text=_("When the planner of reminders must look again; empty when nothing follows."),
    )

    # Annotated by `DeadlineQuerySet.as_of`.
    asked_on: date
    performed_on: date | None
    act_by: date | None
    status: str
    # The open matters that it belongs to, set by `access.get_deadline`.
    matters: list[Any]
    is_in_matter: bool
    # Empty, too, where a list reads single columns and builds its rows from them.
    partly_on: date | None = None
    waived_on: date | None = None
    extended_until: date | None = None

    objects = DeadlineQuerySet.as_manager()

    class Meta:
        verbose_name = _("deadline")
        verbose_name_plural = _("deadlines")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["obligation", "subject", "event", "period"],
                nulls_distinct=False,
                name="deadline_once",
            ),
            models.CheckConstraint(
                condition=Q(event=None) | Q(period=None), name="deadline_one_anchor"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.obligation.article} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("deadline", args=[self.pk])

    @property
    def title(self) -> str:
        """What is to be done, with the counterparty and the fiscal period where there is one."""
        return ", ".join(
            str(part) for part in (self.obligation.title, self.subject, self.period) if part
        )

    @property
    def may_be_performed(self) -> bool:
        """Whether recording a performance, or an exercise, makes sense on the day asked for."""
        act = transitions.act_of(is_right=self.obligation.is_right)
        found = transitions.find(act, status=self.status, is_right=self.obligation.is_right)
        return found is not None

    @property
    def last_day(self) -> date | None:
        """The last timely day on the day asked for: an extension moves it, never back."""
        due = self.current.due if self.current else None
        return max(due, self.extended_until) if due and self.extended_until else due

    @property
    def status_label(self) -> str:
        """The status on the day asked for, in words."""
        return wording.status_label(self)

    @property
    def days_note(self) -> str:
        """How far the day to act by lies from the day asked for."""
        return wording.days_note(self)

    @property
    def headline(self) -> str:
        """What is to be done by when, on the day asked for."""
        return wording.headline(self)


class DeadlineVersion(models.Model):
    """What was computed for a deadline, from which rule and policy, and why; append-only."""

    class Kind(models.TextChoices):
        DATE = "date", _("Date")
        RIGHT = "from", _("Right that arises")
        STANDARD = "standard", _("Standard, no date")
        STANDING = "standing", _("Standing")
        OPEN = "open", _("Open window")
        WAITING = "waiting", _("Waiting")
        NONE = "none", _("Never arose")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    deadline = models.ForeignKey(
        Deadline, models.PROTECT, related_name="versions", verbose_name=_("deadline")
    )
    number = models.PositiveSmallIntegerField(_("version"))
    kind = models.CharField(_("kind of answer"), max_length=10, choices=Kind)
    safe = models.DateField(_("safe date"), null=True, blank=True)
    before_roll = models.DateField(_("contractual day"), null=True, blank=True)
    due = models.DateField(_("arguable until"), null=True, blank=True)
    opens = models.DateField(_("opens"), null=True, blank=True)
    closed_on = models.DateField(
        _("ended by a fact on"),
        null=True,
        blank=True,
        help_text=_("The day of the fact that took the obligation away or ended its window."),
    )
    ends_at = models.DateTimeField(_("instant at which it ends"), null=True, blank=True)
    internal_target = models.DateField(_("internal target"), null=True, blank=True)
    anchored_on = models.DateField(
        _("anchored on"), null=True, blank=True, help_text=_("The day of the fact that anchors it.")
    )
    extended_until = models.DateField(_("extended until"), null=True, blank=True)
    extended_safe = models.DateField(_("safe date of the extension"), null=True, blank=True)
    extended_on = models.DateField(
        _("extended from"),
        null=True,
        blank=True,
        help_text=_("The day on which the extension was granted; before it nothing was extended."),
    )
    steps = models.JSONField(_("steps"), default=list)
    rule_version = models.ForeignKey(
        ObligationVersion, models.PROTECT, verbose_name=_("version of the rule")
    )
    policy = models.CharField(_("business days"), max_length=20, choices=Agreement.Policy)
    zone = models.CharField(_("time zone"), max_length=40)
    reason = models.CharField(_("reason"), max_length=200)
    cause = models.ForeignKey(
        Event, models.PROTECT, null=True, blank=True, verbose_name=_("caused by")
    )
    recomputation = models.ForeignKey(
        Recomputation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="versions",
        verbose_name=_("recomputation"),
    )
    recorded_at = models.DateTimeField(_("recorded"), db_default=TransactionNow(), editable=False)

    class Meta:
        verbose_name = _("version of a deadline")
        verbose_name_plural = _("versions of a deadline")
        ordering = ["deadline", "number"]
        constraints = [
            models.UniqueConstraint(fields=["deadline", "number"], name="deadline_version_once"),
            models.CheckConstraint(
                condition=Q(
                    kind__in=[
                        "date",
                        "from",
                        "standard",
                        "standing",
                        "open",
                        "waiting",
                        "none",
                        "withdrawn",
                    ]
                ),
                name="deadline_version_kind_known",
            ),
            models.CheckConstraint(
                condition=~Q(kind="date") | Q(due__isnull=False, before_roll__isnull=False),
                name="deadline_version_date_is_known",
            ),
            models.CheckConstraint(
                condition=Q(safe=None) | Q(before_roll=None) | Q(safe__lte=F("before_roll")),
                name="deadline_version_safe_is_not_later",
            ),
            models.CheckConstraint(
                condition=Q(extended_until=None, extended_safe=None, extended_on=None)
                | Q(
                    extended_until__isnull=False,
                    extended_safe__lte=F("extended_until"),
                    extended_on__isnull=False,
                ),
                name="deadline_version_extension_whole",
            ),
        ]
        indexes = [
            models.Index(fields=["due"], name="deadline_version_due"),
            models.Index(fields=["safe"], name="deadline_version_safe"),
        ]
        triggers = [APPEND_ONLY]

    def __str__(self) -> str:
        return f"{self.deadline_id}.{self.number}"

    @property
    def reason_text(self) -> str:
        """The reason, translated."""
        return gettext(self.reason)

    @property
    def act_by(self) -> date | None:
        """The safe date, or that of the extension where it gives more time."""
        safe, extended = self.safe, self.extended_safe
        return max(safe, extended) if safe and extended else safe

    @property
    def last_day(self) -> date | None:
        """The last timely day, or that of the extension where it gives more time."""
        due, extended = self.due, self.extended_until
        return max(due, extended) if due and extended else due

    @property
    def is_continuing(self) -> bool:
        """Whether `due` ends a span (a window, a duration) rather than being a day to act by."""
        return self.due is not None and self.safe is None
