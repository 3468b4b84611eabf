"""What a file changes of an instrument that is on record, for a person to read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import unified_diff
from pathlib import Path
from typing import Any

from obligations.instruments.contents import Contents, count
from obligations.instruments.files import walk
from obligations.instruments.forms import SECTIONS
from obligations.instruments.layout import lay_out
from obligations.instruments.rows import keyed

Entry = dict[str, Any]
KEYS = {
    "parties": ("party", "role"),
    "readings": ("question",),
    "events": ("name",),
    "obligations": ("key",),
    "terms": ("term",),
    "references": ("instrument", "to"),
    "figures": ("name",),
}
"""What tells the entries of a list apart; provisions are told apart by their number."""

LABELS = {"parties": "party", "readings": "reading", "events": "event"}
REMOVED = ("terms", "references", "figures")
NUMBER = re.compile(r' *- number: "(.+)"')


@dataclass(frozen=True)
class Difference:
    """What loading one file changes: nothing where `text` is empty.

    `kept` names what stays on record although the file no longer has it.
    """

    path: Path
    text: str
    kept: tuple[str, ...] = ()

    def __str__(self) -> str:
        lines = [f"{self.path}: {self.text or 'no change.'}"]
        if self.kept:
            lines.append("Stays on record, although the file no longer has it:")
            lines += [f"  {each}" for each in self.kept]
        return "\n".join(lines)


def difference_of(path: Path, before: Contents | None, after: Contents) -> Difference:
    """The difference between what is on record, if anything, and the contents of a file."""
    if before is None:
        counted = [
            f"{number} {name if number > 1 else name[:-1]}"
            for name, number in count(after).items()
            if number
        ]
        return Difference(path, f"new: {', '.join(counted)}.")
    comparison = _Comparison(before, after)
    if comparison.old == comparison.new and not comparison.removes:
        return Difference(path, "", tuple(comparison.kept))
    lines = ["what changes:", *_hunks(lay_out(comparison.old), lay_out(comparison.new))]
    return Difference(path, "\n".join(lines), tuple(comparison.kept))


class _Comparison:
    """Both contents without what loading leaves alone, and what is kept."""

    def __init__(self, before: Contents, after: Contents) -> None:
        self.kept: list[str] = []
        self.removes = False
        articles = [article for article, _parent in walk(after.get("articles", []))]
        self.file = {article["number"]: article for article in articles}
        self.keys = {each["key"] for article in articles for each in article.get("obligations", [])}
        confirmed = before.get("states", [])
        known = {state["name"] for state in confirmed}
        stated = [state for state in after.get("states", []) if state["name"] not in known]
        self.new = _in_sections(after, states=[*confirmed, *stated])
        instrument = before["instrument"]
        lists = {
            name: self._arranged(name, instrument.get(name, []), after["instrument"].get(name, []))
            for name in ("parties", "readings")
        }
        self.old = _in_sections(
            before,
            instrument=_with(instrument, **lists),
            events=self._arranged("events", before.get("events", []), after.get("events", [])),
            articles=self._articles(before.get("articles", [])),
        )

    def _articles(self, articles: list[Entry]) -> list[Entry]:
        """The provisions that the file has; those below one that it lacks come up."""
        found: list[Entry] = []
        for article in articles:
            below = self._articles(article.get("articles", []))
            there = self.file.get(article["number"], {})
            obligations = article.get("obligations", [])
            self.kept += [
                f"obligation {e['key']}" for e in obligations if e["key"] not in self.keys
            ]
            held = {**article, "obligations": [e for e in obligations if e["key"] in self.keys]}
            lists = {
                name: _in_order(name, held.get(name, []), there.get(name, []))
                for name in ("obligations", *REMOVED)
            }
            if there:
                found.append(_with(article, **lists, articles=below))
            else:
                found += below
                self._keep(article)
        return found

    def _arranged(self, name: str, old: list[Entry], new: list[Entry]) -> list[Entry]:
        """The entries on record that the file has, in its order; the others are kept."""
        there = _keyed(name, new)
        for key, entry in _keyed(name, old).items():
            if key not in there:
                words = ", ".join(str(entry[each]) for each in KEYS[name])
                self.kept.append(f"{LABELS[name]} {words}")
        return _in_order(name, [e for key, e in _keyed(name, old).items() if key in there], new)

    def _keep(self, article: Entry) -> None:
        goes = [f"{len(article[name])} {name}" for name in REMOVED if article.get(name)]
        self.removes = self.removes or bool(goes)
        note = f", without its {' and '.join(goes)}" if goes else ""
        self.kept.append(f"provision {article['number']}{note}")


def _keyed(name: str, entries: list[Entry]) -> dict[Any, Entry]:
    return keyed(entries, lambda entry: tuple(entry.get(each) for each in KEYS[name]))


def _in_order(name: str, old: list[Entry], new: list[Entry]) -> list[Entry]:
    """Entries whose order is not on record, in that of the file."""
    places = {key: place for place, key in enumerate(_keyed(name, new))}
    ordered = sorted(_keyed(name, old).items(), key=lambda pair: places.get(pair[0], len(places)))
    return [entry for _key, entry in ordered]


def _with(entry: Entry, **changes: Any) -> Entry:
    """The entry with some values replaced, empty lists left out."""
    return {name: value for name, value in {**entry, **changes}.items() if value != []}


def _in_sections(contents: Contents, **changes: Any) -> Contents:
    found = _with(contents, **changes)
    return {name: found[name] for name in ("instrument", *SECTIONS) if name in found}


def _hunks(old: str, new: str) -> Iterator[str]:
    """A unified diff whose places name the provision that they begin in."""
    after = new.splitlines()
    for line in unified_diff(old.splitlines(), after, "on record", "file", n=2, lineterm=""):
        if place := re.match(r"@@ \S+ \+(\d+)", line):
            above = (NUMBER.match(each) for each in reversed(after[: int(place[1])]))
            number = next((found[1] for found in above if found), "")
            yield f"{line} {number}".rstrip()
        else:
            yield line
