"""Instrument files: reading and checking, before anything is written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import yaml

from obligations.deadlines import RuleError, check_events, parse
from obligations.models import Obligation

LINE = "__line__"
ARTICLE_KEYS = {"number", "heading", "summary", "page", "articles", "obligations"}
OBLIGATION_KEYS = {
    "key",
    "title",
    "kind",
    "obligor",
    "obligee",
    "rule",
    "in_force_from",
    "in_force_until",
    "counts_on",
    "form",
    "target_days",
    "note",
    "breach_leads_to",
}
INSTRUMENT_KEYS = {
    "slug",
    "title",
    "short_title",
    "kind",
    "governing_law",
    "zone",
    "policy",
    "executed",
    "in_force_from",
    "source_standing",
    "parties",
    "readings",
}


class InstrumentFileError(Exception):
    """What is wrong in a file: each problem with file, line and the fix."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class _Loader(yaml.SafeLoader):
    """YAML whose mappings remember their line."""


def _mapping(loader: _Loader, node: yaml.MappingNode) -> dict[Any, Any]:
    return {**loader.construct_mapping(node, deep=True), LINE: node.start_mark.line + 1}


_Loader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping)


@dataclass(frozen=True)
class ArticleEntry:
    """One provision of a file, in reading order."""

    data: dict[str, Any]
    parent: str | None
    position: int

    @property
    def number(self) -> str:
        """The number as cited, for example 12.1(3)."""
        return str(self.data["number"])

    @property
    def slug(self) -> str:
        """The number as it stands in an address: 12.1(3) gives 12.1-3."""
        return self.number.replace("(", "-").replace(")", "").replace(" ", "-")

    @property
    def obligations(self) -> list[dict[str, Any]]:
        """The obligations that hang at this provision."""
        return self.data.get("obligations") or []


@dataclass
class InstrumentFile:
    """A file that was read; `check` says whether it may be loaded."""

    path: Path
    instrument: dict[str, Any]
    events: list[dict[str, Any]]
    articles: list[ArticleEntry]
    problems: list[str] = field(default_factory=list)

    def check(self, *, parties: set[str]) -> None:
        """Raise InstrumentFileError with every problem of the file, each with its line.

        `parties` are the keys of the parties on record.
        """
        self._known_keys(self.instrument, INSTRUMENT_KEYS)
        for entry in self.instrument.get("parties", []):
            self._known(entry, "party", parties)
        numbers = self._unique("number", [entry.data for entry in self.articles])
        for event in self.events:
            self._known(event, "article", numbers, optional=True)
        names = self._unique("name", self.events)
        self._unique("key", [o for entry in self.articles for o in entry.obligations])
        for entry in self.articles:
            self._known_keys(entry.data, ARTICLE_KEYS)
            for obligation in entry.obligations:
                self._check_obligation(obligation, parties, numbers, names)
        if self.problems:
            raise InstrumentFileError(self.problems)

    def _check_obligation(
        self, entry: dict[str, Any], parties: set[str], numbers: set[str], names: set[str]
    ) -> None:
        self._known_keys(entry, OBLIGATION_KEYS)
        self._known(entry, "kind", set(Obligation.Kind.values))
        self._known(entry, "obligor", parties, optional=True)
        self._known(entry, "obligee", parties, optional=True)
        self._known(entry, "breach_leads_to", numbers, optional=True)
        if rule := entry.get("rule"):
            try:
                check_events(parse(rule), names)
            except RuleError as error:
                self._problem(entry, str(error))

    def _unique(self, key: str, entries: list[dict[str, Any]]) -> set[str]:
        seen: set[str] = set()
        for entry in entries:
            value = str(entry.get(key, ""))
            if not value:
                self._problem(entry, f"“{key}” is missing: add it.")
            elif value in seen:
                self._problem(entry, f"{key} “{value}” stands twice: remove or renumber one.")
            seen.add(value)
        return seen

    def _known(
        self, entry: dict[str, Any], key: str, known: set[str], *, optional: bool = False
    ) -> None:
        value = entry.get(key)
        if value is None and optional:
            return
        if str(value) not in known:
            near = get_close_matches(str(value), known, n=1)
            hint = f"did you mean “{near[0]}”?" if near else f"known: {', '.join(sorted(known))}."
            self._problem(entry, f"{key} “{value}” is unknown: {hint}")

    def _known_keys(self, entry: dict[str, Any], keys: set[str]) -> None:
        for key in entry.keys() - keys - {LINE}:
            near = get_close_matches(str(key), keys, n=1)
            hint = f"did you mean “{near[0]}”?" if near else f"known: {', '.join(sorted(keys))}."
            self._problem(entry, f"field “{key}” is unknown: {hint}")

    def _problem(self, entry: dict[str, Any], text: str) -> None:
        self.problems.append(f"{self.path}:{entry.get(LINE, 1)}: {text}")


def read_yaml(path: Path) -> dict[str, Any]:
    """Read a YAML file whose top is a mapping; raises InstrumentFileError with file and line."""
    try:
        data = yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)  # noqa: S506
    except OSError as error:
        raise InstrumentFileError([f"{path}: cannot be read: {error.strerror}."]) from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise InstrumentFileError([f"{path}: is not valid YAML in UTF-8: {error}"]) from error
    if not isinstance(data, dict):
        raise InstrumentFileError([f"{path}:1: expected “name: value” lines at the top."])
    return data


def read_instrument(path: Path) -> InstrumentFile:
    """Read an instrument file; raises InstrumentFileError when it has no instrument."""
    data = read_yaml(path)
    if not isinstance(data.get("instrument"), dict):
        raise InstrumentFileError([f"{path}:1: “instrument:” is missing: add it."])
    entries = list(_walk(data.get("articles") or [], None))
    return InstrumentFile(
        path=path,
        instrument=data["instrument"],
        events=data.get("events") or [],
        articles=[ArticleEntry(d, parent, i) for i, (d, parent) in enumerate(entries, 1)],
    )


def _walk(
    entries: list[dict[str, Any]], parent: str | None
) -> Iterator[tuple[dict[str, Any], str | None]]:
    for entry in entries:
        yield entry, parent
        yield from _walk(entry.get("articles") or [], str(entry.get("number")))
