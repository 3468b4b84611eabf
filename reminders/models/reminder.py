"""What somebody is to be reminded of: planned from a version of a deadline."""

from django.conf import settings
from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from obligations.models import Deadline, DeadlineVersion
from reminders.models.message import Channel, Message
from reminders.models.policy import Audience
from reminders.models.webhook import Webhook
from reminders.querysets import ReminderQuerySet
from reminders.wording import step_text


class Reminder(models.Model):
    """One step of one version of a deadline, for one person or webhook, by one channel.

    By e-mail and webhook a message carries it; in the inbox it is read as it stands. Without a
    recipient it records that nobody could be reminded.
    """

    deadline = models.ForeignKey(
        Deadline, models.PROTECT, related_name="reminders", verbose_name=_("deadline")
    )
    version = models.ForeignKey(
        DeadlineVersion,
        models.PROTECT,
        db_index=False,  # that of `reminder_once` begins with it
        related_name="+",
        verbose_name=_("version"),
    )
    step = models.CharField(
        _("step"),
        max_length=20,
        help_text=_("Calendar days from the day to act by, or from the internal target."),
    )
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="reminders",
        verbose_name=_("recipient"),
    )
    webhook = models.ForeignKey(
        Webhook,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="reminders",
        verbose_name=_("webhook"),
    )
    channel = models.CharField(_("channel"), max_length=10, choices=Channel, default=Channel.EMAIL)
    audience = models.CharField(_("reminded as"), max_length=10, choices=Audience, blank=True)
    stands_in_for = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
        related_name="+",
        verbose_name=_("stands in for"),
    )
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
        related_name="+",
        verbose_name=_("asked for by"),
        help_text=_("Empty where a policy asks for it."),
    )
    remind_at = models.DateTimeField(_("due to be sent"))
    planned_at = models.DateTimeField(_("planned"))
    message = models.ForeignKey(
        Message,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="reminders",
        verbose_name=_("message"),
    )
    problem = models.CharField(_("problem"), max_length=200, blank=True)
    cancelled_at = models.DateTimeField(_("cancelled"), null=True, blank=True)
    cancelled_why = models.CharField(_("why cancelled"), max_length=200, blank=True)
    read_at = models.DateTimeField(_("read"), null=True, blank=True)
    acknowledged_at = models.DateTimeField(_("acknowledged"), null=True, blank=True)

    objects = ReminderQuerySet.as_manager()

    class Meta:
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        ordering = ["remind_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "step", "recipient", "webhook", "channel"],
                condition=Q(cancelled_at=None),
                nulls_distinct=False,
                name="reminder_once",
            ),
            models.CheckConstraint(
                condition=Q(channel__in=["email", "inbox", "webhook"]),
                name="reminder_channel_known",
            ),
            models.CheckConstraint(
                condition=Q(channel="webhook", recipient=None, webhook__isnull=False)
                | (~Q(channel="webhook") & Q(webhook=None)),
                name="reminder_to_one",
            ),
            models.CheckConstraint(
                condition=Q(channel="inbox", message=None)
                | Q(message__isnull=False)
                | ~Q(problem="")
                | Q(cancelled_at__isnull=False),
                name="reminder_has_a_way",
            ),
            models.CheckConstraint(
                condition=Q(recipient__isnull=False)
                | Q(webhook__isnull=False)
                | ~Q(problem="")
                | Q(cancelled_at__isnull=False),
                name="reminder_to_somebody",
            ),
            models.CheckConstraint(
                condition=Q(cancelled_at=None) | ~Q(cancelled_why=""),
                name="reminder_says_why_cancelled",
            ),
        ]
        indexes = [
            models.Index(
                fields=["recipient", "-remind_at"],
                condition=Q(channel="inbox", cancelled_at=None),
                name="reminder_inbox",
            ),
            models.Index(
                fields=["recipient"],
                condition=Q(channel="inbox", cancelled_at=None, read_at=None),
                name="reminder_unread",
            ),
            models.Index(
                fields=["deadline"],
                condition=Q(cancelled_at=None) & ~Q(problem=""),
                name="reminder_problem",
            ),
            BrinIndex(fields=["planned_at"], name="reminder_planned_at"),
        ]

    def __str__(self) -> str:
        return f"{self.step} · {self.recipient or self.webhook}"

    def get_absolute_url(self) -> str:
        return reverse("reminder", args=[self.pk])

    @property
    def step_text(self) -> str:
        """The step in words, for example “7 days before the safe date”."""
        return step_text(self.step)
