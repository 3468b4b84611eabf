"""How periods are counted: Civil Code of Japan arts. 139 to 143, forwards and backwards."""

from calendar import monthrange
from datetime import UTC, date, datetime, timedelta

from .anchors import Period, Unit
from .calendars import FIRST_DAY, LAST_DAY, ONE_DAY, Calendar, check_range
from .errors import OutOfRange
from .messages import N_

_DAYS = {Unit.DAY: 1, Unit.WEEK: 7}
_MONTHS = {Unit.MONTH: 1, Unit.YEAR: 12}
_FIRST, _LAST = FIRST_DAY.toordinal(), LAST_DAY.toordinal()


def last_day(start: date, period: Period, calendar: Calendar) -> date:
    """The last day of a period whose first counted day is `start` (arts. 140, 141, 143).

    Business days are those of `calendar`. Raises OutOfRange.
    """
    unit, number = period.unit, period.number
    if unit is Unit.DAY or unit is Unit.WEEK:
        return plus_days(start, number * _DAYS[unit] - 1)
    if unit is Unit.BUSINESS_DAY:
        return _business_day(start, number, calendar, ONE_DAY)
    months = number * _MONTHS[unit]
    match = corresponding_day(start, months)
    return match - ONE_DAY if match else month_end(start, months)


def last_day_before(event: date, period: Period, calendar: Calendar) -> date:
    """The last day that leaves the whole period clear before `event`.

    Neither the day of the act nor the day of the event counts. With months and years it is the
    last day from which the period, counted forwards, ends before the event. Raises OutOfRange.
    """
    unit, number = period.unit, period.number
    if unit is Unit.DAY or unit is Unit.WEEK:
        return plus_days(event, -number * _DAYS[unit] - 1)
    if unit is Unit.BUSINESS_DAY:
        return _business_day(event - ONE_DAY, number, calendar, -ONE_DAY) - ONE_DAY
    months = -number * _MONTHS[unit]
    return (corresponding_day(event, months) or month_end(event, months)) - ONE_DAY


def corresponding_day(day: date, months: int) -> date | None:
    """The day of the same number so many months on, or None where that month has none."""
    year, month = _month(day, months)
    return date(year, month, day.day) if day.day <= monthrange(year, month)[1] else None


def month_end(day: date, months: int) -> date:
    """The last day of the month that lies so many months from `day`."""
    year, month = _month(day, months)
    return date(year, month, monthrange(year, month)[1])


def plus_days(day: date, number: int) -> date:
    """The day so many calendar days on. Raises OutOfRange."""
    ordinal = day.toordinal() + number
    if not _FIRST <= ordinal <= _LAST:
        raise _too_far(day)
    return date.fromordinal(ordinal)


def plus_hours(instant: datetime, hours: int) -> datetime:
    """Elapsed hours from an instant, over a change of the clocks too (art. 139); in UTC."""
    try:
        moved = instant.astimezone(UTC) + timedelta(hours=hours)
    except OverflowError:
        raise _too_far(instant.date()) from None
    check_range(moved.date())
    return moved


def _month(day: date, months: int) -> tuple[int, int]:
    year, month0 = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not FIRST_DAY.year <= year <= LAST_DAY.year + 1:
        raise _too_far(day)
    return year, month0 + 1


def _business_day(start: date, number: int, calendar: Calendar, step: timedelta) -> date:
    """The numbered business day from `start` on, `start` included, in the direction of `step`."""
    if number > _LAST - _FIRST:
        raise _too_far(start)
    day, left = start, number
    while True:
        left -= calendar.is_business_day(day)
        if not left:
            return day
        day += step


def _too_far(day: date) -> OutOfRange:
    return OutOfRange(
        N_(
            "The period counted from %(day)s leaves %(first)d to %(last)d, the years for which "
            "there are holiday data. Check the number in the rule."
        ),
        day=day.isoformat(),
        first=FIRST_DAY.year,
        last=LAST_DAY.year,
    )
