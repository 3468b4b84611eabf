"""The words of an article as they stand in the source."""

import re
from collections.abc import Iterable, Iterator

from .documents import Span
from .layout import BLANK

_WORDS = re.compile(rf"\S+(?:[^\S\n{BLANK}]+\S+)*")
_ENDED = re.compile(r"[.:;!?)\]\"”。）]$")
_BLANK_LINES = re.compile(r"\n(?:[^\S\n]*\n)+")


def spans_of(text: str, taken: Iterable[Span]) -> Iterator[Span]:
    """The parts of `taken` between blanks at line ends; `text` has furniture blanked out."""
    for span in taken:
        for words in _WORDS.finditer(text, span.start, span.end):
            yield Span(words.start(), words.end())


def own_text(source: str, text: str, start: int, end: int) -> str:
    """`text[start:end]` with its line breaks, joined where a page broke a sentence.

    `source` is the text with its furniture, which `text` has blanked out.
    """
    pieces, at = [], start
    for gap in _BLANK_LINES.finditer(text, start, end):
        before = text[at : gap.start()].rstrip()
        removed = bool(source[gap.start() : gap.end()].strip())
        following = text[gap.end() : gap.end() + 200].lstrip()
        broken = removed and before and not _ENDED.search(before)
        pieces += [before, "\n" if broken or (removed and following[:1].islower()) else "\n\n"]
        at = gap.end()
    pieces.append(text[at:end])
    lines = "".join(pieces).replace(BLANK, " ").strip().split("\n")
    return "\n".join(line.rstrip() for line in lines)
