"""When to remind: before the day to act by, on it, and weekly after the last day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import count
from zoneinfo import ZoneInfo

from obligations.deadlines import Policy
from obligations.deadlines.calendars import safe_calendar
from obligations.models import DeadlineVersion
from obligations.status import Status

DAYS_BEFORE = (30, 14, 7, 3, 1, 0)
MORNING = time(9)
# Statuses in which a deadline asks nothing of anybody.
SILENT = (Status.PERFORMED, Status.PERFORMED_LATE, Status.NOT_ASSESSED, Status.WITHDRAWN)


@dataclass(frozen=True)
class Step:
    """A moment to remind at; `name` is unique within a version of a deadline."""

    name: str
    at: datetime

    @property
    def is_after(self) -> bool:
        """Whether the last day has passed without a record."""
        return self.name.startswith("after-")


def steps(version: DeadlineVersion) -> Iterator[Step]:
    """The steps of `version` in order; after the last day they go on weekly without end.

    Counted in calendar days: back from the day to act by, then moved to the preceding business
    day; on from the last day, then moved to the next one. At 09:00 in the zone of the instrument.
    None for what has no day: windows, rights that arise, continuing duties.
    """
    act_by, last = _days(version)
    if act_by is None or last is None:
        return
    calendar = safe_calendar(version.zone, Policy(version.policy), frozenset(), frozenset())
    zone = ZoneInfo(version.zone)
    for days in DAYS_BEFORE:
        day = calendar.on_or_before(act_by - timedelta(days=days))
        yield Step(f"before-{days}" if days else "on", datetime.combine(day, MORNING, zone))
    for days in count(1, 7):
        day = calendar.on_or_after(last + timedelta(days=days))
        yield Step(f"after-{days}", datetime.combine(day, MORNING, zone))


def passed_and_next(version: DeadlineVersion, now: datetime) -> tuple[Step | None, Step | None]:
    """The latest step at or before `now`, and the first one after it."""
    passed = None
    for step in steps(version):
        if step.at > now:
            return passed, step
        passed = step
    return passed, None


def _days(version: DeadlineVersion) -> tuple[date | None, date | None]:
    """The day to act by, and the last day.

    "Promptly" has no date: both are the internal target, or where none is set the day of the fact
    that asks for the act.
    """
    match version.kind:
        case DeadlineVersion.Kind.DATE:
            return version.safe, version.due
        case DeadlineVersion.Kind.STANDARD:
            target = version.internal_target or version.anchored_on
            return target, target
    return None, None
