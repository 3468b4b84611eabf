"""Reads on instruments, articles and fiscal periods."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Self

from django.db import models

from accounts.models import User

if TYPE_CHECKING:
    from agreements.models import (  # noqa: F401
        Agreement,
        Amendment,
        Article,
        Finding,
        FiscalPeriod,
    )


def may_know(user: User, path: str = "") -> models.Q:
    """The one rule of visibility: which instruments, reached over `path`, `user` may know of."""
    if not user.is_active:
        return models.Q(pk__in=[])
    if user.reads_everything:
        return models.Q()
    return models.Q(**{f"{path}restricted": False}) | models.Q(
        **{f"{path}pk__in": user.agreements_read.values("pk")}
    )


class AgreementQuerySet(models.QuerySet["Agreement"]):
    def visible_to(self, user: User) -> Self:
        """The instruments whose existence `user` may know."""
        return self.filter(may_know(user))


class ArticleQuerySet(models.QuerySet["Article"]):
    def visible_to(self, user: User) -> Self:
        """The provisions of instruments that `user` may know."""
        return self.filter(may_know(user, "agreement__"))

    def linked(self) -> Self:
        """Only the columns that a link to a provision shows."""
        return self.select_related("agreement").only(
            "number", "heading", "slug", "agreement__slug", "agreement__short_title"
        )


class AmendmentQuerySet(models.QuerySet["Amendment"]):
    def visible_to(self, user: User) -> Self:
        """The amendments of instruments that `user` may know."""
        return self.filter(may_know(user, "agreement__"))

    def standing(self) -> Self:
        """The amendments that nobody withdrew."""
        return self.filter(withdrawn_at=None)


class FindingQuerySet(models.QuerySet["Finding"]):
    def visible_to(self, user: User) -> Self:
        """The findings of which `user` may know every instrument that they cite."""
        links = self.model.articles.through.objects
        known = links.filter(may_know(user, "article__agreement__"))
        hidden = links.filter(finding=models.OuterRef("pk")).exclude(pk__in=known.values("pk"))
        return self.filter(may_know(user, "agreement__"), ~models.Exists(hidden))

    def standing_on(self, day: date) -> Self:
        """The findings that the checks knew on `day`."""
        gone = models.Q(gone_on=None) | models.Q(gone_on__gt=day)
        return self.filter(gone, found_on__lte=day)

    def open_on(self, day: date) -> Self:
        """The standing findings that nobody had settled by `day`."""
        unsettled = models.Q(settled_on=None) | models.Q(settled_on__gt=day)
        return self.standing_on(day).filter(unsettled)


class FiscalPeriodQuerySet(models.QuerySet["FiscalPeriod"]):
    def ending_until(self, day: date) -> Self:
        """The periods whose last day is `day` or earlier."""
        return self.filter(end__lte=day)
