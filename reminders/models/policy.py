"""Reminder policies: when a deadline asks for attention, whose, and by which channel."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from agreements.models import Agreement
from obligations.models import Obligation
from reminders.models.message import Channel


class Clock(models.TextChoices):
    """What the days of a step are counted from; the two are never confused."""

    AGREEMENT = "agreement", _("the date under the agreement")
    TARGET = "target", _("the internal target")


class Audience(models.TextChoices):
    """Whom a step is for."""

    OWNER = "owner", _("Responsible person")
    BACKUP = "backup", _("Backup")
    TEAM = "team", _("Team")
    HEAD = "head", _("Head of compliance")


class ReminderPolicy(models.Model):
    """The steps for one obligation, one instrument, one kind of obligation, or for all others.

    The most specific one applies whole: obligation, instrument, kind, default.
    """

    kind = models.CharField(
        _("kind of obligation"), max_length=15, choices=Obligation.Kind, blank=True
    )
    agreement = models.ForeignKey(
        Agreement,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="reminder_policies",
        verbose_name=_("instrument"),
    )
    obligation = models.ForeignKey(
        Obligation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="reminder_policies",
        verbose_name=_("obligation"),
    )
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("reminder policy")
        verbose_name_plural = _("reminder policies")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "agreement", "obligation"],
                nulls_distinct=False,
                name="reminder_policy_once",
                violation_error_message=_("There is a policy for this already: change that one."),
            ),
            models.CheckConstraint(
                condition=Q(kind="", agreement=None)
                | Q(kind="", obligation=None)
                | Q(agreement=None, obligation=None),
                name="reminder_policy_one_scope",
                violation_error_message=_(
                    "Choose one: a kind of obligation, an instrument or an obligation; "
                    "nothing makes the default."
                ),
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["", *Obligation.Kind.values]),
                name="reminder_policy_kind_known",
            ),
        ]

    def __str__(self) -> str:
        return str(
            self.obligation or self.agreement or self.get_kind_display() or _("All obligations")
        )


class PolicyStep(models.Model):
    """One step of a policy: days from the date, for whom, by which channels."""

    policy = models.ForeignKey(
        ReminderPolicy, models.CASCADE, related_name="steps", verbose_name=_("policy")
    )
    clock = models.CharField(
        _("counted from"), max_length=10, choices=Clock, default=Clock.AGREEMENT
    )
    days = models.SmallIntegerField(
        _("calendar days"),
        help_text=_(
            "Before: -7, on the day: 0, after: 7. Before and on the day counts from the safe date, "
            "after from the last day."
        ),
    )
    repeat_days = models.PositiveSmallIntegerField(
        _("then every … calendar days"),
        null=True,
        blank=True,
        help_text=_("Only after the last day: without end until it is done."),
    )
    audience = ArrayField(
        models.CharField(max_length=10, choices=Audience), verbose_name=_("to whom")
    )
    channels = ArrayField(
        models.CharField(max_length=10, choices=Channel), verbose_name=_("by which channels")
    )
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("step of a reminder policy")
        verbose_name_plural = _("steps of a reminder policy")
        ordering = ["policy", "clock", "days"]
        constraints = [
            models.UniqueConstraint(
                fields=["policy", "clock", "days"],
                name="policy_step_once",
                violation_error_message=_("This step exists already: add people to it."),
            ),
            models.CheckConstraint(
                condition=Q(clock__in=Clock.values), name="policy_step_clock_known"
            ),
            models.CheckConstraint(
                condition=Q(days__range=(-730, 730)),
                name="policy_step_within_two_years",
                violation_error_message=_("Give at most 730 days before or after."),
            ),
            models.CheckConstraint(
                condition=Q(repeat_days=None) | Q(days__gt=0, repeat_days__gte=1),
                name="policy_step_repeats_after",
                violation_error_message=_("Only a step after the last day may repeat."),
            ),
            models.CheckConstraint(
                condition=Q(audience__len__gte=1, audience__contained_by=Audience.values),
                name="policy_step_audience_known",
                violation_error_message=_("Choose at least one person or group to remind."),
            ),
            models.CheckConstraint(
                condition=Q(channels__len__gte=1, channels__contained_by=Channel.values),
                name="policy_step_channels_known",
                violation_error_message=_("Choose at least one channel."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.policy} · {self.days:+d}"
