"""Checks of a file before anything is written: every problem with its line and the fix."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any, cast

from django.core.exceptions import ValidationError
from django.db import models

from agreements.models import Agreement, AgreementParty, Article, FiscalYear, Party
from obligations.deadlines import RuleError, check_events, parse
from obligations.instrument_files import (
    LINES,
    ArticleEntry,
    InstrumentFile,
    InstrumentFileError,
)
from obligations.models import EventType, Obligation, ObligationVersion, Reading


@dataclass(frozen=True)
class Form:
    """What an entry may say: `fields` names the model's field that each plain value must fit.

    `links` are keys of other entries, or what is nested under this one.
    """

    required: str
    optional: str
    links: str
    fields: dict[str, models.Field[Any, Any]]

    @property
    def known(self) -> set[str]:
        """Every name that may stand in the entry."""
        return {*self.required.split(), *self.optional.split(), *self.links.split()}


def _form(model: type[models.Model], required: str, optional: str, links: str = "") -> Form:
    special: dict[str, models.Field[Any, Any]] = {
        "page": _field(Article, "source_page"),
        "rule": _field(ObligationVersion, "rule"),
        "first_start": _field(FiscalYear, "start"),
        "last_end": _field(FiscalYear, "end"),
    }
    plain = {*required.split(), *optional.split()} - set(links.split())
    return Form(required, optional, links, {n: special.get(n) or _field(model, n) for n in plain})


def _field(model: type[models.Model], name: str) -> models.Field[Any, Any]:
    return cast("models.Field[Any, Any]", model._meta.get_field(name))  # noqa: SLF001 (public API)


PARTY = _form(Party, "key name short_name kind", "is_home", "parent fiscal_years")
FISCAL_YEARS = _form(FiscalYear, "first_start last_end", "")
INSTRUMENT = _form(
    Agreement,
    "slug title short_title kind governing_law",
    "zone policy executed in_force_from source_standing",
    "parties readings",
)
AGREEMENT_PARTY = _form(AgreementParty, "party role", "notice_address", "party")
READING = _form(Reading, "question choice reason decided_by decided_on", "other", "article")
EVENT = _form(EventType, "name description", "", "article")
ARTICLE = _form(Article, "number", "heading summary page", "articles obligations")
OBLIGATION = _form(
    Obligation,
    "key title kind",
    "rule in_force_from in_force_until counts_on form target_days note",
    "obligor obligee breach_leads_to",
)


@dataclass
class Checker:
    """Collects the problems of one file; plain values are brought to their type on the way."""

    path: Path
    problems: list[str] = field(default_factory=list)

    def finish(self) -> None:
        """Raise InstrumentFileError where there are problems."""
        if self.problems:
            raise InstrumentFileError(self.problems)

    def entry(self, entry: dict[str, Any], form: Form) -> None:
        """Check that the entry has the names of its form, and values that fit."""
        for name in [name for name, value in entry.items() if value is None]:
            del entry[name]
        for name in entry.keys() - form.known - {LINES}:
            self.problem(entry, name, f"field “{name}” is unknown: {_hint(name, form.known)}")
        for name in form.required.split():
            if name not in entry:
                self.problem(entry, "", f"“{name}” is missing: add it.")
        for name in entry.keys() & form.fields.keys():
            self._value(entry, name, form.fields[name])

    def _value(self, entry: dict[str, Any], name: str, model_field: models.Field[Any, Any]) -> None:
        value = entry[name]
        if isinstance(value, float):
            self.problem(
                entry, name, f"{name} {value} may have lost a nought: quote it, “{value}”."
            )
        elif model_field.choices:
            self.known(entry, name, (str(key) for key, _label in model_field.flatchoices))
        else:
            try:
                entry[name] = model_field.clean(value, None)
            except ValidationError as error:
                said = " ".join(error.messages)
                shown = "" if said.startswith("“") else f"“{value}”: "
                self.problem(entry, name, f"{name} {shown}{said}")

    def known(self, entry: dict[str, Any], name: str, known: Iterable[str]) -> None:
        """Check that the value, where there is one, is among those known."""
        value, keys = entry.get(name), set(known)
        if value is not None and str(value) not in keys:
            self.problem(entry, name, f"{name} “{value}” is unknown: {_hint(str(value), keys)}")

    def once(self, name: str, entries: list[dict[str, Any]]) -> set[str]:
        """Check that no two entries have the same value; the values."""
        seen: set[str] = set()
        for entry in (entry for entry in entries if name in entry):
            value = str(entry[name])
            if value in seen:
                self.problem(entry, name, f"{name} “{value}” stands twice: remove or rename one.")
            seen.add(value)
        return seen

    def problem(self, entry: dict[str, Any], name: str, text: str) -> None:
        """Note a problem at the line of `name`, or of the entry where it has no such name."""
        lines = entry[LINES]
        self.problems.append(f"{self.path}:{lines.get(name, lines[''])}: {text}")


def check_parties(path: Path, entries: list[dict[str, Any]], *, on_record: set[str]) -> None:
    """Raise InstrumentFileError with every problem; `on_record` are the keys of known parties."""
    checker = Checker(path)
    for entry in entries:
        checker.entry(entry, PARTY)
        if isinstance(years := entry.get("fiscal_years"), dict):
            checker.entry(years, FISCAL_YEARS)
    checker.once("key", entries)
    known = set(on_record)
    for entry in entries:
        checker.known(entry, "parent", known)
        known.add(str(entry.get("key")))
    checker.finish()


def check_instrument(file: InstrumentFile, *, parties: set[str], taken: set[str]) -> None:
    """Raise InstrumentFileError with every problem of the file, each with its line.

    `parties` are the keys of the parties on record, `taken` those of obligations elsewhere.
    """
    checker = Checker(file.path)
    checker.entry(file.instrument, INSTRUMENT)
    for article in file.articles:
        checker.entry(article.data, ARTICLE)
        _check_address(checker, article)
    numbers = checker.once("number", [article.data for article in file.articles])
    for entry in file.instrument["parties"]:
        checker.entry(entry, AGREEMENT_PARTY)
        checker.known(entry, "party", parties)
    for form, entries in ((READING, file.instrument["readings"]), (EVENT, file.events)):
        for entry in entries:
            checker.entry(entry, form)
            checker.known(entry, "article", numbers)
    names = checker.once("name", file.events)
    checker.once("key", file.obligations)
    for entry in file.obligations:
        checker.entry(entry, OBLIGATION)
        checker.known(entry, "obligor", parties)
        checker.known(entry, "obligee", parties)
        checker.known(entry, "breach_leads_to", numbers)
        _check_events(checker, entry, names)
        if entry.get("key") in taken:
            checker.problem(
                entry, "key", f"key “{entry['key']}” belongs to another instrument: rename it."
            )
    checker.finish()


def _check_address(checker: Checker, article: ArticleEntry) -> None:
    if "number" not in article.data:
        return
    try:
        _field(Article, "slug").clean(article.slug, None)
    except ValidationError:
        checker.problem(
            article.data,
            "number",
            f"number “{article.number}” cannot stand in an address: write it like 12.1(3).",
        )


def _check_events(checker: Checker, entry: dict[str, Any], names: set[str]) -> None:
    try:
        rule = parse(str(entry.get("rule", "at any time")))
    except RuleError:
        return
    try:
        check_events(rule, names)
    except RuleError as error:
        checker.problem(entry, "rule", str(error))


def _hint(value: str, known: set[str]) -> str:
    near = get_close_matches(value, known, n=1)
    return f"did you mean “{near[0]}”?" if near else f"known: {', '.join(sorted(known))}."
