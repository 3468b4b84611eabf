"""Which candidates open articles: the outline whose lists run on best.

A list that starts at its first number and goes on by one is the best witness that its labels
are labels. A beam search keeps the most likely outlines while it reads the candidates in order:
each may open an article one level down, go on with a list that is open, or be plain text.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from .candidates import Candidate
from .fitting import Fit, Level, Lists, fits, remember
from .numbering import Reading, Value


class Opening(NamedTuple):
    """A candidate that opens an article, `depth` levels down; `expected` where the list breaks.

    `implied`: the level above it has no label of its own, as 2 where 2.1 follows 1.4.
    """

    candidate: Candidate
    reading: Reading
    depth: int
    fit: Fit
    expected: Value | None
    implied: bool = False


class _Path(NamedTuple):
    """One outline so far."""

    score: float
    lists: Lists
    openings: "_Chain | None"


class _Chain(NamedTuple):
    before: "_Chain | None"
    opening: Opening


_WIDEST, _NARROWEST, _WORK = 24, 3, 30_000
_MOST = 15_000  # candidates: what has more is no agreement
_REPEATS = 3


def find_outline(candidates: Sequence[Candidate]) -> tuple[list[Opening], list[Candidate]]:
    """The openings of the best outline, in order, and the candidates that it leaves as text."""
    considered = _thinned(candidates)
    if len(considered) > _MOST:
        return [], list(candidates)
    width = max(_NARROWEST, min(_WIDEST, _WORK // (len(considered) + 1)))
    paths = [_Path(0.0, Lists(), None)]
    for candidate in considered:
        best: dict[Lists, _Path] = {}
        for path in paths:
            for following in _follow(path, candidate):
                rival = best.get(following.lists)
                if rival is None or rival.score < following.score:
                    best[following.lists] = following
        paths = sorted(best.values(), key=lambda path: -path.score)[:width]
    openings = list(_unwind(paths[0].openings))[::-1]
    opened = {opening.candidate.start for opening in openings}
    return openings, [candidate for candidate in candidates if candidate.start not in opened]


def _thinned(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Without labels that come many times in a row, of which no list can be made."""
    kept: list[Candidate] = []
    for candidate in candidates:
        alike = kept[-_REPEATS:]
        if len(alike) < _REPEATS or any(item.readings != candidate.readings for item in alike):
            kept.append(candidate)
    return kept


def _unwind(chain: _Chain | None) -> Iterator[Opening]:
    while chain is not None:
        yield chain.opening
        chain = chain.before


def _follow(path: _Path, candidate: Candidate) -> Iterator[_Path]:
    """The ways in which the outline can go on past the candidate."""
    yield path
    for reading in candidate.readings:
        for depth, gain, fit, expected, above in fits(path.lists, candidate, reading):
            levels = path.lists.levels[:depth]
            if above is not None:
                levels = (*levels[:-1], levels[-1]._replace(value=above))
            opening = Opening(candidate, reading, depth, fit, expected, above is not None)
            level = Level(reading.style, reading.value, candidate.indent)
            yield _Path(
                path.score + candidate.weight + gain,
                Lists((*levels, level), remember(path.lists.closed, reading)),
                _Chain(path.openings, opening),
            )
