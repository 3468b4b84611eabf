"""Business days as reminders follow them: the fullest calendar of a zone, with special days."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Self

from accounts.prepared import Prepared
from obligations.deadlines import Policy
from obligations.deadlines.calendars import Calendar, fullest, safe_calendar
from obligations.models import CalendarDay


class BusinessDays:
    """Calendars by zone, with the special days that administrators recorded, read once."""

    def __init__(self) -> None:
        self._days: dict[tuple[str, bool], set[date]] = defaultdict(set)
        self._calendars: dict[tuple[str, str], Calendar] = {}

    @classmethod
    def load(cls) -> Self:
        """With the special days as they are now."""
        loaded = cls()
        for row in SPECIAL_DAYS():
            loaded._days[row["country"], row["rests"]].add(row["day"])
        return loaded

    def of(self, zone: str, policy: str = Policy.NONE) -> Calendar:
        """The fullest calendar of `zone`; where no nation's is kept, `policy` and weekends."""
        key = (zone, policy)
        if key not in self._calendars:
            country = _country(fullest(zone) or Policy(policy))
            self._calendars[key] = safe_calendar(
                zone,
                Policy(policy),
                frozenset(self._days[country, True]),
                frozenset(self._days[country, False]),
            )
        return self._calendars[key]


def _country(policy: Policy) -> str:
    if policy is Policy.US_FEDERAL:
        return CalendarDay.Country.UNITED_STATES
    return CalendarDay.Country.JAPAN


SPECIAL_DAYS = Prepared(lambda: CalendarDay.objects.order_by().values("country", "day", "rests"))
