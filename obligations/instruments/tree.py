"""Writing the tree of provisions: parents before children, in reading order."""

from __future__ import annotations

from itertools import pairwise

from agreements.models import Agreement, Article, ArticleChange
from obligations.instruments.contents import Contents, slug_of
from obligations.instruments.files import walk
from obligations.instruments.forms import ARTICLE
from obligations.instruments.rows import Values, change, columns, create


def put_articles(contents: Contents, agreement: Agreement) -> dict[str, Article]:
    """Bring the provisions on record to those of the file; each of the file's by its number.

    Provisions that the file no longer has stay, behind the others; those that a standing amendment
    inserted stay where it put them.
    """
    on_record = {row.number: row for row in agreement.articles.order_by("position")}
    wanted: dict[str, Values] = {}
    parents: dict[str, str | None] = {}
    for entry, above in walk(contents.get("articles", [])):
        wanted[entry["number"]] = columns(entry, ARTICLE)
        parents[entry["number"]] = above["number"] if above else None
    gone = [row for number, row in on_record.items() if number not in wanted]
    places = _places(_order(list(wanted), on_record, gone, _inserted(agreement)), on_record)
    rows = {number: row for number, row in on_record.items() if number in wanted}
    _create(agreement, wanted, parents, places, rows)
    for number, values in wanted.items():
        # In reading order, so that whatever is above a provision is in its place already.
        parent = parents[number]
        parent_id = rows[parent].pk if parent else None
        change(rows[number], {**values, "parent_id": parent_id, "position": places[number]})
    for row in gone:
        change(row, {"position": places[row.number]})
    return rows


def _create(
    agreement: Agreement,
    wanted: dict[str, Values],
    parents: dict[str, str | None],
    places: dict[str, int],
    rows: dict[str, Article],
) -> None:
    """Add the provisions that are not on record to `rows`, level by level."""
    missing = [number for number in wanted if number not in rows]
    while missing:
        ready = [n for n in missing if (parent := parents[n]) is None or parent in rows]
        new = [
            Article(
                **wanted[number],
                agreement_id=agreement.pk,
                slug=slug_of(number),
                parent_id=rows[parent].pk if (parent := parents[number]) else None,
                position=places[number],
            )
            for number in ready
        ]
        create(Article, new)
        rows.update({row.number: row for row in new})
        missing = [number for number in missing if number not in rows]


def _inserted(agreement: Agreement) -> set[str]:
    changes = ArticleChange.objects.filter(
        amendment__agreement=agreement,
        amendment__withdrawn_at=None,
        effect=ArticleChange.Effect.INSERTED,
    )
    return set(changes.values_list("article__number", flat=True))


def _order(
    numbers: list[str], on_record: dict[str, Article], gone: list[Article], inserted: set[str]
) -> list[str]:
    """The provisions of the file, each inserted one behind what it stood behind, then the rest."""
    order = list(numbers)
    behind = {after: before for before, after in pairwise(on_record)}
    for row in gone:
        neighbour = behind.get(row.number)
        if row.number in inserted and neighbour in order:
            order.insert(order.index(neighbour) + 1, row.number)
        else:
            order.append(row.number)
    return order


def _places(order: list[str], on_record: dict[str, Article]) -> dict[str, int]:
    """The place of each provision; those on record keep theirs where the order is the same."""
    kept = [on_record[number].position for number in order if number in on_record]
    if len(kept) == len(order) and all(one < next_ for one, next_ in pairwise(kept)):
        return dict(zip(order, kept, strict=True))
    return {number: place for place, number in enumerate(order, 1)}
