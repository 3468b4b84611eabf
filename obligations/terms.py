"""How an instrument counts: special calendar days and recorded readings, for the engine."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from agreements.models import Agreement
from obligations.deadlines import Policy, Terms
from obligations.deadlines import Reading as EngineReading
from obligations.deadlines.calendars import fullest
from obligations.models import CalendarDay, Obligation, Reading


@dataclass(frozen=True)
class Customs:
    """What people recorded about counting; the first reading of a question decides."""

    extra: frozenset[date] = frozenset()
    cancelled: frozenset[date] = frozenset()
    readings: tuple[EngineReading, ...] = ()


def customs_of(agreement: Agreement) -> Customs:
    """The special days of the instrument's country, and its readings, the latest decided first."""
    days = CalendarDay.objects.filter(country=country_of(agreement)).values_list("day", "rests")
    readings = Reading.objects.filter(agreement=agreement).exclude(counting="")
    return Customs(
        extra=frozenset(day for day, rests in days if rests),
        cancelled=frozenset(day for day, rests in days if not rests),
        readings=tuple(
            EngineReading(value)
            for value in readings.order_by("-decided_on", "-pk").values_list("counting", flat=True)
        ),
    )


def country_of(agreement: Agreement) -> CalendarDay.Country:
    """Whose holidays the instrument follows: those of its zone, or of its policy."""
    policy = fullest(agreement.zone) or Policy(agreement.policy)
    if policy is Policy.US_FEDERAL:
        return CalendarDay.Country.UNITED_STATES
    return CalendarDay.Country.JAPAN


def terms_of(agreement: Agreement, obligation: Obligation, customs: Customs) -> Terms:
    """The terms under which `obligation` is computed."""
    starts = [day for day in (agreement.in_force_from, obligation.in_force_from) if day]
    return Terms(
        policy=Policy(agreement.policy),
        zone=agreement.zone,
        in_force_from=max(starts, default=None),
        extra_holidays=customs.extra,
        cancelled_holidays=customs.cancelled,
        readings=customs.readings,
    )
