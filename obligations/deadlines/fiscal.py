"""Fiscal years, halves and quarters, as the company states them."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum


class FiscalUnit(StrEnum):
    """A kind of fiscal period."""

    YEAR = "year"
    HALF = "half"
    QUARTER = "quarter"

    @property
    def months(self) -> int:
        """Calendar months in an ordinary period of this kind."""
        return {"year": 12, "half": 6, "quarter": 3}[self.value]

    @property
    def per_year(self) -> int:
        """How many of them make an ordinary fiscal year."""
        return 12 // self.months


@dataclass(frozen=True, slots=True)
class FiscalPeriod:
    """One fiscal period with its first and last day, both included, in the agreement's zone.

    `number` says which quarter or half of its fiscal year it is (1 for a year, 0 where nobody
    said). The days are as the company states them, so a transition year needs no special case.
    """

    unit: FiscalUnit
    number: int
    start: date | None
    end: date


def periods_of_year(ends_on: date) -> tuple[FiscalPeriod, ...]:
    """The quarters, halves and the year of an ordinary fiscal year of twelve months.

    A changed year end makes a shorter or longer year: state its periods one by one instead.
    """
    year_end = (ends_on.month, ends_on.day)
    return tuple(
        FiscalPeriod(
            unit,
            number,
            _shift(ends_on, unit.months * (number - 1) - 12, year_end) + timedelta(days=1),
            _shift(ends_on, unit.months * number - 12, year_end),
        )
        for unit in (FiscalUnit.QUARTER, FiscalUnit.HALF, FiscalUnit.YEAR)
        for number in range(1, unit.per_year + 1)
    )


def period_ending(
    unit: FiscalUnit, ends_on: date, year_end: tuple[int, int] = (3, 31)
) -> FiscalPeriod:
    """The period of this kind that ended on `ends_on`, for a year that ends on (month, day).

    Its number is 0 where `ends_on` is not the end of such a period of that fiscal year.
    """
    if unit is FiscalUnit.YEAR:
        return FiscalPeriod(unit, 1, None, ends_on)
    number, rest = divmod((ends_on.month - year_end[0] - 1) % 12 + 1, unit.months)
    if rest or ends_on != _shift(ends_on, 0, year_end):
        number = 0
    return FiscalPeriod(unit, number, None, ends_on)


def _shift(day: date, months: int, year_end: tuple[int, int]) -> date:
    """The closing day in the month so many months away; a month's last day stays the last."""
    year, month0 = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = monthrange(year, month0 + 1)[1]
    at_month_end = year_end[1] >= (28 if year_end[0] == 2 else monthrange(2001, year_end[0])[1])
    return date(year, month0 + 1, last if at_month_end else min(year_end[1], last))
