"""Filters of the register that people keep under a name."""

from __future__ import annotations

from typing import Self
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User


class SavedViewQuerySet(models.QuerySet["SavedView"]):
    def visible_to(self, user: User) -> Self:
        """The person's own: what a view is called may tell of a restricted instrument."""
        return self.filter(owner=user)

    def opened_by(self, user: User) -> Self:
        """The person's own, and what others share with whoever has the link."""
        return self.filter(models.Q(owner=user) | models.Q(is_shared=True))


class SavedView(models.Model):
    """A filter and an order of the register; whoever opens it sees what they may know."""

    key = models.UUIDField(_("key"), unique=True, default=uuid4, editable=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="saved_views",
        editable=False,
        verbose_name=_("owner"),
    )
    name = models.CharField(_("name"), max_length=60)
    query = models.CharField(_("query"), max_length=4000, blank=True, editable=False)
    is_shared = models.BooleanField(
        _("Shared by its link"),
        default=False,
        help_text=_(
            "Whoever has the link may open it, and sees only what they may know. The address then "
            "shows the words of the filter."
        ),
    )

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        verbose_name = _("saved view")
        verbose_name_plural = _("saved views")
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["owner", "name"], name="saved_view_name_once"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("saved-view", args=[self.key])

    @property
    def address(self) -> str:
        """The register as it shows it."""
        register = reverse("obligations")
        return f"{register}?{self.query}" if self.query else register
