"""The signed text: documents as imported, split at their own numbering."""

from django.conf import settings
from django.contrib.postgres.functions import TransactionNow
from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from agreements.models.articles import Article
from agreements.models.instruments import Agreement


class SourceDocument(models.Model):
    """A document as somebody imported it; the latest one of an instrument is its text."""

    class Standing(models.TextChoices):
        """What the text is worth as proof."""

        ORIGINAL = "original", _("Executed original")
        TRANSLATION = "translation", _("Filed English translation")
        FILED = "filed", _("Filed text")
        COPY = "copy", _("Copy")

    agreement = models.ForeignKey(
        Agreement, models.PROTECT, related_name="sources", verbose_name=_("instrument")
    )
    standing = models.CharField(_("standing"), max_length=12, choices=Standing)
    name = models.CharField(_("file"), max_length=200)
    part = models.CharField(_("part of the file"), max_length=60, blank=True)
    content = models.BinaryField(_("content"))
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    confidence = models.FloatField(
        _("confidence in the split"), help_text=_("From 0 (kept whole) to 1.")
    )
    report = models.JSONField(_("report of the split"), default=dict)
    imported_at = models.DateTimeField(_("imported"), db_default=TransactionNow(), editable=False)
    imported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("imported by"),
    )

    class Meta:
        verbose_name = _("source document")
        verbose_name_plural = _("source documents")
        ordering = ["agreement", "-imported_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(standing__in=["original", "translation", "filed", "copy"]),
                name="source_document_standing_known",
            ),
            models.CheckConstraint(
                condition=models.Q(confidence__range=(0, 1)), name="source_document_confidence"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class SourceArticle(models.Model):
    """A piece of the document's own numbering, verbatim, and the provision that it is."""

    class Match(models.TextChoices):
        FOUND = "found", _("Found by its number")
        SETTLED = "settled", _("Settled by a person")
        NONE = "none", _("No provision")
        OPEN = "open", _("To be settled")

    document = models.ForeignKey(
        SourceDocument, models.CASCADE, related_name="articles", verbose_name=_("document")
    )
    position = models.PositiveIntegerField(_("place in reading order"))
    level = models.PositiveSmallIntegerField(_("depth"))
    number = models.CharField(_("number"), max_length=80)
    label = models.CharField(_("number as printed"), max_length=80, blank=True)
    heading = models.CharField(_("heading"), max_length=300, blank=True)
    text = models.TextField(_("text"), blank=True)
    page_from = models.PositiveSmallIntegerField(_("first page"), null=True)
    page_to = models.PositiveSmallIntegerField(_("last page"), null=True)
    article = models.ForeignKey(
        Article,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="source_texts",
        verbose_name=_("article"),
    )
    match = models.CharField(_("match"), max_length=8, choices=Match, default=Match.OPEN)
    note = models.CharField(_("how it was settled"), max_length=300, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("settled by"),
    )
    settled_at = models.DateTimeField(_("settled"), null=True, blank=True)
    history = HistoricalRecords(excluded_fields=["heading", "text"])

    class Meta:
        verbose_name = _("piece of a source")
        verbose_name_plural = _("pieces of a source")
        ordering = ["document", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["document", "position"], name="source_article_position_once"
            ),
            models.CheckConstraint(
                condition=models.Q(match__in=["found", "settled"], article__isnull=False)
                | models.Q(match__in=["none", "open"], article=None),
                name="source_article_match_has_article",
            ),
        ]

    def __str__(self) -> str:
        return self.number
