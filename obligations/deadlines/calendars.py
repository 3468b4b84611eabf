"""Business days: the agreement's policy over the published holidays of Japan or the United States.

Holidays come from the `holidays` package for 1955 to 2099. The days of each year are computed
once per process.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from functools import cache

import holidays

from .errors import OutOfRange
from .messages import N_

FIRST_YEAR, LAST_YEAR = 1955, 2099
FIRST_DAY, LAST_DAY = date(FIRST_YEAR, 1, 1), date(LAST_YEAR, 12, 31)
# The official list of Japanese holidays is published to the end of this year; later equinoxes
# are predicted from astronomy.
LAST_PUBLISHED_YEAR = 2027
# Business days on which the SEC did not operate its filing system (SEC Rule 0-3 counts from it).
FILING_SYSTEM_CLOSED = frozenset(
    date.fromisoformat(day)
    for day in ("2018-12-05", "2018-12-24", "2019-12-24", "2020-12-24", "2025-01-09")
)
SATURDAY, SUNDAY = 5, 6
ONE_DAY = timedelta(days=1)


class Policy(StrEnum):
    """Which days an agreement treats as non-business days."""

    NONE = "none"
    JAPAN_STRICT = "japan-strict"
    JAPAN_BANK = "japan-bank"
    JAPAN_FULL = "japan-full"
    US_FEDERAL = "us-federal"

    __hash__ = str.__hash__  # it equals its text


# (month, day) of the rest at the turn of the year: Banking Act Order art. 5, and Code of Civil
# Procedure art. 95(3).
_YEAR_END = {
    Policy.JAPAN_BANK: frozenset({(12, 31), (1, 1), (1, 2), (1, 3)}),
    Policy.JAPAN_FULL: frozenset({(12, 29), (12, 30), (12, 31), (1, 1), (1, 2), (1, 3)}),
}


def check_range(day: date) -> date:
    """The day itself, if there are holiday data for it; raises OutOfRange if not."""
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise OutOfRange(
            N_(
                "%(day)s is outside %(first)d to %(last)d, the years for which there are "
                "holiday data. Give a day within them."
            ),
            day=day.isoformat(),
            first=FIRST_YEAR,
            last=LAST_YEAR,
        )
    return day


def published_holidays(policy: Policy, year: int, language: str = "en_US") -> dict[date, str]:
    """The holidays of one year by law, with their names; none under the policy `none`."""
    if policy is Policy.NONE:
        return {}
    return _published("US" if policy is Policy.US_FEDERAL else "JP", year, language)


@cache
def _published(country: str, year: int, language: str) -> dict[date, str]:
    return dict(holidays.country_holidays(country, years=year, language=language).items())


def equinoxes(year: int) -> tuple[date, ...]:
    """The two equinox holidays of Japan in a year."""
    named = published_holidays(Policy.JAPAN_FULL, year)
    return tuple(day for day, name in named.items() if "Equinox" in name)


@cache
def _rest_days(policy: Policy, year: int) -> frozenset[date]:
    """Every non-business day of one year under a policy."""
    check_range(date(year, 1, 1))
    if policy is Policy.NONE:
        return frozenset()
    weekly = {SUNDAY} if policy is Policy.JAPAN_STRICT else {SATURDAY, SUNDAY}
    turn = _YEAR_END.get(policy, frozenset())
    days = _days_of(year)
    resting = {d for d in days if d.weekday() in weekly or (d.month, d.day) in turn}
    if policy is Policy.US_FEDERAL:
        resting |= FILING_SYSTEM_CLOSED
    return frozenset((resting | published_holidays(policy, year).keys()).intersection(days))


def _days_of(year: int) -> list[date]:
    first, after = date(year, 1, 1).toordinal(), date(year + 1, 1, 1).toordinal()
    return [date.fromordinal(number) for number in range(first, after)]


class _Years(dict[int, frozenset[date]]):
    """The rest days of a calendar by year, each year worked out when it is first looked up."""

    def __init__(self, calendar: "Calendar") -> None:
        self._calendar = calendar

    def __missing__(self, year: int) -> frozenset[date]:
        calendar, days = self._calendar, _rest_days(self._calendar.policy, year)
        if calendar.weekends:
            days |= {day for day in _days_of(year) if day.weekday() >= SATURDAY}
        if calendar.weekends or calendar.policy is not Policy.NONE:
            days |= {day for day in calendar.extra if day.year == year}
        return self.setdefault(year, days - calendar.cancelled)


@dataclass(frozen=True, slots=True)
class Calendar:
    """The business days of one policy, with days that an administrator added or removed.

    Under the policy `none` every day is a business day, added holidays or not. `weekends` adds
    Saturdays and Sundays to a policy that does not rest on them. `rest_days` are the non-business
    days of each year; a year without holiday data raises OutOfRange.
    """

    policy: Policy
    extra: frozenset[date] = frozenset()
    cancelled: frozenset[date] = frozenset()
    weekends: bool = False
    rest_days: Mapping[int, frozenset[date]] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "rest_days", _Years(self))

    def is_business_day(self, day: date) -> bool:
        """Whether business is done on that day. Raises OutOfRange."""
        return day not in self.rest_days[day.year]

    def on_or_after(self, day: date) -> date:
        """The first business day from that day on. Raises OutOfRange."""
        while day in self.rest_days[day.year]:
            day += ONE_DAY
        return day

    def on_or_before(self, day: date) -> date:
        """The last business day up to that day. Raises OutOfRange."""
        while day in self.rest_days[day.year]:
            day -= ONE_DAY
        return day


def is_business_day(
    day: date,
    policy: Policy,
    extra_holidays: frozenset[date] = frozenset(),
    cancelled_holidays: frozenset[date] = frozenset(),
) -> bool:
    """Whether business is done on that day under the policy. Raises OutOfRange."""
    return Calendar(policy, extra_holidays, cancelled_holidays).is_business_day(day)


def next_business_day(
    day: date,
    policy: Policy,
    extra_holidays: frozenset[date] = frozenset(),
    cancelled_holidays: frozenset[date] = frozenset(),
) -> date:
    """The first business day after that day. Raises OutOfRange."""
    return Calendar(policy, extra_holidays, cancelled_holidays).on_or_after(day + ONE_DAY)


def previous_business_day(
    day: date,
    policy: Policy,
    extra_holidays: frozenset[date] = frozenset(),
    cancelled_holidays: frozenset[date] = frozenset(),
) -> date:
    """The last business day before that day. Raises OutOfRange."""
    return Calendar(policy, extra_holidays, cancelled_holidays).on_or_before(day - ONE_DAY)


def holiday_name(day: date, policy: Policy, language: str = "en_US") -> str | None:
    """Why a day is a holiday under the policy; None for business days and plain weekends.

    Names are those of the `holidays` package in `language` ("ja" and "en_US" for Japan); the two
    names that are ours are msgids in English. Raises OutOfRange.
    """
    check_range(day)
    name = published_holidays(policy, day.year, language).get(day)
    if name is None and (day.month, day.day) in _YEAR_END.get(policy, ()):
        return N_("Year-end and New Year rest")
    if name is None and policy is Policy.US_FEDERAL and day in FILING_SYSTEM_CLOSED:
        return N_("Filing system closed")
    return name


def fullest(zone: str) -> Policy | None:
    """The policy with the most non-business days for a zone, whatever the agreement's policy.

    None where no national calendar is kept for the zone; there the agreement's own policy counts,
    with Saturdays and Sundays added.
    """
    if zone in ("Asia/Tokyo", "Japan"):
        return Policy.JAPAN_FULL
    if zone.startswith(("US/", "America/Indiana/", "America/Kentucky/")) or zone in _US_ZONES:
        return Policy.US_FEDERAL
    return None


_US_ZONES = frozenset(
    f"America/{city}"
    for city in ("New_York", "Detroit", "Chicago", "Denver", "Boise", "Phoenix", "Los_Angeles",
                 "Anchorage", "Juneau")
) | {"Pacific/Honolulu"}  # fmt: skip


def safe_calendar(
    zone: str, policy: Policy, extra: frozenset[date], cancelled: frozenset[date]
) -> Calendar:
    """The calendar of the safe date: the fullest of the zone."""
    national = fullest(zone)
    if national is not None:
        return Calendar(national, extra, cancelled)
    return Calendar(policy, extra, cancelled, weekends=True)
