"""The writes on instruments and fiscal years."""

from datetime import date, timedelta

from django.db import transaction

from agreements.models import FiscalPeriod, FiscalYear, Party


@transaction.atomic
def create_fiscal_year(
    *, party: Party, start: date, end: date, quarter_ends: list[date], label: str
) -> FiscalYear:
    """State a fiscal year of `party` with the last days of its quarters.

    A transition year has as many quarters as the party states. Two quarters make a half.
    Raises ValueError when the last quarter does not end with the year.
    """
    if not quarter_ends or quarter_ends[-1] != end or sorted(quarter_ends) != quarter_ends:
        raise ValueError(
            f"The quarters of {label} must be in order and end on {end}: got {quarter_ends}."
        )
    year = FiscalYear.objects.create(party=party, start=start, end=end, label=label)
    starts = [start, *(day + timedelta(days=1) for day in quarter_ends[:-1])]
    quarters = list(zip(starts, quarter_ends, strict=True))
    halves = [
        (quarters[i][0], quarters[min(i + 1, len(quarters) - 1)][1])
        for i in range(0, len(quarters), 2)
    ]
    spans = {
        FiscalPeriod.Unit.YEAR: [(start, end)],
        FiscalPeriod.Unit.HALF: halves,
        FiscalPeriod.Unit.QUARTER: quarters,
    }
    FiscalPeriod.objects.bulk_create(
        FiscalPeriod(fiscal_year=year, unit=unit, number=number, start=first, end=last)
        for unit, periods in spans.items()
        for number, (first, last) in enumerate(periods, 1)
    )
    return year


def create_twelve_month_year(*, party: Party, start: date) -> FiscalYear:
    """State a fiscal year of four quarters of three calendar months from `start`, a first of a
    month; it is named after the calendar year in which it begins.
    """
    quarter_ends = [_end_of_month(start, months) for months in (3, 6, 9, 12)]
    return create_fiscal_year(
        party=party,
        start=start,
        end=quarter_ends[-1],
        quarter_ends=quarter_ends,
        label=f"FY{start.year}",
    )


def extend_fiscal_years(*, party: Party, until: date) -> int:
    """Repeat the last fiscal year of `party` until `until` is covered; the number of years added.

    A party that states no fiscal year gets none. A changed year end is entered before it begins.
    """
    added = 0
    last = FiscalYear.objects.filter(party=party).order_by("-end").first()
    while last and last.end < until:
        last = create_twelve_month_year(party=party, start=last.end + timedelta(days=1))
        added += 1
    return added


def _end_of_month(start: date, months: int) -> date:
    """The last day of `months` whole calendar months that begin on `start`, a first of a month."""
    years, month = divmod(start.month - 1 + months, 12)
    return date(start.year + years, month + 1, 1) - timedelta(days=1)
