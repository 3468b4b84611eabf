"""Facts, states of affairs, and readings of the text."""

from django.conf import settings
from django.contrib.postgres.functions import TransactionNow
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from accounts.zones import validate_zone
from agreements.models import Agreement, Article, Party
from obligations.deadlines import Reading as EngineReading
from obligations.models.period import LateEntry
from obligations.querysets import (
    EventQuerySet,
)
from obligations.triggers import APPEND_ONLY, late_entry_has_a_reason


class Way(models.TextChoices):
    """Which way a notice goes, seen from our company."""

    IN = "in", _("In")
    OUT = "out", _("Out")


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
    notice = models.CharField(
        _("is a notice"),
        max_length=3,
        blank=True,
        choices=Way,
        help_text=_("Then it stands in the register of notices, in or out."),
    )
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("kind of event")
        verbose_name_plural = _("kinds of event")
        ordering = ["agreement", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["agreement", "name"], name="event_type_once"),
            models.CheckConstraint(
                condition=Q(notice__in=["", "in", "out"]), name="event_type_notice_known"
            ),
        ]

    def __str__(self) -> str:
        return self.description


class Event(LateEntry):
    """A fact. Append-only: a later record corrects or withdraws it, both stay."""

    type = models.ForeignKey(
        EventType, models.PROTECT, related_name="events", verbose_name=_("what happened")
    )
    subject = models.ForeignKey(
        Party,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="events",
        verbose_name=_("whom it concerns"),
        help_text=_("The counterparty, where the instrument is a template."),
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

    # Annotated by `EventQuerySet.telling_of_matters`.
    is_in_matter: bool

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
        triggers = [
            APPEND_ONLY,
            late_entry_has_a_reason(
                "SELECT agreement_id FROM obligations_eventtype WHERE id = NEW.type_id",
                "NEW.happened_on",
                "(SELECT happened_on FROM obligations_event WHERE id = NEW.corrects_id)",
            ),
        ]

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
    article = models.ForeignKey(
        Article, models.PROTECT, null=True, blank=True, verbose_name=_("article")
    )
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
                violation_error_message=_("“Until” must not lie before “from”."),
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
    counting = models.CharField(
        _("way of counting"),
        max_length=60,
        blank=True,
        choices=[(reading.value, reading.value) for reading in EngineReading],
        help_text=_("Where it decides how days are counted: dates follow it."),
    )
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

    def get_absolute_url(self) -> str:
        return reverse("readings", args=[self.agreement.slug])
