"""From outlines to articles: numbers, headings, texts, breaks."""

from collections.abc import Sequence
from dataclasses import replace

from .breaks import find_breaks
from .candidates import HEADING, RECITALS, SIGNATURE, Candidate, Finder
from .citing import cite
from .confidence import Evidence, assess, is_strong
from .documents import Document, Span
from .furniture import Furniture
from .headings import find_heading
from .layout import blank_out, find_rows
from .numbering import LIST, Reading
from .outline import Opening
from .outlining import outline
from .parts import Part
from .pieces import Piece, disambiguated
from .results import Split, SplitArticle
from .verbatim import own_text, spans_of

PREAMBLE = "Preamble"


class Assembler:
    """Collects the pieces of all ranges in reading order, then makes articles of them."""

    def __init__(
        self,
        document: Document,
        furniture: Sequence[Furniture],
        parts: Sequence[Part],
        chosen: Part | None,
    ) -> None:
        self.document = document
        self.furniture = tuple(furniture)
        self.text = blank_out(document, furniture)
        self.parts = parts
        self.chosen = chosen
        self.finder = Finder(find_rows(document, self.text), self.text)
        self.pieces: list[Piece] = []
        self.ends: list[int] = []
        self.rejected: list[Candidate] = []

    def read(self, span: Span) -> None:
        """Split one range: the text before its parts, then each part."""
        inner = [
            part
            for part in self.parts
            if span.start <= part.start < span.end and part is not self.chosen
        ]
        ends = [*(part.start for part in inner), span.end]
        self._read_body(span.start, ends[0])
        outer: list[int] = []
        for part, end in zip(inner, ends[1:], strict=True):
            del outer[0 if self.chosen else part.depth :]
            parent = outer[-1] if outer else None
            outer.append(len(self.pieces))
            self._read_part(part, end, level=len(outer) - 1, parent=parent)

    def _read_body(self, start: int, end: int) -> None:
        """What stands before the first number is the preamble."""
        label_end = self.chosen.label_end if self.chosen else start
        openings = self._outline(label_end, end)
        first = openings[0].candidate.start if openings else end
        if self.text[start:first].strip():
            self.pieces.append(Piece(PREAMBLE, start, label_end, 0, None))
        self._add(openings, end, prefix="", level=0, root=None)

    def _read_part(self, part: Part, end: int, *, level: int, parent: int | None) -> None:
        root = len(self.pieces)
        self.pieces.append(Piece(part.name, part.start, part.label_end, level, parent))
        openings = self._outline(part.label_end, end)
        self._add(openings, end, prefix=f"{part.name}, ", level=level + 1, root=root)

    def _add(
        self, openings: Sequence[Opening], end: int, *, prefix: str, level: int, root: int | None
    ) -> None:
        above: list[tuple[Reading, int | None]] = []
        for opening in openings:
            del above[opening.depth :]
            if opening.implied:
                held_by = above[-2][1] if len(above) > 1 else root
                above[-1] = (above[-1][0], held_by)
            number = prefix + cite(opening.reading, [reading for reading, _ in above])
            parent = above[-1][1] if above else root
            above.append((opening.reading, len(self.pieces)))
            at = opening.candidate
            self.pieces.append(
                Piece(number, at.start, at.end, level + opening.depth, parent, opening)
            )
        self.ends += [end] * (len(self.pieces) - len(self.ends))

    def _outline(self, start: int, end: int) -> list[Opening]:
        openings, rejected = outline(self.finder, start, end)
        self.rejected += rejected
        return openings

    def result(self) -> Split:
        """The split of everything read so far."""
        numbers = disambiguated(self.pieces)
        pieces = [
            replace(piece, number=number)
            for piece, number in zip(self.pieces, numbers, strict=True)
        ]
        nexts = [*(piece.start for piece in pieces[1:]), len(self.text)]
        ends = [min(pair) for pair in zip(nexts, self.ends, strict=False)]
        nested = {piece.parent for piece in pieces}
        articles = [
            self._article(piece, end, nested=at in nested)
            for at, (piece, end) in enumerate(zip(pieces, ends, strict=True))
        ]
        breaks = tuple(find_breaks(self.document, pieces))
        assessment = assess(self._evidence(pieces, articles, len(breaks)))
        whole = assessment.whole and not self.parts and bool(articles)
        return Split(
            articles=(self._whole(articles),) if whole else tuple(articles),
            furniture=self.furniture,
            breaks=() if whole else breaks,
            parts=tuple(part.name for part in self.parts),
            confidence=assessment.confidence,
            reasons=assessment.reasons,
            whole=whole,
        )

    def _article(self, piece: Piece, end: int, *, nested: bool) -> SplitArticle:
        reading = piece.opening.reading if piece.opening else None
        if reading and reading.style in (HEADING, RECITALS):
            heading, label_end = Span(piece.start, piece.label_end), piece.start
        else:
            label_end = piece.label_end
            titled = piece.number != PREAMBLE if reading is None else reading.style != SIGNATURE
            worded = reading is None or reading.style.rank < LIST
            found = titled and find_heading(self.text, label_end, end, worded=worded, nested=nested)
            heading = found or Span(label_end, label_end)
        taken = (
            Span(piece.start, label_end),
            Span(label_end, heading.start),
            heading,
            Span(heading.end, end),
        )
        spans = tuple(spans_of(self.text, taken))
        first, last = (spans[0].start, spans[-1].end - 1) if spans else (piece.start, piece.start)
        separators = self.text[label_end : heading.start].strip()
        return SplitArticle(
            number=piece.number,
            label=" ".join(f"{self.text[piece.start : label_end]}{separators}".split()),
            heading=_shown(self.text[heading.start : heading.end]),
            text=own_text(self.document.text, self.text, heading.end, end),
            page_from=self.document.line_at(first).page,
            page_to=self.document.line_at(last).page,
            level=piece.level,
            parent=piece.parent,
            spans=spans,
        )

    def _whole(self, articles: Sequence[SplitArticle]) -> SplitArticle:
        spans = tuple(span for article in articles for span in article.spans)
        return SplitArticle(
            number="Document",
            label="",
            heading="",
            text=own_text(self.document.text, self.text, spans[0].start, spans[-1].end),
            page_from=articles[0].page_from,
            page_to=articles[-1].page_to,
            level=0,
            parent=None,
            spans=spans,
        )

    def _evidence(
        self, pieces: Sequence[Piece], articles: Sequence[SplitArticle], breaks: int
    ) -> Evidence:
        lengths = [len(article.text) for article in articles]
        numbered = [piece.is_numbered for piece in pieces]
        holding = {piece.parent for piece in pieces}
        return Evidence(
            numbered=sum(numbered),
            headed=sum(piece.opening is not None for piece in pieces),
            breaks=breaks,
            passed_over=sum(is_strong(item.weight) for item in self.rejected),
            empty=sum(
                at not in holding and piece.is_numbered and not (article.text or article.heading)
                for at, (piece, article) in enumerate(zip(pieces, articles, strict=True))
            ),
            text=sum(lengths),
            outside=sum(
                length for length, inside in zip(lengths, numbered, strict=True) if not inside
            ),
            largest=max(lengths, default=0),
        )


def _shown(heading: str) -> str:
    """On one line, without brackets around it or the mark that ends it."""
    text = " ".join(heading.split()).strip("_ ")
    text = text if text.endswith("etc.") else text.rstrip(" .:-–—_")
    if text[:1] in ("(", "（") and text[-1:] in (")", "）"):
        text = text[1:-1]
    return text.strip()
