"""Amendments: what they change in the text, from which day."""

import pgtrigger
from django.conf import settings
from django.contrib.postgres.functions import TransactionNow
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from agreements.models.articles import Article
from agreements.models.instruments import Agreement
from agreements.querysets import AmendmentQuerySet
from agreements.redlines import Run, redline
from agreements.triggers import APPEND_ONLY


class Amendment(models.Model):
    """A written change of an instrument (Subscription Agreement, article 28).

    One recorded in error is withdrawn with a reason: it stays visible, and counts no more.
    """

    agreement = models.ForeignKey(
        Agreement, models.PROTECT, related_name="amendments", verbose_name=_("instrument")
    )
    title = models.CharField(_("title"), max_length=200)
    executed = models.DateField(_("dated"))
    effective = models.DateField(_("effective from"))
    note = models.TextField(_("note"), blank=True)
    recorded_at = models.DateTimeField(_("recorded"), db_default=TransactionNow(), editable=False)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="amendments_recorded",
        verbose_name=_("recorded by"),
    )
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True, editable=False)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="amendments_withdrawn",
        verbose_name=_("withdrawn by"),
    )
    withdrawn_because = models.TextField(_("why it was withdrawn"), blank=True)

    objects = AmendmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("amendment")
        verbose_name_plural = _("amendments")
        ordering = ["agreement", "effective", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "title"],
                condition=Q(withdrawn_at=None),
                name="amendment_once",
                violation_error_message=_("An amendment of this title is recorded already."),
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_by=None, withdrawn_because="")
                | (
                    Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False)
                    & ~Q(withdrawn_because="")
                ),
                name="amendment_withdrawn_with_reason",
            ),
        ]
        triggers = [
            pgtrigger.ReadOnly(
                name="only_withdrawn",
                exclude=["withdrawn_at", "withdrawn_by", "withdrawn_because"],
            ),
            pgtrigger.Protect(name="no_deletion", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("amendment", args=[self.agreement.slug, self.pk])


class ArticleChange(models.Model):
    """The old and the new text of one provision under an amendment."""

    class Effect(models.TextChoices):
        REPLACED = "replaced", _("Text replaced")
        INSERTED = "inserted", _("Provision inserted")
        DELETED = "deleted", _("Provision deleted")

    amendment = models.ForeignKey(
        Amendment, models.PROTECT, related_name="changes", verbose_name=_("amendment")
    )
    article = models.ForeignKey(
        Article, models.PROTECT, related_name="changes", verbose_name=_("article")
    )
    effect = models.CharField(_("effect"), max_length=10, choices=Effect, default=Effect.REPLACED)
    old_text = models.TextField(_("old text"), blank=True)
    new_text = models.TextField(_("new text"), blank=True)

    class Meta:
        verbose_name = _("changed provision")
        verbose_name_plural = _("changed provisions")
        ordering = ["amendment", "article__position"]
        constraints = [
            models.UniqueConstraint(fields=["amendment", "article"], name="article_change_once"),
            models.CheckConstraint(
                condition=Q(effect="replaced") & ~Q(new_text="")
                | Q(effect="inserted", old_text="") & ~Q(new_text="")
                | Q(effect="deleted", new_text=""),
                name="article_change_fits_effect",
            ),
        ]
        triggers = [APPEND_ONLY]

    def __str__(self) -> str:
        return f"{self.article}: {self.get_effect_display()}"

    @property
    def runs(self) -> list[Run]:
        """The redline from the old text to the new one."""
        return redline(self.old_text, self.new_text)
