"""Checking entries against their forms: every problem with its line and the fix."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models

from obligations.instruments.files import Entry, InstrumentFileError
from obligations.instruments.forms import Form

if TYPE_CHECKING:
    from obligations.instruments.forms import Field

BOOLEANS = {"true": True, "yes": True, "false": False, "no": False}


@dataclass
class Checker:
    """Collects the problems of one file; plain values are brought to their type on the way."""

    path: Path
    found: list[tuple[int, str]] = field(default_factory=list)
    faulty: set[int] = field(default_factory=set)

    def finish(self) -> None:
        """Raise InstrumentFileError where there are problems."""
        if self.found:
            found = sorted(self.found, key=lambda problem: problem[0])
            raise InstrumentFileError([f"{self.path}:{line}: {text}" for line, text in found])

    def problem(self, entry: Entry, name: str, text: str) -> None:
        """Note a problem at the line of `name`, or of the entry where it has no such name."""
        self.faulty.add(id(entry))
        self.found.append((entry.lines.get(name, entry.lines[""]), text))

    def entry(self, entry: Entry, form: Form) -> None:
        """Check that the entry has the names of its form, and values that fit.

        What does not fit is taken out, so that later checks meet only values of their type.
        """
        for name in [name for name, value in entry.items() if value is None]:
            del entry[name]
        for name in entry.keys() - set(form.names):
            self.problem(entry, name, f"field “{name}” is unknown: {hint(name, form.names)}")
            del entry[name]
        for name in form.names:
            if name in entry:
                self._value(entry, name, form)
            elif name in form.required:
                self.problem(entry, "", f"“{name}” is missing: add it.")

    def entries(self, entry: Entry, name: str, form: Form) -> list[Entry]:
        """The entries under `name`, each checked; a single one is a list of one."""
        entries = entry.get(name) or []
        entries = [entries] if isinstance(entries, Entry) else entries
        if not isinstance(entries, list) or not all(isinstance(each, Entry) for each in entries):
            self.problem(
                entry, name, f"“{name}” must be a list of entries with “name: value” lines."
            )
            entries = []
        for each in entries:
            self.entry(each, form)
        return entries

    def known(self, entry: Entry, name: str, known: Iterable[str]) -> None:
        """Check that the value, where there is one, or each of several, is among those known."""
        value, keys = entry.get(name), set(known)
        for each in value if isinstance(value, list) else [value]:
            if each is not None and each not in keys:
                self.problem(entry, name, f"{name} “{each}” is unknown: {hint(each, sorted(keys))}")

    def once(self, name: str, entries: list[Entry]) -> None:
        """Check that no two entries have the same value."""
        seen: set[str] = set()
        for entry in (entry for entry in entries if name in entry):
            if entry[name] in seen:
                self.problem(
                    entry, name, f"{name} “{entry[name]}” stands twice: remove or rename one."
                )
            seen.add(entry[name])

    def _value(self, entry: Entry, name: str, form: Form) -> None:
        if name in form.nested:
            entry[name] = self.entries(entry, name, form.nested[name])
            return
        said = len(self.found)
        if form.links.get(name) == "articles":
            self._texts(entry, name)
        elif not isinstance(entry[name], str | list | dict):
            entry[name] = str(entry[name])
        elif name in form.links:
            self._text(entry, name)
        else:
            self._plain(entry, name, form.field(name))
        if len(self.found) > said:
            del entry[name]

    def _text(self, entry: Entry, name: str) -> bool:
        if isinstance(entry[name], str):
            entry[name] = entry[name].strip()
            return True
        self.problem(entry, name, f"{name} must be one value, not a list or further lines.")
        return False

    def _texts(self, entry: Entry, name: str) -> None:
        """A list of texts; a single text is a list of one."""
        texts = [entry[name]] if isinstance(entry[name], str) else entry[name]
        if isinstance(texts, list) and all(isinstance(text, str) for text in texts):
            entry[name] = [text.strip() for text in texts]
        else:
            self.problem(entry, name, f"{name} must be a list of texts, like [one, two].")

    def _plain(self, entry: Entry, name: str, model_field: Field) -> None:
        if isinstance(model_field, ArrayField):
            self._texts(entry, name)
        elif not self._text(entry, name):
            return
        value = entry[name]
        if model_field.choices:
            self.known(entry, name, [str(key) for key, _label in model_field.flatchoices])
        elif isinstance(model_field, models.BooleanField):
            if value.lower() in BOOLEANS:
                entry[name] = BOOLEANS[value.lower()]
            else:
                self.problem(entry, name, f"{name} “{value}”: write true or false.")
        else:
            self._clean(entry, name, model_field)

    def _clean(self, entry: Entry, name: str, model_field: Field) -> None:
        value = entry[name]
        try:
            entry[name] = model_field.clean(value, None)
        except ValidationError as error:
            said = " ".join(error.messages)
            shown = "" if said.startswith("“") else f"“{value}”: "
            self.problem(entry, name, f"{name} {shown}{said}")


def hint(value: str, known: Iterable[str]) -> str:
    """The nearest of what is known, or all of it where that is little."""
    names = list(known)
    if not names:
        return "none is known."
    if near := get_close_matches(value, names, n=1):
        return f"did you mean “{near[0]}”?"
    shown = ", ".join(names[:20])
    return f"known: {shown} and {len(names) - 20} more." if names[20:] else f"known: {shown}."


def visit(entries: list[Any], form: Form) -> Iterator[tuple[Entry, Form]]:
    """Each entry with its form, and each below it, in reading order."""
    for entry in entries:
        yield entry, form
        for name, below in form.nested.items():
            yield from visit(entry.get(name, []), below)
