"""The documents that a filing holds: exhibits, schedules, annexes, appendices."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from .layout import Row

_HEADING = re.compile(
    r"(?P<word>(?i:exhibit|schedule|annex|appendix|attachment|addendum)|別紙|別表|別添)"
    r"(?:\s{1,5}(?i:no\.))?"
    r"\s{0,5}[\"“'‘]?(?P<id>(?:\d{1,3}|[A-Z]|AA|BB|CC|DD|[IVX]{1,5}|[０-９一二三四五六七八九十])"
    r"(?:[-.](?:\d{1,3}|[A-Z])(?![a-z])|(?<=[A-Z])\d{1,2})*(?:\([a-z0-9]{1,3}\)){0,3})?[\"”'’]?(?![\w-])"
)
_FILED = re.compile(r"\d{1,3}\.\d{1,3}")
_TITLE = re.compile(r"\s*(?:[-–—:.(]|[A-Z\[“\"][^.;]{0,110}$|TO\b|\s{3})")


@dataclass(frozen=True, slots=True)
class Part:
    """A part with the offsets of its text. `depth` is 1 for a part of a part, else 0."""

    name: str
    start: int
    label_end: int
    end: int
    depth: int

    @property
    def is_exhibit(self) -> bool:
        """Exhibits are documents of their own; schedules and annexes belong to the filing."""
        return self.name.startswith("Exhibit")


@dataclass(frozen=True, slots=True)
class _Found:
    word: str
    id: str
    row: int
    start: int
    end: int

    @property
    def key(self) -> tuple[str, str]:
        return self.word.lower(), self.id.upper()


def find_parts(rows: Sequence[Row], end: int) -> list[Part]:
    """The parts in order; the text before the first is the body."""
    found = [item for item in _headings(rows) if not _is_listed(item, rows)]
    found = _first_of_each(found)
    if found and _says_where_filed(found[0]) and not _is_first_of_several(found):
        # "Exhibit 10.1" at the very top says where the document was filed, not a part of it.
        found = [item for item in found if item.key != found[0].key]
    parts = [
        Part(_name(item), item.start, item.end, end, _depth(item, found[:at]))
        for at, item in enumerate(found)
    ]
    return [replace(part, end=_end(parts, at, end)) for at, part in enumerate(parts)]


def _headings(rows: Sequence[Row]) -> list[_Found]:
    found = []
    for at, row in enumerate(rows):
        match = _HEADING.match(row.text, row.indent)
        if (
            match
            and (match["id"] or not match["word"].isascii())
            and _stands_alone(rows, at, match)
        ):
            item = _Found(match["word"], match["id"] or "", at, row.start, row.offset + match.end())
            found.append(item)
    return found


def _stands_alone(rows: Sequence[Row], at: int, match: re.Match[str]) -> bool:
    row, rest = rows[at], rows[at].text[match.end() :]
    if match["word"][0].islower() or not (row.new_page or row.after_blank or at == 0):
        return False
    last = at + 1 == len(rows)
    below = last or rows[at + 1].after_blank or rows[at + 1].new_page
    capitals = not last and rows[at + 1].text.isupper()
    if not rest.strip():
        return row.new_page or below or capitals
    title = bool(_TITLE.match(rest)) or rest.strip().lower().startswith("to ")
    short = len(row.text.strip()) < 140 and rest.strip()[-1] not in ".;,"
    long = match["word"].isupper() and row.new_page
    return title and ((short and (below or row.new_page or capitals)) or long)


def _is_listed(item: _Found, rows: Sequence[Row]) -> bool:
    """Whether the next line is another part's heading on the same page: a list of parts."""
    following = rows[item.row + 1] if item.row + 1 < len(rows) else None
    previous = rows[item.row - 1] if item.row else None
    neighbours = [
        row
        for row, broken in (
            (following, following and following.new_page),
            (previous, rows[item.row].new_page),
        )
        if row is not None and not broken
    ]
    return any(
        (match := _HEADING.match(row.text, row.indent)) is not None
        and (match["word"].lower(), match["id"]) != (item.word.lower(), item.id)
        for row in neighbours
    )


def _says_where_filed(item: _Found) -> bool:
    """At the very top, or with a number of the SEC's exhibit table (Regulation S-K, item 601)."""
    return item.row == 0 or (
        item.word.lower() == "exhibit" and _FILED.fullmatch(item.id) is not None
    )


def _first_of_each(found: Sequence[_Found]) -> list[_Found]:
    """The first heading with a name opens the part; pages of it may repeat the heading."""
    seen: dict[tuple[str, str], _Found] = {}
    for item in found:
        seen.setdefault(item.key, item)
    return list(seen.values())


def _is_first_of_several(found: Sequence[_Found]) -> bool:
    first = found[0]
    follower = chr(ord(first.id[-1]) + 1) if first.id else ""
    return any(item.word == first.word and item.id == first.id[:-1] + follower for item in found)


def _name(item: _Found) -> str:
    return (
        f"{item.word.capitalize()} {item.id}".strip()
        if item.word.isascii()
        else item.word + item.id
    )


def _depth(item: _Found, before: Sequence[_Found]) -> int:
    """A smaller heading ("Exhibit 3-1" after "EXHIBIT 1") belongs to the larger one above it."""
    capitals = any(other.word.isupper() for other in before) and not item.word.isupper()
    compound = "-" in item.id and any("-" not in other.id for other in before)
    return int(bool(before) and item.word.isascii() and (capitals or compound))


def _end(parts: Sequence[Part], at: int, end: int) -> int:
    """Where the next part of the same or a higher rank starts."""
    return next((part.start for part in parts[at + 1 :] if part.depth <= parts[at].depth), end)
