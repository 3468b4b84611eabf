"""Queries whose SQL is written once for a process and not once for a request.

Django takes longer to write a query of many columns and conditions than PostgreSQL to answer it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import cached_property
from typing import Any

from django.db import connection
from django.db.models import QuerySet

Query = Callable[..., "QuerySet[Any, Any]"]
MARKS: dict[type, Callable[[int], Any]] = {
    int: lambda place: 2_147_000_000 + place,
    date: lambda place: date(1, 1, 1 + place),
    str: lambda place: f"\x01{place}",
}


class Prepared:
    """A query with values left open, each of them a whole number, a day or a text.

    `write` gives the query for given values; it must not look at them, only hand them on. The
    answer is plain: `jsonb` comes as text.
    """

    def __init__(self, write: Query, **kinds: type) -> None:
        self.write = write
        self.marks = {name: MARKS[kind](place) for place, (name, kind) in enumerate(kinds.items())}

    @cached_property
    def _written(self) -> tuple[str, list[tuple[str | None, Any]]]:
        names = {mark: name for name, mark in self.marks.items()}
        sql, values = self.write(**self.marks).query.sql_with_params()
        return sql, [(names.get(value), value) for value in values]

    def __call__(self, **given: int | date | str) -> list[dict[str, Any]]:
        """The rows for these values."""
        sql, values = self._written
        with connection.cursor() as cursor:
            cursor.execute(sql, [given[name] if name else value for name, value in values])
            columns = [column.name for column in cursor.description or []]
            return [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]
