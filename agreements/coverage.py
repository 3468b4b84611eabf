"""The numbering of a source against the provisions on record, both ways."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from agreements.models import Article
from agreements.sources import Split, SplitArticle

Tokens = tuple[str, ...]


@dataclass(frozen=True)
class Comparison:
    """Where a source and the record part.

    `unrecorded` are numbered in the source and not on record; `unfound` have a printed number on
    record that the source does not print; `in_text` are found within running text.
    """

    found: list[Article]
    in_text: list[Article]
    unrecorded: list[SplitArticle]
    unfound: list[Article]


def compare(articles: Iterable[Article], split: Split) -> Comparison:
    """Compare the provisions of an instrument with a source split at its own numbering.

    Numbers are compared by their words, so that “Exhibit 3-7, 1” is Exhibit 3-7(1). A printed
    number at which the split does not begin an article of its own, such as (i) in a sentence,
    counts as found where the text of the article that holds it prints it, each time once.
    """
    rows = {row.pk: row for row in articles}
    pieces = {cited: piece for piece in split.articles for cited in names(piece, split)}
    numbers = {words(row.number) for row in rows.values()}
    printed = [row for row in rows.values() if row.printed]
    texts = _Texts(split)
    comparison = Comparison([], [], [], [])
    for row in printed:
        if words(row.number) in pieces:
            comparison.found.append(row)
        elif texts.take(_holding(row, rows, pieces), row.printed):
            comparison.in_text.append(row)
        else:
            comparison.unfound.append(row)
    comparison.unrecorded.extend(
        piece for piece in split.articles if piece.label and numbers.isdisjoint(names(piece, split))
    )
    return comparison


def words(number: str) -> Tokens:
    """A number by its words, whatever stands between them: “Exhibit 3-7, 1” is Exhibit 3-7(1)."""
    return tuple(word.strip(".") for word in re.split(r"[^\w.-]+", number.casefold()) if word)


def names(piece: SplitArticle, split: Split) -> Iterator[Tokens]:
    """The number as cited, and as cited after the number of what holds it."""
    yield words(piece.number)
    if piece.parent is not None:
        yield words(split.articles[piece.parent].number) + words(piece.number)


def _holding(
    row: Article, rows: dict[int, Article], pieces: dict[Tokens, SplitArticle]
) -> SplitArticle | None:
    """The article of the source that holds the provision; None where nothing numbered does."""
    while row.parent_id is not None:
        row = rows[row.parent_id]
        if piece := pieces.get(words(row.number)):
            return piece
    return None


class _Texts:
    """The printed numbers within running text; each occurrence is taken once."""

    def __init__(self, split: Split) -> None:
        self.unnumbered = [piece for piece in split.articles if not piece.label]
        self.taken: Counter[tuple[int, str]] = Counter()

    def take(self, piece: SplitArticle | None, label: str) -> bool:
        """Whether the text of the piece, or of one without a number, prints the label once more."""
        pattern = printed_as(label.strip().strip("."))
        for place in [piece] if piece else self.unnumbered:
            key = (id(place), label)
            if len(pattern.findall(place.text)) > self.taken[key]:
                self.taken[key] += 1
                return True
        return False


def printed_as(label: str) -> re.Pattern[str]:
    """The label as a number within a text: (i) anywhere, 7 only where a line or column begins."""
    bare = re.escape(label)
    if label.startswith("("):
        return re.compile(rf"(?<!\S){bare}(?!\w)")
    line, column = rf"^ *{bare}\.?(?= +[A-Z]|\s*$)", rf"\s\s{bare}\.?(?=\s\s|\s*$)"
    return re.compile(f"{line}|{column}", re.MULTILINE)
