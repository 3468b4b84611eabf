"""One place with different postcodes."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations_with_replacement

from django.utils.translation import gettext_noop

from obligations.consistency.records import Check, Found, Instrument, key_of

POSTCODE = re.compile(
    r"(?<![\w-])(?:(?P<japan>\d{3}-\d{4})|(?P<states>\d{5}(?:-\d{4})?))(?![\w-])", re.ASCII
)
BEHIND = {"japan": re.compile(r"[a-z〒][\s,]*$"), "states": re.compile(r"\b[A-Z]{2}\s+$")}
"""Japan: Tokyo 100-8116, so that no telephone number is one. United States: NY 10001."""

STREET = re.compile(r"(?<![\w-])\d+(?:-\d+)*\s+(?=[A-Z])")
"""A number before a name, with which the place proper begins."""

LONGEST = 100  # characters from the street to the postcode
DIFFERENT = gettext_noop(
    "%(place)s has the postcode %(one)s at %(first)s and %(other)s at %(second)s."
)
PARTY = gettext_noop(
    "The address of %(party)s for notices has the postcode %(one)s in %(first)s and %(other)s in "
    "%(second)s."
)


@dataclass(frozen=True)
class Address:
    """A place with its postcode, and the provision that states it."""

    place: str
    postcode: str
    number: str
    articles: tuple[int, ...]

    @property
    def key(self) -> str:
        """The words of the place, whatever stands between them."""
        return " ".join(sorted({*re.findall(r"[\w-]+", self.place.casefold())}))


def find_addresses(instruments: Sequence[Instrument]) -> Iterator[Found]:
    """Places whose postcode differs, within an instrument and between two of them.

    One finding for each place and pair of instruments: it cites all that state it, and belongs to
    the first.
    """
    stated = [(each, list(_addresses(each))) for each in instruments]
    for (one, here), (other, there) in combinations_with_replacement(stated, 2):
        yield from _compare(one, here, other, there)
        if one is not other:
            yield from _compare_notices(one, other)


def _addresses(instrument: Instrument) -> Iterator[Address]:
    """Summaries first, so that an imported text does not make another finding of a known one.

    A piece of the text that is no provision on record cannot be cited and is left out.
    """
    rows = instrument.by_pk.values()
    for provision, text in (*((p, p.summary) for p in rows), *((p, p.text) for p in rows)):
        for place, postcode in places_in(text):
            yield Address(place, postcode, provision.number, provision.cited)


def places_in(text: str) -> Iterator[tuple[str, str]]:
    """Each place in the text that begins with a street number, and its postcode."""
    for before, postcode in _postcodes(text):
        if streets := list(STREET.finditer(before)):
            yield before[streets[-1].start() :].strip(" ,"), postcode


def postcodes_in(text: str) -> set[str]:
    """The postcodes of a text."""
    return {postcode for _, postcode in _postcodes(text)}


def _postcodes(text: str) -> Iterator[tuple[str, str]]:
    """Each postcode behind the words before it."""
    line = " ".join(text.split())
    for found in POSTCODE.finditer(line):
        before = line[max(0, found.start() - LONGEST) : found.start()]
        if BEHIND[str(found.lastgroup)].search(before):
            yield before, found[0]


def _compare(
    one: Instrument, here: list[Address], other: Instrument, there: list[Address]
) -> Iterator[Found]:
    places = _by_place(there)
    for key, first in _by_place(here).items():
        second = places.get(key, [])
        pair = next(((a, b) for a in first for b in second if a.postcode != b.postcode), None)
        if pair:
            a, b = pair
            yield Found(
                instrument=one.pk,
                check=Check.ADDRESS,
                key=key_of(Check.ADDRESS, key.replace(" ", "-"), other.slug),
                template=DIFFERENT,
                values={
                    "place": a.place,
                    "one": a.postcode,
                    "first": f"{one.title} {a.number}",
                    "other": b.postcode,
                    "second": f"{other.title} {b.number}",
                },
                articles=_cited([*first, *second]),
            )


def _compare_notices(one: Instrument, other: Instrument) -> Iterator[Found]:
    """One party with addresses for notices in different places."""
    for here in one.notices:
        for there in (notice for notice in other.notices if notice.party == here.party):
            first, second = (postcodes_in(each.address) for each in (here, there))
            cited = (_stating(one, first), _stating(other, second))
            if first and second and all(cited) and first.isdisjoint(second):
                yield Found(
                    instrument=one.pk,
                    check=Check.ADDRESS,
                    key=key_of(Check.ADDRESS, "notices", here.party, other.slug),
                    template=PARTY,
                    values={
                        "party": here.party,
                        "one": ", ".join(sorted(first)),
                        "first": one.title,
                        "other": ", ".join(sorted(second)),
                        "second": other.title,
                    },
                    articles=(*cited[0], *cited[1]),
                )


def _stating(instrument: Instrument, postcodes: set[str]) -> tuple[int, ...]:
    """The provisions that print one of the postcodes, else the first one of the instrument."""
    rows = list(instrument.by_pk.items())
    stating = [pk for pk, p in rows if any(code in f"{p.text} {p.summary}" for code in postcodes)]
    return tuple(stating or [pk for pk, _ in rows[:1]])


def _by_place(addresses: Iterable[Address]) -> dict[str, list[Address]]:
    found: defaultdict[str, list[Address]] = defaultdict(list)
    for address in addresses:
        found[address.key].append(address)
    return found


def _cited(addresses: Iterable[Address]) -> tuple[int, ...]:
    return tuple(dict.fromkeys(pk for address in addresses for pk in address.articles))
