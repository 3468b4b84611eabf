"""Asking for a PDF, and making it."""

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


@transaction.atomic
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
    said = {
        "kind": kind,
        "agreement": agreement,
        "first_day": first_day,
        "last_day": last_day,
        "as_of": as_of,
        "language": by.language,
        "requested_by": by,
    }
    if waiting := Printout.objects.filter(**said, finished_at=None).first():
        return waiting
    printout = Printout.objects.create(**said)
    printout.tells_of.set([agreement] if agreement else Agreement.objects.visible_to(by))
    return printout


def make_printout(*, printout: Printout, now: datetime) -> None:
    """Make the PDF, unless it is made. One that fails three times is given up.

    Raises what went wrong, so that it is logged; a later call tries again.
    """
    waiting = Printout.objects.filter(pk=printout.pk, finished_at=None)
    if waiting.filter(attempts__gte=MOST_ATTEMPTS).update(finished_at=timezone.now()):
        return
    if not waiting.update(attempts=F("attempts") + 1, done=0):
        return
    deadlines = deadlines_of(printout)
    waiting.update(total=deadlines.count())
    with translation.override(printout.language):
        content = _content(printout, deadlines, now, _teller(printout))
        pdf = typeset(printout.kind, content, language=printout.language)
    waiting.update(
        content=pdf,
        sha256=sha256(pdf).hexdigest(),
        done=F("total"),
        finished_at=timezone.now(),
    )


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


def _teller(printout: Printout) -> Callable[[int], None]:
    """What notes now and then how many deadlines are gathered."""
    rows = Printout.objects.filter(pk=printout.pk)

    def tell(number: int) -> None:
        if number % TELL_EVERY == 0:
            rows.filter(total__gte=number).update(done=number)

    return tell
