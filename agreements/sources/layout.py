"""The lines that bear text, once furniture is blanked out, and what stands before each."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from .documents import Document
from .furniture import Furniture

_ANY = re.compile(r"[^\n]")
_PAGE_GAP = 4  # blank lines: where a page ends that nothing else marks


@dataclass(frozen=True, slots=True)
class Row:
    """A line with text: its offset, its indent in characters, and what parts it from the last.

    `after_blank` is a blank line on the same page; `new_page` a page break or furniture.
    """

    offset: int
    text: str
    indent: int
    after_blank: bool
    new_page: bool

    @property
    def start(self) -> int:
        """The offset of the first character that is not blank."""
        return self.offset + self.indent

    @property
    def end(self) -> int:
        return self.offset + len(self.text)


BLANK = "\x1f"  # a space to str.isspace and to \s, which no text has for a space


def blank_out(document: Document, furniture: Iterable[Furniture]) -> str:
    """The document's text with each character of furniture replaced by BLANK."""
    pieces, at = [], 0
    for piece in sorted(furniture):
        taken = document.text[piece.start : piece.end]
        pieces += [document.text[at : piece.start], _ANY.sub(BLANK, taken)]
        at = piece.end
    return "".join((*pieces, document.text[at:]))


def find_rows(document: Document, text: str) -> list[Row]:
    """The rows of `text`, which is the document's with furniture blanked out."""
    rows: list[Row] = []
    blanks, page, removed = 0, 0, True
    for line, offset in zip(document.lines, document.starts, strict=True):
        shown = text[offset : offset + len(line.text)]
        if not shown.strip():
            blanks += not line.text.strip()
            removed = removed or bool(line.text.strip())
            continue
        new_page = removed or line.page != page or blanks >= _PAGE_GAP
        indent = len(shown) - len(shown.lstrip())
        rows.append(Row(offset, shown, indent, blanks > 0 and not new_page, new_page))
        blanks, page, removed = 0, line.page, False
    return rows
