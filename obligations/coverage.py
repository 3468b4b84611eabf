"""Whether something accounts for every provision of an instrument."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Value, When
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from agreements.models import Article, DefinedTerm
from obligations.models import Obligation


class Account(models.TextChoices):
    """What accounts for a provision; of several the first of these."""

    OBLIGATIONS = "obligations", _("Obligations")
    TERMS = "terms", _("Defined terms")
    NO_CONTENT = "no_content", _("No operative content")
    INTRODUCES = "introduces", _("Only introduces others")
    MISSING = "missing", _("Missing")


def accounted_for(articles: QuerySet[Article]) -> QuerySet[Any]:
    """Each provision with its `account`, the `kinds` of its obligations, and `has_terms`.

    One query, whatever the number of provisions.
    """
    obligations = Obligation.objects.filter(article=OuterRef("pk")).order_by()
    terms = Exists(DefinedTerm.objects.filter(article=OuterRef("pk")))
    below = Exists(Article.objects.filter(parent=OuterRef("pk")))
    return articles.annotate(
        kinds=ArraySubquery(obligations.values("kind").distinct()),
        has_terms=terms,
        account=Case(
            When(Exists(obligations), then=Value(Account.OBLIGATIONS)),
            When(terms, then=Value(Account.TERMS)),
            When(~Q(no_content=""), then=Value(Account.NO_CONTENT)),
            When(below, then=Value(Account.INTRODUCES)),
            default=Value(Account.MISSING),
            output_field=models.CharField(),
        ),
    )


def count_accounts(articles: Iterable[Any]) -> dict[str | Promise, int]:
    """How many provisions each kind of thing accounts for; those with several count in each.

    Needs `accounted_for`. Defined terms count as definitions.
    """
    found: Counter[str] = Counter()
    for article in articles:
        kinds = {*article.kinds, *([Obligation.Kind.DEFINITION] if article.has_terms else [])}
        found.update(kinds or {article.account})
    labels = [*Obligation.Kind.choices, *Account.choices]
    return {label: found[value] for value, label in labels if found[value]}
