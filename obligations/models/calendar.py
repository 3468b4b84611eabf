"""Single days that an administrator adds to or takes from the holidays, and what follows."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords


class CalendarDay(models.Model):
    """A day on which a country rests although no law says so, or works although one does."""

    class Country(models.TextChoices):
        JAPAN = "japan", _("Japan")
        UNITED_STATES = "united-states", _("United States")

    country = models.CharField(_("country"), max_length=15, choices=Country)
    day = models.DateField(_("day"))
    rests = models.BooleanField(
        _("no business"),
        default=True,
        help_text=_("Off: business is done although the day is a holiday."),
    )
    reason = models.CharField(_("reason"), max_length=120)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("special calendar day")
        verbose_name_plural = _("special calendar days")
        ordering = ["-day"]
        constraints = [
            models.UniqueConstraint(
                fields=["country", "day"],
                name="calendar_day_once",
                violation_error_message=_("This day is listed already: change that entry."),
            ),
            models.CheckConstraint(
                condition=Q(country__in=["japan", "united-states"]),
                name="calendar_day_country_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{date_format(self.day, 'SHORT_DATE_FORMAT')}, {self.get_country_display()}"

    def get_absolute_url(self) -> str:
        return reverse("special-days")


class Recomputation(models.Model):
    """A run over open deadlines after a calendar, a policy or a fiscal year changed."""

    reason = models.CharField(_("reason"), max_length=200)
    requested_at = models.DateTimeField(_("requested"), auto_now_add=True)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("requested by"),
    )
    total = models.PositiveIntegerField(_("obligations to look at"), default=0)
    done = models.PositiveIntegerField(_("obligations looked at"), default=0)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)

    class Meta:
        verbose_name = _("recomputation")
        verbose_name_plural = _("recomputations")
        ordering = ["-requested_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(done__lte=F("total")), name="recomputation_done_within_total"
            )
        ]

    def __str__(self) -> str:
        return self.reason

    def get_absolute_url(self) -> str:
        return reverse("recomputation", args=[self.pk])
