"""Who writes, and why: told to the database with each statement that writes.

The database's triggers read two settings of the transaction, `iijgov.person` and `iijgov.why`, and
`iijgov.request`. They travel in front of the statement, in the same round trip, so that reading
costs nothing, and neither a rollback to a savepoint nor a statement outside a transaction loses
them.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from psycopg2.extensions import QuotedString  # type: ignore[import-untyped]
from structlog.contextvars import get_contextvars

WRITES = re.compile(
    r"\s*(?:INSERT|UPDATE|DELETE|MERGE|TRUNCATE|WITH\b.*?\b(?:INSERT|UPDATE|DELETE|MERGE))\b",
    re.IGNORECASE | re.DOTALL,
)
TELL = "SELECT {}; ".format(
    ", ".join(f"set_config('iijgov.{name}', {{}}, true)" for name in ("person", "why", "request"))
)
LONGEST = 300
"""Characters of `why` and of a request's id; a longer one is cut."""


@dataclass(frozen=True)
class Attribution:
    """On whose behalf something is written; the person is asked for only when it is."""

    why: str
    person: Callable[[], int | None]

    def as_sql(self) -> str:
        """The statement that tells the database: the person's id, why, the request's id."""
        bound = get_contextvars()
        request = str(bound.get("request_id") or bound.get("task_id") or "")
        values = (str(self.person() or ""), self.why[:LONGEST], request[:LONGEST])
        return TELL.format(*map(_quote, values))


_current: ContextVar[Attribution | None] = ContextVar("attribution", default=None)


@contextmanager
def written_for(why: str, person: Callable[[], int | None] | None = None) -> Iterator[None]:
    """Attribute what is written within the block.

    A task that is called while a person's request is answered writes for that person.
    """
    outer = _current.get()
    if person is None:
        person = outer.person if outer else lambda: None
    token = _current.set(Attribution(why, person))
    try:
        yield
    finally:
        _current.reset(token)


def attribute(execute: Any, sql: Any, params: Any, many: bool, context: dict[str, Any]) -> Any:
    """Execute a statement; one that writes tells the database first for whom and why.

    Django's wrapper of every statement on a connection.
    """
    attribution = _current.get()
    if (
        attribution is None
        or not isinstance(sql, str)
        or context["cursor"].name  # a cursor of the server takes one statement, which reads
        or not WRITES.match(sql)
    ):
        return execute(sql, params, many, context)
    told = attribution.as_sql()
    if params is not None or many:
        told = told.replace("%", "%%")
    return execute(told + sql, params, many, context)


def _quote(text: str) -> str:
    """A text as a literal of SQL; the statement may bring parameters by place, by name or none."""
    quoted = QuotedString(text.replace("\0", ""))
    quoted.encoding = "utf-8"
    return str(quoted.getquoted().decode())
