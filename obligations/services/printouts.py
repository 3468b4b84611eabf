"""Asking for a file that a worker makes, noting how far it is, and making documents."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone, translation

from accounts.models import User
from agreements.models import Agreement
from obligations.models import Deadline, Printout
from obligations.printouts import calendar_of, certificate_of, typeset
from obligations.querysets import DeadlineQuerySet

MOST_ATTEMPTS = 3
TELL_EVERY = 20
"""Deadlines between two notes of progress."""
LONGEST_ERROR = 300


class Progress:
    """What a worker notes of a file that is being made; people who wait read it."""

    def __init__(self, printout: Printout) -> None:
        self.rows = Printout.objects.filter(pk=printout.pk, finished_at=None)

    def expect(self, total: int) -> None:
        """Note how many rows there are."""
        self.rows.update(total=total)

    def tell(self, number: int) -> None:
        """Note how many of them are gathered."""
        self.rows.filter(total__gte=number).update(done=number)

    def tell_now_and_then(self, number: int) -> None:
        """The same, for what goes row by row."""
        if number % TELL_EVERY == 0:
            self.tell(number)


def request_printout(
    *,
    kind: str,
    agreement: Agreement | None,
    first_day: date,
    last_day: date,
    as_of: date,
    by: User,
) -> Printout:
    """Ask for a PDF of the instruments that the person may know; a worker makes it.

    Asked for twice, the one that waits is the answer.
    """
    days = {"first_day": first_day, "last_day": last_day, "as_of": as_of}
    return _request({"kind": kind, "agreement": agreement, **days}, by)


def request_list(
    *, kind: str, ending: str, query: str, as_of: date, known_before: datetime | None, by: User
) -> Printout:
    """Ask for a list as a CSV or XLSX file, filtered by `query`; a worker makes it.

    Asked for twice, the one that waits is the answer.
    """
    day = {"as_of": as_of, "known_before": known_before}
    return _request({"kind": kind, "ending": ending, "query": query, **day}, by)


def request_again(*, printout: Printout, by: User) -> Printout:
    """Ask for the same once more: one that failed, or as things are now."""
    names = (
        "kind",
        "ending",
        "agreement",
        "first_day",
        "last_day",
        "query",
        "as_of",
        "known_before",
    )
    return _request({name: getattr(printout, name) for name in names}, by)


@transaction.atomic
def _request(said: dict[str, Any], by: User) -> Printout:
    said |= {"language": by.language, "requested_by": by}
    if waiting := Printout.objects.filter(**said, finished_at=None).first():
        return waiting
    printout = Printout.objects.create(**said)
    agreement = printout.agreement
    printout.tells_of.set([agreement] if agreement else Agreement.objects.visible_to(by))
    return printout


def make_file(*, printout: Printout, write: Callable[[Progress], bytes]) -> None:
    """Make the file with `write`, unless it is made. One that fails three times is given up.

    Raises what went wrong, which is kept for whoever asked; a later call tries again.
    """
    waiting = Printout.objects.filter(pk=printout.pk, finished_at=None)
    if waiting.filter(attempts__gte=MOST_ATTEMPTS).update(finished_at=timezone.now()):
        return
    if not waiting.update(attempts=F("attempts") + 1, done=0):
        return
    try:
        with translation.override(printout.language):
            content = write(Progress(printout))
    except Exception as error:
        waiting.update(error=_in_short(error))
        raise
    waiting.update(
        content=content,
        sha256=sha256(content).hexdigest(),
        done=F("total"),
        finished_at=timezone.now(),
    )


def give_up(*, printout: Printout, error: str) -> None:
    """End one that cannot be made, however often it is tried."""
    Printout.objects.filter(pk=printout.pk, finished_at=None).update(
        error=error[:LONGEST_ERROR], finished_at=timezone.now()
    )


def make_printout(*, printout: Printout, now: datetime) -> None:
    """Make the PDF of a document, as `make_file` does."""

    def write(progress: Progress) -> bytes:
        deadlines = deadlines_of(printout)
        progress.expect(deadlines.count())
        content = _content(printout, deadlines, now, progress.tell_now_and_then)
        return typeset(printout.kind, content, language=printout.language)

    make_file(printout=printout, write=write)


def deadlines_of(printout: Printout) -> DeadlineQuerySet:
    """What a document tells of: with a day in its period, under instruments still to be known.

    A certificate takes the last day that counts as timely, a calendar the day to act by.
    """
    span = (printout.first_day, printout.last_day)
    known = (
        Deadline.objects.visible_to(printout.requested_by)
        .as_of(printout.as_of)
        .filter(
            state__agreement__in=printout.tells_of.all(), current__kind__in=["date", "standard"]
        )
    )
    if printout.kind == Printout.Kind.CALENDAR:
        return known.filter(act_by__range=span)  # type: ignore[misc]
    return known.filter(
        Q(current__safe__isnull=False, current__due__range=span)
        | Q(current__kind="standard", current__internal_target__range=span)
    )


def _content(
    printout: Printout, deadlines: DeadlineQuerySet, now: datetime, tick: Callable[[int], None]
) -> dict[str, Any]:
    if printout.kind == Printout.Kind.CALENDAR:
        return calendar_of(printout, deadlines, tick=tick)
    agreements = list(printout.tells_of.order_by("short_title"))
    return certificate_of(printout, deadlines, agreements=agreements, now=now, tick=tick)


def _in_short(error: Exception) -> str:
    """The kind of an error and its first line: further ones may repeat what rows hold."""
    first, *_rest = str(error).splitlines() or [""]
    return f"{type(error).__name__}: {first}"[:LONGEST_ERROR]
