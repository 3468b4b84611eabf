"""When to remind: before the day to act by, on it, and again after the last day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from heapq import merge
from itertools import count, groupby
from zoneinfo import ZoneInfo

from obligations.deadlines.calendars import Calendar
from obligations.models import DeadlineVersion
from obligations.status import SETTLED, Status
from reminders.models import Clock, PolicyStep
from reminders.wording import step_name

MORNING = time(9)
# Statuses in which a deadline asks nothing of anybody.
SILENT = (*SETTLED, Status.NOT_ASSESSED, Status.WITHDRAWN)


@dataclass(frozen=True)
class Step:
    """A moment to remind at, 09:00 in the instrument's zone; `name` is unique within a version.

    `act_by` is the day that it speaks of: the safe date or the internal target.
    """

    name: str
    at: datetime
    days: int
    act_by: date
    rule: PolicyStep

    @property
    def is_after(self) -> bool:
        """Whether the last day has passed without a record."""
        return self.days > 0


def steps(
    version: DeadlineVersion, rules: Iterable[PolicyStep], calendar: Calendar
) -> Iterator[Step]:
    """The steps of `version` under the steps of a policy, in order; repeated ones have no end.

    Counted in calendar days: back from the day to act by, then moved to the preceding business
    day; on from the last day, then moved to the next one. Of two steps at one moment that of the
    agreement comes last, and counts for whoever would be reminded of both. None for what has no
    day: windows, rights, continuing duties.
    """
    series = [
        _series(version, rule, following, calendar, *days)
        for clock, days in clocks(version).items()
        for rule, following in _with_following(rules, clock)
    ]
    return merge(*series, key=lambda step: (step.at, step.rule.clock == Clock.AGREEMENT, step.days))


def clocks(version: DeadlineVersion) -> dict[Clock, tuple[date, date]]:
    """For each clock that runs the day to act by and the last day.

    “Promptly” has no date under the agreement: both are the internal target, or where none is set
    the day of the fact that asks for the act.
    """
    running = {}
    target = version.internal_target
    if version.kind == DeadlineVersion.Kind.STANDARD:
        target = target or version.anchored_on
    elif version.kind == DeadlineVersion.Kind.DATE and version.act_by and version.last_day:
        running[Clock.AGREEMENT] = (version.act_by, version.last_day)
    else:
        return {}
    if target:
        running[Clock.TARGET] = (target, target)
    return running


def moments(steps: Iterable[Step]) -> Iterator[list[Step]]:
    """The steps that come at one moment, moment after moment; the one that counts most is last."""
    return (list(group) for _at, group in groupby(steps, key=lambda step: step.at))


def passed_and_next(steps: Iterable[Step], now: datetime) -> tuple[list[Step], Step | None]:
    """The steps of the latest moment at or before `now`, and the first step after it."""
    passed: list[Step] = []
    for moment in moments(steps):
        if moment[0].at > now:
            return passed, moment[0]
        passed = moment
    return passed, None


def _with_following(
    rules: Iterable[PolicyStep], clock: Clock
) -> Iterator[tuple[PolicyStep, int | None]]:
    """The steps of one clock, each with the days of the next one, where repeating ends."""
    own = sorted((rule for rule in rules if rule.clock == clock), key=lambda rule: rule.days)
    return zip(own, [*(rule.days for rule in own[1:]), None], strict=False)


def _series(
    version: DeadlineVersion,
    rule: PolicyStep,
    until: int | None,
    calendar: Calendar,
    act_by: date,
    last: date,
) -> Iterator[Step]:
    zone = ZoneInfo(version.zone)
    for days in count(rule.days, rule.repeat_days) if rule.repeat_days else (rule.days,):
        if until is not None and days >= until > rule.days:
            return
        if days > 0:
            day = calendar.on_or_after(last + timedelta(days=days))
        else:
            day = calendar.on_or_before(act_by + timedelta(days=days))
        yield Step(
            name=step_name(days, to_target=rule.clock == Clock.TARGET),
            at=datetime.combine(day, MORNING, zone),
            days=days,
            act_by=act_by,
            rule=rule,
        )
