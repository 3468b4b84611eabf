"""Records as tables: facts, consents, breaches, closed periods."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.models import Agreement
from obligations.export_tables import PLACE, STATUS, name_of
from obligations.exports import Cell, Column, Table
from obligations.models import Breach, Consent, Event, PeriodLock

INSTRUMENT = PLACE[0]
REASON = Column(gettext_lazy("Reason"), width=30)
LATE = Column(gettext_lazy("Why it is recorded late"), width=30)
RECORDED = [
    Column(gettext_lazy("Recorded"), datetime),
    Column(gettext_lazy("Recorded by"), width=20),
]


def event_table(events: Iterable[Event]) -> Table:
    """Records of facts, each instant on the clock of its own zone."""
    columns = [
        INSTRUMENT,
        Column(gettext_lazy("What happened"), width=40),
        Column(gettext_lazy("Whom it concerns"), width=18),
        Column(gettext_lazy("Date"), date),
        Column(gettext_lazy("Instant"), datetime),
        Column(gettext_lazy("Time zone"), width=16),
        Column(gettext_lazy("Note"), width=40),
        Column(gettext_lazy("What became of it"), width=14),
        REASON,
        LATE,
        *RECORDED,
    ]
    return Table(_("Events"), columns, (_event(each) for each in events))


def consent_table(consents: Iterable[Consent]) -> Table:
    """Requests for consent with their state, as `ConsentQuerySet.as_of` finds them."""
    columns = [
        *PLACE,
        Column(gettext_lazy("What is asked"), width=40),
        Column(gettext_lazy("Asked by"), width=14),
        Column(gettext_lazy("Asked of"), width=14),
        Column(gettext_lazy("Asked on"), date),
        Column(gettext_lazy("Answer wanted by"), date),
        Column(gettext_lazy("How"), width=16),
        Column(gettext_lazy("Document"), width=24),
        STATUS,
        Column(gettext_lazy("Answered on"), date),
        Column(gettext_lazy("Given until"), date),
        LATE,
        *RECORDED,
    ]
    return Table(_("Consents"), columns, (_consent(each) for each in consents))


def breach_table(breaches: Iterable[Breach]) -> Table:
    """Breaches with their state, as `BreachQuerySet.as_of` finds them."""
    columns = [
        *PLACE,
        Column(gettext_lazy("Subject"), width=18),
        Column(gettext_lazy("Period"), width=12),
        Column(gettext_lazy("Who broke it"), width=14),
        Column(gettext_lazy("What happened"), width=40),
        Column(gettext_lazy("Why it is a breach"), width=40),
        Column(gettext_lazy("Day of the breach"), date),
        Column(gettext_lazy("Known on"), date),
        STATUS,
        Column(gettext_lazy("Remedied on"), date),
        Column(gettext_lazy("Fact recorded with it"), width=30),
        LATE,
        *RECORDED,
    ]
    return Table(_("Breaches"), columns, (_breach(each) for each in breaches))


def period_table(locks: Iterable[PeriodLock]) -> Table:
    """Until which day the records of instruments were closed, from each record on."""
    columns = [
        INSTRUMENT,
        Column(gettext_lazy("What was done"), width=24),
        Column(gettext_lazy("Closed until"), date),
        REASON,
        *RECORDED,
    ]
    return Table(_("Closed periods"), columns, (_period(each) for each in locks))


def _event(event: Event) -> tuple[Cell, ...]:
    agreement = event.type.agreement
    return (
        str(agreement),
        str(event.type),
        name_of(event.subject),
        event.happened_on,
        *on_its_clock(event.happened_at, event.zone),
        event.note,
        _standing(event),
        event.reason,
        event.late_reason,
        *recorded_by_whom(event, agreement),
    )


def _standing(event: Event) -> str:
    """What became of a record."""
    if event.withdrawn:
        return _("Withdrawal")
    later = getattr(event, "corrected_by", None)
    if later is None:
        return _("In force")
    return _("Withdrawn") if later.withdrawn else _("Corrected")


def _consent(consent: Consent) -> tuple[Cell, ...]:
    place = consent.obligation.article
    return (
        str(place.agreement),
        place.number,
        consent.obligation.title,
        consent.what,
        str(consent.asked_by),
        str(consent.asked_of),
        consent.asked_on,
        consent.wanted_by,
        consent.get_means_display(),
        consent.document,
        consent.state_label,
        consent.answered_on,
        consent.given_until,
        consent.late_reason,
        *recorded_by_whom(consent, place.agreement),
    )


def _breach(breach: Breach) -> tuple[Cell, ...]:
    place, deadline = breach.obligation.article, breach.deadline
    return (
        str(place.agreement),
        place.number,
        breach.obligation.title,
        name_of(deadline and deadline.subject),
        name_of(deadline and deadline.period),
        str(breach.party),
        breach.what,
        breach.reason,
        breach.happened_on,
        breach.known_on,
        breach.state_label,
        breach.remedied_on,
        name_of(breach.event),
        breach.late_reason,
        *recorded_by_whom(breach, place.agreement),
    )


def _period(lock: PeriodLock) -> tuple[Cell, ...]:
    return (
        str(lock.agreement),
        _("Closed") if lock.closed_until else _("Everything reopened"),
        lock.closed_until,
        lock.reason,
        *recorded_by_whom(lock, lock.agreement),
    )


def on_its_clock(at: datetime | None, zone: str) -> tuple[datetime | None, str]:
    """An instant on the clock of its own zone, and that zone."""
    return at and at.astimezone(ZoneInfo(zone)), zone


def recorded_by_whom(record: Any, agreement: Agreement) -> tuple[datetime, str]:
    """When it was recorded, on the clock of the instrument, and by whom."""
    return record.recorded_at.astimezone(ZoneInfo(agreement.zone)), str(record.recorded_by)
