"""Reminders: rows planned from deadlines and claimed by workers; the database is the truth."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from obligations.models import Deadline, DeadlineVersion
from reminders.querysets import ReminderQuerySet


class Reminder(models.Model):
    """One message to one person about one step of one version of a deadline."""

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
        _("step"), max_length=20, help_text=_("Calendar days from the safe date, or after due.")
    )
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="reminders",
        verbose_name=_("recipient"),
    )
    channel = models.CharField(_("channel"), max_length=10, choices=Channel, default=Channel.EMAIL)
    remind_at = models.DateTimeField(_("due to be sent"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PLANNED)
    attempt = models.PositiveSmallIntegerField(
        _("attempts"), default=0, help_text=_("Only the latest attempt may write its result.")
    )
    leased_until = models.DateTimeField(_("claimed until"), null=True, blank=True)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    error = models.TextField(_("error"), blank=True)

    objects = ReminderQuerySet.as_manager()

    class Meta:
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        ordering = ["remind_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "step", "recipient", "channel"], name="reminder_once"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["planned", "sending", "sent", "failed", "cancelled"]),
                name="reminder_state_known",
            ),
            models.CheckConstraint(
                condition=~Q(state="sending") | Q(leased_until__isnull=False),
                name="reminder_claim_has_a_lease",
            ),
            models.CheckConstraint(
                condition=~Q(state="sent") | Q(sent_at__isnull=False), name="reminder_sent_when"
            ),
        ]
        indexes = [
            models.Index(
                fields=["remind_at"],
                condition=Q(state__in=["planned", "sending"]),
                name="reminder_outstanding",
            )
        ]

    def __str__(self) -> str:
        return f"{self.step} · {self.recipient}"

    @property
    def step_text(self) -> str:
        """The step in words."""
        when, _sep, days = self.step.partition("-")
        if when == "on":
            return gettext("on the safe date")
        if when == "before":
            text = ngettext(
                "%(days)s day before the safe date", "%(days)s days before the safe date", int(days)
            )
        else:
            text = ngettext("%(days)s day overdue", "%(days)s days overdue", int(days))
        return text % {"days": days}


class Heartbeat(models.Model):
    """When a periodic task last ran; `/readyz` reads its age."""

    name = models.CharField(_("task"), max_length=60, unique=True)
    beat_at = models.DateTimeField(_("last run"))

    class Meta:
        verbose_name = _("heartbeat")
        verbose_name_plural = _("heartbeats")

    def __str__(self) -> str:
        return self.name
