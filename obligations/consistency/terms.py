"""Terms that are used and never defined, defined and never used, or defined twice."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext_noop

from obligations.consistency.records import Check, Found, Instrument, Provision, Term, key_of

WORD = r"[A-Z]\w+(?:-\w+)*"
PHRASE = re.compile(rf"(?<![\w’'“\"&.-]){WORD}(?: (?:(?:of|and|or|for) )?{WORD})*(?![\w’'”\"&-])")
QUOTED = re.compile(r"[“\"](?P<term>[^“”\"]{2,80}?),?[”\"]")
DEFINING = re.compile(r"(?:\([^()]{0,90}|\b(?:as|called|named|termed) (?:the |an? )?)$")
"""What stands before a quoted term where it is given its meaning: (the “Closing Date”)."""

MEANING = re.compile(
    r"\W{0,3}(?:shall |will )?(?:means?|includes?|refers? to|has the meaning|have the)"
)
DETERMINERS = re.compile(r"(?:the|an?|such|each|any|all|said|th[ei]se?|those|its|their|no|every)$")
LEAST = 3  # uses of a capitalised phrase, below which it is hardly a term
NO_TERMS = re.compile(
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
    r"|(?:Agreement|Article|Section|Chapter|Exhibit|Schedule|Annex|Appendix|Item|Paragraph|Clause"
    r"|Form|Title|Name|Date|Law|Act|Code|Rule|Regulation|Court|State|Board|Director|President"
    r"|Chairman|Chief|Officer|Executive|Secretary|Manager|Senior|Vice|Attention|Facsimile"
    r"|Telephone|Inc|Corporation|Company|Limited)s?|Part(?:y|ies))$"
)
"""Words of headings, offices, statutes and addresses: a phrase with one of them is no term."""

UNDEFINED = gettext_noop("“%(term)s” is used as a defined term and never defined.")
UNUSED = gettext_noop("“%(term)s” is defined at %(number)s and never used.")
TWICE = gettext_noop("“%(term)s” is defined at %(number)s and again at %(other)s.")


@dataclass(frozen=True)
class Quote:
    """A quoted term, whether it is given its meaning there, and the provision."""

    term: str
    defines: bool
    at: Provision


def find_terms(instrument: Instrument) -> Iterator[Found]:
    """What is wrong with the defined terms of an instrument.

    What the text quotes and defines counts as defined beside the terms on record. That a term is
    never used can be said of the text only: summaries say the same in other words.
    """
    quotes = [quote for passage in instrument.passages for quote in quotes_in(*passage)]
    yield from _undefined(instrument, quotes)
    if instrument.is_imported:
        yield from _unused(instrument)
    yield from _twice(instrument, quotes)


def quotes_in(provision: Provision, text: str) -> Iterator[Quote]:
    """The quoted terms of a provision."""
    for found in QUOTED.finditer(text):
        term = found["term"].strip(" .,;")
        defines = DEFINING.search(text[max(0, found.start() - 90) : found.start()])
        yield Quote(term, bool(defines or MEANING.match(text, found.end())), provision)


def _undefined(instrument: Instrument, quotes: list[Quote]) -> Iterator[Found]:
    known = {_folded(form) for term in instrument.terms for form in term.forms}
    known |= {_folded(quote.term) for quote in quotes if quote.defines}
    known |= {_folded(name) for name in (*instrument.names, instrument.title)}
    headings = " ".join(_folded(provision.heading) for provision in instrument.provisions)
    used: defaultdict[str, list[tuple[str, Provision]]] = defaultdict(list)
    for quote in quotes:
        if re.match(rf"{WORD}(?: |$)", quote.term) and not quote.term.isupper():
            used[_folded(quote.term)].append((quote.term, quote.at))
    for term, places in _capitalised(instrument).items():
        used[term] += places
    for folded, uses in used.items():
        joined = known.issuperset(re.split(r" (?:and|or) ", folded))
        if folded not in known and folded not in headings and not joined:
            yield Found(
                instrument=instrument.pk,
                check=Check.TERM,
                key=_key("undefined", folded),
                template=UNDEFINED,
                values={"term": uses[0][0]},
                articles=tuple(dict.fromkeys(pk for _, place in uses for pk in place.cited)),
            )


def _capitalised(instrument: Instrument) -> dict[str, list[tuple[str, Provision]]]:
    """Phrases in capitals that stand where a term stands, each with the provisions that use it.

    All words of a term occur in small letters too; a name, such as of a place, has one that does
    not. One word alone is a term only behind “the”, “such” and the like.
    """
    text = " ".join(f"{p.text} {p.summary}" for p in instrument.provisions)
    small = {_stem(word) for word in re.findall(r"(?<![\w-])[a-z]{2,}\b", text)}
    used: defaultdict[str, list[tuple[str, Provision]]] = defaultdict(list)
    for provision, passage in instrument.passages:
        for found in PHRASE.finditer(passage):
            before = passage[max(0, found.start() - 20) : found.start()].split()[-1:]
            if _stands_as_a_term(found[0], before[0] if before else "", small):
                used[_folded(found[0])].append((found[0], provision))
    return {term: places for term, places in used.items() if len(places) >= LEAST}


def _stands_as_a_term(phrase: str, before: str, small: set[str]) -> bool:
    words = re.findall(WORD, phrase)
    common = all(_stem(word.lower()) in small and not NO_TERMS.match(word) for word in words)
    inside = re.match(r"\(?[a-z]+$", before) is not None
    return (
        common and inside and (len(words) > 1 or DETERMINERS.match(before.strip("(")) is not None)
    )


def _unused(instrument: Instrument) -> Iterator[Found]:
    text = f" {_folded(' '.join(QUOTED.sub(' ', words) for _, words in instrument.passages))} "
    for term in instrument.terms:
        if not any(f" {_folded(form)} " in text for form in term.forms):
            yield Found(
                instrument=instrument.pk,
                check=Check.TERM,
                key=_key("unused", _folded(term.term)),
                template=UNUSED,
                values={"term": term.term, "number": instrument.by_pk[term.article].number},
                articles=(term.article,),
            )


def _twice(instrument: Instrument, quotes: list[Quote]) -> Iterator[Found]:
    """One word with two meanings: in two places of the text, or on record."""
    defined: defaultdict[str, dict[str, Provision]] = defaultdict(dict)
    for quote in (quote for quote in quotes if quote.defines):
        defined[quote.term].setdefault(quote.at.number, quote.at)
    for term, others in _forms(instrument.terms).items():
        for article in others if len(set(others)) > 1 else ():
            at = instrument.by_pk[article]
            defined[term].setdefault(at.number, at)
    for term, places in defined.items():
        one, *more = places.values()
        if more:
            yield Found(
                instrument=instrument.pk,
                check=Check.TERM,
                key=_key("twice", _folded(term)),
                template=TWICE,
                values={"term": term, "number": one.number, "other": more[0].number},
                articles=tuple(pk for place in places.values() for pk in place.cited),
            )


def _forms(terms: tuple[Term, ...]) -> dict[str, list[int]]:
    """Each form of a term on record with the provisions that define it."""
    found: defaultdict[str, list[int]] = defaultdict(list)
    for term in terms:
        for form in dict.fromkeys(term.forms):
            found[form].append(term.article)
    return found


def _key(what: str, folded: str) -> str:
    return key_of(Check.TERM, what, folded.replace(" ", "-"))


def _folded(text: str) -> str:
    """The words without case, plural and punctuation."""
    words = re.findall(r"\w+(?:[.'’&-]\w+)*", text.casefold())
    return " ".join(_stem(word) for word in words)


def _stem(word: str) -> str:
    return re.sub(r"ies$", "y", word).removesuffix("s")
