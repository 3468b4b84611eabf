"""Reading what had been recorded by an instant: what was recorded later is not there at all.

A second schema holds a view of every table whose rows say when they were recorded, under the name
of the table, without the rows of later. While its schema comes first in the search path, every
query reads the views, and none has to know of it. Names, teams, instruments' texts and permissions
keep no such time: they are today's.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.db import InternalError, connection, connections, transaction
from django.db.backends.utils import CursorWrapper

SCHEMA = "as_recorded"
OF_TODAY = ("accounts_", "agreements_", "audit_", "obligations_matter")
"""How tables are called that are always read as today: who may know what, and instruments' texts.

A person must never see by an earlier day what has been kept from them since.
"""
TIMES = {"obligations_proposal": "proposed_at"}
"""Columns with the time of recording that are not called `recorded_at`."""
BEFORE = "current_setting('iijgov.recorded_before')::timestamptz"

BEGIN = f"""
WITH usual AS MATERIALIZED (SELECT current_setting('search_path') AS path)
SELECT path, set_config('iijgov.recorded_before', %s, true), set_config(
    'search_path', '{SCHEMA}'::regnamespace::text || ', ' || path, true
) FROM usual
"""  # noqa: S608
COLUMNS = """
SELECT c.relname, array_agg(quote_ident(a.attname) ORDER BY a.attnum)
FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r'
GROUP BY c.relname ORDER BY c.relname
"""

# The version that was the latest one then; a deadline that had none was not known.
DEADLINE = """
SELECT {columns} FROM {schema}.obligations_deadline deadline JOIN LATERAL (
    SELECT version.id FROM {schema}.obligations_deadlineversion version
    WHERE version.deadline_id = deadline.id AND version.recorded_at < {before}
    ORDER BY version.number DESC LIMIT 1
) latest ON true
"""
# The rules of an obligation tell when it was recorded; one that never had any stays.
OBLIGATION = """
SELECT {columns} FROM {schema}.obligations_obligation obligation WHERE EXISTS (
    SELECT FROM {schema}.obligations_obligationversion version
    WHERE version.obligation_id = obligation.id AND version.recorded_at < {before}
) OR NOT EXISTS (
    SELECT FROM {schema}.obligations_obligationversion version
    WHERE version.obligation_id = obligation.id
)
"""


@contextmanager
def recorded_before(instant: datetime | None) -> Iterator[None]:
    """Read only what was recorded before `instant`, or all for None; for reading only.

    Holds on this connection and ends with the block, in whose transaction it lives. Raises
    ProgrammingError where the views are missing: `migrate` makes them.
    """
    if instant is None:
        yield
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(BEGIN, [instant.isoformat()])
            [usual, *_] = cursor.fetchone() or [""]
        yield
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT set_config('search_path', %s, true)", [usual])
        except InternalError:  # a query failed, and a page says so: rolling back restores the path
            transaction.set_rollback(True)


def drop_views(*, using: str, plan: Any = (), **kwargs: Any) -> None:
    """Take the views away before tables change; `install_views` makes them again afterwards."""
    if plan:
        with connections[using].cursor() as cursor:
            cursor.execute(f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE")


def install_views(*, using: str, **kwargs: Any) -> None:
    """Make the views of the tables that there are, unless they are as they must be."""
    with transaction.atomic(using=using), connections[using].cursor() as cursor:
        views = _definitions(cursor)
        seal = sha256(repr(views).encode()).hexdigest()
        cursor.execute("SELECT obj_description(to_regnamespace(%s), 'pg_namespace')", [SCHEMA])
        if cursor.fetchone() == (seal,):
            return
        cursor.execute(f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE")
        if not views:
            return
        cursor.execute("SELECT current_setting('search_path')")
        [usual] = cursor.fetchone() or [""]
        cursor.execute(f"CREATE SCHEMA {SCHEMA}")
        cursor.execute(f"COMMENT ON SCHEMA {SCHEMA} IS '{seal}'")
        cursor.execute(f"SET LOCAL search_path = {SCHEMA}, {usual}")
        for name, query in views.items():
            cursor.execute(f"CREATE VIEW {SCHEMA}.{name} AS {query}")
        cursor.execute(f"SET LOCAL search_path = {usual}")


def _definitions(cursor: CursorWrapper) -> dict[str, str]:
    """The query of each view; none while a migration went only part of the way."""
    cursor.execute("SELECT current_schema(), pg_get_viewdef(to_regclass('deadline_state_now'))")
    [schema, state] = cursor.fetchone() or ["", None]
    if state is None:
        return {}
    cursor.execute(COLUMNS)
    tables: dict[str, list[str]] = dict(cursor.fetchall())
    views = {
        table: f"SELECT * FROM {schema}.{table} WHERE {time} < {BEFORE}"  # noqa: S608
        for table, columns in tables.items()
        if not table.startswith(OF_TODAY) and (time := TIMES.get(table, "recorded_at")) in columns
    }
    given = {"schema": schema, "before": BEFORE}
    deadline = ", ".join(
        "latest.id AS current_id" if column == "current_id" else f"deadline.{column}"
        for column in tables["obligations_deadline"]
    )
    views["obligations_deadline"] = DEADLINE.format(columns=deadline, **given)
    obligation = ", ".join(f"obligation.{column}" for column in tables["obligations_obligation"])
    views["obligations_obligation"] = OBLIGATION.format(columns=obligation, **given)
    # The same words over the views: what the status follows from, of what was recorded.
    views["deadline_state_now"] = state.strip().removesuffix(";")
    held = ", ".join(tables["obligations_deadlinestate"])
    views["obligations_deadlinestate"] = f"SELECT {held} FROM deadline_state_now"  # noqa: S608
    return views
