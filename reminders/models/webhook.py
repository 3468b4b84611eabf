"""Webhooks: a chat room or another system that is told too."""

import secrets

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from accounts.models import Team


class Webhook(models.Model):
    """An address that gets reminders as signed JSON; it knows what one person may know."""

    class Format(models.TextChoices):
        JSON = "json", _("JSON, signed")
        SLACK = "slack", _("Slack")
        TEAMS = "teams", _("Microsoft Teams")

    name = models.CharField(_("name"), max_length=80, unique=True)
    url = models.URLField(
        _("address"), max_length=500, help_text=_("https:// only, no private address.")
    )
    format = models.CharField(_("format"), max_length=10, choices=Format, default=Format.JSON)
    secret = models.CharField(
        _("secret"),
        max_length=100,
        default=secrets.token_urlsafe,
        help_text=_("Signs each call (HMAC-SHA256), so that the receiver knows who calls."),
    )
    team = models.ForeignKey(
        Team,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="webhooks",
        verbose_name=_("team"),
        help_text=_("Only its obligations; empty: those of all teams."),
    )
    on_behalf_of = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="webhooks",
        verbose_name=_("on behalf of"),
        help_text=_("It is told what this person may know, and nothing once the person has left."),
    )
    is_active = models.BooleanField(_("active"), default=True)
    history = HistoricalRecords(excluded_fields=["secret"])

    class Meta:
        verbose_name = _("webhook")
        verbose_name_plural = _("webhooks")
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(format__in=["json", "slack", "teams"]), name="webhook_format_known"
            ),
            models.CheckConstraint(
                condition=Q(url__startswith="https://"),
                name="webhook_over_tls",
                violation_error_message=_("Give an address that begins with https://."),
            ),
        ]

    def __str__(self) -> str:
        return self.name
