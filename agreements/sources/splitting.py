"""A document split at its own numbering into articles, with everything accounted for."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from .assembling import Assembler
from .contents import find_contents
from .documents import Document, Span
from .furniture import Furniture, Kind, find_furniture
from .layout import blank_out, find_rows
from .messages import N_, SourceError
from .parts import Part, find_parts
from .results import Split

BODY = "body"


def split(document: Document, *, part: str | None = None) -> Split:
    """Split the document, or one part of it ("Exhibit 1"), at its numbering.

    Numbers are relative to what is split: "12.1(3)" for `part="Exhibit 1"`, "Exhibit 1, 12.1(3)"
    for the whole filing. `part="body"` (or empty) is the filing without its exhibits, but with
    its schedules. Raises SourceError for a part that the document does not have.
    """
    furniture = _find_all(document)
    if not blank_out(document, furniture).strip():
        furniture = []  # where every line repeats, none is a header
    parts = find_parts(find_rows(document, blank_out(document, furniture)), len(document.text))
    chosen = _choose(parts, part)
    ranges = _ranges(parts, chosen, part, len(document.text))
    furniture = _within(document, furniture, ranges)
    assembler = Assembler(document, furniture, parts, chosen)
    for span in ranges:
        assembler.read(span)
    return assembler.result()


def _find_all(document: Document) -> list[Furniture]:
    """Pages are compared once more without their tables of contents, which hide their edges."""
    own = find_furniture(document)
    contents = list(find_contents(find_rows(document, blank_out(document, own))))
    if contents:
        own = [*contents, *find_furniture(document, contents)]
    return list(_apart(sorted(own)))


def _apart(pieces: Sequence[Furniture]) -> Iterator[Furniture]:
    """The pieces without what an earlier one has taken."""
    taken = 0
    for piece in pieces:
        if piece.end > taken:
            yield replace(piece, start=max(piece.start, taken))
            taken = piece.end


def _choose(parts: Sequence[Part], name: str | None) -> Part | None:
    if name is None or name.strip().lower() in ("", BODY):
        return None
    wanted = " ".join(name.split()).casefold()
    for part in parts:
        if part.name.casefold() == wanted:
            return part
    raise SourceError(
        N_("The document has no part “%(part)s”. Choose one of these: %(parts)s."),
        part=name,
        parts=", ".join([BODY, *(part.name for part in parts)]),
    )


def _ranges(parts: Sequence[Part], chosen: Part | None, name: str | None, end: int) -> list[Span]:
    if chosen:
        return [Span(chosen.start, chosen.end)]
    if name is None:
        return [Span(0, end)]
    return [span for span in _outside_exhibits(parts, end) if span.start < span.end]


def _outside_exhibits(parts: Sequence[Part], end: int) -> Iterator[Span]:
    at = 0
    for part in parts:
        if part.depth == 0 and part.is_exhibit:
            yield Span(at, part.start)
            at = part.end
    yield Span(at, end)


def _within(
    document: Document, furniture: Sequence[Furniture], ranges: Sequence[Span]
) -> list[Furniture]:
    """The furniture of what is split; what is not split counts as furniture too."""
    kept, at = [], 0
    for span in (*ranges, Span(len(document.text), len(document.text))):
        if document.text[at : span.start].strip():
            kept.append(Furniture(at, span.start, Kind.OTHER_PART))
        at = span.end
    inside = (
        piece for piece in furniture if any(span.start <= piece.start < span.end for span in ranges)
    )
    return sorted((*kept, *inside))
