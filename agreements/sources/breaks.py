"""Where the numbering jumps, repeats or goes back."""

from collections.abc import Iterator, Sequence

from .citing import print_value
from .documents import Document
from .fitting import Fit
from .messages import N_, Message
from .pieces import Piece
from .results import Break

_SENTENCES = {
    Fit.SKIP: N_("%(number)s: the numbering jumps to %(found)s where %(expected)s was expected."),
    Fit.REPEAT: N_("%(number)s: %(found)s comes twice; %(expected)s was expected."),
    Fit.BACK: N_("%(number)s: the numbering goes back to %(found)s; %(expected)s was expected."),
    Fit.LATE: N_("%(number)s: the list starts with %(found)s where %(expected)s was expected."),
}


def find_breaks(document: Document, pieces: Sequence[Piece]) -> Iterator[Break]:
    """One break for each article whose number was not the one expected."""
    for at, piece in enumerate(pieces):
        opening = piece.opening
        if opening is None or opening.expected is None:
            continue
        line = document.line_at(piece.start)
        expected = print_value(opening.expected, opening.reading.style)
        found = print_value(opening.reading.value, opening.reading.style)
        values = {"number": piece.number, "found": found, "expected": expected}
        message = Message(_SENTENCES[opening.fit], values)
        yield Break(at, line.page, line.number, expected, found, message)
