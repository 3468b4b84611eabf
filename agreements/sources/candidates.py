"""Where a label might open an article: its place on the page weighs for or against it."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice, takewhile

from .headings import is_title
from .layout import Row
from .numbering import LIST, Label, Reading, Style, label_at


@dataclass(frozen=True, slots=True)
class Candidate:
    """A label that may open an article.

    `weight` says how much its place looks like an opening; `indent` counts the spaces before it
    at the start of a line, None inside a line; `operative` marks the first label after words
    like "the parties agree as follows", where the recitals end.
    """

    start: int
    end: int
    readings: tuple[Reading, ...]
    weight: float
    indent: int | None
    operative: bool = False


HEADING = Style("heading", "heading", 0)
RECITALS = Style("recitals", "recitals", LIST - 1)
SIGNATURE = Style("signature", "signature", 0)
_SIGNATURES = Reading(SIGNATURE, (1,), "Signature page")

_SIGNATURE = re.compile(
    r"IN WITNESS WHEREOF|I ?N\s+W ?I ?T ?N ?E ?S ?S\s+W ?H ?E ?R ?E ?O ?F|In Witness Whereof"
    r"|IN WITNESS HEREOF|SIGNATURES?\s*(?:PAGE)?(?=\s*$)|(?:本契約|以上)の?成立を証する?ため"
)
_RECITALS = re.compile(
    r"RECITALS?|BACKGROUND|PREAMBLE|WITNESSETH|W I T N E S S E T H|WHEREAS|前文", re.IGNORECASE
)
_OPERATIVE = re.compile(
    r"now,?\s{1,3}therefore|(?:agreed?|covenants?)\s{1,3}as\s{1,3}follows|it\s{1,3}is\s{1,3}"
    r"(?:hereby\s{1,3})?agreed|次のとおり|以下のとおり",
    re.IGNORECASE,
)
# After these words a number at the start of a line is the object of a reference.
_REFERRING = re.compile(
    r"(?:\b(?:sections?|articles?|paragraphs?|sub-?paragraphs?|clauses?|items?|exhibits?|rule"
    r"|schedules?|chapters?|parts?|and|or|to|through|in|of|under|by|with|the|see|§+|no\.|nos\.)|,)$",
    re.IGNORECASE,
)
_LIST_GOES_ON = re.compile(
    r"(?:[.:;]|[;,]\s*(?:and|or|and/or|or/and)|。|、|：|；)[\"”)]*$", re.IGNORECASE
)
# What follows a number that is being referred to, and what may do so within a paragraph.
_REFERRED = re.compile(
    r"\s*(?:,|;|\)|(?:and|or|through|above|below|hereof|hereto|herein|thereof|hereunder|inclusive)\b"
    r"|to\s+(?:[(\d§]|section|article)|及び|並びに|又は|から|の|に|を)"
)
_REFERRED_WITHIN = re.compile(r"\s*(?:of|shall|to|is|are)\b")
_CAPITALS = re.compile(r"[A-Z][A-Z'’&,/() .:-]{2,69}(?:(?<=[.:])(?=\s+\S)|(?=\s*$))")
_CAPITAL = re.compile(r"\s*[\"“”'‘(\[*_•—–:.（「『-]*\s*(?:[A-Z\u3040-\u9fff\[“\"]|$)")
_TITLE_TAIL = re.compile(r"\s*[\"“(]?[A-Z][^.;]{1,80}(?:\.|:|$|\s{3})")
# A title that the first label of a list follows at once: "4. FEES 4.1 ...", "INSURANCE (a) ...".
_FIRST_BELOW = re.compile(r"(?P<title>[^.;:\n]{2,90}?)\s(?=\((?:a|i|1|A)\)\s|\d{1,2}\.1\.?\s)")
_TITLED_GAP = re.compile(r":\s{3}")
# Inside a line a label stands after a gap or at the end of a sentence.
_INSIDE = re.compile(r"(?:(?<!\s)\s{2,}+|(?<=[.;:)\]”\"。])\s)(?=[\dA-Za-z(§第①-⑳０-９（])")
_INSIDE_WORDED = re.compile(r"(?:ARTICLE|Article|SECTION|Section|CHAPTER|Chapter|ITEM|Item|第)")
_FLATTENED = 1200  # characters: where half the text stands in such lines, pages have run together
_UNWRAPPED = 120  # characters of a line that was not wrapped to fit a page
_REACH = 3000  # characters before a label in which recitals may end
_CHAINED = 3  # labels that may stand side by side: "3.1 (a) (i)"
_UNSURE, _TITLED, _SURE = 0.3, 0.6, 1.5


class Finder:
    """Finds the candidates among the rows of one document."""

    def __init__(self, rows: Sequence[Row], text: str) -> None:
        self.rows = rows
        self.text = text
        lengths = sorted(len(row.text) for row in rows)
        self.flattened = 2 * sum(n for n in lengths if n > _FLATTENED) > sum(lengths)
        self.width = lengths[int(len(lengths) * 0.9)] if lengths else 0

    def candidates(self, start: int, end: int) -> list[Candidate]:
        """The candidates between two offsets, in order."""
        found: list[Candidate] = []
        previous, last = "", start
        first = bisect_left(self.rows, start, key=lambda row: row.start)
        for row in takewhile(lambda row: row.start < end, islice(self.rows, first, None)):
            for candidate in self._in_row(row, previous):
                between = self.text[max(last, candidate.start - _REACH) : candidate.start]
                operative = _OPERATIVE.search(between) is not None
                found.append(replace(candidate, operative=operative))
                last = candidate.start
            previous = row.text.rstrip()
        return found

    def _in_row(self, row: Row, previous: str) -> Iterator[Candidate]:
        text, taken = row.text, row.indent
        named = self._named(row, previous)
        label = label_at(text, row.indent)
        if named:
            yield named
            taken = named.end - row.offset
        elif label:
            weight = self._weight(row, label, previous)
            if weight is not None:
                yield self._candidate(label, row.offset, weight, row.indent)
                taken = label.end
                for chained in self._chain(text, label):
                    yield self._candidate(chained, row.offset, weight, None)
                    taken = chained.end
        if (
            len(text) > min(self.width, _UNWRAPPED)
            or self.flattened
            or _TITLED_GAP.search(text, row.indent)
        ):
            yield from self._inside(text, taken, row.offset)

    def _candidate(self, label: Label, offset: int, weight: float, indent: int | None) -> Candidate:
        return Candidate(offset + label.start, offset + label.end, label.readings, weight, indent)

    def _named(self, row: Row, previous: str) -> Candidate | None:
        """A heading without a number: in capitals, the recitals, or where the signatures start."""
        apart = row.after_blank or row.new_page or not previous
        if apart and _SIGNATURE.match(row.text, row.indent):
            return Candidate(row.start, row.start, (_SIGNATURES,), 3.0, None)
        capitals = _CAPITALS.match(row.text, row.indent)
        if not apart or capitals is None or label_at(row.text, row.indent):
            return None
        line = capitals[0].strip()
        recitals = _RECITALS.match(line) is not None
        reading = Reading(RECITALS if recitals else HEADING, (0,), _sentence_case(line))
        weight = 0.6 if recitals else -0.5
        return Candidate(row.start, row.start + len(line), (reading,), weight, None)

    def _weight(self, row: Row, label: Label, previous: str) -> float | None:
        """None where the label is part of a reference; else how much it looks like an opening."""
        rest = row.text[label.end :]
        listed = (
            row.after_blank
            or _LIST_GOES_ON.search(previous) is not None
            or label_at(previous, row.indent) is not None
        )
        if _REFERRED.match(rest) or (label.worded and not _CAPITAL.match(rest)):
            return None
        if not listed and _REFERRED_WITHIN.match(rest):
            return None
        weight = self._weight_of_place(row, previous)
        if weight is None:
            return None
        if label.bare:
            return weight - 0.7 if (row.after_blank or not previous) and _heads(rest) else None
        return weight + 1.0 * label.worded + 0.3 * bool(_TITLE_TAIL.match(rest))

    def _weight_of_place(self, row: Row, previous: str) -> float | None:
        """A paragraph's start is a good place, the middle of wrapped text a bad one."""
        if row.after_blank or not previous:
            return _SURE
        if _LIST_GOES_ON.search(previous):
            return _SURE if row.new_page else 1.0
        if _REFERRING.search(previous):
            return None
        if len(previous) < self.width * 0.7:
            return 1.0
        return _UNSURE if row.new_page else -0.2

    def _chain(self, text: str, label: Label) -> Iterator[Label]:
        """Labels right after a label."""
        at = label.end
        for _ in range(_CHAINED):
            while at < len(text) and text[at].isspace():
                at += 1
            following = label_at(text, at)
            if following is None or text[at] not in "(（①" or _REFERRED.match(text, following.end):
                return
            yield following
            at = following.end

    def _inside(self, text: str, taken: int, offset: int) -> Iterator[Candidate]:
        """Labels inside a long line, where the line breaks of the original were lost."""
        at = taken
        while True:
            titled = _FIRST_BELOW.match(text, at) if at > 0 else None
            gap = _INSIDE.search(text, at)
            if titled and is_title(titled["title"]) and (not gap or titled.end() <= gap.end()):
                found = self._open_inside(text, titled.end(), offset, None)
                at = titled.end()
            elif gap:
                found = self._open_inside(text, gap.end(), offset, gap)
                at = gap.end()
            else:
                return
            yield from found
            if found:
                at = max(at, found[-1].end - offset)

    def _open_inside(
        self, text: str, at: int, offset: int, gap: re.Match[str] | None
    ) -> list[Candidate]:
        if _SIGNATURE.match(text, at):
            return [Candidate(offset + at, offset + at, (_SIGNATURES,), 3.0, None)]
        label = label_at(text, at)
        if label is None:
            return []
        weight = self._weight_inside(text, label, gap) if gap else _TITLED
        if weight is None:
            return []
        labels = [label, *self._chain(text, label)]
        return [self._candidate(each, offset, weight, None) for each in labels]

    def _weight_inside(self, text: str, label: Label, gap: re.Match[str]) -> float | None:
        shape = label.readings[0].style.shape
        before = text[max(0, gap.start() - 40) : gap.start()]
        wide = len(gap[0])
        if label.bare or _REFERRED.match(text, label.end) or _REFERRING.search(before):
            return None
        if label.worded and (not _INSIDE_WORDED.match(text, label.start) or before[-1:] == ";"):
            return None
        ends = bool(_LIST_GOES_ON.search(before))
        opens = bool(_CAPITAL.match(text, label.end))
        numeric = label.worded or shape.startswith("#")
        if numeric and not opens and not (wide > 2 and ends):
            return None
        if not numeric and not ends and wide < 3:
            return None
        if not numeric and wide < 2 and not self.flattened:
            return None
        if re.match(r"[A-Z]\.", text[label.start : label.end]) and wide < 2:
            return None
        weight = 0.2 + 0.4 * (wide > 1) + 0.3 * (wide > 2) + 0.3 * ends
        return weight + 0.4 * bool(numeric and _TITLE_TAIL.match(text, label.end))


def _sentence_case(line: str) -> str:
    return line.rstrip(" .:").capitalize()


def _heads(text: str) -> bool:
    """Whether the rest of a line is short and in capitals or titled, as after a bare number."""
    words = text.split()
    if not 0 < len(words) <= 12 or not words[0][0].isupper():
        return False
    return text.isupper() or words[-1][-1] not in ".;,"
