"""The month: what is due on which day, and which days are business days."""

import calendar
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.prepared import PreparedForReaders
from accounts.requests import Request
from obligations.deadlines import Policy, is_business_day
from obligations.models import Deadline, Proposal
from obligations.status import Status
from obligations.wording import rest_name

LEGEND = [
    Status.OVERDUE,
    Status.DUE_SOON,
    Status.SCHEDULED,
    Status.ANSWER_PENDING,
    Status.PERFORMED,
]
FIRST_YEAR, LAST_YEAR = 1955, 2099


@dataclass(frozen=True)
class Entry:
    """A deadline on a day of the calendar, and in which of its roles."""

    deadline: Deadline
    role: str
    main: bool


@dataclass
class Day:
    """A day of the calendar."""

    date: date
    outside: bool
    today: bool
    rests: bool
    holiday: str | None
    entries: list[Entry] = field(default_factory=list)


@require_safe
def month(request: Request) -> HttpResponse:
    """One month; `?month=2026-11`, the month of the day asked for by default."""
    first = _asked_month(request)
    weeks = calendar.Calendar().monthdatescalendar(first.year, first.month)
    days = {
        day: Day(
            date=day,
            outside=day.month != first.month,
            today=day == request.as_of,
            rests=not is_business_day(day, Policy.JAPAN_FULL),
            holiday=rest_name(day),
        )
        for week in weeks
        for day in week
        if FIRST_YEAR <= day.year <= LAST_YEAR
    }
    _enter(request, days)
    context = {
        "month": first,
        "days": list(days.values()),
        "previous": _shift(first, -1),
        "next": _shift(first, 1),
        "proposals": PROPOSED_DAYS.objects(request.user) if request.is_today else [],
        "zone": "Asia/Tokyo",
        "legend": [
            *((status, status.label) for status in LEGEND),
            ("idle", _("Contractual day, arguable until")),
        ],
    }
    return render(request, "obligations/calendar_month.html", context)


def _enter(request: Request, days: dict[date, Day]) -> None:
    shown = BETWEEN.objects(request.user, day=request.as_of, first=min(days), last=max(days))
    for deadline in shown:
        for number, (day, role) in enumerate(_roles(deadline)):
            if day in days:
                days[day].entries.append(Entry(deadline, role, main=number == 0))


def _roles(deadline: Deadline) -> list[tuple[date, str]]:
    """The days that a deadline has, each once, the most urgent role first."""
    version = deadline.current
    assert version is not None
    roles: dict[date, str] = {}
    for day, role in (
        (deadline.act_by if version.safe else None, _("act by")),
        (deadline.extended_until, _("extended until")),
        (version.internal_target, _("internal target")),
        (version.opens if version.kind == "from" else None, _("arises")),
        (version.before_roll, _("ends") if version.is_continuing else _("contractual day")),
        (version.due, _("arguable until")),
        (version.safe, _("act by, before the extension")),
    ):
        if day:
            roles.setdefault(day, role)
    return list(roles.items())


def _asked_month(request: Request) -> date:
    try:
        asked = date.fromisoformat(f"{request.GET.get('month', '')}-01")
    except ValueError:
        return request.as_of.replace(day=1)
    return asked if FIRST_YEAR <= asked.year <= LAST_YEAR else request.as_of.replace(day=1)


def _shift(first: date, months: int) -> date | None:
    shifted = (first + timedelta(days=31 if months > 0 else -1)).replace(day=1)
    return shifted if FIRST_YEAR <= shifted.year <= LAST_YEAR else None


BETWEEN = PreparedForReaders(
    lambda user, day, first, last: (
        Deadline.objects.visible_to(user)
        .as_of(day)
        .acting_between(first, last)
        .listed()
        .soonest_first()
    ),
    day=date,
    first=date,
    last=date,
)
PROPOSED_DAYS = PreparedForReaders(
    lambda user: (
        Proposal.objects.visible_to(user).pending().with_places().filter(kind=Proposal.Kind.DAY)
    )
)
