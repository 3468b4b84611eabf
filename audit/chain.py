"""The chain of seals: what is sealed, and how (HMAC-SHA256, RFC 2104).

An entry's digest is taken over the text that the database itself writes for it. A seal is taken
over the digests of its entries and the seal before. Both need the key, which the database does not
know: who can write to the database can destroy the chain, and cannot mend it.
"""

import hashlib
import hmac
import json
from collections.abc import Iterable, Iterator
from datetime import UTC

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from audit.models import Seal

BEGINNING = "0" * 64
"""What the first seal holds for the one before it."""
SIZE = hashlib.sha256().digest_size

CANONICAL = """
    SELECT id, jsonb_build_array(
        id, "table", "row", action, before, after, person_id, role, why, request,
        to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'), transaction
    )::text
    FROM audit_entry WHERE id BETWEEN %s AND %s ORDER BY id LIMIT %s
"""


def key() -> bytes:
    """The key of the seals. Raises ImproperlyConfigured without one."""
    if not settings.AUDIT_KEY:
        raise ImproperlyConfigured(
            "AUDIT_KEY is not set: give it 64 random characters, and keep a copy elsewhere."
        )
    return str(settings.AUDIT_KEY).encode()


def digests(first: int, last: int, most: int | None = None) -> Iterator[tuple[int, bytes]]:
    """The number and the digest of each entry from `first` to `last`, both included.

    At most the first `most` of them, where given.
    """
    secret = key()
    with connection.cursor() as cursor:
        cursor.execute(CANONICAL, [first, last, most])
        for number, text in cursor:
            yield number, _hmac(secret, "entry", text.encode())


def seal_of(seal: Seal) -> str:
    """The HMAC that this seal must have, in hexadecimal."""
    numbers = [seal.number, seal.first, seal.last, seal.entries]
    sealed_at = seal.sealed_at.astimezone(UTC).isoformat(timespec="microseconds")
    text = json.dumps([*numbers, bytes(seal.digests).hex(), seal.previous, sealed_at])
    return _hmac(key(), "seal", text.encode()).hex()


def by_entry(seal: Seal) -> Iterable[tuple[int, bytes]]:
    """The number and the digest of each entry, as sealed."""
    sealed = bytes(seal.digests)
    for place, number in enumerate(seal.entries):
        yield number, sealed[place * SIZE : (place + 1) * SIZE]


def _hmac(secret: bytes, purpose: str, content: bytes) -> bytes:
    return hmac.digest(secret, purpose.encode() + b"\n" + content, "sha256")
