"""Provisions as printed."""

from collections.abc import Iterable

from django.contrib.postgres.fields import ArrayField
from django.core.validators import RegexValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from agreements.models.instruments import Agreement
from agreements.querysets import ArticleQuerySet
from agreements.triggers import not_own_ancestor, same_agreement_as_parent


class Article(models.Model):
    """A provision as printed: chapter, article, section, item or unnumbered paragraph.

    It is accounted for by what hangs at it (obligations, defined terms), by a reason why it has no
    operative content, or, where it only introduces others, by those.
    """

    class Division(models.TextChoices):
        CHAPTER = "chapter", _("Chapter")
        ARTICLE = "article", _("Article")
        SECTION = "section", _("Section")
        ITEM = "item", _("Item")
        PARAGRAPH = "paragraph", _("Paragraph")
        ROW = "row", _("Row of a cover page")
        EXHIBIT = "exhibit", _("Exhibit or schedule")
        FORMAL = "formal", _("Preamble, recital or signature page")

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
    division = models.CharField(
        _("division"), max_length=10, choices=Division, default=Division.ARTICLE
    )
    printed = models.CharField(
        _("number as printed"),
        max_length=40,
        blank=True,
        help_text=_("For example (3); empty where the source prints none."),
    )
    slug = models.CharField(
        _("address"),
        max_length=60,
        validators=[RegexValidator(r"^[A-Za-z0-9.]+(-[A-Za-z0-9.]+)*$")],
    )
    heading = models.CharField(_("heading"), max_length=200, blank=True)
    summary = models.TextField(_("summary in our words"), blank=True)
    note = models.TextField(
        _("note on the text"),
        blank=True,
        help_text=_("Where it is ambiguous or contradicts itself, with the reading chosen."),
    )
    no_content = models.CharField(
        _("no operative content, because"),
        max_length=200,
        blank=True,
        help_text=_("Why nothing hangs at this provision."),
    )
    references = models.ManyToManyField(
        "self",
        through="CrossReference",
        symmetrical=False,
        related_name="referred_from",
        verbose_name=_("refers to"),
    )
    source_page = models.PositiveSmallIntegerField(_("page of the source"), null=True, blank=True)
    position = models.PositiveIntegerField(_("place in reading order"))
    history = HistoricalRecords()

    objects = ArticleQuerySet.as_manager()

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")
        ordering = ["agreement", "position"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    division__in=[
                        "chapter",
                        "article",
                        "section",
                        "item",
                        "paragraph",
                        "row",
                        "exhibit",
                        "formal",
                    ]
                ),
                name="article_division_known",
            ),
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


class CrossReference(models.Model):
    """One provision names another, of the same or of another instrument."""

    article = models.ForeignKey(
        Article, models.CASCADE, related_name="cross_references", verbose_name=_("article")
    )
    target = models.ForeignKey(
        Article, models.PROTECT, related_name="cross_referenced", verbose_name=_("refers to")
    )
    words = models.CharField(
        _("as printed"),
        max_length=120,
        blank=True,
        help_text=_("Where the text names it otherwise, for example “the prior Article”."),
    )

    class Meta:
        verbose_name = _("cross-reference")
        verbose_name_plural = _("cross-references")
        ordering = ["article", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["article", "target"], name="cross_reference_once")
        ]

    def __str__(self) -> str:
        return f"{self.article} → {self.target}"


class DefinedTerm(models.Model):
    """A word to which the instrument gives a meaning of its own."""

    agreement = models.ForeignKey(
        Agreement, models.PROTECT, related_name="terms", verbose_name=_("instrument")
    )
    article = models.ForeignKey(
        Article, models.PROTECT, related_name="terms", verbose_name=_("defined at")
    )
    term = models.CharField(_("term"), max_length=80)
    also = ArrayField(
        models.CharField(max_length=80),
        default=list,
        blank=True,
        verbose_name=_("also written"),
        help_text=_("Other forms, separated by commas."),
    )
    meaning = models.TextField(_("meaning in our words"))
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("defined term")
        verbose_name_plural = _("defined terms")
        ordering = ["agreement", "term"]
        constraints = [
            models.UniqueConstraint(fields=["agreement", "term"], name="defined_term_once")
        ]

    def __str__(self) -> str:
        return self.term


class Figure(models.Model):
    """A number that a provision states, for checking instruments against themselves."""

    article = models.ForeignKey(
        Article, models.PROTECT, related_name="figures", verbose_name=_("article")
    )
    name = models.CharField(_("what is counted"), max_length=80)
    value = models.DecimalField(_("value"), max_digits=20, decimal_places=4)
    unit = models.CharField(_("unit"), max_length=20, help_text=_("shares, yen, % …"))
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("figure")
        verbose_name_plural = _("figures")
        ordering = ["article", "pk"]
        constraints = [models.UniqueConstraint(fields=["article", "name"], name="figure_once")]

    def __str__(self) -> str:
        return f"{self.name}: {self.value.normalize():,f} {self.unit}"
