"""Sealing the audit trail."""

import time
from datetime import datetime

import structlog
from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from audit.chain import BEGINNING, digests, seal_of
from audit.models import Seal

log = structlog.get_logger(__name__)

MOST = 5_000
"""Entries of one seal."""
PATIENCE = 20
"""How often to ask, at intervals of 0.1 seconds, whether earlier transactions have ended."""


def seal_entries(*, now: datetime, patience: int = PATIENCE) -> list[Seal]:
    """Seal the entries that no seal holds yet, at most `MOST` in each.

    An entry takes its number before its transaction ends. Only numbers that nobody can fill any
    more are sealed: while a transaction that may have taken one is still running, nothing is, and
    the next run makes up for it. Raises ImproperlyConfigured without AUDIT_KEY.
    """
    last = _last_settled(patience)
    seals = []
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('seal_entries'))")
        previous = Seal.objects.order_by("number").last()
        while previous := _seal(previous, last, now):
            seals.append(previous)
    for seal in seals:
        # A copy of the log elsewhere anchors the chain.
        log.info("audit_sealed", seal=str(seal), last=seal.last)
    return seals


def _seal(previous: Seal | None, last: int, now: datetime) -> Seal | None:
    """Seal what follows `previous`, up to `last`; None where nothing does."""
    first = previous.last + 1 if previous else 1
    taken = list(digests(first, last, MOST))
    if not taken:
        return None
    seal = Seal(
        number=previous.number + 1 if previous else 1,
        first=first,
        last=taken[-1][0],
        entries=[number for number, _digest in taken],
        digests=b"".join(digest for _number, digest in taken),
        previous=previous.hmac if previous else BEGINNING,
        sealed_at=now,
    )
    seal.hmac = seal_of(seal)
    seal.save(force_insert=True)
    return seal


def _last_settled(patience: int) -> int:
    """The last number taken, once every transaction that may have taken it has ended; else 0."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT last_value FROM audit_entry_id_seq WHERE is_called")
        [last] = cursor.fetchone() or [0]
        # After the number was read: whoever took one had locked the table before, and holds the
        # lock until the end. Transactions elsewhere on the server do not matter.
        writing = _writers(cursor)
        for _ in range(patience):
            if writing.isdisjoint(_writers(cursor)):
                return int(last)
            time.sleep(0.1)
    log.warning("audit_not_sealed", why="a transaction is still running", last=last)
    return 0


def _writers(cursor: CursorWrapper) -> set[str]:
    """The other transactions that have written, or are about to write, entries."""
    cursor.execute("""
        SELECT virtualtransaction FROM pg_locks
        WHERE relation = 'audit_entry'::regclass AND mode = 'RowExclusiveLock' AND granted
        AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
        AND pid IS DISTINCT FROM pg_backend_pid()
    """)
    return {holder for (holder,) in cursor.fetchall()}
