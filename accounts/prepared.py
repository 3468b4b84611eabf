"""Queries that are written once for a process, and planned once for a connection.

Django takes longer to write a query of many columns and conditions, and PostgreSQL to plan it, than
it takes to answer.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from copy import copy
from datetime import date
from functools import cached_property, lru_cache
from itertools import count
from typing import Any
from weakref import WeakKeyDictionary

from django.db import connection
from django.db.models import Func, IntegerField, QuerySet
from django.db.models.sql.compiler import SQLCompiler

from accounts.models import Role, User

Query = Callable[..., "QuerySet[Any, Any]"]
MARKS: dict[type, Callable[[int], Any]] = {
    int: lambda place: 2_147_000_000 + place,
    date: lambda place: date(1, 1, 1 + place),
    str: lambda place: f"\x01{place}",
}
TYPES = {int: "bigint", date: "date", str: "text"}
LARGEST = 2**63 - 1
NUMBERS = count(1)
STATEMENTS: WeakKeyDictionary[Any, set[str]] = WeakKeyDictionary()
"""The statements that are prepared on each connection."""


class Statement:
    """SQL with `$1`, `$2` … of the PostgreSQL types `types`, which a connection plans once.

    The audit trail is not told for whom it writes: it is for reads, and for what the trail leaves
    out.
    """

    def __init__(self, sql: str, types: Sequence[str]) -> None:
        name, listed = f"prepared_{next(NUMBERS)}", ", ".join(types)
        marks = ", ".join(["%s"] * len(types))
        self.prepare = f"PREPARE {name}{listed and f' ({listed})'} AS {sql}"
        self.execute = f"EXECUTE {name}{marks and f' ({marks})'}"

    def ready(self) -> str:
        """What executes it, with a `%s` for each value, prepared on the connection of the thread.

        Within a transaction that failed it raises what any statement does.
        """
        connection.ensure_connection()
        session = connection.connection
        known = STATEMENTS.setdefault(session, set())
        if self.execute not in known:
            # Not through Django's cursor: it is no query of the page that happens to come first.
            with session.cursor() as cursor, connection.wrap_database_errors:
                cursor.execute(self.prepare)
            known.add(self.execute)
        return self.execute


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
    def statement(self) -> Statement:
        """What is prepared and executed."""
        sql, values = self._compiler.as_sql()
        places = {mark: f"${place}" for place, mark in enumerate(self.marks.values(), start=1)}
        given = iter(values)
        with connection.cursor() as cursor:

            def written(match: re.Match[str]) -> str:
                if match[0] == "%%":
                    return "%"
                value = next(given)
                return places.get(value) or cursor.mogrify("%s", [value]).decode()

            statement = re.sub("%[s%]", written, sql)
        return Statement(statement, [TYPES[type(mark)] for mark in self.marks.values()])

    def __call__(self, **given: int | date | str) -> list[dict[str, Any]]:
        """The rows for these values."""
        if _is_too_large(given):
            return []
        execute = self.statement.ready()
        with connection.cursor() as cursor:
            cursor.execute(execute, [given[name] for name in self.marks])
            columns = [column.name for column in cursor.description or []]
            return [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]

    def objects(self, **given: int | date | str) -> list[Any]:
        """The objects for these values.

        What is prefetched with them is asked for as ever: it must not depend on the values.
        """
        if _is_too_large(given):
            return []
        execute, values = self.statement.ready(), tuple(given[name] for name in self.marks)
        compiler, found = copy(self._compiler), self._query.all()
        compiler.connection = connection
        compiler.as_sql = lambda *args, **kwargs: (execute, values)  # type: ignore[method-assign, assignment]
        found.query.get_compiler = lambda *args, **kwargs: compiler  # type: ignore[method-assign]
        return list(found)


def _is_too_large(given: dict[str, int | date | str]) -> bool:
    """Whether a number is beyond those of rows, so that nothing has it."""
    return any(isinstance(value, int) and value > LARGEST for value in given.values())


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


class PreparedPages:
    """The rows of a query of what a person may know, `size` by `size`, as a paginator asks.

    Each page is a `PreparedForReaders` of its own, and so is the number of all rows.
    """

    def __init__(self, write: Query, size: int, **kinds: type) -> None:
        def number(user: User, **given: Any) -> QuerySet[Any, Any]:
            counted = Func("pk", function="COUNT", output_field=IntegerField())
            return write(user, **given).order_by().values(number=counted)

        @lru_cache(maxsize=64)
        def page(first: int) -> PreparedForReaders:
            return PreparedForReaders(
                lambda user, **given: write(user, **given)[first : first + size], **kinds
            )

        self.number, self.page = PreparedForReaders(number, **kinds), page

    def of(self, user: User, **given: int | date | str) -> Pages:
        """All rows that `user` may know for these values."""
        return Pages(self, user, given)


class Pages(Sequence[Any]):
    """What `PreparedPages` has for one person and some values."""

    def __init__(self, rows: PreparedPages, user: User, given: dict[str, int | date | str]) -> None:
        self.rows, self.user, self.given = rows, user, given

    def __len__(self) -> int:
        return sum(row["number"] for row in self.rows.number(self.user, **self.given))

    def __getitem__(self, asked: Any) -> Any:
        if asked.start == asked.stop:
            return []
        return self.rows.page(asked.start).objects(self.user, **self.given)
