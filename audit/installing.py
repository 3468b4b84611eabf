"""Triggers on every covered table, after each migration."""

from typing import Any

from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from audit.coverage import Coverage, coverages

ROW = "audit_row"
TRUNCATE = "audit_truncate"
PRESENT = """
    SELECT c.relname, obj_description(t.oid, 'pg_trigger')
    FROM pg_class c LEFT JOIN pg_trigger t ON t.tgrelid = c.oid AND t.tgname = %s
    WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r'
"""


def install_triggers(*, using: str, **kwargs: Any) -> None:
    """Put the trail's triggers on each covered table that has none, or another one.

    After a migration that went only part of the way, tables may be missing: they get theirs later.
    """
    connection = connections[using]
    with transaction.atomic(using=using), connection.cursor() as cursor:
        cursor.execute(PRESENT, [ROW])
        present = dict(cursor.fetchall())
        if "audit_entry" not in present:
            return
        for covered in coverages():
            if covered.table in present:
                statements = definition(connection, covered)
                if present.pop(covered.table) != statements[0]:
                    _replace(connection, covered.table, statements)
        for table, installed in present.items():
            if installed:
                _drop(connection, table)


def definition(connection: BaseDatabaseWrapper, covered: Coverage) -> list[str]:
    """The statements that make the triggers of a table."""
    quote = connection.ops.quote_name
    table = quote(covered.table)
    arguments = ", ".join(
        f"'{value}'"
        for value in (
            covered.key,
            f"{{{','.join(covered.hidden)}}}",
            f"{{{','.join(covered.omitted)}}}",
        )
    )
    call = f"EXECUTE FUNCTION audit_record({arguments})"
    if covered.only_when:
        row = f"UPDATE ON {table} FOR EACH ROW WHEN ({covered.only_when}) {call}"
    else:
        of = f" OF {', '.join(map(quote, covered.update_of))}" if covered.update_of else ""
        row = f"INSERT OR UPDATE{of} OR DELETE ON {table} FOR EACH ROW {call}"
    return [
        f"CREATE TRIGGER {ROW} AFTER {row}",
        f"CREATE TRIGGER {TRUNCATE} AFTER TRUNCATE ON {table} FOR EACH STATEMENT {call}",
    ]


def _replace(connection: BaseDatabaseWrapper, table: str, statements: list[str]) -> None:
    _drop(connection, table)
    quoted = connection.ops.quote_name(table)
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
        # What is installed, word for word: a later migration compares.
        cursor.execute(f"COMMENT ON TRIGGER {ROW} ON {quoted} IS %s", [statements[0]])


def _drop(connection: BaseDatabaseWrapper, table: str) -> None:
    quoted = connection.ops.quote_name(table)
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER IF EXISTS {ROW} ON {quoted}")
        cursor.execute(f"DROP TRIGGER IF EXISTS {TRUNCATE} ON {quoted}")
