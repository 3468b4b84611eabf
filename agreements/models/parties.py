"""Parties and the fiscal periods that they report by."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from agreements.querysets import FiscalPeriodQuerySet
from agreements.triggers import not_own_ancestor


class Party(models.Model):
    """Somebody who can owe or claim: a company, a person, an organ of a company, or a group."""

    class Kind(models.TextChoices):
        COMPANY = "company", _("Company")
        PERSON = "person", _("Person")
        ORGAN = "organ", _("Organ")
        GROUP = "group", _("Group")

    key = models.SlugField(_("key"), unique=True)
    name = models.CharField(_("name"), max_length=200)
    short_name = models.CharField(_("short name"), max_length=60)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("parent"),
    )
    is_home = models.BooleanField(
        _("our company"), default=False, help_text=_("The company that keeps this register.")
    )
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("party")
        verbose_name_plural = _("parties")
        ordering = ["short_name"]
        constraints = [
            models.UniqueConstraint(
                fields=["is_home"],
                condition=models.Q(is_home=True),
                name="party_one_home",
                violation_error_message=_("Another party is the company itself: change it first."),
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=["company", "person", "organ", "group"]),
                name="party_kind_known",
            ),
        ]
        triggers = [not_own_ancestor(name="party_not_own_ancestor")]

    def __str__(self) -> str:
        return self.short_name


class DateRange(models.Func):
    """`daterange(lower, upper, bounds)` of PostgreSQL."""

    function = "DATERANGE"
    output_field = DateRangeField()


class FiscalYear(models.Model):
    """One fiscal year, as the party states it; a transition year may be short or long."""

    party = models.ForeignKey(
        Party, models.PROTECT, related_name="fiscal_years", verbose_name=_("party")
    )
    label = models.CharField(_("label"), max_length=20)
    start = models.DateField(_("first day"))
    end = models.DateField(_("last day"))
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("fiscal year")
        verbose_name_plural = _("fiscal years")
        ordering = ["party", "start"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(end__gt=models.F("start")),
                name="fiscal_year_ends_after_start",
                violation_error_message=_("A fiscal year must end after its first day."),
            ),
            ExclusionConstraint(
                name="fiscal_years_do_not_overlap",
                expressions=[
                    ("party", RangeOperators.EQUAL),
                    (
                        DateRange("start", "end", RangeBoundary(True, True)),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                violation_error_message=_(
                    "Another fiscal year of this party has some of these days: change the first or "
                    "the last day."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.party} {self.label}"


class FiscalPeriod(models.Model):
    """A year, half or quarter; its end anchors periodic obligations."""

    class Unit(models.TextChoices):
        YEAR = "year", _("Fiscal year")
        HALF = "half", _("Fiscal half")
        QUARTER = "quarter", _("Fiscal quarter")

    fiscal_year = models.ForeignKey(
        FiscalYear, models.PROTECT, related_name="periods", verbose_name=_("fiscal year")
    )
    unit = models.CharField(_("unit"), max_length=10, choices=Unit)
    number = models.PositiveSmallIntegerField(_("number"))
    start = models.DateField(_("first day"))
    end = models.DateField(_("last day"))
    history = HistoricalRecords()

    objects = FiscalPeriodQuerySet.as_manager()

    class Meta:
        verbose_name = _("fiscal period")
        verbose_name_plural = _("fiscal periods")
        ordering = ["end", "unit"]
        constraints = [
            models.UniqueConstraint(
                fields=["fiscal_year", "unit", "number"], name="fiscal_period_once"
            ),
            models.CheckConstraint(
                condition=models.Q(end__gt=models.F("start")),
                name="fiscal_period_ends_after_start",
                violation_error_message=_("A period must end after its first day."),
            ),
            models.CheckConstraint(
                condition=models.Q(unit__in=["year", "half", "quarter"], number__gte=1),
                name="fiscal_period_unit_known",
            ),
        ]

    def __str__(self) -> str:
        if self.unit == self.Unit.YEAR:
            return self.fiscal_year.label
        letter = "Q" if self.unit == self.Unit.QUARTER else "H"
        return f"{letter}{self.number} {self.fiscal_year.label}"
