"""Files that prove what was done: append-only; what was wrong is withdrawn by a later record."""

from django.conf import settings
from django.contrib.postgres.functions import TransactionNow
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from obligations.models.performance import Performance
from obligations.querysets import EvidenceQuerySet
from obligations.triggers import APPEND_ONLY

LARGEST = 25 * 1024 * 1024
"""Bytes of the largest file that is taken."""


class MediaType(models.TextChoices):
    """The kinds of file that may be evidence: none of them runs in a browser."""

    PDF = "application/pdf", _("PDF")
    PNG = "image/png", _("PNG picture")
    JPEG = "image/jpeg", _("JPEG picture")
    DOCX = (
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        _("Word document"),
    )
    XLSX = (
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        _("Excel workbook"),
    )
    EML = "message/rfc822", _("E-mail")
    TXT = "text/plain", _("Plain text")
    CSV = "text/csv", _("CSV table")


class Evidence(models.Model):
    """A file, kept by its hash, that shows what a record of performance says."""

    class Shows(models.TextChoices):
        PERFORMANCE = "performance", _("What was done")
        ARRIVAL = "arrival", _("Proof of arrival")

    performance = models.ForeignKey(
        Performance, models.PROTECT, related_name="evidence", verbose_name=_("performance")
    )
    shows = models.CharField(
        _("what it shows"), max_length=11, choices=Shows, default=Shows.PERFORMANCE
    )
    name = models.CharField(_("file"), max_length=200)
    sha256 = models.CharField(_("SHA-256"), max_length=64, db_index=True)
    size = models.PositiveIntegerField(_("size in bytes"))
    media_type = models.CharField(_("kind of file"), max_length=80, choices=MediaType)
    note = models.CharField(_("note"), max_length=300, blank=True)
    recorded_at = models.DateTimeField(_("recorded"), db_default=TransactionNow(), editable=False)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("recorded by")
    )

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")
        ordering = ["recorded_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="evidence_sha256_is_one"
            ),
            models.CheckConstraint(
                condition=Q(size__range=(1, LARGEST)), name="evidence_size_within_limit"
            ),
            models.CheckConstraint(
                condition=Q(media_type__in=MediaType.values), name="evidence_media_type_known"
            ),
            models.CheckConstraint(
                condition=Q(shows__in=["performance", "arrival"]), name="evidence_shows_known"
            ),
        ]
        triggers = [APPEND_ONLY]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Where the file itself is."""
        return reverse("evidence-file", args=[self.performance.deadline_id, self.pk])


class EvidenceWithdrawal(models.Model):
    """That a file was no evidence, and why; file and record stay. Append-only."""

    evidence = models.OneToOneField(
        Evidence, models.PROTECT, related_name="withdrawal", verbose_name=_("evidence")
    )
    reason = models.CharField(_("why it is withdrawn"), max_length=300)
    recorded_at = models.DateTimeField(_("recorded"), db_default=TransactionNow(), editable=False)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("recorded by")
    )

    class Meta:
        verbose_name = _("withdrawal of evidence")
        verbose_name_plural = _("withdrawals of evidence")
        ordering = ["recorded_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="evidence_withdrawal_has_a_reason")
        ]
        triggers = [APPEND_ONLY]

    def __str__(self) -> str:
        return self.reason
