"""What splitting a document gives."""

from collections.abc import Iterator
from dataclasses import dataclass

from .documents import Document, Span
from .furniture import Furniture
from .messages import Message


@dataclass(frozen=True, slots=True)
class SplitArticle:
    """An article as the document prints it, without what is nested below it.

    `number` is how it is cited in full ("12.1(3)"), `label` how it is printed ("(3)"). `text` has
    the words verbatim, with line breaks, but without furniture, the heading and the blank lines
    of page breaks. Pages count as in `Line.page`. `level` is 0 at the top; `parent` is the index
    of the article that holds it. `spans` are the characters of the source that it took.
    """

    number: str
    label: str
    heading: str
    text: str
    page_from: int
    page_to: int
    level: int
    parent: int | None
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Break:
    """A place where the numbering does not run on; `article` is an index, `line` counts from 1."""

    article: int
    page: int
    line: int
    expected: str
    found: str
    message: Message


@dataclass(frozen=True, slots=True)
class Split:
    """The articles in reading order, the furniture between them, and how sure it all is.

    `confidence` runs from 0 to 1, lowered by each of `reasons`. `whole` says that no numbering
    was found: one article then holds all the text. `parts` names the exhibits and schedules.
    """

    articles: tuple[SplitArticle, ...]
    furniture: tuple[Furniture, ...]
    breaks: tuple[Break, ...]
    parts: tuple[str, ...]
    confidence: float
    reasons: tuple[Message, ...]
    whole: bool


def lost_or_doubled(document: Document, split: Split) -> Iterator[Span]:
    """The characters that are not blank and stand in no article or furniture, or in several."""
    counts = bytearray(len(document.text) + 1)
    taken = [(span.start, span.end) for article in split.articles for span in article.spans]
    for start, end in (*taken, *((piece.start, piece.end) for piece in split.furniture)):
        for at in range(start, end):
            counts[at] = min(counts[at] + 1, 2)
    for at, char in enumerate(document.text):
        if not char.isspace() and counts[at] != 1:
            yield Span(at, at + 1)
