"""What a search reads: one row for everything that can be found."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Self

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Case, F, Value, When
from django.db.models.functions import Length
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from agreements.models import Agreement, Article
from agreements.querysets import may_know
from obligations.models.obligation import Obligation


class IsAnyOf(models.Func):
    """`key = ANY (keys)` of PostgreSQL; the keys as one text, which a thousand take no longer."""

    template = "%(expressions)s::bigint[])"
    arg_joiner = " = ANY ("
    output_field = models.BooleanField()


class SearchEntryQuerySet(models.QuerySet["SearchEntry"]):
    def visible_to(self, user: User) -> Self:
        """What stands in instruments that `user` may know."""
        return self.filter(may_know(user, "agreement__"))

    def within(self, agreements: Iterable[int]) -> Self:
        """What stands in the instruments of these keys, of which there may be a thousand."""
        keys = ",".join(map(str, agreements))
        return self.filter(IsAnyOf(F("agreement_id"), Value(f"{{{keys}}}")))

    def in_reading_order(self, *first: models.expressions.Combinable | str) -> Self:
        """By what comes `first`, then as printed; a provision before what hangs at it."""
        return self.order_by(*first, "agreement_id", "position", "kind", "pk")

    def closest_title_first(self, word: str) -> Self:
        """What begins with `word`; then names, headings, obligations; each the shortest first."""
        begins = Case(When(title__istartswith=word, then=Value(0)), default=Value(1))
        kinds = SearchEntry.Kind
        place = Case(
            When(kind=kinds.OBLIGATION, then=Value(2)),
            When(kind=kinds.ARTICLE, then=Value(1)),
            default=Value(0),
        )
        return self.in_reading_order(begins, place, Length("title"))


class SearchEntry(models.Model):
    """A provision, obligation, defined term, party or instrument, in words that can be searched.

    A party stands here once for each instrument in which it has a role. The database writes the
    rows (triggers, in the migration that creates the table); nothing else may.
    """

    class Kind(models.TextChoices):
        ARTICLE = "article", _("Provision")
        OBLIGATION = "obligation", _("Obligation")
        TERM = "term", _("Defined term")
        PARTY = "party", _("Party")
        INSTRUMENT = "instrument", _("Instrument")

    kind = models.CharField(max_length=10, choices=Kind)
    object_id = models.BigIntegerField()
    agreement = models.ForeignKey(Agreement, models.DO_NOTHING, related_name="+")
    article = models.ForeignKey(Article, models.DO_NOTHING, null=True, related_name="+")
    obligation = models.ForeignKey(Obligation, models.DO_NOTHING, null=True, related_name="+")
    position = models.PositiveIntegerField()
    number = models.CharField(max_length=40)
    number_key = models.CharField(max_length=80, db_index=True)
    title = models.TextField()
    summary = models.TextField()
    wording = models.TextField()
    title_lexemes = models.GeneratedField(
        expression=models.Func("number", "title", function="search_lexemes"),
        output_field=SearchVectorField(),
        db_persist=True,
    )
    lexemes = models.GeneratedField(
        expression=models.Func("number", "title", "summary", "wording", function="search_lexemes"),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    objects = SearchEntryQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "object_id", "agreement"], name="search_entry_once"
            )
        ]
        indexes = [
            GinIndex(fields=["title_lexemes"], name="search_title", fastupdate=False),
            GinIndex(fields=["lexemes"], name="search_text", fastupdate=False),
        ]

    def __str__(self) -> str:
        return self.title or self.number

    @property
    def target(self) -> Obligation | Article | Agreement:
        """What a link leads to; a party has no page but those of its instruments."""
        return self.obligation or self.article or self.agreement


class SearchWord(models.Model):
    """A word that stands in some entry, against which misspelt ones are compared.

    A word may stand here more than once: writers of the same new word need not wait for each
    other. It says nothing about where it occurs, so what is shown is looked up in the entries.
    """

    word = models.CharField(max_length=40, db_index=True)

    class Meta:
        indexes = [
            GinIndex(
                fields=["word"],
                name="search_word_alike",
                opclasses=["gin_trgm_ops"],
                fastupdate=False,
            )
        ]

    def __str__(self) -> str:
        return self.word
