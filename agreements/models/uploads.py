"""Files that somebody looks at before importing them."""

from django.conf import settings
from django.contrib.postgres.functions import TransactionNow
from django.db import models
from django.utils.translation import gettext_lazy as _

from agreements.models.instruments import Agreement
from agreements.models.sources import SourceDocument


class SourceUpload(models.Model):
    """A readable file between its upload and its import, kept for the one who uploaded it.

    It is no record: it goes with the import, and after a day.
    """

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="+")
    standing = models.CharField(_("standing"), max_length=12, choices=SourceDocument.Standing)
    name = models.CharField(_("file"), max_length=200)
    content = models.BinaryField(_("content"))
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    uploaded_at = models.DateTimeField(_("uploaded"), db_default=TransactionNow(), editable=False)

    class Meta:
        verbose_name = _("uploaded file")
        verbose_name_plural = _("uploaded files")
        ordering = ["-uploaded_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(standing__in=["original", "translation", "filed", "copy"]),
                name="source_upload_standing_known",
            )
        ]

    def __str__(self) -> str:
        return self.name
