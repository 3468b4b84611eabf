"""The demonstration, computed once for a process and then copied into the tables."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

TABLES: dict[str, bytes] = {}
NUMBERS: list[tuple[str, int]] = []


def load_once(load: Callable[[], object]) -> None:
    """Run `load` the first time; afterwards put its rows into the tables instead.

    Rows go in as they were, without triggers. The tables hold nothing but what migrations wrote.
    """
    if not TABLES:
        load()
        with connection.cursor() as cursor:
            _take(cursor)
        return
    with transaction.atomic(), connection.cursor() as cursor:
        _put(cursor)


def _take(cursor: CursorWrapper) -> None:
    for table in connection.introspection.table_names(cursor):
        rows = BytesIO()
        cursor.copy_expert(f'COPY "{table}" TO STDOUT', rows)
        TABLES[table] = rows.getvalue()
    cursor.execute("SELECT sequencename, last_value FROM pg_sequences WHERE last_value > 0")
    NUMBERS.extend(cursor.fetchall())


def _put(cursor: CursorWrapper) -> None:
    cursor.execute("SET LOCAL session_replication_role = replica")
    asks = (f"SELECT '{name}' WHERE EXISTS (SELECT FROM \"{name}\")" for name in TABLES)  # noqa: S608
    cursor.execute(" UNION ALL ".join(asks))
    names = ", ".join(f'"{table}"' for (table,) in cursor.fetchall())
    if names:
        cursor.execute(f"TRUNCATE {names} CASCADE")
    for table, rows in TABLES.items():
        if rows:
            cursor.copy_expert(f'COPY "{table}" FROM STDIN', BytesIO(rows))
    for name, last in NUMBERS:
        cursor.execute("SELECT setval(%s, %s)", [f'"{name}"', last])
    cursor.execute("SET LOCAL session_replication_role = DEFAULT")
