"""Fiscal years as parties state them."""

from datetime import date

import pytest
from django.db import IntegrityError

from agreements.models import FiscalYear
from agreements.services import (
    create_fiscal_year,
    create_twelve_month_year,
    extend_fiscal_years,
)
from tests.factories import PartyFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def party():
    return PartyFactory.create()


def spans(year: FiscalYear, unit: str) -> list[tuple[date, date]]:
    return list(year.periods.filter(unit=unit).order_by("number").values_list("start", "end"))


def test_a_year_from_april(party):
    year = create_twelve_month_year(party=party, start=date(2026, 4, 1))
    assert (year.label, year.end) == ("FY2026", date(2027, 3, 31))
    assert spans(year, "quarter") == [
        (date(2026, 4, 1), date(2026, 6, 30)),
        (date(2026, 7, 1), date(2026, 9, 30)),
        (date(2026, 10, 1), date(2026, 12, 31)),
        (date(2027, 1, 1), date(2027, 3, 31)),
    ]
    assert spans(year, "half") == [
        (date(2026, 4, 1), date(2026, 9, 30)),
        (date(2026, 10, 1), date(2027, 3, 31)),
    ]
    assert spans(year, "year") == [(date(2026, 4, 1), date(2027, 3, 31))]


@pytest.mark.parametrize(
    ("start", "ends"),
    [
        # The year to the end of February, in a leap year too.
        (date(2027, 3, 1), ["2027-05-31", "2027-08-31", "2027-11-30", "2028-02-29"]),
        (date(2026, 1, 1), ["2026-03-31", "2026-06-30", "2026-09-30", "2026-12-31"]),
        # A year that closes on the 20th, as retailers' do.
        (date(2026, 2, 21), ["2026-05-20", "2026-08-20", "2026-11-20", "2027-02-20"]),
        # Civil Code art. 143: a month without that day ends the quarter with its last day.
        (date(2026, 11, 30), ["2027-02-28", "2027-05-29", "2027-08-29", "2027-11-29"]),
    ],
)
def test_quarters_follow_the_calendar(party, start, ends):
    year = create_twelve_month_year(party=party, start=start)
    assert [end.isoformat() for _, end in spans(year, "quarter")] == ends


def test_a_transition_year_of_nine_months(party):
    """Three quarters make a half of two and a half of one."""
    year = create_fiscal_year(
        party=party,
        start=date(2026, 4, 1),
        end=date(2026, 12, 31),
        quarter_ends=[date(2026, 6, 30), date(2026, 9, 30), date(2026, 12, 31)],
        label="FY2026",
    )
    assert spans(year, "half") == [
        (date(2026, 4, 1), date(2026, 9, 30)),
        (date(2026, 10, 1), date(2026, 12, 31)),
    ]


@pytest.mark.parametrize(
    "ends", [[], [date(2026, 6, 30)], [date(2027, 3, 31), date(2026, 6, 30), date(2027, 3, 31)]]
)
def test_quarters_that_do_not_make_the_year_are_refused(party, ends):
    with pytest.raises(ValueError, match="in order and end on 2027-03-31"):
        create_fiscal_year(
            party=party,
            start=date(2026, 4, 1),
            end=date(2027, 3, 31),
            quarter_ends=ends,
            label="FY2026",
        )
    assert not FiscalYear.objects.exists()


def test_years_are_repeated_until_a_day_is_covered(party):
    create_twelve_month_year(party=party, start=date(2026, 4, 1))
    assert extend_fiscal_years(party=party, until=date(2027, 3, 31)) == 0
    assert extend_fiscal_years(party=party, until=date(2028, 4, 1)) == 2
    assert extend_fiscal_years(party=party, until=date(2028, 4, 1)) == 0
    assert FiscalYear.objects.latest("end").end == date(2029, 3, 31)


def test_years_go_on_from_a_changed_year_end(party):
    """After a transition year to December the years run from January."""
    create_fiscal_year(
        party=party,
        start=date(2026, 4, 1),
        end=date(2026, 12, 31),
        quarter_ends=[date(2026, 6, 30), date(2026, 9, 30), date(2026, 12, 31)],
        label="FY2026",
    )
    extend_fiscal_years(party=party, until=date(2027, 1, 1))
    assert FiscalYear.objects.latest("end").start == date(2027, 1, 1)
    assert FiscalYear.objects.latest("end").end == date(2027, 12, 31)


def test_a_party_without_years_gets_none(party):
    assert extend_fiscal_years(party=party, until=date(2030, 1, 1)) == 0


def test_an_overlapping_year_leaves_nothing_behind(party):
    create_twelve_month_year(party=party, start=date(2026, 4, 1))
    with pytest.raises(IntegrityError, match="fiscal_years_do_not_overlap"):
        create_twelve_month_year(party=party, start=date(2026, 10, 1))
