"""Printed numbers that leave a gap, repeat or go back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from django.utils.translation import gettext_noop

from agreements.sources.numbering import LIST, Reading, label_at
from obligations.consistency.records import Check, Disorder, Found, Instrument, Provision, key_of

GAP = gettext_noop("%(number)s is printed “%(printed)s”, and no provision before it has %(value)s.")
REPEAT = gettext_noop("%(number)s is printed “%(printed)s”, as %(other)s is.")
BACK = gettext_noop("%(number)s is printed “%(printed)s”, but comes after %(other)s.")


class Row(NamedTuple):
    """What the numbers of one list have in common: what stands before them, and their kind."""

    base: str
    kind: str


def find_disorder(instrument: Instrument) -> Iterator[Found]:
    """Breaks among the printed numbers on record, and those that the import reported.

    Exhibits are left out: they are often named after the section to which they belong.
    """
    known: dict[str, Found] = {}
    for row in _rows(instrument.provisions):
        breaks = list(_breaks(instrument, row))
        if len(breaks) <= len(row) / 2:  # else it goes by fives, or is no list
            known |= {found.key: found for found in breaks}
    for disorder in instrument.disorders:
        found = _reported(instrument, disorder)
        known.setdefault(found.key, found)
    yield from known.values()


def _rows(provisions: Sequence[Provision]) -> list[list[Provision]]:
    """The provisions whose printed numbers run on."""
    rows: defaultdict[Row, list[Provision]] = defaultdict(list)
    for provision in provisions:
        if provision.cited and (row := _row(provision)):
            rows[row].append(provision)
    return list(rows.values())


def _row(provision: Provision) -> Row | None:
    """The list to which a printed number belongs; None where it is none, or one inserted later."""
    readings = _readings(provision)
    if not readings:
        return None
    first, number = readings[0], provision.number
    base = number.removesuffix(provision.printed.strip().rstrip("."))
    base = base if base != number else number.removesuffix(first.number)
    decimal = first.style.kind == "decimal"
    if base == number or (len(first.value) > 1 and not decimal):
        return None
    above = ".".join(map(str, first.value[:-1]))
    return Row(f"{base}{above}", first.style.kind if first.style.rank < LIST else first.style.shape)


def _readings(provision: Provision) -> tuple[Reading, ...]:
    """What the printed number may mean; nothing where none is printed."""
    label = label_at(f"{provision.printed.strip()} X", 0) if provision.printed else None
    return label.readings if label else ()


def _breaks(instrument: Instrument, row: list[Provision]) -> Iterator[Found]:
    values = [0, *_values(row)]
    for (last, value), other, provision in zip(pairwise(values), [None, *row], row, strict=False):
        if value == last + 1:
            continue
        template = GAP if value > last else REPEAT if value == last else BACK
        further = (
            {"value": str(last + 1)}
            if template == GAP
            else {"other": other.number if other else ""}
        )
        yield Found(
            instrument=instrument.pk,
            check=Check.NUMBERING,
            key=key_of(Check.NUMBERING, provision.number),
            template=template,
            values={"number": provision.number, "printed": provision.printed, **further},
            articles=(*(other.cited if other else ()), *provision.cited),
        )


def _values(row: list[Provision]) -> list[int]:
    """The numbers of a list, read as it makes most sense: (i) is the ninth letter after (h)."""
    read = [{r.style.kind: r.value[-1] for r in _readings(provision)} for provision in row]
    ways = [[each.get(kind, 0) for each in read] for kind in read[0]]
    return min(ways, key=lambda way: sum(b != a + 1 for a, b in pairwise([0, *way])))


def _reported(instrument: Instrument, disorder: Disorder) -> Found:
    values = {name: str(value) for name, value in disorder.values.items()}
    return Found(
        instrument=instrument.pk,
        check=Check.NUMBERING,
        key=key_of(Check.NUMBERING, values["number"]),
        template=disorder.template,
        values=values,
        articles=() if disorder.article is None else (disorder.article,),
    )
