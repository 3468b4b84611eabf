"""Where the provisions stand that no piece of a document is, and which one an open piece may be."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from agreements.coverage import printed_as
from agreements.models import Article, SourceArticle


class Standing(TextChoices):
    """Whether the words of a provision are in the document."""

    WITHIN = "within", _("Within the text of")
    BESIDE = "beside", _("Prints no number; by its place in the text of")
    OPEN = "open", _("Perhaps in a piece that is to be settled")
    MISSING = "missing", _("Not in the document")


@dataclass(frozen=True)
class Place:
    """A provision without a piece of its own, and the one whose text holds its words."""

    article: Article
    standing: Standing
    holder: Article | None = None


def places(articles: Sequence[Article], rows: Iterable[SourceArticle]) -> list[Place]:
    """Where each provision stands that is no piece of its own; `articles` in reading order.

    A run-in number such as (i) must be printed in the text that holds it, or it is missing. A
    provision of which the source prints no number stands in the text of what holds it or, at the
    top, of what precedes it.
    """
    return list(_Places(articles, rows))


def suggest(articles: Sequence[Article], rows: Sequence[SourceArticle]) -> dict[int, Article]:
    """For the position of each open piece, the provision that it may be.

    One with its heading or, between the provisions of its neighbours, the first free one.
    """
    free = [place.article for place in places(articles, rows) if place.standing != Standing.WITHIN]
    order: dict[int | None, int] = {article.pk: at for at, article in enumerate(articles)}
    found: dict[int, Article] = {}
    reached = -1
    for row in rows:
        if row.article_id is None and row.match == SourceArticle.Match.OPEN:
            after = [article for article in free if order[article.pk] > reached]
            later = rows[row.position + 1 :]
            if article := _with_heading(after, row.heading) or _next(after, later, order):
                found[row.position] = article
                free.remove(article)
                reached = order[article.pk]
        elif row.article_id is not None:
            reached = order.get(row.article_id, reached)
    return found


class _Places:
    def __init__(self, articles: Sequence[Article], rows: Iterable[SourceArticle]) -> None:
        self.articles = articles
        self.by_id: dict[int | None, Article] = {article.pk: article for article in articles}
        self.texts: dict[int | None, list[str]] = defaultdict(list)
        self.open: list[str] = []
        self.open_after: set[int | None] = set()
        before = None
        for row in rows:
            if row.article_id is not None:
                self.texts[row.article_id] += [row.text] if row.text else []
                before = row.article_id
            elif row.match == SourceArticle.Match.OPEN:
                self.open.append(row.text)
                self.open_after.add(before)

    def __iter__(self) -> Iterator[Place]:
        first = next((a for a in self.articles if self.texts.get(a.pk)), None)
        before = first if None not in self.open_after else None
        for article in self.articles:
            if article.pk not in self.texts:
                yield self._place(article, before)
            elif self.texts[article.pk]:
                before = article

    def _place(self, article: Article, before: Article | None) -> Place:
        above = next((a for a in self._ancestors(article) if self.texts.get(a.pk)), None)
        holder = above or before
        if article.printed:
            return self._look_for(article, holder)
        if above:
            return Place(article, Standing.WITHIN, above)
        if (before.pk if before else None) in self.open_after:
            return Place(article, Standing.OPEN)
        return Place(article, Standing.BESIDE if before else Standing.MISSING, before)

    def _look_for(self, article: Article, holder: Article | None) -> Place:
        label = printed_as(article.printed.strip().strip("."))
        if holder and any(label.search(text) for text in self.texts[holder.pk]):
            return Place(article, Standing.WITHIN, holder)
        if any(label.search(text) for text in self.open):
            return Place(article, Standing.OPEN)
        return Place(article, Standing.MISSING)

    def _ancestors(self, article: Article) -> Iterator[Article]:
        while (parent := self.by_id.get(article.parent_id)) is not None:
            yield (article := parent)


def _with_heading(articles: Iterable[Article], heading: str) -> Article | None:
    alike = (article for article in articles if article.heading.casefold() == heading.casefold())
    return next(alike, None) if heading else None


def _next(
    free: Sequence[Article], later: Sequence[SourceArticle], order: Mapping[int | None, int]
) -> Article | None:
    """The first free provision, unless that of a later piece precedes it."""
    following = (row.article_id for row in later)
    end = next((order[pk] for pk in following if pk in order), len(order))
    return free[0] if free and order[free[0].pk] < end else None
