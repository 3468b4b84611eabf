"""Two texts compared by words, as lawyers read a redline."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from enum import StrEnum
from typing import NamedTuple

# Words keep figures and hyphens together (10,883; 12.1; long-stop); Japanese, which leaves no
# blanks between words, is compared by characters.
_CJK = r"\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
_WORD = re.compile(rf"(?:[{_CJK}]|[^\W{_CJK}]+(?:[-'’.,/][^\W{_CJK}]+)*|([^\w\s])\1*)\s*")
_BLANKS = re.compile(r"\s+")


class Kind(StrEnum):
    """What became of some words."""

    SAME = "same"
    DELETED = "deleted"
    INSERTED = "inserted"


class Run(NamedTuple):
    """Words with the same fate, with the blanks that follow them."""

    kind: Kind
    words: str


def redline(old: str, new: str) -> list[Run]:
    """What became of `old`, by words; where the lines break makes no difference.

    Words that stay come as `new` sets them. Blank lines stay, other blanks become one.
    """
    before, after = _words(old), _words(new)
    # In a long text the matcher seeks by the rarer words: quick, and calm to read.
    matcher = SequenceMatcher(
        None, [word.rstrip() for word in before], [word.rstrip() for word in after]
    )
    pieces: list[Run] = []
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag == "equal":
            pieces.append(Run(Kind.SAME, "".join(after[j1:j2])))
            continue
        pieces.append(Run(Kind.DELETED, "".join(before[i1:i2])))
        pieces.append(Run(Kind.INSERTED, "".join(after[j1:j2])))
    return [piece for piece in pieces if piece.words]


def _words(text: str) -> list[str]:
    return [_BLANKS.sub(_blank, found[0]) for found in _WORD.finditer(text)]


def _blank(match: re.Match[str]) -> str:
    return "\n\n" if match[0].count("\n") > 1 else " "
