"""The writes on fiscal years."""

from calendar import monthrange
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


def propose_quarter_ends(*, start: date, end: date) -> list[date]:
    """The last days of quarters of three calendar months from `start`; the last ends on `end`.

    A transition year of eight months has three quarters, the third of two months.
    """
    ends: list[date] = []
    while not ends or ends[-1] < end:
        ends.append(min(_end_of_months(start, 3 * (len(ends) + 1)), end))
    return ends


def create_twelve_month_year(*, party: Party, start: date) -> FiscalYear:
    """State a fiscal year of four quarters of three calendar months from `start`.

    It is named after the calendar year in which it begins.
    """
    quarter_ends = [_end_of_months(start, months) for months in (3, 6, 9, 12)]
    return create_fiscal_year(
        party=party,
        start=start,
        end=quarter_ends[-1],
        quarter_ends=quarter_ends,
        label=f"FY{start.year}",
    )


@transaction.atomic
def extend_fiscal_years(*, party: Party, until: date) -> int:
    """Repeat the last fiscal year of `party` until `until` is covered; the number of years added.

    A party that states no fiscal year gets none. A changed year end is entered before it begins.
    Two that extend the same party at once wait for each other.
    """
    added = 0
    Party.objects.select_for_update(no_key=True).get(pk=party.pk)
    last = FiscalYear.objects.filter(party=party).order_by("-end").first()
    while last and last.end < until:
        last = create_twelve_month_year(party=party, start=last.end + timedelta(days=1))
        added += 1
    return added


def _end_of_months(start: date, months: int) -> date:
    """The last day of `months` calendar months that begin on `start` (Civil Code art. 143)."""
    years, month0 = divmod(start.month - 1 + months, 12)
    year, month = start.year + years, month0 + 1
    last = monthrange(year, month)[1]
    if start.day > last:
        return date(year, month, last)
    return date(year, month, start.day) - timedelta(days=1)
