"""Fiscal periods of an ordinary year."""

from datetime import date

import pytest

from obligations.deadlines import FiscalPeriod, FiscalUnit, period_ending, periods_of_year

YEAR, HALF, QUARTER = FiscalUnit


def test_the_periods_of_a_year_that_ends_in_march():
    assert periods_of_year(date(2027, 3, 31)) == (
        FiscalPeriod(QUARTER, 1, date(2026, 4, 1), date(2026, 6, 30)),
        FiscalPeriod(QUARTER, 2, date(2026, 7, 1), date(2026, 9, 30)),
        FiscalPeriod(QUARTER, 3, date(2026, 10, 1), date(2026, 12, 31)),
        FiscalPeriod(QUARTER, 4, date(2027, 1, 1), date(2027, 3, 31)),
        FiscalPeriod(HALF, 1, date(2026, 4, 1), date(2026, 9, 30)),
        FiscalPeriod(HALF, 2, date(2026, 10, 1), date(2027, 3, 31)),
        FiscalPeriod(YEAR, 1, date(2026, 4, 1), date(2027, 3, 31)),
    )


@pytest.mark.parametrize(
    ("unit", "end", "year_end", "number"),
    [
        (QUARTER, date(2003, 6, 30), (3, 31), 1),
        (QUARTER, date(2003, 12, 31), (3, 31), 3),
        (QUARTER, date(2004, 3, 31), (3, 31), 4),
        (QUARTER, date(2003, 12, 31), (12, 31), 4),
        (QUARTER, date(2004, 2, 29), (2, 28), 4),
        (QUARTER, date(2003, 12, 20), (9, 20), 1),
        (QUARTER, date(2003, 11, 30), (3, 31), 0),
        (QUARTER, date(2003, 6, 29), (3, 31), 0),
        (HALF, date(2003, 9, 30), (3, 31), 1),
        (HALF, date(2003, 12, 31), (3, 31), 0),
        (YEAR, date(2003, 11, 30), (3, 31), 1),
    ],
)
def test_which_period_ended(unit, end, year_end, number):
    assert period_ending(unit, end, year_end) == FiscalPeriod(unit, number, None, end)
