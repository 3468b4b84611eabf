"""What is asked and written for each message, in plain SQL.

Django took several times as long to build these statements as PostgreSQL takes to run them.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import connection

from reminders.models import Message

HELD = "id = %s AND state = 'sending' AND attempt = %s"


def holds(message: Message) -> bool:
    """Whether the attempt that `message` was claimed with is still the latest one."""
    return _run(f"SELECT FROM reminders_message WHERE {HELD}", [], message)


def record_sent(message: Message, at: datetime) -> bool:
    """Note that `message` was taken at an instant; False where its attempt no longer holds."""
    change = "UPDATE reminders_message SET state = 'sent', sent_at = %s, error = ''"
    return _run(f"{change} WHERE {HELD}", [at], message)


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


def _run(statement: str, values: list[datetime], message: Message) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(statement, [*values, message.pk, message.attempt])
        return bool(cursor.rowcount)
