"""Tables of contents: from their heading to where the text begins, and rows of dot leaders."""

import re
from collections.abc import Iterator, Sequence

from .furniture import Furniture, Kind
from .layout import Row

_HEADING = re.compile(
    r"\s*(?:table of contents|contents|index(?: to| of)? (?:articles|sections|exhibits|schedules)"
    r"|list of (?:exhibits|schedules)|目\s*次)\s*:?(?=\s|$)",
    re.IGNORECASE,
)
_ENTRY_TAIL = re.compile(r"(?:[.…·]\s?){3}[\s\d\-ivxlA-Z]{0,12}$|\s(?:\d{1,3}|[ivxl]{1,5})$")
_LEADERS = re.compile(r"(?:[.…·]\s?){4}\s{0,4}(?:\d|[ivxl]{1,5}\b)")
_INNER_ENTRY = re.compile(r"\s\d{1,3}\s+(?=[A-Z§\d(])")
_INSIDE_HEADING = re.compile(r"(?:^|(?<!\s)\s{2,}+)(?=table of contents\b)", re.IGNORECASE)
_BARE_LABEL = re.compile(r"\s*[A-Za-z]+\s+\d{1,3}\s*")
_SENTENCE_END = re.compile(r"[.;:,]\s*$")
_SHORT = 180  # characters of an entry on a line of its own
_REACH = 5  # lines without a page number that may stand between two entries
_PER_ENTRY = 110  # characters: the density of entries that have run together on one line


def find_contents(rows: Sequence[Row]) -> Iterator[Furniture]:
    """The lines of tables of contents among rows in which other furniture is blanked out."""
    at = 0
    while at < len(rows):
        title = _title(rows[at].text)
        end = at if title is None else _end_of_table(rows, at, title)
        if end == at:
            title, end = None, _end_of_leaders(rows, at)
        for row in rows[at:end]:
            yield Furniture(
                row.start if title is None else row.offset + title, row.end, Kind.CONTENTS
            )
            title = None
        at = max(end, at + 1)


def _title(text: str) -> int | None:
    """Where in the line the heading of a table of contents starts."""
    if _HEADING.match(text):
        return 0
    inside = _INSIDE_HEADING.search(text)
    return inside.end() if inside else None


def _end_of_table(rows: Sequence[Row], heading: int, start: int) -> int:
    """The line after the last entry, or `heading` itself if no entry follows."""
    text = rows[heading].text
    title = _HEADING.match(text, start)
    rest = text[title.end() :] if title else text
    last = heading + 1 if _is_entry(rest) else heading
    if last == heading and not _may_be_entry(rest):
        return heading
    pending = 0
    for at in range(heading + 1, len(rows)):
        text = rows[at].text
        if _is_entry(text):
            last, pending = at + 1, 0
        elif _may_be_entry(text) and pending < _REACH:
            pending += 1
        else:
            break
    return last


def _may_be_entry(text: str) -> bool:
    """Short and without the end of a sentence: an entry whose page is on the next line."""
    return len(text.strip()) < _SHORT and not _SENTENCE_END.search(text)


def _end_of_leaders(rows: Sequence[Row], first: int) -> int:
    """Four lines or more with dot leaders are a table without a heading."""
    at = first
    while at < len(rows) and _LEADERS.search(rows[at].text):
        at += 1
    return at if at - first >= 4 else first


def _is_entry(text: str) -> bool:
    text = text.strip()
    if _BARE_LABEL.fullmatch(text):
        return False
    if len(text) < _SHORT:
        return bool(_ENTRY_TAIL.search(text)) or bool(_LEADERS.search(text))
    inner = len(_INNER_ENTRY.findall(text)) + len(_LEADERS.findall(text))
    return inner >= 2 and len(text.split()) * 6 <= inner * _PER_ENTRY
