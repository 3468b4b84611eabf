"""Articles in the making, and how each is cited."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from .candidates import HEADING, RECITALS, SIGNATURE
from .citing import is_container
from .numbering import Reading
from .outline import Opening


@dataclass(frozen=True, slots=True)
class Piece:
    """An article in the making; it ends where the next one starts."""

    number: str
    start: int
    label_end: int
    level: int
    parent: int | None
    opening: Opening | None = None

    @property
    def is_numbered(self) -> bool:
        return self.opening is not None and is_numbered(self.opening.reading)


def is_numbered(reading: Reading) -> bool:
    """Headings, recitals and signature pages have no number."""
    return reading.style not in (HEADING, RECITALS, SIGNATURE)


def disambiguated(pieces: Sequence[Piece]) -> list[str]:
    """Numbers that come several times are cited with the chapter or heading that holds them."""
    counts = Counter(piece.number for piece in pieces)
    return [
        f"{container}, {piece.number}"
        if counts[piece.number] > 1 and (container := _container(pieces, piece))
        else piece.number
        for piece in pieces
    ]


def _container(pieces: Sequence[Piece], piece: Piece) -> str:
    at = piece.parent
    while at is not None:
        over = pieces[at]
        if over.opening is None or is_container(over.opening.reading.style):
            return over.number if not piece.number.startswith(f"{over.number}, ") else ""
        at = over.parent
    return ""
