"""Rows that say that they were recorded on an earlier day; the clock of the database stands still.

Within the transaction of a test every row is recorded at one instant: that of its beginning.
"""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.db import connection

RECORDED = """
SELECT c.relname, a.attname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'
AND a.attname IN ('recorded_at', 'proposed_at')
"""


def date_back(day: date, at: time = time(12), *, loaded_too: bool = False) -> None:
    """Let all that the test recorded until here be recorded on `day`, at a time in Tokyo.

    What has been dated back already stays; with `loaded_too` every row there is becomes as old.
    """
    instant = datetime.combine(day, at, ZoneInfo("Asia/Tokyo"))
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(RECORDED)
        for table, column in cursor.fetchall():
            rows = "true" if loaded_too else f"{column} = now()"
            cursor.execute(f'UPDATE "{table}" SET {column} = %s WHERE {rows}', [instant])  # noqa: S608
        cursor.execute("SET LOCAL session_replication_role = DEFAULT")
