"""Provisions as printed."""

from collections.abc import Iterable

from django.core.validators import RegexValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from agreements.models.instruments import Agreement
from agreements.querysets import ArticleQuerySet
from agreements.triggers import not_own_ancestor, same_agreement_as_parent


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
