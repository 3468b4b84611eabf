"""What is asked and written for each message, in plain SQL.

Django took several times as long to build these statements as PostgreSQL takes to run them.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import connection

from accounts.prepared import Statement
from reminders.models import Message

HELD = "id = %s AND state = 'sending' AND attempt = %s"
RECORD_SENT = Statement(
    """
    WITH recorded AS (
        UPDATE reminders_message SET state = 'sent', sent_at = $1, error = ''
        WHERE id = $2 AND state = 'sending' AND attempt = $3 RETURNING id
    )
    SELECT EXISTS (SELECT FROM recorded), EXISTS (
        SELECT FROM reminders_message WHERE id = $4 AND state = 'sending' AND attempt = $5
    )
    """,
    ["timestamptz", "bigint", "int", "bigint", "int"],
)


def holds(message: Message) -> bool:
    """Whether the attempt that `message` was claimed with is still the latest one."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT FROM reminders_message WHERE {HELD}", _attempt(message))
        return bool(cursor.rowcount)


def record_sent(
    message: Message, at: datetime, following: Message | None = None
) -> tuple[bool, bool]:
    """Note that `message` was taken at an instant, and ask for the one that follows it.

    Whether the attempt of the first still held it, and whether that of the other still does.
    """
    execute = RECORD_SENT.ready()
    with connection.cursor() as cursor:
        cursor.execute(execute, [at, *_attempt(message), *_attempt(following)])
        recorded, goes_on = cursor.fetchone()
        return recorded, goes_on


def give_back(messages: Sequence[Message]) -> None:
    """Let go of what was claimed and not tried; it goes on waiting since it has been waiting."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE reminders_message SET state = 'planned', attempt = given.attempt - 1, "
            "next_try_at = given.since "
            "FROM unnest(%s::bigint[], %s::int[], %s::timestamptz[]) AS given (id, attempt, since) "
            "WHERE reminders_message.id = given.id AND state = 'sending' "
            "AND reminders_message.attempt = given.attempt",
            [
                [message.pk for message in messages],
                [message.attempt for message in messages],
                [message.next_try_at for message in messages],
            ],
        )


def _attempt(message: Message | None) -> tuple[int | None, int | None]:
    return (message.pk, message.attempt) if message else (None, None)
