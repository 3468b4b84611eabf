"""The outline of a stretch of text: numbers, and headings where numbers do not reach."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from .candidates import HEADING, SIGNATURE, Candidate, Finder
from .outline import Opening, find_outline
from .pieces import is_numbered

_FEWEST_HEADINGS = 3
_COMPANY = re.compile(r"\b(?:L\.?P|L\.?L\.?C|INC|LTD|LIMITED|CORP|CORPORATION|COMPANY|N\.?A)\b")
_PROSE = re.compile(r"(?<![a-z])[a-z]{1,30}(?:[^\S\n]{1,9}[a-z]{1,30}){4}")
_LIKELY = 0.8  # the weight of a heading where numbers are few
_LARGE, _LONG = 0.4, 3000  # share and characters of text that one article should not hold


def outline(finder: Finder, start: int, end: int) -> tuple[list[Opening], list[Candidate]]:
    """The openings between two offsets and the candidates passed over.

    Headings count as openings where numbers alone would leave too much text in one article.
    """
    candidates = finder.candidates(start, end)
    openings, rejected = find_outline(candidates)
    likely = _with_headings(candidates, finder.text, start, end)
    if _is_lopsided(openings, start, end) and likely != candidates:
        headed, passed_over = find_outline(likely)
        if sum(item.reading.style == HEADING for item in headed) >= _FEWEST_HEADINGS:
            return headed, passed_over
    return openings, rejected


def _with_headings(
    candidates: Sequence[Candidate], text: str, start: int, end: int
) -> list[Candidate]:
    """The candidates, with the headings between the title and the signatures made likely."""
    styles = [item.readings[0].style for item in candidates]
    signed = styles.index(SIGNATURE) if SIGNATURE in styles else len(styles)
    prose = _PROSE.search(text, start, end)
    begun = prose.end() if prose else end
    return [
        replace(item, weight=_LIKELY)
        if styles[at] == HEADING
        and at < signed
        and item.start >= begun
        and not _COMPANY.search(text, item.start, item.end)
        else item
        for at, item in enumerate(candidates)
    ]


def _is_lopsided(openings: Sequence[Opening], start: int, end: int) -> bool:
    """Whether one article would hold most of the text."""
    starts = [start, *(opening.candidate.start for opening in openings), end]
    largest = max(after - before for before, after in pairwise(starts))
    return largest > max(_LONG, _LARGE * (end - start)) or not any(
        is_numbered(opening.reading) for opening in openings
    )
