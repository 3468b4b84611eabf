"""How a person wants to be reminded, and who stands in while the person is away."""

from datetime import time

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from reminders.querysets import AbsenceQuerySet

WEEKDAYS = [
    (0, _("Monday")),
    (1, _("Tuesday")),
    (2, _("Wednesday")),
    (3, _("Thursday")),
    (4, _("Friday")),
]


class Preferences(models.Model):
    """One person's quiet hours and digest, in the zone of that person."""

    class Delivery(models.TextChoices):
        SINGLE = "single", _("One by one")
        DAILY = "daily", _("Daily digest")
        WEEKLY = "weekly", _("Weekly digest")

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="reminder_preferences",
        verbose_name=_("person"),
    )
    delivery = models.CharField(
        _("e-mails"),
        max_length=10,
        choices=Delivery,
        default=Delivery.SINGLE,
        help_text=_(
            "What cannot wait for the digest comes by itself: on the day, after it, or when the "
            "digest would come too late."
        ),
    )
    digest_at = models.TimeField(_("digest at"), default=time(8, 30))
    digest_weekday = models.PositiveSmallIntegerField(
        _("weekly digest on"), choices=WEEKDAYS, default=0
    )
    digest_stopped = models.BooleanField(
        _("no digest by e-mail"),
        default=False,
        help_text=_(
            "What a digest would carry stands in the inbox only, as long as it is more than "
            "7 calendar days ahead. What is due within 7 days still comes by e-mail."
        ),
    )
    quiet_from = models.TimeField(
        _("quiet from"), default=time(0), help_text=_("The same time twice: no quiet hours.")
    )
    quiet_until = models.TimeField(_("quiet until"), default=time(0))
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("reminder preferences")
        verbose_name_plural = _("reminder preferences")
        constraints = [
            models.CheckConstraint(
                condition=Q(delivery__in=["single", "daily", "weekly"]),
                name="preferences_delivery_known",
            ),
            models.CheckConstraint(
                condition=Q(digest_weekday__lte=4), name="preferences_digest_on_a_working_day"
            ),
        ]

    def __str__(self) -> str:
        return str(self.person)


class Absence(models.Model):
    """Days on which somebody else gets a person's reminders; first and last day count."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="absences",
        verbose_name=_("person"),
    )
    first_day = models.DateField(_("first day"))
    last_day = models.DateField(_("last day"))
    stand_in = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="stands_in",
        verbose_name=_("stand-in"),
    )
    history = HistoricalRecords()
    objects = AbsenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("absence")
        verbose_name_plural = _("absences")
        ordering = ["first_day"]
        constraints = [
            models.CheckConstraint(
                condition=Q(first_day__lte=F("last_day")),
                name="absence_ends_after_it_begins",
                violation_error_message=_("The last day is before the first: change one of them."),
            ),
            models.CheckConstraint(
                condition=~Q(stand_in=F("person")),
                name="absence_stand_in_is_another_person",
                violation_error_message=_("The stand-in must be another person: choose one."),
            ),
            ExclusionConstraint(
                name="absence_no_overlap",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    (
                        Func(
                            "first_day",
                            "last_day",
                            RangeBoundary(inclusive_lower=True, inclusive_upper=True),
                            function="daterange",
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                violation_error_message=_(
                    "These days overlap with another absence: change that one, or the days."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.first_day} – {self.last_day}"
