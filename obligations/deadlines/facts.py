"""What a computation is given: recorded facts, and the terms of the agreement."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import cache
from types import MappingProxyType
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from .anchors import Day, EventAnchor, FiscalAnchor, Point
from .calendars import ONE_DAY, Calendar, Policy, check_range, safe_calendar
from .errors import FactError
from .fiscal import FiscalPeriod
from .messages import N_
from .readings import Reading

_NOTHING: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class StateFact:
    """A recorded state: its first and last day where known, and when someone last confirmed it."""

    since: date | None = None
    until: date | None = None
    confirmed_on: date | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """What has happened. An event is dated by a local date or by an instant with its zone."""

    events: Mapping[str, date | datetime] = field(default_factory=lambda: _NOTHING)
    period: FiscalPeriod | None = None
    states: Mapping[str, StateFact] = field(default_factory=lambda: _NOTHING)


@dataclass(frozen=True, slots=True)
class Terms:
    """How the agreement counts: its policy, zone (IANA name), first day in force, and calendar.

    `readings` are the readings that the agreement has recorded. The first one recorded for a
    question decides; every further one for it only makes the safe date earlier. A question with
    no recorded reading is decided by its default.

    `calendar` has the business days under the agreement's policy, `safe_calendar` those of the
    zone's fullest calendar, for the safe date.
    """

    policy: Policy
    zone: str
    in_force_from: date | None = None
    extra_holidays: frozenset[date] = frozenset()
    cancelled_holidays: frozenset[date] = frozenset()
    readings: tuple[Reading, ...] = ()
    calendar: Calendar = field(init=False, compare=False, repr=False)
    safe_calendar: Calendar = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        days = self.extra_holidays, self.cancelled_holidays
        object.__setattr__(self, "calendar", Calendar(self.policy, *days))
        object.__setattr__(self, "safe_calendar", safe_calendar(self.zone, self.policy, *days))


class Moment(NamedTuple):
    """When an anchor happened, in the agreement's zone.

    `whole_day` marks what ends with its day, as a fiscal period does at midnight: a period
    counted from it starts at 00:00 of the next day.
    """

    day: date
    instant: datetime | None = None
    whole_day: bool = False

    @property
    def at_midnight(self) -> bool:
        """Whether it was recorded at exactly 00:00 in the agreement's zone."""
        return self.instant is not None and self.instant.time() == time()


@cache
def zone_info(zone: str) -> ZoneInfo:
    """The zone of that IANA name. Raises FactError."""
    try:
        return ZoneInfo(zone)
    except (KeyError, ValueError, OSError):
        raise FactError(
            N_("There is no time zone “%(zone)s”. Use an IANA name such as Asia/Tokyo."), zone=zone
        ) from None


def local(name: str, when: date | datetime, zone: str) -> Moment:
    """A recorded date or instant as a moment in the zone. Raises FactError, OutOfRange."""
    if not isinstance(when, datetime):
        return Moment(check_range(when))
    if when.tzinfo is None:
        raise FactError(
            N_("The instant of “%(name)s” has no time zone. Record it with one."), name=name
        )
    check_range(when.date())
    instant = when.astimezone(zone_info(zone))
    return Moment(check_range(instant.date()), instant)


def resolve(point: Point, facts: Facts, terms: Terms) -> Moment | None:
    """When the point happened; None while nothing recorded says so.

    A fiscal period of another kind is not the one asked for; its number is left to the caller.
    Raises FactError, OutOfRange.
    """
    match point:
        case Day(on=on):
            return Moment(check_range(on))
        case EventAnchor(name=name):
            when = facts.events.get(name)
            return None if when is None else local(name, when, terms.zone)
        case FiscalAnchor(unit=unit):
            period = facts.period
            if period is None or period.unit is not unit:
                return None
            return Moment(check_range(period.end), midnight_after(period.end, terms.zone), True)


def midnight_after(day: date, zone: str) -> datetime:
    """The instant at which the day ends in the zone: 00:00 of the next day."""
    return datetime.combine(day + ONE_DAY, time(), zone_info(zone))
