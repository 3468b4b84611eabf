"""What a calendar of obligations says: each month with its days and what is due."""

from __future__ import annotations

import calendar
from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from obligations.deadlines import Policy, is_business_day
from obligations.models import Deadline, Printout
from obligations.printouts.rows import describe, shown
from obligations.querysets import DeadlineQuerySet
from obligations.wording import rest_name

IN_A_DAY = 3
"""Entries that a day of the picture holds; the list under it has all."""


def calendar_of(
    printout: Printout, deadlines: DeadlineQuerySet, *, tick: Callable[[int], None]
) -> dict[str, Any]:
    """The words, months and rows of a calendar; `tick` is told how many deadlines are gathered.

    A deadline stands in the month of the day to act by.
    """
    by_day: dict[date, list[dict[str, Any]]] = defaultdict(list)
    for number, deadline in enumerate(deadlines.listed().soonest_first(), start=1):
        by_day[_day(deadline)].append(describe(deadline))
        tick(number)
    assert printout.first_day is not None
    assert printout.last_day is not None
    months = _months(printout.first_day, printout.last_day)
    return {
        "words": _words(printout),
        "months": [_month(year, month, by_day) for year, month in months],
    }


def _day(deadline: Deadline) -> date:
    assert deadline.act_by is not None
    return deadline.act_by


def _months(first: date, last: date) -> Iterator[tuple[int, int]]:
    for number in range(first.year * 12 + first.month - 1, last.year * 12 + last.month):
        yield number // 12, number % 12 + 1


def _month(year: int, month: int, by_day: dict[date, list[dict[str, Any]]]) -> dict[str, Any]:
    weeks = calendar.Calendar(calendar.MONDAY).monthdatescalendar(year, month)
    rows = [row for day in sorted(by_day) if _is_in(day, year, month) for row in by_day[day]]
    return {
        "title": date_format(date(year, month, 1), "YEAR_MONTH_FORMAT"),
        "weeks": [
            [_cell(day, by_day if _is_in(day, year, month) else None) for day in week]
            for week in weeks
        ],
        "rows": rows,
    }


def _is_in(day: date, year: int, month: int) -> bool:
    return (day.year, day.month) == (year, month)


def _cell(day: date, by_day: dict[date, list[dict[str, Any]]] | None) -> dict[str, Any]:
    """A day of the picture; without `by_day` one of the month before or after."""
    entries = by_day.get(day, []) if by_day else []
    more = len(entries) - IN_A_DAY
    return {
        "number": str(day.day),
        "outside": by_day is None,
        "rests": not is_business_day(day, Policy.JAPAN_FULL),
        "holiday": (rest_name(day) or None) if by_day is not None else None,
        "entries": [{"article": row["article"], "look": row["look"]} for row in entries[:IN_A_DAY]],
        "more": _("and %(number)s more") % {"number": more} if more > 0 else None,
    }


def _words(printout: Printout) -> dict[str, Any]:
    day = shown(printout.as_of)
    monday = date(2026, 11, 2)
    return {
        "title": _("Obligations calendar"),
        "author": str(_("IIJ Governance")),
        "period": _("From %(first)s to %(last)s")
        % {"first": shown(printout.first_day), "last": shown(printout.last_day)},
        "about": _(
            "Each deadline stands on the day to act by: the safe date, or the internal target "
            "where the text sets none. Status as of %(day)s. Days on which business rests in "
            "Japan are red."
        )
        % {"day": day},
        "weekdays": [date_format(monday.replace(day=2 + place), "D") for place in range(7)],
        "nothing": _("Nothing is to be done in this month."),
        "article": _("Article"),
        "obligation": _("Obligation"),
        "act_by": _("Act by"),
        "arguable": _("Arguable until"),
        "target": _("internal target"),
        "status": _("Status"),
        "footer": _("Obligations calendar · status as of %(day)s") % {"day": day},
    }
