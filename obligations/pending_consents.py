"""Consents that wait for an answer, for the page of a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import F

from accounts.prepared import PreparedForReaders
from accounts.requests import Request
from obligations.models import Consent

SHOWN = 10


@dataclass(frozen=True)
class Waiting:
    """A request without an answer, and how many calendar days after the day wished for.

    Silence decides nothing, and nothing follows when that day passes.
    """

    consent: Consent
    days_late: int


def waiting_consents(request: Request) -> list[Waiting]:
    """The requests pending on the day of the page: those wanted soonest first; one query."""
    day = request.as_of
    return [
        Waiting(consent, max((day - consent.wanted_by).days, 0) if consent.wanted_by else 0)
        for consent in PENDING.objects(request.user, day=day)
    ]


PENDING = PreparedForReaders(
    lambda user, day: (
        Consent.objects.visible_to(user)
        .as_of(day)
        .in_state(Consent.State.PENDING)
        .with_places()
        .order_by(F("wanted_by").asc(nulls_last=True), "asked_on", "pk")[:SHOWN]
    ),
    day=date,
)
