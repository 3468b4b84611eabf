"""The outbox: what goes over a wire, claimed by workers; PostgreSQL is the truth."""

from django.conf import settings
from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from reminders.models.webhook import Webhook
from reminders.querysets import MessageQuerySet


class Channel(models.TextChoices):
    """A way to reach somebody; the inbox is read here, so it needs no message."""

    EMAIL = "email", _("E-mail")
    INBOX = "inbox", _("Inbox")
    WEBHOOK = "webhook", _("Webhook")


class Message(models.Model):
    """One e-mail to one person or one call of one webhook, with the reminders that it carries.

    A worker claims it for a lease under a new attempt; only that attempt may write its result.
    """

    class Kind(models.TextChoices):
        SINGLE = "single", _("Single reminder")
        DIGEST = "digest", _("Digest")
        LATE = "late", _("Digest after an outage")
        UNDELIVERED = "undelivered", _("Notice of a failed delivery")
        ALARM = "alarm", _("Alarm: reminders stood still")

    class State(models.TextChoices):
        PLANNED = "planned", _("Planned")
        SENDING = "sending", _("Being sent")
        SENT = "sent", _("Sent")
        FAILED = "failed", _("Failed")
        CANCELLED = "cancelled", _("Cancelled")

    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="messages_to",
        verbose_name=_("recipient"),
    )
    webhook = models.ForeignKey(
        Webhook,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="messages",
        verbose_name=_("webhook"),
    )
    about = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="notices",
        verbose_name=_("message that failed"),
    )
    created_at = models.DateTimeField(_("planned"))
    next_try_at = models.DateTimeField(
        _("next attempt"),
        help_text=_("A worker that claims it moves this ahead: when it dies, another one tries."),
    )
    act_by = models.DateField(
        _("earliest day to act by"),
        null=True,
        blank=True,
        help_text=_("Of what waits, the oldest due goes first."),
    )
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PLANNED)
    attempt = models.PositiveSmallIntegerField(
        _("attempts"), default=0, help_text=_("Only the latest attempt may write its result.")
    )
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    error = models.TextField(_("error"), blank=True)
    stuck_at = models.DateTimeField(
        _("stuck from"),
        null=True,
        blank=True,
        help_text=_("From then on people are told that it is still being tried in vain."),
    )
    part = models.PositiveSmallIntegerField(_("part"), default=1)
    parts = models.PositiveSmallIntegerField(
        _("of so many parts"), default=1, help_text=_("A long digest comes in several mails.")
    )
    settled_at = models.DateTimeField(_("failure settled"), null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
        related_name="+",
        verbose_name=_("settled by"),
    )

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ["next_try_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["single", "digest", "late", "undelivered", "alarm"]),
                name="message_kind_known",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["planned", "sending", "sent", "failed", "cancelled"]),
                name="message_state_known",
            ),
            models.CheckConstraint(
                condition=Q(recipient__isnull=False, webhook=None)
                | Q(recipient=None, webhook__isnull=False),
                name="message_to_one",
            ),
            models.CheckConstraint(
                condition=Q(state="sent", sent_at__isnull=False)
                | (~Q(state="sent") & Q(sent_at=None)),
                name="message_sent_when",
            ),
            models.CheckConstraint(
                condition=Q(settled_at=None, settled_by=None)
                | Q(settled_at__isnull=False, settled_by__isnull=False),
                name="message_settled_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(part__gte=1, part__lte=F("parts")), name="message_part_of_parts"
            ),
            models.UniqueConstraint(
                fields=["recipient", "about"],
                condition=Q(about__isnull=False),
                name="message_one_notice",
            ),
        ]
        indexes = [
            models.Index(
                fields=["act_by", "id"],
                condition=Q(state__in=["planned", "sending"]),
                name="message_outstanding",
            ),
            models.Index(
                fields=["created_at"],
                condition=Q(state="failed", settled_at=None),
                name="message_unsettled",
            ),
            models.Index(
                fields=["stuck_at"],
                condition=Q(state__in=["planned", "sending"], stuck_at__isnull=False),
                name="message_stuck",
            ),
            BrinIndex(fields=["sent_at"], name="message_sent_at"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.recipient or self.webhook}"

    @property
    def reader(self) -> User:
        """The person whose right to know decides what the message may say."""
        reader = self.webhook.on_behalf_of if self.webhook else self.recipient
        assert reader is not None
        return reader
