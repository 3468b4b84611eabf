"""What disagrees within an instrument or between neighbours, and how it was settled."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from agreements.models.articles import Article
from agreements.models.instruments import Agreement
from agreements.querysets import FindingQuerySet


class Finding(models.Model):
    """A disagreement that a check found; it stays on record when it is settled or gone."""

    class Check(models.TextChoices):
        FIGURES = "figures", _("Figures")
        ADDRESS = "address", _("Addresses")
        OVERLAP = "overlap", _("Overlapping obligations")
        REFERENCE = "reference", _("References")
        TERM = "term", _("Defined terms")
        NUMBERING = "numbering", _("Numbering")

    agreement = models.ForeignKey(
        Agreement, models.PROTECT, related_name="findings", verbose_name=_("instrument")
    )
    key = models.CharField(_("key"), max_length=120)
    check_kind = models.CharField(_("kind of check"), max_length=12, choices=Check)
    template = models.CharField(_("sentence"), max_length=300)
    values = models.JSONField(_("values"), default=dict, blank=True)
    articles = models.ManyToManyField(
        Article, related_name="findings", blank=True, verbose_name=_("articles cited")
    )
    found_on = models.DateField(_("found"))
    gone_on = models.DateField(_("no longer found"), null=True, blank=True)
    settled_on = models.DateField(_("settled"), null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("settled by"),
    )
    settlement = models.TextField(_("how it was settled"), blank=True)
    history = HistoricalRecords(m2m_fields=[articles])

    objects = FindingQuerySet.as_manager()

    class Meta:
        verbose_name = _("consistency finding")
        verbose_name_plural = _("consistency findings")
        ordering = ["agreement", "check_kind", "key"]
        constraints = [
            models.UniqueConstraint(fields=["agreement", "key"], name="finding_once"),
            models.CheckConstraint(
                condition=Q(settled_on=None, settlement="")
                | (Q(settled_on__isnull=False) & ~Q(settlement="")),
                name="finding_settled_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.key

    @property
    def sentence(self) -> str:
        """What disagrees, in words."""
        return str(_(self.template) % self.values)
