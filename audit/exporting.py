"""The audit trail as CSV (RFC 4180), in UTF-8 with a byte order mark, as Excel wants it."""

import csv
import json
from collections.abc import Iterable, Iterator
from datetime import UTC
from typing import Any

from audit.models import Entry

COLUMNS = [
    *("entry", "at", "person", "e-mail", "database role", "why", "request", "transaction"),
    *("table", "row", "action", "column", "before", "after"),
]
FORMULA = ("=", "+", "-", "@", "\t", "\r")


class Line:
    """What a writer of CSV writes to: it hands each line on."""

    def write(self, text: str) -> str:
        return text


def csv_lines(entries: Iterable[Entry]) -> Iterator[str]:
    """The head, then a line for each column of each entry; instants in UTC."""
    writer = csv.writer(Line())
    yield "\ufeff" + writer.writerow(COLUMNS)
    for entry in entries:
        fixed = _fixed(entry)
        for column, values in (entry.changes or {"": (None, None)}).items():
            line = [*fixed, column, *map(_text, values)]
            yield writer.writerow([_harmless(value) for value in line])


def _fixed(entry: Entry) -> list[Any]:
    return [
        entry.pk,
        entry.at.astimezone(UTC).isoformat(),
        entry.person.name if entry.person else "",
        entry.person.email if entry.person else "",
        entry.role,
        entry.why,
        entry.request,
        entry.transaction,
        entry.table,
        entry.row,
        entry.action,
    ]


def _text(value: Any) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _harmless(value: Any) -> Any:
    """A value that a spreadsheet does not take for a formula."""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value
