"""Putting a provision that an amendment inserts into the tree, at its place in reading order."""

from __future__ import annotations

from collections import defaultdict

from django.db.models import F

from agreements.models import Agreement, Article

Division = Article.Division
WITHIN = {
    None: Division.ARTICLE,
    Division.CHAPTER: Division.ARTICLE,
    Division.ARTICLE: Division.SECTION,
}


def insert_article(
    *,
    agreement: Agreement,
    number: str,
    slug: str,
    heading: str,
    summary: str,
    parent: Article | None,
    after: Article | None,
) -> Article:
    """Add a provision behind `after` and all that this contains; without it last in `parent`.

    `after` is `parent` itself, for the first place in it, or one of its provisions. A provision of
    this number that is on record without being part of the instrument is taken up again, in its
    old place. Needs a transaction.
    """
    if row := agreement.articles.filter(number=number).first():
        row.heading, row.summary = heading or row.heading, summary or row.summary
        row.save()
        return row
    place = _place(agreement, parent, after)
    following = agreement.articles.filter(position__gte=place)
    following.update(position=F("position") + 1)
    return Article.objects.create(
        agreement=agreement,
        parent=parent,
        number=number,
        slug=slug,
        heading=heading,
        summary=summary,
        division=_division(parent, after),
        position=place,
    )


def with_inner(agreement: Agreement, article: Article) -> list[Article]:
    """The provision and all that it contains, in reading order."""
    inner: dict[int | None, list[Article]] = defaultdict(list)
    for row in agreement.articles.order_by("position"):
        inner[row.parent_id].append(row)
    found, waiting = [], [article]
    while waiting:
        found.append(row := waiting.pop(0))
        waiting.extend(inner[row.pk])
    return sorted(found, key=lambda row: row.position)


def _place(agreement: Agreement, parent: Article | None, after: Article | None) -> int:
    if after and after == parent:
        return after.position + 1
    if before := after or parent:
        return with_inner(agreement, before)[-1].position + 1
    last = agreement.articles.order_by("-position").first()
    return last.position + 1 if last else 1


def _division(parent: Article | None, after: Article | None) -> str:
    if after and after != parent:
        return after.division
    return WITHIN.get(Division(parent.division) if parent else None, Division.ITEM)
