"""When to remind: before the safe date, on it, and after `due` while nothing is recorded."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import count
from zoneinfo import ZoneInfo

from obligations.deadlines import Policy
from obligations.deadlines.calendars import safe_calendar
from obligations.models import DeadlineVersion

DAYS_BEFORE = (30, 14, 7, 3, 1)
MORNING = time(9)


@dataclass(frozen=True)
class Step:
    """A moment to remind at; `name` is unique within a version of a deadline."""

    name: str
    at: datetime


def steps(version: DeadlineVersion) -> Iterator[Step]:
    """The steps of `version` in order; after `due` they go on weekly without end.

    A step before the safe date moves to the preceding business day, one after `due` to the next.
    At 09:00 in the zone of the instrument.
    """
    safe, due = version.safe or version.internal_target, version.due or version.internal_target
    if safe is None or due is None or version.is_continuing:
        return
    calendar = safe_calendar(version.zone, Policy(version.policy), frozenset(), frozenset())
    zone = ZoneInfo(version.zone)
    for days in DAYS_BEFORE:
        day = calendar.on_or_before(safe - timedelta(days=days))
        yield Step(f"before-{days}", _morning(day, zone))
    yield Step("on", _morning(safe, zone))
    for week in count():
        day = calendar.on_or_after(due + timedelta(days=1 + 7 * week))
        yield Step(f"after-{1 + 7 * week}", _morning(day, zone))


def passed_and_next(version: DeadlineVersion, now: datetime) -> tuple[Step | None, Step | None]:
    """The latest step at or before `now`, and the first one after it."""
    passed = None
    for step in steps(version):
        if step.at > now:
            return passed, step
        passed = step
    return passed, None


def _morning(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, MORNING, zone)
