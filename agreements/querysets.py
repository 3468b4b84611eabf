"""Reads on instruments, articles and fiscal periods."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Self

from django.db import models

from accounts.models import User

if TYPE_CHECKING:
    from agreements.models import Agreement, Article, FiscalPeriod  # noqa: F401


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


class FiscalPeriodQuerySet(models.QuerySet["FiscalPeriod"]):
    def ending_until(self, day: date) -> Self:
        """The periods whose last day is `day` or earlier."""
        return self.filter(end__lte=day)
