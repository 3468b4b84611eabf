"""Parties, their fiscal periods, and the instruments between them."""

from collections.abc import Iterable

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeBoundary, RangeOperators
from django.core.validators import RegexValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from agreements.querysets import AgreementQuerySet, ArticleQuerySet, FiscalPeriodQuerySet
from agreements.triggers import not_own_ancestor, same_agreement_as_parent
from agreements.zones import validate_zone


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
                fields=["is_home"], condition=models.Q(is_home=True), name="party_one_home"
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
    """One fiscal year of a party, as the party states it; a transition year may be short or long."""

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
                condition=models.Q(end__gt=models.F("start")), name="fiscal_year_ends_after_start"
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
                condition=models.Q(end__gt=models.F("start")), name="fiscal_period_ends_after_start"
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


class Agreement(models.Model):
    """An instrument: an agreement, a regulation or a filing (契約・規程)."""

    class Kind(models.TextChoices):
        AGREEMENT = "agreement", _("Agreement")
        REGULATION = "regulation", _("Regulation")
        FILING = "filing", _("Filing")

    class Policy(models.TextChoices):
        """Which days rest (Civil Code art. 142 needs a custom; SEC Rule 0-3)."""

        NONE = "none", _("No day rests")
        JAPAN_STRICT = "japan-strict", _("Sundays and national holidays")
        JAPAN_BANK = "japan-bank", _("Banking days of Japan")
        JAPAN_FULL = (
            "japan-full",
            _("Saturdays, Sundays, national holidays, 29 December to 3 January"),
        )
        US_FEDERAL = "us-federal", _("Federal business days of the United States")

    slug = models.SlugField(_("key"), unique=True)
    title = models.CharField(_("title"), max_length=200)
    short_title = models.CharField(_("short title"), max_length=60)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    governing_law = models.CharField(_("governing law"), max_length=60)
    zone = models.CharField(
        _("time zone"), max_length=40, default="Asia/Tokyo", validators=[validate_zone]
    )
    policy = models.CharField(
        _("business days"), max_length=20, choices=Policy, default=Policy.JAPAN_FULL
    )
    executed = models.DateField(_("executed"), null=True, blank=True)
    in_force_from = models.DateField(_("in force from"), null=True, blank=True)
    in_force_confirmed_on = models.DateField(
        _("in force, as last confirmed on"), null=True, blank=True
    )
    in_force_confirmed_by = models.CharField(
        _("confirmed by, with the basis"), max_length=200, blank=True
    )
    terminated = models.DateField(_("terminated"), null=True, blank=True)
    tracked_from = models.DateField(
        _("tracked from"),
        null=True,
        blank=True,
        help_text=_("What fell due before this day is history and is not assessed."),
    )
    source_standing = models.CharField(_("standing of the source"), max_length=200, blank=True)
    restricted = models.BooleanField(
        _("restricted to named people"),
        default=False,
        help_text=_("Only the people named as readers, and auditors, know that it exists."),
    )
    readers = models.ManyToManyField(
        settings.AUTH_USER_MODEL,
        through="AgreementReader",
        through_fields=("agreement", "user"),
        related_name="agreements_read",
        verbose_name=_("readers"),
    )
    history = HistoricalRecords()

    objects = AgreementQuerySet.as_manager()

    class Meta:
        verbose_name = _("instrument")
        verbose_name_plural = _("instruments")
        ordering = ["executed", "title"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=["agreement", "regulation", "filing"]),
                name="agreement_kind_known",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    policy__in=["none", "japan-strict", "japan-bank", "japan-full", "us-federal"]
                ),
                name="agreement_policy_known",
            ),
            models.CheckConstraint(
                condition=models.Q(terminated=None)
                | models.Q(in_force_from=None)
                | models.Q(terminated__gte=models.F("in_force_from")),
                name="agreement_terminated_after_in_force",
                violation_error_message=_("An instrument cannot end before it is in force."),
            ),
        ]

    def __str__(self) -> str:
        return self.short_title

    def get_absolute_url(self) -> str:
        return reverse("agreement", args=[self.slug])


class AgreementReader(models.Model):
    """A person let in to a restricted instrument, and by whom."""

    agreement = models.ForeignKey(Agreement, models.CASCADE, verbose_name=_("instrument"))
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("person"))
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="readers_granted",
        verbose_name=_("granted by"),
    )
    granted_at = models.DateTimeField(_("granted"), auto_now_add=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("reader")
        verbose_name_plural = _("readers")
        constraints = [
            models.UniqueConstraint(fields=["agreement", "user"], name="agreement_reader_once")
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.agreement}"


class AgreementParty(models.Model):
    """A party in its role under an instrument, with the address for notices."""

    agreement = models.ForeignKey(
        Agreement, models.PROTECT, related_name="agreement_parties", verbose_name=_("instrument")
    )
    party = models.ForeignKey(Party, models.PROTECT, verbose_name=_("party"))
    role = models.CharField(_("role"), max_length=60)
    notice_address = models.TextField(_("address for notices"), blank=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("party to an instrument")
        verbose_name_plural = _("parties to an instrument")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "party", "role"], name="agreement_party_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.party} ({self.role})"


class Article(models.Model):
    """A provision as printed: chapter, article, section, item or unnumbered paragraph."""

    agreement = models.ForeignKey(
        Agreement, models.PROTECT, related_name="articles", verbose_name=_("instrument")
    )
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("belongs to"),
    )
    number = models.CharField(
        _("number"), max_length=40, help_text=_("As cited, for example 12.1(3).")
    )
    slug = models.CharField(
        _("address"),
        max_length=60,
        validators=[RegexValidator(r"^[A-Za-z0-9.]+(-[A-Za-z0-9.]+)*$")],
    )
    heading = models.CharField(_("heading"), max_length=200, blank=True)
    summary = models.TextField(_("summary in our words"), blank=True)
    source_page = models.PositiveSmallIntegerField(_("page of the source"), null=True, blank=True)
    position = models.PositiveIntegerField(_("place in reading order"))
    history = HistoricalRecords()

    objects = ArticleQuerySet.as_manager()

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")
        ordering = ["agreement", "position"]
        constraints = [
            models.UniqueConstraint(fields=["agreement", "number"], name="article_number_once"),
            models.UniqueConstraint(fields=["agreement", "slug"], name="article_slug_once"),
            models.UniqueConstraint(
                fields=["agreement", "position"],
                name="article_position_once",
                deferrable=models.Deferrable.DEFERRED,
            ),
        ]
        triggers = [
            not_own_ancestor(name="article_not_own_ancestor"),
            same_agreement_as_parent(name="article_same_agreement"),
        ]

    def __str__(self) -> str:
        return f"{self.agreement.short_title} {self.number}"

    def get_absolute_url(self) -> str:
        return reverse("article", args=[self.agreement.slug, self.slug])

    def ancestors(self) -> Iterable["Article"]:
        """The provisions that contain this one, the nearest first."""
        above = self.parent
        while above is not None:
            yield above
            above = above.parent
