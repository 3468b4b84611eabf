"""What of the trail is not as it was sealed."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from hmac import compare_digest

from audit.chain import BEGINNING, by_entry, digests, seal_of
from audit.models import Entry, Seal

SEALED_WITHIN = timedelta(hours=1)


def verify(*, now: datetime, heads: Iterable[str] = ()) -> Iterator[str]:
    """A sentence for each entry and seal that was changed, taken out or put in.

    `heads` are seals as written down elsewhere, each “number:hmac”: only they tell that the latest
    seals were taken out together with their entries. Raises ImproperlyConfigured without AUDIT_KEY.
    """
    before: Seal | None = None
    for seal in Seal.objects.order_by("number").iterator(chunk_size=10):
        yield from _verify_place(seal, before)
        if compare_digest(seal.hmac, seal_of(seal)):
            yield from _verify_entries(seal)
        else:
            yield f"Seal {seal.number} was changed or put in: its entries cannot be verified."
        before = seal
    yield from _verify_ends(before, now)
    yield from _verify_heads(heads)


def _verify_place(seal: Seal, before: Seal | None) -> Iterator[str]:
    number, last, hmac = (before.number, before.last, before.hmac) if before else (0, 0, BEGINNING)
    if seal.number != number + 1:
        for missing in range(number + 1, seal.number):
            yield f"Seal {missing} is missing."
        yield f"Entries {last + 1} to {seal.first - 1} cannot be verified without it."
    elif seal.previous != hmac or seal.first != last + 1:
        yield f"Seal {seal.number} does not continue seal {number}: one of them was put in."


def _verify_entries(seal: Seal) -> Iterator[str]:
    found = dict(digests(seal.first, seal.last))
    for number, digest in by_entry(seal):
        if number not in found:
            yield f"Entry {number} is missing (seal {seal.number})."
        elif not compare_digest(found.pop(number), digest):
            yield f"Entry {number} was changed (seal {seal.number})."
    for number in found:
        yield f"Entry {number} was put in (seal {seal.number})."


def _verify_ends(last: Seal | None, now: datetime) -> Iterator[str]:
    for entry in Entry.objects.filter(pk__lt=1).order_by("pk"):
        yield f"Entry {entry.pk} was put in: numbers begin at 1."
    unsealed = Entry.objects.filter(pk__gt=last.last if last else 0).order_by("pk")
    old = unsealed.filter(at__lt=now - SEALED_WITHIN)
    if first := old.first():
        yield (
            f"Entry {first.pk} and {old.count() - 1} more have not been sealed for an hour: the "
            "task that seals does not run, or the latest seals are missing."
        )


def _verify_heads(heads: Iterable[str]) -> Iterator[str]:
    known = {str(seal.number): seal.hmac for seal in Seal.objects.only("number", "hmac")}
    for head in heads:
        number, _colon, hmac = head.partition(":")
        if number not in known:
            yield f"Seal {number} is missing: it was written down as {head}."
        elif known[number] != hmac:
            yield f"Seal {number} is not the one written down as {head}."
