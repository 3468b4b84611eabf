"""An entry in words: what was changed, from which value to which."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.db.models import CharField, Value
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from audit.coverage import audited_models
from audit.models import Entry

NAMED_BY = ("title", "name", "short_name", "label", "key", "number", "file_name", "question")
"""Columns by which people know a row."""
SHOWN_BY_NAME = ("accounts.User", "accounts.Team", "agreements.Party")
"""What a reference is to, where nobody must be kept from knowing the name."""
LONGEST = 400
"""Characters of a value on the page; the export has all."""


@dataclass(frozen=True)
class Change:
    """One column, from which value to which."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Described:
    """An entry with its words."""

    entry: Entry
    what: str
    name: str
    changes: list[Change]

    @property
    def who(self) -> str:
        """The person; else the task or command; else the role of the database."""
        entry = self.entry
        if entry.person_id:
            return str(entry.person or _("person %(number)s") % {"number": entry.person_id})
        return entry.why or _("database role %(role)s") % {"role": entry.role}


class Wording:
    """Words for a page of entries; names are looked up once for all of them."""

    def __init__(self, zone: str) -> None:
        self.zone = ZoneInfo(zone)
        self.models = {model._meta.db_table: model for model in audited_models()}
        self.names: dict[tuple[str, Any], str] = {}

    def describe(self, entries: Iterable[Entry]) -> list[Described]:
        """Each entry in words; one query for all names."""
        entries = list(entries)
        self._look_up(entries)
        return [self._describe(entry) for entry in entries]

    def _describe(self, entry: Entry) -> Described:
        model = self.models.get(entry.table)
        row = {**(entry.before or {}), **(entry.after or {})}
        named = next((str(row[name]) for name in NAMED_BY if row.get(name)), "")
        return Described(
            entry=entry,
            what=capfirst(str(model._meta.verbose_name)) if model else entry.table,
            name=named,
            changes=[
                Change(
                    label=_label(field, column),
                    before=self._value(field, before),
                    after=self._value(field, after),
                )
                for column, (before, after) in entry.changes.items()
                if (field := _field(model, column)) is None or not field.primary_key
                if entry.action == Entry.Action.UPDATE
                or before not in (None, "")
                or after not in (None, "")
            ],
        )

    def _value(self, field: models.Field[Any, Any] | None, value: Any) -> str:
        """A value as people read it; empty for none."""
        if value is None or value == "":
            return ""
        if isinstance(value, bool):
            return _("yes") if value else _("no")
        if isinstance(field, models.ForeignKey):
            return self._reference(field, value)
        if field is not None and field.flatchoices:
            value = dict(field.flatchoices).get(value, value)
        elif isinstance(field, models.DateTimeField):
            local = datetime.fromisoformat(value).astimezone(self.zone)
            value = date_format(local, "DATETIME_FORMAT")
        elif isinstance(field, models.DateField):
            value = date_format(date.fromisoformat(value), "SHORT_DATE_FORMAT")
        elif isinstance(value, dict | list):
            value = json.dumps(value, ensure_ascii=False)
        text = str(value)
        return text if len(text) <= LONGEST else text[:LONGEST] + "…"

    def _reference(self, field: models.ForeignKey[Any, Any], value: Any) -> str:
        meta = field.related_model._meta
        known = self.names.get((meta.label, value))
        return known or f"{meta.verbose_name} {value}"

    def _look_up(self, entries: list[Entry]) -> None:
        wanted: dict[str, set[Any]] = {}
        for entry in entries:
            for field, value in self._references(entry):
                wanted.setdefault(field.related_model._meta.label, set()).add(value)
        asked = [
            apps.get_model(label)
            ._default_manager.filter(pk__in=wanted[label])
            .order_by()
            .annotate(of=Value(label, output_field=CharField()))
            .values_list("of", "pk", "name")
            for label in SHOWN_BY_NAME
            if label in wanted
        ]
        if asked:
            found = asked[0].union(*asked[1:], all=True)
            self.names |= {(label, key): name for label, key, name in found}

    def _references(self, entry: Entry) -> Iterator[tuple[models.ForeignKey[Any, Any], Any]]:
        for column, values in entry.changes.items():
            field = _field(self.models.get(entry.table), column)
            if isinstance(field, models.ForeignKey):
                yield from ((field, value) for value in values if value is not None)


def _field(model: type[models.Model] | None, column: str) -> models.Field[Any, Any] | None:
    """The field of this column; None where a later version of the product has none."""
    if model is None:
        return None
    try:
        return next(f for f in model._meta.concrete_fields if f.column == column)
    except (StopIteration, FieldDoesNotExist):
        return None


def _label(field: models.Field[Any, Any] | None, column: str) -> str:
    return capfirst(str(field.verbose_name)) if field is not None else column
