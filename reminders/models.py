"""Reminders: rows planned from deadlines and claimed by workers; the database is the truth."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from obligations.models import Deadline, DeadlineVersion
from reminders.querysets import ReminderQuerySet
from reminders.wording import step_text


class Reminder(models.Model):
    """One message to one person about one step of one version of a deadline.

    Without a recipient it records that nobody could be reminded.
    """

    class Channel(models.TextChoices):
        EMAIL = "email", _("E-mail")

    class State(models.TextChoices):
        PLANNED = "planned", _("Planned")
        SENDING = "sending", _("Being sent")
        SENT = "sent", _("Sent")
        FAILED = "failed", _("Failed")
        CANCELLED = "cancelled", _("Cancelled")

    deadline = models.ForeignKey(
        Deadline, models.PROTECT, related_name="reminders", verbose_name=_("deadline")
    )
    version = models.ForeignKey(
        DeadlineVersion, models.PROTECT, related_name="+", verbose_name=_("version")
    )
    step = models.CharField(
        _("step"), max_length=20, help_text=_("Calendar days from the day to act by.")
    )
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="reminders",
        verbose_name=_("recipient"),
    )
    channel = models.CharField(_("channel"), max_length=10, choices=Channel, default=Channel.EMAIL)
    remind_at = models.DateTimeField(_("due to be sent"))
    next_try_at = models.DateTimeField(
        _("next attempt"),
        help_text=_("A worker that claims it moves this ahead: when it dies, another one tries."),
    )
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PLANNED)
    attempt = models.PositiveSmallIntegerField(
        _("attempts"), default=0, help_text=_("Only the latest attempt may write its result.")
    )
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    error = models.TextField(_("error"), blank=True)

    objects = ReminderQuerySet.as_manager()

    class Meta:
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        ordering = ["remind_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "step", "recipient", "channel"],
                condition=~Q(state="cancelled"),
                nulls_distinct=False,
                name="reminder_once",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["planned", "sending", "sent", "failed", "cancelled"]),
                name="reminder_state_known",
            ),
            models.CheckConstraint(
                condition=Q(recipient__isnull=False) | Q(state__in=["failed", "cancelled"]),
                name="reminder_to_somebody",
            ),
            models.CheckConstraint(
                condition=Q(state="sent", sent_at__isnull=False)
                | (~Q(state="sent") & Q(sent_at=None)),
                name="reminder_sent_when",
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_try_at"],
                condition=Q(state__in=["planned", "sending"]),
                name="reminder_outstanding",
            )
        ]

    def __str__(self) -> str:
        return f"{self.step} · {self.recipient}"

    @property
    def step_text(self) -> str:
        """The step in words, for example “7 days before the safe date”."""
        return step_text(self.step, has_date=self.version.kind == DeadlineVersion.Kind.DATE)


class Heartbeat(models.Model):
    """When a periodic task last ran; `/readyz` reads its age."""

    name = models.CharField(_("task"), max_length=60, unique=True)
    beat_at = models.DateTimeField(_("last run"))

    class Meta:
        verbose_name = _("heartbeat")
        verbose_name_plural = _("heartbeats")

    def __str__(self) -> str:
        return self.name
