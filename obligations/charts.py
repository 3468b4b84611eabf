"""Geometry of the pictures on the dashboard: columns and bars, in hundredths of the picture.

Hundredths let a picture fill whatever width there is, while its writing keeps the size of the page.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

GAP = 0.3
"""Share of a column's place that stays empty."""
TOP, FLOOR = 14.0, 86.0
"""Where the highest column ends, and where all stand; above and beneath is writing."""


@dataclass(frozen=True)
class Piece:
    """A rectangle; `look` is its class, all else in hundredths of the picture."""

    look: str
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Column:
    """A column with its writing: `head` above it and `foot` beneath it."""

    pieces: list[Piece]
    middle: float
    top: float
    head: str
    foot: str


Part = tuple[str, int]
"""A class and a number."""


def draw_columns(columns: Sequence[tuple[str, str, Sequence[Part]]]) -> list[Column]:
    """Columns of stacked parts, each given with its foot, its head and its parts from the floor."""
    most = max((sum(n for _look, n in parts) for *_words, parts in columns), default=0) or 1
    place = 100 / max(len(columns), 1)
    scale = (FLOOR - TOP) / most
    drawn = []
    for index, (foot, head, parts) in enumerate(columns):
        x, y, pieces = place * (index + GAP / 2), FLOOR, []
        for look, number in parts:
            height = number * scale
            y -= height
            if number:
                pieces.append(_piece(look, x, y, place * (1 - GAP), height))
        middle = round(place * (index + 0.5), 2)
        drawn.append(Column(pieces, middle, round(y - 2, 2), head, foot))
    return drawn


def draw_bar(parts: Sequence[Part], *, most: int) -> list[Piece]:
    """One lying bar of parts; `most` fills the whole width."""
    x, pieces = 0.0, []
    for look, number in parts:
        width = 100 * number / max(most, 1)
        if number:
            pieces.append(_piece(look, x, 0, width, 100))
        x += width
    return pieces


def _piece(look: str, *sizes: float) -> Piece:
    return Piece(look, *(round(size, 2) for size in sizes))
