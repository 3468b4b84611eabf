"""Obligations, the facts that trigger them, the deadlines that follow, and what was done."""

from datetime import date

import pgtrigger
from django.conf import settings
from django.contrib.postgres.functions import TransactionNow
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from accounts.models import Team
from agreements.models import Agreement, Article, FiscalPeriod, Party
from agreements.zones import validate_zone
from obligations import wording
from obligations.querysets import (
    DeadlineQuerySet,
    EventQuerySet,
    ObligationQuerySet,
    PerformanceQuerySet,
)
from obligations.status import PERFORMABLE
from obligations.validators import validate_rule

APPEND_ONLY = pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)


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
    form = models.CharField(_("form asked for"), max_length=120, blank=True)
    target_days = models.PositiveSmallIntegerField(
        _("internal target, business days"),
        null=True,
        blank=True,
        help_text=_("For “promptly”: our own target, never a legal deadline."),
    )
    note = models.TextField(_("note on the text"), blank=True)
    breach_leads_to = models.ForeignKey(
        Article,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="breaches",
        verbose_name=_("a breach leads to"),
    )
    history = HistoricalRecords()

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
    def latest_rule(self) -> str:
        """The rule that binds the newest anchors; empty where no date attaches."""
        versions = list(self.versions.all())
        return versions[-1].rule if versions else ""


class ObligationVersion(models.Model):
    """The rule of an obligation for the anchors from a day on; append-only."""

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


class EventType(models.Model):
    """An event that an instrument declares; rules name it."""

    agreement = models.ForeignKey(
        Agreement, models.PROTECT, related_name="event_types", verbose_name=_("instrument")
    )
    name = models.CharField(_("name in rules"), max_length=80)
    description = models.CharField(_("what happened"), max_length=200)
    article = models.ForeignKey(
        Article, models.PROTECT, null=True, blank=True, verbose_name=_("article")
    )
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("kind of event")
        verbose_name_plural = _("kinds of event")
        ordering = ["agreement", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["agreement", "name"], name="event_type_once")
        ]

    def __str__(self) -> str:
        return self.description


class Event(models.Model):
    """A fact. Append-only: a later record corrects or withdraws it, both stay."""

    type = models.ForeignKey(
        EventType, models.PROTECT, related_name="events", verbose_name=_("what happened")
    )
    root = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="chain",
        verbose_name=_("first record of this fact"),
    )
    corrects = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="corrected_by",
        verbose_name=_("corrects"),
    )
    withdrawn = models.BooleanField(_("withdraws the fact"), default=False)
    happened_on = models.DateField(
        _("date"), null=True, blank=True, help_text=_("The local date in the instrument's zone.")
    )
    happened_at = models.DateTimeField(_("instant"), null=True, blank=True)
    zone = models.CharField(
        _("zone of the instant"), max_length=40, blank=True, validators=[validate_zone]
    )
    note = models.TextField(_("note"), blank=True)
    reason = models.TextField(_("reason of the correction"), blank=True)
    recorded_at = models.DateTimeField(_("recorded"), db_default=TransactionNow(), editable=False)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("recorded by")
    )

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering = ["-happened_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(withdrawn=True) | Q(happened_on__isnull=False), name="event_has_a_date"
            ),
            models.CheckConstraint(
                condition=Q(happened_at=None, zone="")
                | (Q(happened_at__isnull=False) & ~Q(zone="")),
                name="event_instant_has_a_zone",
            ),
            models.CheckConstraint(
                condition=Q(corrects=None, root=None, withdrawn=False)
                | (Q(corrects__isnull=False, root__isnull=False) & ~Q(reason="")),
                name="event_correction_has_a_reason",
            ),
        ]
        triggers = [APPEND_ONLY]

    def __str__(self) -> str:
        return f"{self.type} {self.happened_on or ''}".strip()

    def history(self) -> "EventQuerySet":
        """All records of this fact, the first one first."""
        first = self.root_id or self.pk
        return Event.objects.filter(Q(pk=first) | Q(root=first)).order_by("recorded_at", "pk")


class State(models.Model):
    """A state of affairs, with who confirmed it when (for example equity-method affiliate)."""

    agreement = models.ForeignKey(
        Agreement, models.PROTECT, related_name="states", verbose_name=_("instrument")
    )
    name = models.CharField(_("name in rules"), max_length=80)
    since = models.DateField(_("from"), null=True, blank=True)
    until = models.DateField(_("until"), null=True, blank=True)
    confirmed_on = models.DateField(_("last confirmed on"), null=True, blank=True)
    confirmed_by = models.CharField(_("confirmed by"), max_length=120, blank=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("state")
        verbose_name_plural = _("states")
        ordering = ["agreement", "name", "since"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until=None) | Q(since=None) | Q(until__gte=F("since")),
                name="state_in_order",
            )
        ]

    def __str__(self) -> str:
        return self.name


class Reading(models.Model):
    """Which of several meanings of a text was chosen, by whom, why and from when."""

    agreement = models.ForeignKey(
        Agreement, models.PROTECT, related_name="readings", verbose_name=_("instrument")
    )
    article = models.ForeignKey(
        Article, models.PROTECT, null=True, blank=True, verbose_name=_("article")
    )
    question = models.CharField(_("question"), max_length=200)
    choice = models.CharField(_("reading chosen"), max_length=200)
    other = models.CharField(_("other reading"), max_length=200, blank=True)
    reason = models.TextField(_("reason"))
    decided_by = models.CharField(_("decided by"), max_length=120)
    decided_on = models.DateField(_("decided on"))
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("reading")
        verbose_name_plural = _("readings")
        ordering = ["agreement", "decided_on", "pk"]

    def __str__(self) -> str:
        return self.question


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

    @property
    def title(self) -> str:
        """What is to be done, with the fiscal period where there is one."""
        title = self.obligation.title
        return f"{title}, {self.period}" if self.period else title

    @property
    def may_be_performed(self) -> bool:
        """Whether recording a performance makes sense on the day asked for."""
        return self.status in PERFORMABLE

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

    def get_absolute_url(self) -> str:
        return reverse("deadline", args=[self.pk])


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
    recorded_at = models.DateTimeField(_("recorded"), db_default=TransactionNow(), editable=False)

    class Meta:
        verbose_name = _("version of a deadline")
        verbose_name_plural = _("versions of a deadline")
        ordering = ["deadline", "number"]
        constraints = [
            models.UniqueConstraint(fields=["deadline", "number"], name="deadline_version_once"),
            models.CheckConstraint(
                condition=~Q(kind="date") | Q(due__isnull=False, before_roll__isnull=False),
                name="deadline_version_date_is_known",
            ),
            models.CheckConstraint(
                condition=Q(safe=None) | Q(before_roll=None) | Q(safe__lte=F("before_roll")),
                name="deadline_version_safe_is_not_later",
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
    def is_continuing(self) -> bool:
        """Whether `due` ends a span (a window, a duration) rather than being a day to act by."""
        return self.due is not None and self.safe is None


class Performance(models.Model):
    """That somebody did what was due: sent, arrived, how, to whom. Append-only."""

    class Means(models.TextChoices):
        WRITING = "writing", _("In writing")
        FACSIMILE = "facsimile", _("By facsimile")
        FILING = "filing", _("By filing")
        EMAIL = "email", _("By e-mail")
        OTHER = "other", _("Otherwise")

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
    counted_on = models.DateField(
        _("day that counts"),
        null=True,
        blank=True,
        editable=False,
        help_text=_("The day on which the act counts: arrival, dispatch or filing."),
    )
    means = models.CharField(_("how"), max_length=10, choices=Means)
    to_whom = models.CharField(_("to whom, at which address"), max_length=300, blank=True)
    note = models.TextField(_("note"), blank=True)
    recorded_at = models.DateTimeField(_("recorded"), db_default=TransactionNow(), editable=False)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("recorded by")
    )

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
                condition=Q(dispatched_on=None)
                | Q(arrived_on=None)
                | Q(arrived_on__gte=F("dispatched_on")),
                name="performance_arrives_after_dispatch",
                violation_error_message=_("It cannot arrive before it was dispatched."),
            ),
            models.CheckConstraint(
                condition=Q(means__in=["writing", "facsimile", "filing", "email", "other"]),
                name="performance_means_known",
            ),
        ]
        triggers = [
            APPEND_ONLY,
            pgtrigger.Trigger(
                name="performance_not_before_opening",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                condition=pgtrigger.Q(new__withdrawn=False),
                declare=[("opening", "date")],
                func=pgtrigger.Func(
                    """
                    SELECT v.opens INTO opening FROM obligations_deadline d
                    JOIN obligations_deadlineversion v ON v.id = d.current_id
                    WHERE d.id = NEW.deadline_id;
                    IF opening IS NOT NULL
                       AND LEAST(NEW.dispatched_on, NEW.arrived_on) < opening THEN
                        RAISE EXCEPTION 'performed before the deadline opened on %', opening
                        USING ERRCODE = 'check_violation',
                              CONSTRAINT = 'performance_not_before_opening';
                    END IF;
                    RETURN NEW;
                    """
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_means_display()} {self.counted_on or ''}".strip()
