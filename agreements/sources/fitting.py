"""Where a label can stand among the lists that are open, and how likely each place is.

Likelihoods are scores that add up along an outline; they were set by trying them on agreements.
"""

from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple

from .candidates import HEADING, RECITALS, SIGNATURE, Candidate
from .numbering import ARTICLE, LIST, Reading, Style, Value

Closed = tuple[tuple[Style, Value], ...]

_NEXT, _START = 1.5, -0.8
_CARRIED = 1.2  # a list goes on across a new chapter


class Fit(StrEnum):
    """How a number follows the one before it in its list."""

    START = "start"
    NEXT = "next"
    LATE = "starts late"
    SKIP = "skips"
    REPEAT = "repeats"
    BACK = "goes back"


class Level(NamedTuple):
    """An open list: its style, the number it has reached, and the indent of its labels."""

    style: Style
    value: Value
    indent: int | None


class Lists(NamedTuple):
    """The open lists, outermost first, and the numbers that closed ones have reached."""

    levels: tuple[Level, ...] = ()
    closed: Closed = ()


class Fitting(NamedTuple):
    """A place for a label: how deep, how likely, and what the list expected if it breaks.

    `above` is the number that the level above must have reached unseen, as 2 for 2.1.
    """

    depth: int
    gain: float
    fit: Fit
    expected: Value | None
    above: Value | None = None


def fits(lists: Lists, candidate: Candidate, reading: Reading) -> Iterator[Fitting]:
    """The places that a label can have among the open lists."""
    style = reading.style
    if style in (HEADING, RECITALS, SIGNATURE):
        yield Fitting(0, 0.0, Fit.START, None)
        return
    same = [depth for depth, level in enumerate(lists.levels) if level.style == style]
    for depth in same[-2:]:
        level = lists.levels[depth]
        if style.rank == LIST and len(reading.value) > 1 and level.value[:-1] != reading.value[:-1]:
            continue
        gain, fit, expected = _step(level.value, reading.value)
        yield Fitting(depth, gain + _aligned(level, candidate), fit, expected)
    if len(reading.value) > 1 and style.rank == LIST:
        yield from _decimal_children(lists, reading)
    elif not same:
        yield from _children(lists, candidate, reading)
    elif style.rank == LIST and reading.value == (1,) and lists.levels[-1].style != style:
        # The same labels once more, below a list of another kind: 2. (a) 1.
        gain = _START - 0.5 + _deeper(lists.levels[-1], candidate)
        yield Fitting(len(lists.levels), gain, Fit.START, None)


def _step(last: Value, value: Value) -> tuple[float, Fit, Value | None]:
    """How well `value` follows `last` in one list."""
    if len(last) > 1 and len(value) > 1 and last[:-1] != value[:-1]:
        return _step_over(last, value)
    if value in _nexts(last):
        return _NEXT, Fit.NEXT, None
    expected = (*last[:-1], last[-1] + 1) if len(last) == len(value) else (last[0] + 1,)
    gap = value[-1] - expected[-1] if len(last) == len(value) else value[0] - expected[0]
    if gap > 0:
        return -0.7 - 0.3 * min(gap, 12), Fit.SKIP, expected
    if value == last:
        return -1.8, Fit.REPEAT, expected
    if value[-1] == 1:
        return -1.3, Fit.BACK, expected
    return -2.6, Fit.BACK, expected


def _step_over(last: Value, value: Value) -> tuple[float, Fit, Value | None]:
    """From 2.7 to 3.1, where nothing stands over either: the next section, or a break."""
    expected = (*last[:-1], last[-1] + 1)
    if len(last) == len(value):
        upper, _, _ = _step(last[:-1], value[:-1])
        if upper == _NEXT and value[-1] == 1:
            return 0.9, Fit.NEXT, None
    return -3.0, Fit.SKIP if value > last else Fit.BACK, expected


def _nexts(last: Value) -> set[Value]:
    """After article 12 comes 13 or 12-2; after 12-2 comes 12-3 or 13."""
    following = {(*last[:-1], last[-1] + 1)}
    if len(last) == 1:
        following.add((last[0], 2))
    else:
        following.add((last[0] + 1,))
    return following


def _decimal_children(lists: Lists, reading: Reading) -> Iterator[Fitting]:
    """ "12.1" belongs under 12 and "12.1.1" under 12.1; without them it stands by itself."""
    above, last = reading.value[:-1], reading.value[-1]
    late = -0.9 - 0.3 * min(last - 1, 5)
    for depth in range(len(lists.levels), 0, -1):
        level = lists.levels[depth - 1]
        if level.value == above and _can_hold(level):
            goes_on = len(lists.levels) > depth and lists.levels[depth].style == reading.style
            if last == 1 and not goes_on:
                yield Fitting(depth, 1.0, Fit.START, None)
            elif not goes_on:
                yield Fitting(depth, late, Fit.LATE, (*above, 1))
            return
    yield from _under_implied(lists, reading)
    first = last == 1
    gain = -0.8 - 0.4 * min(sum(reading.value) - len(reading.value), 6)
    expected = None if first else (*above, 1)
    yield Fitting(_base(lists), gain, Fit.START if first else Fit.LATE, expected)


def _under_implied(lists: Lists, reading: Reading) -> Iterator[Fitting]:
    """From 1.4 to 2.1 where no 2 stands over it: the list of 1 has gone on unseen."""
    above, last = reading.value[:-1], reading.value[-1]
    for depth in range(len(lists.levels), 0, -1):
        level = lists.levels[depth - 1]
        if len(level.value) != len(above) or not _can_hold(level) or level.style.rank == 0:
            continue
        gain, fit, expected = _step(level.value, above)
        if fit in (Fit.NEXT, Fit.SKIP):
            late = 0.0 if last == 1 else 0.4 + 0.3 * min(last - 1, 5)
            if fit is Fit.NEXT and last == 1:
                yield Fitting(depth, 0.5, Fit.NEXT, None, above)
            else:
                first = expected if expected is not None else above
                yield Fitting(depth, min(gain, 0.0) - late, Fit.SKIP, (*first, 1), above)
            return
    carried = dict(lists.closed).get(reading.style)
    if carried is not None:
        gain, fit, expected = _step(carried, reading.value)
        yield Fitting(_base(lists), min(gain, _CARRIED), fit, expected)


def _can_hold(level: Level) -> bool:
    """Sections hang on articles, sections and plain numbers, not on letters."""
    return not level.style.kind.endswith(("letter", "roman")) or level.style.rank < LIST


def _base(lists: Lists) -> int:
    """How many open levels are chapters, articles or headings, under which a list can stand."""
    return sum(level.style.rank <= ARTICLE for level in lists.levels)


def _children(lists: Lists, candidate: Candidate, reading: Reading) -> Iterator[Fitting]:
    """The list starts here, on any open level, or goes on from before a new chapter."""
    style, value = reading.style, reading.value
    carried = dict(lists.closed).get(style)
    fit, expected, gain = _first(value)
    goes_on = carried is not None and value in _nexts(carried)
    if style.rank < LIST:
        depth = sum(level.style.rank < style.rank for level in lists.levels)
        if goes_on:
            yield Fitting(depth, _CARRIED, Fit.NEXT, None)
        elif carried is not None and fit is not Fit.START:
            gain, fit, expected = _step(carried, value)
            yield Fitting(depth, gain, fit, expected)
        else:
            yield Fitting(depth, gain, fit, expected)
        return
    cost = 0.0
    for depth in range(len(lists.levels), -1, -1):
        over = lists.levels[depth - 1] if depth else None
        if goes_on and (over is None or over.style.rank <= ARTICLE):
            yield Fitting(depth, _CARRIED + cost * 0.5, Fit.NEXT, None)
        else:
            yield Fitting(depth, gain + cost + _deeper(over, candidate), fit, expected)
        if over is not None:
            cost += _cost_of_leaving(over, candidate, lists, style)


def _first(value: Value) -> tuple[Fit, Value | None, float]:
    if value[-1] == 1:
        return Fit.START, None, _START
    return Fit.LATE, (*value[:-1], 1), -1.5 - 0.3 * min(value[-1] - 1, 5)


def _cost_of_leaving(level: Level, candidate: Candidate, lists: Lists, style: Style) -> float:
    """A new list rather belongs under what is open, save where it ends the recitals."""
    loose = level.style.rank == LIST or level.style == RECITALS
    recited = lists.levels[0].style == RECITALS and style[:2] == ("integer", "#.")
    if loose and (candidate.operative or recited):
        return 0.3
    return -0.5 if loose else -2.0


def _aligned(level: Level, candidate: Candidate) -> float:
    if level.indent is None or candidate.indent is None:
        return 0.0
    return 0.2 if abs(level.indent - candidate.indent) <= 2 else -0.3


def _deeper(over: Level | None, candidate: Candidate) -> float:
    if over is not None and over.style == SIGNATURE:
        return -0.6
    if over is None or over.indent is None or candidate.indent is None:
        return 0.0
    return 0.1 if candidate.indent >= over.indent else -0.5


def remember(closed: Closed, reading: Reading) -> Closed:
    """Lists that can go on after they were closed: articles, sections, plain numbers."""
    style = reading.style
    if style.rank == LIST and not style.shape.startswith("#"):
        return closed
    if style.rank == 0 or style.kind.endswith(("letter", "roman")):
        return closed
    kept = [(other, value) for other, value in closed if other != style]
    return (*kept, (style, reading.value))[-4:]
