"""Spans of days that the dashboard counts by: calendar quarters and weeks."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

from django.utils.formats import date_format
from django.utils.translation import gettext as _

QUARTERS, WEEKS = 8, 26
ONE_DAY = timedelta(days=1)


def last_quarters(day: date) -> list[tuple[date, date]]:
    """The first and the last day of the quarter of `day` and of the seven before it."""
    latest = day.year * 4 + (day.month - 1) // 3
    starts = [
        date(number // 4, number % 4 * 3 + 1, 1)
        for number in range(latest - QUARTERS + 1, latest + 2)
    ]
    return [(start, following - ONE_DAY) for start, following in pairwise(starts)]


def coming_weeks(day: date) -> list[tuple[date, date]]:
    """26 weeks, Monday to Sunday; the first begins with `day`."""
    monday = day - timedelta(days=day.weekday())
    weeks = [monday + timedelta(weeks=number) for number in range(WEEKS)]
    return [(max(first, day), first + 6 * ONE_DAY) for first in weeks]


def quarter_name(first: date) -> str:
    """A quarter by its months: “Oct–Dec 2026”."""
    last = date(first.year, first.month + 2, 1)
    return _("%(first)s–%(last)s %(year)s") % {
        "first": date_format(first, "M"),
        "last": date_format(last, "M"),
        "year": first.year,
    }


def week_name(first: date, last: date) -> str:
    """A week by its days."""
    return _("%(first)s to %(last)s") % {
        "first": date_format(first, "SHORT_DATE_FORMAT"),
        "last": date_format(last, "SHORT_DATE_FORMAT"),
    }
