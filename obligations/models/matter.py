"""Matters: single facts and deadlines that only the people let in may know of (article 23)."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.postgres.functions import TransactionNow
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from agreements.models import Agreement
from obligations.matter_querysets import (
    MatterGrantQuerySet,
    MatterItemQuerySet,
    MatterQuerySet,
)
from obligations.models.deadline import Deadline
from obligations.models.event import Event
from obligations.triggers import APPEND_ONLY


class Matter(models.Model):
    """Something that is not public yet: what belongs to it is there for people let in alone."""

    agreement = models.ForeignKey(
        Agreement, models.PROTECT, related_name="matters", verbose_name=_("instrument")
    )
    title = models.CharField(_("title"), max_length=120)
    reason = models.CharField(
        _("why it is confidential"),
        max_length=300,
        help_text=_("For example: a notice that is not public, or figures before their release."),
    )
    opened_at = models.DateTimeField(_("opened"), db_default=TransactionNow(), editable=False)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("opened by")
    )

    objects = MatterQuerySet.as_manager()

    class Meta:
        verbose_name = _("matter")
        verbose_name_plural = _("matters")
        ordering = ["-opened_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(title="") & ~Q(reason=""),
                name="matter_has_title_and_reason",
                violation_error_message=_("Give the matter a title and a reason."),
            )
        ]
        triggers = [APPEND_ONLY]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("matter", args=[self.pk])


class MatterItem(models.Model):
    """A fact with the deadlines that it anchors, or a single deadline, that belongs to a matter."""

    matter = models.ForeignKey(
        Matter, models.PROTECT, related_name="items", verbose_name=_("matter")
    )
    event = models.ForeignKey(
        Event,
        models.PROTECT,
        null=True,
        related_name="matter_items",
        verbose_name=_("fact"),
        help_text=_("The first record of the fact; corrections belong to it."),
    )
    deadline = models.ForeignKey(
        Deadline,
        models.PROTECT,
        null=True,
        related_name="matter_items",
        verbose_name=_("deadline"),
    )

    objects = MatterItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("part of a matter")
        verbose_name_plural = _("parts of a matter")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(event=None, deadline__isnull=False)
                | Q(event__isnull=False, deadline=None),
                name="matter_item_is_one_thing",
            ),
            models.UniqueConstraint(
                fields=["matter", "event", "deadline"],
                nulls_distinct=False,
                name="matter_item_once",
            ),
        ]
        triggers = [APPEND_ONLY]

    def __str__(self) -> str:
        return str(self.about)

    @property
    def about(self) -> Event | Deadline:
        """The fact, or the deadline."""
        about = self.event or self.deadline
        assert about is not None  # matter_item_is_one_thing
        return about


class MatterGrant(models.Model):
    """That a person was let in to a matter, until a `MatterGrantEnd` ends it.

    Once the day `until` is over in the zone of the instrument, the worker writes that end.
    """

    matter = models.ForeignKey(
        Matter, models.PROTECT, related_name="grants", verbose_name=_("matter")
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="matter_grants",
        verbose_name=_("person"),
    )
    reason = models.CharField(_("why this person"), max_length=300)
    bound_on = models.DateField(
        _("bound since"),
        help_text=_("The day on which the person acknowledged confidentiality and no trading."),
    )
    until = models.DateField(_("until the end of"), null=True, blank=True)
    granted_at = models.DateTimeField(_("let in"), db_default=TransactionNow(), editable=False)
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("let in by")
    )

    objects = MatterGrantQuerySet.as_manager()

    class Meta:
        verbose_name = _("access to a matter")
        verbose_name_plural = _("access to matters")
        ordering = ["granted_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="matter_grant_has_a_reason",
                violation_error_message=_("Say why this person has to know."),
            )
        ]
        triggers = [APPEND_ONLY]

    def __str__(self) -> str:
        return f"{self.person}, {self.matter}"

    def is_over(self, now: datetime) -> bool:
        """Whether the last day, if there is one, is over at `now`."""
        zone = ZoneInfo(self.matter.agreement.zone)
        return self.until is not None and now.astimezone(zone).date() > self.until


class MatterGrantEnd(models.Model):
    """That somebody may not know of a matter any more, and why."""

    grant = models.OneToOneField(
        MatterGrant, models.PROTECT, related_name="end", verbose_name=_("access to a matter")
    )
    reason = models.CharField(_("reason"), max_length=300)
    ended_at = models.DateTimeField(_("access ended"), db_default=TransactionNow(), editable=False)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        verbose_name=_("ended by"),
        help_text=_("Empty where its last day was over."),
    )

    class Meta:
        verbose_name = _("end of access to a matter")
        verbose_name_plural = _("ends of access to matters")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="matter_grant_end_has_a_reason")
        ]
        triggers = [APPEND_ONLY]

    def __str__(self) -> str:
        return self.reason


class MatterClosing(models.Model):
    """That a matter is confidential no more: what belonged to it is there for everybody again."""

    matter = models.OneToOneField(
        Matter, models.PROTECT, related_name="closing", verbose_name=_("matter")
    )
    reason = models.CharField(_("reason"), max_length=300)
    closed_at = models.DateTimeField(_("closed"), db_default=TransactionNow(), editable=False)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("closed by")
    )

    class Meta:
        verbose_name = _("closing of a matter")
        verbose_name_plural = _("closings of matters")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="matter_closing_has_a_reason")
        ]
        triggers = [APPEND_ONLY]

    def __str__(self) -> str:
        return self.reason


class MatterReading(models.Model):
    """That a person opened something of a matter on a day: one row for each, person and day."""

    item = models.ForeignKey(
        MatterItem, models.PROTECT, related_name="readings", verbose_name=_("part of a matter")
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("person")
    )
    day = models.DateField(_("day"))
    read_at = models.DateTimeField(_("first read"), db_default=TransactionNow(), editable=False)

    class Meta:
        verbose_name = _("reading of a matter")
        verbose_name_plural = _("readings of matters")
        ordering = ["-day", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["item", "person", "day"], name="matter_reading_once_a_day"
            )
        ]
        triggers = [APPEND_ONLY]

    def __str__(self) -> str:
        return f"{self.person}, {self.day}"
