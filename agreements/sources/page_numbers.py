"""Lines with nothing but a page number, told from labels by how they rise through the text."""

import re
from collections.abc import Sequence

from .numerals import from_roman

_NUMBER = re.compile(
    r"[\s\-–—\[(]{0,90}(?:(?P<word>page|p\.)[\s\-]{0,4})?(?P<letter>[A-Z]-)?"
    r"(?P<number>\d{1,4}|[ivxlc]{1,7})(?:\s{1,9}\d\S{5,20})?[\s\-–—\]).]{0,90}",
    re.IGNORECASE,
)
_SHORTEST_PAGE = 300  # characters between two page numbers
_LONGEST_STEP = 3  # pages, of which some may not print their number
_WINDOW = 12
_FEWEST = 3
_SETTLED = 6  # pages after which a short one, as of exhibits, is no wonder


def find_page_numbers(texts: Sequence[str], pages: Sequence[int] = ()) -> dict[int, int]:
    """The indexes of the lines that hold only a page number, and that number.

    `pages` are the pages of the lines as far as page breaks show them.
    """
    found: list[tuple[int, int, int, bool]] = []  # index, value, characters before, arabic
    named: dict[int, int] = {}
    length = 0
    for index, text in enumerate(texts):
        match = _NUMBER.fullmatch(text) if len(text) < 200 else None
        value = _value(match["number"]) if match else None
        if match and value:
            found.append((index, value, length, match["number"].isdecimal()))
            if match["word"]:
                named[index] = value
        else:
            broken = index and pages and pages[index] != pages[index - 1]
            length += len(text.strip()) + (_SHORTEST_PAGE if broken else 0)
    numbers = dict(named)
    for arabic in (True, False):
        numbers |= _longest_rise([item for item in found if item[3] is arabic])
    return numbers


def _value(printed: str) -> int | None:
    return int(printed) if printed.isdecimal() else from_roman(printed)


def _longest_rise(found: Sequence[tuple[int, int, int, bool]]) -> dict[int, int]:
    """The longest run of numbers that rise by few, each a page after the one before."""
    best: list[tuple[int, int]] = []  # length of the run that ends here, the item before
    for at, (_, value, place, _) in enumerate(found):
        before = [
            (best[i][0], i)
            for i in range(max(0, at - _WINDOW), at)
            if 0 < value - found[i][1] <= _LONGEST_STEP
            and (
                place - found[i][2] >= _SHORTEST_PAGE
                or (value == found[i][1] + 1 and best[i][0] >= _SETTLED)
            )
        ]
        length, predecessor = max(before, default=(0, -1))
        best.append((length + 1, predecessor))
    at = max(range(len(best)), key=lambda i: best[i][0], default=-1)
    run: dict[int, int] = {}
    if at < 0:
        return run
    while at >= 0:
        run[found[at][0]] = found[at][1]
        at = best[at][1]
    enough = len(run) >= _FEWEST or sorted(run.values()) == [1, 2]
    return run if enough else {}
