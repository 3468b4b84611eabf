"""Queries whose SQL is written once for a process and not once for a request.

Django takes longer to write a query of many columns and conditions than PostgreSQL to answer it.
"""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from datetime import date
from functools import cached_property
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.db.models.sql.compiler import SQLCompiler

from accounts.models import Role, User

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
    def _query(self) -> QuerySet[Any, Any]:
        return self.write(**self.marks)

    @cached_property
    def _compiler(self) -> SQLCompiler:
        compiler: SQLCompiler = self._query.query.get_compiler(connection.alias)
        return compiler

    @cached_property
    def _written(self) -> tuple[str, list[tuple[str | None, Any]]]:
        names = {mark: name for name, mark in self.marks.items()}
        sql, values = self._compiler.as_sql()
        return sql, [(names.get(value), value) for value in values]

    def _values(self, given: dict[str, int | date | str]) -> tuple[Any, ...]:
        return tuple(given[name] if name else value for name, value in self._written[1])

    def __call__(self, **given: int | date | str) -> list[dict[str, Any]]:
        """The rows for these values."""
        with connection.cursor() as cursor:
            cursor.execute(self._written[0], self._values(given))
            columns = [column.name for column in cursor.description or []]
            return [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]

    def objects(self, **given: int | date | str) -> list[Any]:
        """The objects for these values.

        What is prefetched with them is asked for as ever: it must not depend on the values.
        """
        sql, values = self._written[0], self._values(given)
        compiler, found = copy(self._compiler), self._query.all()
        compiler.connection = connection
        compiler.as_sql = lambda *args, **kwargs: (sql, values)  # type: ignore[method-assign]
        found.query.get_compiler = lambda *args, **kwargs: compiler  # type: ignore[method-assign]
        return list(found)


class PreparedForReaders:
    """A `Prepared` query of what a person may know, over `visible_to(user)`.

    Whoever reads everything needs another one than everybody else. `write` is handed a person who
    stands for whoever asks.
    """

    def __init__(self, write: Query, **kinds: type) -> None:
        def written(role: Role) -> Query:
            return lambda user, **given: write(User(pk=user, role=role), **given)

        self.of_all = Prepared(written(Role.AUDITOR), user=int, **kinds)
        self.of_some = Prepared(written(Role.COMPLIANCE), user=int, **kinds)

    def of(self, user: User) -> Prepared:
        """The query for `user`, whose id is one more value: `user`."""
        return self.of_all if user.reads_everything else self.of_some

    def __call__(self, user: User, **given: int | date | str) -> list[dict[str, Any]]:
        """The rows that `user` may know."""
        return self.of(user)(user=user.pk, **given)

    def objects(self, user: User, **given: int | date | str) -> list[Any]:
        """The objects that `user` may know; see `Prepared.objects`."""
        return self.of(user).objects(user=user.pk, **given)
