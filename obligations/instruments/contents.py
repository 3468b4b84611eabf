"""The contents of an instrument in one canonical form, whether they come from a file or a record.

Contents are plain values under the names of the file: `instrument`, `events`, `states` and the
tree of `articles`, each entry in the order of its form, without what says nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from obligations.instruments.files import walk
from obligations.instruments.forms import INSTRUMENT, SECTIONS, Form

Contents = dict[str, Any]


def canonical(entry: Mapping[str, Any], form: Form) -> dict[str, Any]:
    """The entry in canonical order, texts without blanks around them."""
    values = ((name, _value(entry[name], name, form)) for name in form.names if name in entry)
    return {name: value for name, value in values if not form.left_out(name, value)}


def contents_of(sections: Mapping[str, Any]) -> Contents:
    """The canonical contents of checked sections, or of those read from the record."""
    instrument = dict(sections["instrument"])
    for name in ("zone", "policy"):
        instrument.setdefault(name, INSTRUMENT.default(name))
    contents: Contents = {"instrument": canonical(instrument, INSTRUMENT)}
    for name, form in SECTIONS.items():
        if entries := [canonical(entry, form) for entry in sections.get(name, [])]:
            contents[name] = entries
    _put_in_place(contents)
    return contents


def tidy(value: Any) -> Any:
    """The value as files state it: a text without blanks around it, a figure as plain text."""
    if isinstance(value, list):
        return [tidy(each) for each in value]
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return value.replace("\r\n", "\n").strip() if isinstance(value, str) else value


def slug_of(number: str) -> str:
    """The number as it stands in an address: 12.1(3) gives 12.1-3."""
    return number.replace("(", "-").replace(")", "").replace(" ", "-")


def count(contents: Contents) -> Counter[str]:
    """How many entries of each kind: provisions, obligations, terms, and so on."""
    found = Counter({name: len(contents.get(name, [])) for name in ("events", "states")})
    found["readings"] = len(contents["instrument"].get("readings", []))
    for article, _parent in walk(contents.get("articles", [])):
        found["provisions"] += 1
        for name in ("obligations", "terms", "references", "figures"):
            found[name] += len(article.get(name, []))
    return found


def _value(value: Any, name: str, form: Form) -> Any:
    if name in form.nested:
        return [canonical(entry, form.nested[name]) for entry in value]
    return tidy(value)


def _put_in_place(contents: Contents) -> None:
    """Name consequences in reading order; a reference within the instrument does not name it."""
    articles = list(walk(contents.get("articles", [])))
    places = {article["number"]: place for place, (article, _parent) in enumerate(articles)}
    for article, _parent in articles:
        for reference in article.get("references", []):
            if reference.get("instrument") == contents["instrument"]["slug"]:
                del reference["instrument"]
        for obligation in article.get("obligations", []):
            if numbers := set(obligation.get("breach_leads_to", [])):
                obligation["breach_leads_to"] = sorted(numbers, key=places.__getitem__)
