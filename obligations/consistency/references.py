"""References to what does not exist, and references by place instead of number."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from django.utils.translation import gettext_noop

from obligations.consistency.records import (
    Check,
    Division,
    Found,
    Instrument,
    Link,
    Provision,
    key_of,
)

NUMBER = r"(?:\d+(?:[.-]\d+)*[A-Z]?|[A-Z](?![\w’']))(?:\([a-z0-9]{1,5}\))*"
REFERENCE = re.compile(
    rf"\b(?P<word>Article|Section|Chapter|Exhibit|Schedule|Annex|Appendix|Item|article|section|"
    rf"chapter|exhibit|schedule|item)s?\s+(?!13[DEG]\b)"
    rf"(?P<numbers>{NUMBER}(?:(?:,\s*|,?\s+(?:and|or|to|through)\s+){NUMBER})*)"
)
NAMELESS = frozenset({"article", "section"})
"""Words that are no part of the number: Article 12 and Section 12.1 are 12 and 12.1."""

ELSEWHERE = re.compile(
    r"\W*(?:paragraph \S+ )?(?:item \S+ )?(?:of|under|in|to) (?:the |that |such |an? |its )?"
    r"(?!Agreement\b|Articles?\b|Sections?\b|Chapters?\b)[A-Z]"
    r"|\W*of (?:the|a) (?:law|form|filing|instruct)"
)
"""What follows names another document: Article 226-2 of the Commercial Code."""

STATUTE = re.compile(
    r"\b(?:Code|Act|Law|Statute|Ordinance|Order|Rule|Regulation|Form|Convention)\b"
)
SENTENCE = re.compile(r"(?<=[.;])\s+(?=[A-Z(“\"])")
RELATIVE = re.compile(
    r"\b(?P<where>prior|preceding|previous|foregoing|above|next|following|succeeding) "
    r"(?P<unit>article|section|chapter|exhibit|schedule|paragraph|sub-?paragraph|clause|item)"
    r"(?P<many>s?)\b(?! ?\(?(?-i:[\dA-Z]))",
    re.IGNORECASE,
)
DIVISIONS = {
    "article": Division.ARTICLE,
    "section": Division.SECTION,
    "chapter": Division.CHAPTER,
    "exhibit": Division.EXHIBIT,
    "schedule": Division.EXHIBIT,
}
DANGLING = gettext_noop("%(number)s refers to %(name)s, which the instrument does not have.")
MISPLACED = gettext_noop(
    "%(number)s says “%(words)s”: by its place that is %(neighbour)s; the register takes it as "
    "%(target)s."
)
UNSETTLED = gettext_noop(
    "%(number)s says “%(words)s” without a number, and no cross-reference on record says what it "
    "means."
)


def find_references(instrument: Instrument) -> Iterator[Found]:
    """Dangling references, and relative ones that are not what stands at that place.

    A reference to another document is left alone, and so is one in a sentence about a statute
    that the instrument itself does not have.
    """
    finders = (_dangling, _misplaced, _unsettled)
    found = {each.key: each for find in finders for each in find(instrument)}
    yield from found.values()


def _dangling(instrument: Instrument) -> Iterator[Found]:
    """One finding for each name, with all provisions that use it."""
    known = {words for p in instrument.provisions if (words := _words(p.number))}
    spoken = " ".join(link.words.casefold() for link in instrument.links)
    places: defaultdict[str, list[Provision]] = defaultdict(list)
    for provision in instrument.provisions:
        for name in (*references_in(provision.text), *references_in(provision.summary)):
            if not _exists(name, known) and not _speaks_of(spoken, name):
                places[name].append(provision)
    for name, using in places.items():
        # A title page says as which exhibit the document itself was filed.
        if using[0].division != Division.FORMAL or not name.startswith("Exhibit"):
            yield Found(
                instrument=instrument.pk,
                check=Check.REFERENCE,
                key=key_of(Check.REFERENCE, name),
                template=DANGLING,
                values={"number": using[0].number, "name": name},
                articles=tuple(dict.fromkeys(pk for provision in using for pk in provision.cited)),
            )


def _exists(name: str, known: set[tuple[str, ...]]) -> bool:
    """Whether a provision has that number; Chapter 11 is a law where there are no chapters."""
    words = _words(name)
    if words[0] in {"chapter", "item"} and not any(number[:1] == words[:1] for number in known):
        return True
    return any(
        words == number[: len(words)] or (len(words) == 1 and number[0].startswith(f"{words[0]}."))
        for number in known
    )


def references_in(text: str) -> Iterator[str]:
    """Each provision that the text names, such as “Section 12.1”, of those that may be its own."""
    for sentence in SENTENCE.split(" ".join(text.split())):
        statute = STATUTE.search(sentence)
        for found in REFERENCE.finditer(sentence):
            own = not ELSEWHERE.match(sentence, found.end())
            if own and not statute and found.start() != 0:
                word = found["word"].capitalize()
                yield from (f"{word} {number}" for number in re.findall(NUMBER, found["numbers"]))


def _words(name: str) -> tuple[str, ...]:
    """A number by its words, so that “Section 12.1(3)” is 12.1(3)."""
    words = [word.strip(".") for word in re.split(r"[^\w.-]+", name.casefold()) if word]
    return tuple(words[1:] if words and words[0] in NAMELESS else words)


def _speaks_of(spoken: str, name: str) -> bool:
    return re.search(rf"\b{re.escape(name.casefold())}(?![\w.-])", spoken) is not None


def _misplaced(instrument: Instrument) -> Iterator[Found]:
    for link in instrument.links:
        found = RELATIVE.search(link.words)
        provision = instrument.by_pk.get(link.article)
        if not found or not provision:
            continue
        near = list(_neighbours(instrument, provision, found))
        if link.target in {pk for each in near for pk in each.cited}:
            continue
        target = instrument.by_pk.get(link.target)
        yield Found(
            instrument=instrument.pk,
            check=Check.REFERENCE,
            key=key_of(Check.REFERENCE, provision.number, found[0].lower(), _number(target)),
            template=MISPLACED,
            values={
                "number": provision.number,
                "words": link.words,
                "neighbour": _number(near[0] if near else None),
                "target": _number(target),
            },
            articles=_cited(provision, link, near),
        )


def _neighbours(
    instrument: Instrument, provision: Provision, relative: re.Match[str]
) -> Iterator[Provision]:
    """What stands at that place, the nearest first; several where the words are in the plural."""
    division = DIVISIONS.get(relative["unit"].lower())
    chain = instrument.above(provision)
    here = next((p for p in chain if p.division == division), None) if division else provision
    if here is None:
        return
    row = [
        p
        for p in instrument.provisions
        if (p.division == division if division else p.parent == here.parent)
    ]
    place = row.index(here)
    forward = relative["where"].lower() in {"next", "following", "succeeding"}
    around = row[place + 1 :] if forward else row[:place][::-1]
    yield from around if relative["many"] else around[:1]


def _unsettled(instrument: Instrument) -> Iterator[Found]:
    """Units with a capital only: “the preceding paragraph” is clear to whoever reads it."""
    for provision, text in instrument.passages:
        links = [
            link.words.casefold() for link in instrument.links if link.article in provision.cited
        ]
        for found in RELATIVE.finditer(text):
            words = found[0]
            if found["unit"][0].isupper() and not any(words.casefold() in each for each in links):
                yield Found(
                    instrument=instrument.pk,
                    check=Check.REFERENCE,
                    key=key_of(Check.REFERENCE, provision.number, words.lower()),
                    template=UNSETTLED,
                    values={"number": provision.number, "words": words},
                    articles=provision.cited,
                )


def _cited(provision: Provision, link: Link, near: list[Provision]) -> tuple[int, ...]:
    neighbour = near[0].cited if near else ()
    return tuple(dict.fromkeys((*provision.cited, link.target, *neighbour)))


def _number(provision: Provision | None) -> str:
    return provision.number if provision else "—"
