"""What must hold between the entries of a file, and between the file and what is on record."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from pathlib import Path

from django.core.exceptions import ValidationError

from obligations.deadlines import Rule, RuleError, check_events, parse
from obligations.instruments.checker import Checker, hint, visit
from obligations.instruments.contents import Contents, contents_of, slug_of
from obligations.instruments.files import Entry, InstrumentFileError, read_entries
from obligations.instruments.forms import (
    ARTICLE,
    EVENT,
    INSTRUMENT,
    OBLIGATION,
    PARTY,
    SECTIONS,
    STATE,
    TERM,
    Form,
)

HOLDS = ("obligations", "terms", "no_content", "articles")


@dataclass(frozen=True)
class OnRecord:
    """What a file may refer to, or must leave alone.

    `numbers` are those of each other instrument by its slug, `taken` the keys of their
    obligations, `addresses` those of this one's provisions with their numbers.
    """

    parties: Set[str]
    numbers: Mapping[str, Set[str]] = field(default_factory=dict)
    taken: Set[str] = frozenset()
    addresses: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class InstrumentFile:
    """A file that was read; `check_instrument` gives its contents."""

    path: Path
    sections: Entry
    slug: str


def read_parties(path: Path, *, on_record: Set[str]) -> list[Entry]:
    """Read and check a file of parties; `on_record` are the keys of those known.

    Raises InstrumentFileError with every problem, each with its line.
    """
    checker = Checker(path)
    file = read_entries(path)
    entries = checker.entries(file, "parties", PARTY)
    if not entries and not checker.found:
        raise InstrumentFileError([f"{path}:1: “parties:” is missing: add it."])
    checker.once("key", entries)
    known = set(on_record)
    for entry in entries:
        checker.known(entry, "parent", sorted(known))
        known.add(entry.get("key", ""))
        if len(entry.get("fiscal_years", [])) > 1:
            checker.problem(entry, "fiscal_years", "fiscal_years must be one entry.")
    checker.finish()
    return entries


def read_instrument(path: Path) -> InstrumentFile:
    """Read a file; raises InstrumentFileError when it describes no instrument."""
    sections = read_entries(path)
    instrument = sections.get("instrument")
    if not isinstance(instrument, Entry):
        raise InstrumentFileError([f"{path}:1: “instrument:” is missing: add it."])
    return InstrumentFile(path, sections, str(instrument.get("slug") or "").strip())


def check_instrument(file: InstrumentFile, *, on_record: OnRecord) -> Contents:
    """The contents of a file; raises InstrumentFileError with every problem, each with its line."""
    checker, sections = Checker(file.path), file.sections
    for name in sections.keys() - SECTIONS.keys() - {"instrument"}:
        known = ("instrument", *SECTIONS)
        checker.problem(sections, name, f"section “{name}” is unknown: {hint(name, known)}")
    checker.entry(sections["instrument"], INSTRUMENT)
    for name, form in SECTIONS.items():
        sections[name] = checker.entries(sections, name, form)
    _Relations(checker, sections, on_record, file.slug).check()
    checker.finish()
    return contents_of(sections)


class _Relations:
    """What must hold between entries whose own values have been checked."""

    def __init__(self, checker: Checker, file: Entry, on_record: OnRecord, slug: str) -> None:
        self.checker, self.on_record, self.slug = checker, on_record, slug
        self.visited = list(visit([file["instrument"]], INSTRUMENT))
        for name, form in SECTIONS.items():
            self.visited += visit(file[name], form)
        self.articles = self._all(ARTICLE)
        self.numbers = {article["number"] for article in self.articles if "number" in article}

    def _all(self, form: Form) -> list[Entry]:
        return [entry for entry, its in self.visited if its is form]

    def _names(self, form: Form) -> set[str]:
        return {entry["name"] for entry in self._all(form) if "name" in entry}

    def check(self) -> None:
        """Note every problem."""
        for name, form in (("number", ARTICLE), ("key", OBLIGATION), ("term", TERM)):
            self.checker.once(name, self._all(form))
        self.checker.once("name", self._all(EVENT))
        self._links()
        self._addresses()
        checker = self.checker
        for article in self.articles:
            checker.once("name", article.get("figures", []))
            self._references(article)
            if id(article) not in checker.faulty:
                self._accounted_for(article)
        self._obligations()

    def _links(self) -> None:
        known = {
            "party": sorted(self.on_record.parties),
            "article": [a["number"] for a in self.articles if "number" in a],
        }
        known["articles"] = known["article"]
        for entry, form in self.visited:
            for name, to in form.links.items():
                if to in known:
                    self.checker.known(entry, name, known[to])

    def _addresses(self) -> None:
        seen = dict(self.on_record.addresses)
        for article in (article for article in self.articles if "number" in article):
            number = article["number"]
            try:
                ARTICLE.field("slug").clean(slug := slug_of(number), None)
            except ValidationError:
                text = f"number “{number}” cannot stand in an address: write it like 12.1(3)."
                self.checker.problem(article, "number", text)
                continue
            if (other := seen.setdefault(slug, number)) != number:
                text = f"number “{number}” has the address of “{other}”, {slug}: rename it."
                self.checker.problem(article, "number", text)

    def _references(self, article: Entry) -> None:
        seen: set[tuple[str, str]] = set()
        for reference in article.get("references", []):
            slug = reference.get("instrument", self.slug)
            target = (slug, reference.get("to", ""))
            if target in seen:
                text = f"to “{target[1]}” stands twice here: remove one."
                self.checker.problem(reference, "to", text)
            seen.add(target)
            if slug == self.slug:
                self.checker.known(reference, "to", sorted(self.numbers))
            elif slug in self.on_record.numbers:
                self.checker.known(reference, "to", sorted(self.on_record.numbers[slug]))
            else:
                text = f"instrument “{slug}” is not on record: load it first."
                self.checker.problem(reference, "instrument", text)

    def _accounted_for(self, article: Entry) -> None:
        number, held = article.get("number", ""), [name for name in HOLDS if article.get(name)]
        if not held:
            text = f"nothing accounts for “{number}”: give it obligations, terms or no_content."
            self.checker.problem(article, "number", text)
        elif "no_content" in held and {"obligations", "terms"} & set(held):
            text = f"no_content of “{number}” contradicts its {held[0]}: remove one."
            self.checker.problem(article, "no_content", text)

    def _obligations(self) -> None:
        events, states = self._names(EVENT), self._names(STATE)
        for entry in self._all(OBLIGATION):
            if entry.get("key") in self.on_record.taken:
                text = f"key “{entry['key']}” belongs to another instrument: rename it."
                self.checker.problem(entry, "key", text)
            if "rule" in entry:
                self._rule(entry, parse(entry["rule"]), events, states)

    def _rule(self, entry: Entry, rule: Rule, events: set[str], states: set[str]) -> None:
        for state in sorted(rule.states - states):
            self.checker.problem(
                entry, "rule", f"state “{state}” is not declared: {hint(state, sorted(states))}"
            )
        try:
            check_events(rule, events)
        except RuleError as error:
            self.checker.problem(entry, "rule", str(error))
