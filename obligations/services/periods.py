"""Closing and reopening periods, and what is recorded inside a closed one."""

from __future__ import annotations

from datetime import date

from django.db import IntegrityError, transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import User
from agreements.models import Agreement
from obligations.models import PeriodLock
from obligations.services.deadlines import lock_agreement


class InClosedPeriod(IntegrityError):
    """A record dated in a period that is closed until a day, without a reason."""

    def __init__(self, until: date) -> None:
        super().__init__(say_closed(until))


class PeriodRefused(Exception):
    """A closing or reopening that was not recorded; the text says why."""


@transaction.atomic
def close_period(
    *, agreement: Agreement, until: date, reason: str, by: User, today: date
) -> PeriodLock:
    """Close the records of an instrument until a day, that day included.

    Raises PeriodRefused for a day that has not passed, or that is closed already.
    """
    lock_agreement(agreement)
    closed = closed_until(agreement)
    if until >= today:
        raise PeriodRefused(_("This day has not passed yet: close what has passed."))
    if closed and until <= closed:
        raise PeriodRefused(say_closed_already(closed))
    return PeriodLock.objects.create(
        agreement=agreement, closed_until=until, reason=reason, recorded_by=by
    )


@transaction.atomic
def reopen_period(*, agreement: Agreement, until: date | None, reason: str, by: User) -> PeriodLock:
    """Reopen what was closed after the day `until`; all of it where that is None.

    Raises PeriodRefused where nothing after that day is closed.
    """
    lock_agreement(agreement)
    closed = closed_until(agreement)
    if closed is None or (until and until >= closed):
        raise PeriodRefused(_("Nothing after this day is closed."))
    return PeriodLock.objects.create(
        agreement=agreement, closed_until=until, reason=reason, recorded_by=by
    )


def closed_until(agreement: Agreement) -> date | None:
    """The last day of the closed period; None where nothing is closed."""
    return PeriodLock.objects.filter(agreement=agreement).days().get(agreement.pk)


def why_late(agreement: Agreement, *days: date | None, reason: str) -> str:
    """The reason to keep with a record of these days: empty outside a closed period.

    Ask while the instrument is locked. Raises InClosedPeriod inside one without a reason.
    """
    closed = closed_until(agreement)
    if closed is None or not any(day and day <= closed for day in days):
        return ""
    if not reason:
        raise InClosedPeriod(closed)
    return reason


def say_closed(until: date) -> str:
    """Why a record is refused, and what to do."""
    return _(
        "The period until %(day)s is closed: say why this is recorded late, or ask Legal to "
        "reopen it."
    ) % {"day": date_format(until, "SHORT_DATE_FORMAT")}


def say_closed_already(until: date) -> str:
    """Why a closing adds nothing."""
    return _("It is closed until %(day)s already: give a later day.") % {
        "day": date_format(until, "SHORT_DATE_FORMAT")
    }
