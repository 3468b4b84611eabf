"""Bringing rows to what a file states: new ones in bulk, changed ones by one, equal ones never."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

from django.db import models
from simple_history.utils import bulk_create_with_history

from obligations.instruments.contents import tidy
from obligations.instruments.forms import Form, attribute

Row = TypeVar("Row", bound=models.Model)
Item = TypeVar("Item")
Values = dict[str, Any]


def columns(entry: Mapping[str, Any], form: Form) -> Values:
    """The values of an entry's plain names by column; what it leaves out is at its default."""
    return {
        attribute(name): form.field(name).to_python(entry.get(name, form.default(name)))
        for name in form.plain
    }


def keyed(items: Iterable[Item], key: Callable[[Item], Any]) -> dict[Any, Item]:
    """The items by their key and how often it came before."""
    seen: Counter[Any] = Counter()
    found = {}
    for item in items:
        found[key(item), seen[key(item)]] = item
        seen[key(item)] += 1
    return found


def put(
    model: type[Row], on_record: Mapping[Any, Row], wanted: Mapping[Any, Values]
) -> dict[Any, Row]:
    """Bring the rows on record to the values wanted under their keys, and create the others.

    Values name columns, such as `article_id`. Changed rows are saved in the order of `wanted`.
    """
    new = {key: model(**values) for key, values in wanted.items() if key not in on_record}
    create(model, list(new.values()))
    for key, values in wanted.items():
        if key in on_record:
            change(on_record[key], values)
    return {key: new[key] if key in new else on_record[key] for key in wanted}


def create(model: type[Row], rows: list[Row]) -> None:
    """Create rows at once, with their history where the model keeps one."""
    if hasattr(model, "history"):
        bulk_create_with_history(rows, model)
    else:
        model._default_manager.bulk_create(rows)  # noqa: SLF001 (documented for generic code)


def change(row: models.Model, values: Values) -> None:
    """Bring a row to `values`; one that states them already is not written."""
    changed = {n: value for n, value in values.items() if tidy(getattr(row, n)) != tidy(value)}
    for name, value in changed.items():
        setattr(row, name, value)
    if changed:
        row.save()


def remove_others(on_record: Mapping[Any, models.Model], wanted: Iterable[Any]) -> None:
    """Delete the rows whose keys are not wanted; their history stays."""
    for key in on_record.keys() - set(wanted):
        on_record[key].delete()
