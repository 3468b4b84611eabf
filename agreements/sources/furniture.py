"""What stands on the pages but is not the agreement: headers, footers, page numbers, rules."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from .documents import Document, Span
from .page_numbers import find_page_numbers
from .pages import PAGE_MARK, PRINTED


class Kind(StrEnum):
    """What a span of furniture is."""

    HEADER = "header"
    FOOTER = "footer"
    PAGE_NUMBER = "page number"
    CONTENTS = "table of contents"
    RULE = "rule"
    BLANK_MARK = "blank mark"
    OTHER_PART = "other part"


@dataclass(frozen=True, order=True, slots=True)
class Furniture:
    """Characters `start` (included) to `end` (excluded) of the document's text, and their kind."""

    start: int
    end: int
    kind: Kind


_RULE = re.compile(r"[\s\-_=*~.·•—–―─━]*[-_=*~—–―─━][\s\-_=*~.·•—–―─━]*")
_BLANK_MARK = re.compile(
    r"[\[(<*\s]{0,9}(?:(?:this |the )?(?:remainder|rest|balance|page)\b.{0,60}\bblank\b.{0,40}"
    r"|intentionally (?:left )?(?:blank|omitted)|no further text on this page"
    r"|signatures?(?: pages?)?(?: to)? follows?.{0,30}|signature page (?:to|of) .{0,90}"
    r"|(?:以下)?(?:余白|白紙))[\])>*.\s]{0,9}",
    re.IGNORECASE,
)
_GAP = 4  # blank lines: where a page ends that nothing else marks
_EDGE = 4  # lines of a page in which a header or a footer can stand
_LONGEST = 200  # characters of a header that is a line of its own
_FEW_PAGES = 3


@dataclass(frozen=True, slots=True)
class _Page:
    """The offsets of the lines of one page that are not blank, first to last."""

    lines: tuple[Span, ...]


def find_furniture(document: Document, taken: Iterable[Furniture] = ()) -> list[Furniture]:
    """The furniture of each page, in order; lines of `taken` count as furniture already."""
    own_lines = list(_own_lines(document))
    skip = {piece.start for piece in (*own_lines, *taken)}
    pages = list(_pages(document, skip))
    found = [*own_lines]
    for edge in (_Edge(document, pages, Kind.HEADER), _Edge(document, pages, Kind.FOOTER)):
        found += edge.furniture()
    # A page of two lines may have one that is repeated at both edges.
    return list({(piece.start, piece.end): piece for piece in sorted(found)}.values())


def _own_lines(document: Document) -> Iterator[Furniture]:
    """Lines that show by themselves what they are, and page numbers, which show together."""
    numbers = find_page_numbers(
        [line.text for line in document.lines], [line.page for line in document.lines]
    )
    yield from _repeated_below(document, numbers)
    for line, start in zip(document.lines, document.starts, strict=True):
        text = line.text
        if len(text) > _LONGEST or not text.strip():
            continue
        end = start + len(text)
        if line.number - 1 in numbers or PAGE_MARK.fullmatch(text):
            yield Furniture(start, end, Kind.PAGE_NUMBER)
        elif _RULE.fullmatch(text):
            yield Furniture(start, end, Kind.RULE)
        elif _BLANK_MARK.fullmatch(text.strip()):
            yield Furniture(start, end, Kind.BLANK_MARK)
    yield from _printed_pages(document)


def _printed_pages(document: Document) -> Iterator[Furniture]:
    """ "Page 3 of 9" with what stands beside it on other pages too, but not the text before it."""
    found = [
        (start, line.text, match)
        for line, start in zip(document.lines, document.starts, strict=True)
        if len(line.text) <= _LONGEST and (match := PRINTED.search(line.text))
    ]
    counts = Counter(form for _, text, _ in found for form in {_form(text), *_columns(text)})
    for start, text, match in found:
        repeated = counts[_form(text)] > 1 or len(match[0]) + 6 >= len(text.strip())
        piece = Span(0, len(text)) if repeated else _beside(text, match, counts)
        if piece:
            yield Furniture(start + piece.start, start + piece.end, Kind.HEADER)


def _beside(text: str, match: re.Match[str], counts: Counter[str]) -> Span | None:
    """The columns of the line around the page that other pages have too."""
    columns = list(_COLUMN.finditer(text))
    own = next(at for at, column in enumerate(columns) if column.end() >= match.end())
    alike = [counts[_form(column[0])] > 1 and bool(_WORD.search(column[0])) for column in columns]
    if not alike[own] or columns[own].start() > match.start():
        return None
    first = last = own
    while first and alike[first - 1]:
        first -= 1
    while last + 1 < len(columns) and alike[last + 1]:
        last += 1
    return Span(columns[first].start(), columns[last].end())


_WORD = re.compile(r"[A-Za-z]{4}")
_COLUMN = re.compile(r"\S+(?:\s\S+)*")


def _columns(text: str) -> set[str]:
    return {_form(piece[0]) for piece in _COLUMN.finditer(text)}


def _repeated_below(document: Document, numbers: dict[int, int]) -> Iterator[Furniture]:
    """The number of a page at the start of its first line, after that of the page before."""
    for index, value in numbers.items():
        following = range(index + 1, min(index + 12, len(document.lines)))
        first = next((at for at in following if document.lines[at].text.strip()), None)
        match = first and re.match(rf"\s*({value + 1})\s", document.lines[first].text)
        if first and match and first not in numbers:
            start = document.starts[first]
            yield Furniture(start + match.start(1), start + match.end(1), Kind.PAGE_NUMBER)


def _pages(document: Document, skip: set[int]) -> Iterator[_Page]:
    lines: list[Span] = []
    page, blanks = 0, 0
    for line, start in zip(document.lines, document.starts, strict=True):
        if not line.text.strip():
            blanks += 1
            continue
        if start in skip and not lines:
            continue
        if lines and (line.page != page or blanks >= _GAP):
            yield _Page(tuple(lines))
            lines = []
        page, blanks = line.page, 0
        if start not in skip:
            lines.append(Span(start, start + len(line.text)))
    if lines:
        yield _Page(tuple(lines))


class _Edge:
    """The heads or the feet of all pages, compared with each other."""

    def __init__(self, document: Document, pages: Sequence[_Page], kind: Kind) -> None:
        self.text = document.text
        self.kind = kind
        ordered = [page.lines if kind is Kind.HEADER else page.lines[::-1] for page in pages]
        self.edges = [lines[:_EDGE] for lines in ordered]
        self.needed = 2 if len(pages) <= _FEW_PAGES else max(_FEW_PAGES, len(pages) // 8)
        self.counts = Counter(
            form for lines in self.edges for form in {_form(self._slice(line)) for line in lines}
        )

    def furniture(self) -> Iterator[Furniture]:
        """Lines at the edge while they repeat, then what the first line of text repeats."""
        rest: list[Span] = []
        seen: set[str] = set()
        for lines in self.edges:
            for line in lines:
                text = self._slice(line)
                if self._repeats(text) and not (_opens(text) and text.strip() not in seen):
                    yield Furniture(line.start, line.end, self.kind)
                else:
                    seen.add(text.strip())
                    rest.append(line)
                    break
        yield from self._shared(rest)

    def _slice(self, span: Span) -> str:
        return self.text[span.start : span.end]

    def _repeats(self, text: str) -> bool:
        form = _form(text)
        enough = self.counts[form] >= self.needed
        if _SIGNS.search(text):
            return False
        return enough and len(text) <= _LONGEST and sum(map(str.isalpha, form)) > 3

    def _shared(self, lines: list[Span]) -> Iterator[Furniture]:
        """The words with which long lines of many pages begin (or end) alike."""
        groups: dict[tuple[str, ...], list[tuple[Span, list[re.Match[str]]]]] = defaultdict(list)
        for line in lines:
            words = self._words(line)
            if len(words) > _EDGE:
                groups[tuple(word[0] for word in words[:_EDGE])].append((line, words))
        for alike in groups.values():
            if len(alike) < max(self.needed, len(self.edges) // 3):
                continue
            count = _alike([[_form(word[0]) for word in words] for _, words in alike])
            for line, words in alike:
                yield self._piece(line, words[:count])

    def _words(self, line: Span, limit: int = 60) -> list[re.Match[str]]:
        words = list(re.finditer(r"\S+", self._slice(line)))
        return words[:limit] if self.kind is Kind.HEADER else words[: -limit - 1 : -1]

    def _piece(self, line: Span, words: list[re.Match[str]]) -> Furniture:
        starts = [word.start() for word in words]
        ends = [word.end() for word in words]
        return Furniture(line.start + min(starts), line.start + max(ends), self.kind)


def _form(text: str) -> str:
    return re.sub(r"\d+", "#", " ".join(text.split())).lower()


_OPENS = re.compile(
    r"\s*(?:exhibit|schedule|annex|appendix|attachment|article|section)\b", re.IGNORECASE
)


_SIGNS = re.compile(r"\b(?:by|name|title|date|its)\s?:|/s/", re.IGNORECASE)


def _opens(text: str) -> bool:
    """Whether the line may be the heading of a part, which later pages repeat."""
    return bool(_OPENS.match(text))


def _alike(rows: list[list[str]]) -> int:
    """How many leading words all rows share."""
    count = 0
    for words in zip(*rows, strict=False):
        if len(set(words)) > 1:
            break
        count += 1
    return count
