"""Which provision on record each piece of a document is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from agreements.coverage import Tokens, names, words
from agreements.models import Article, SourceArticle
from agreements.sources import Split, SplitArticle

Match = SourceArticle.Match
Settlements = Mapping[tuple[str, str], SourceArticle]
"""What people settled earlier, by the number and the text of the piece."""

_NUMBER, _LABEL, _HEADING, _PAGE = 80, 80, 300, 32_767  # what the columns hold


def match_pieces(
    split: Split, articles: Sequence[Article], settled: Settlements
) -> list[SourceArticle]:
    """The pieces as rows that are not saved yet, each with its provision, in reading order.

    What a person settled for the same number and text comes first, then the provision of this
    number, of pieces with one number for the first. A piece nested more finely than the record
    belongs to the provision that holds it. The rest is open.
    """
    record = _Record(articles)
    rows: list[SourceArticle] = []
    for piece in split.articles:
        row = _row(piece, position=len(rows))
        earlier = settled.get((row.number, row.text))
        holder = rows[piece.parent].article if piece.parent is not None else None
        if earlier and earlier.match != Match.OPEN:
            _carry_over(earlier, row)
        elif article := record.take(piece, split) or record.within(holder):
            row.article, row.match = article, Match.FOUND
        elif earlier:
            _carry_over(earlier, row)
        rows.append(row)
    return rows


def is_named(row: SourceArticle) -> bool:
    """Whether the piece has the number of its provision, rather than standing within it."""
    assert row.article
    cited, own = words(row.article.number), words(row.number)
    return own == cited[-len(own) :]


def heading_differs(row: SourceArticle) -> bool:
    """Whether piece and provision both have a heading and neither begins with the other."""
    assert row.article
    printed, recorded = _letters(row.heading), _letters(row.article.heading)
    return bool(printed and recorded) and not (
        printed.startswith(recorded) or recorded.startswith(printed)
    )


class _Record:
    """The provisions by their numbers; each is found once."""

    def __init__(self, articles: Iterable[Article]) -> None:
        self.free: dict[Tokens, Article] = {}
        self.with_numbers_below: set[int | None] = set()
        for article in articles:
            self.free[words(article.number)] = article
            if article.printed:
                self.with_numbers_below.add(article.parent_id)

    def take(self, piece: SplitArticle, split: Split) -> Article | None:
        """The provision of the piece's number, of the number in full before the bare one."""
        for cited in reversed(list(names(piece, split))):
            if article := self.free.pop(cited, None):
                return article
        return None

    def within(self, holder: Article | None) -> Article | None:
        """The provision that holds the piece, unless the record numbers what is below it."""
        return None if holder is None or holder.pk in self.with_numbers_below else holder


def _row(piece: SplitArticle, *, position: int) -> SourceArticle:
    """The piece as a row; what is too long for its column stands in the text, nothing is lost."""
    label, heading, text = map(_storable, (piece.label, piece.heading, piece.text))
    if len(label) > _LABEL or len(heading) > _HEADING:
        label, heading, text = "", "", "\n\n".join(filter(None, (label, heading, text)))
    return SourceArticle(
        position=position,
        level=piece.level,
        number=_storable(piece.number)[:_NUMBER],
        label=label,
        heading=heading,
        text=text,
        page_from=_page(piece.page_from),
        page_to=_page(piece.page_to),
    )


def _carry_over(earlier: SourceArticle, row: SourceArticle) -> None:
    row.article, row.match, row.note = earlier.article, earlier.match, earlier.note
    row.settled_by, row.settled_at = earlier.settled_by, earlier.settled_at


def _storable(text: str) -> str:
    """Without NUL, which PDF files may hold and PostgreSQL refuses."""
    return text.replace("\0", "\ufffd")


def _page(number: int) -> int | None:
    return number if number <= _PAGE else None


def _letters(heading: str) -> str:
    return "".join(char for char in heading.casefold() if char.isalnum())
