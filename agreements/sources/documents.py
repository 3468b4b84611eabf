"""A document as lines with their pages, and spans of its text."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate


@dataclass(frozen=True, slots=True)
class Line:
    """One line without its line break: `page` and `number` count from 1.

    `page` is the printed page where the document prints one in its headers, else the page
    counted from page breaks, else 1.
    """

    text: str
    page: int
    number: int


@dataclass(frozen=True, order=True, slots=True)
class Span:
    """Characters `start` (included) to `end` (excluded) of `Document.text`."""

    start: int
    end: int


@dataclass(frozen=True)
class Document:
    """The text of a source as it was read. Offsets everywhere are offsets into `text`."""

    lines: tuple[Line, ...]

    @cached_property
    def text(self) -> str:
        return "\n".join(line.text for line in self.lines)

    @cached_property
    def starts(self) -> Sequence[int]:
        """The offset at which each line starts."""
        return list(accumulate((len(line.text) + 1 for line in self.lines[:-1]), initial=0))

    def line_at(self, offset: int) -> Line:
        """The line that holds the character at `offset`."""
        return self.lines[bisect_right(self.starts, offset) - 1]
