"""The dashboard: figures with the rows behind them, on a day."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.formats import date_format
from django.views.decorators.http import require_safe

from accounts.requests import Request
from obligations.charts import Column, draw_columns
from obligations.dashboard import Dashboard, Rate

EACH = 4
"""Every fourth week is named beneath its column."""


@require_safe
def dashboard(request: Request) -> HttpResponse:
    """What we owe: done in time, overdue, coming."""
    figures = Dashboard(request.user, request.as_of)
    quarters, weeks = figures.by_quarter(), figures.load()
    context = {
        "quarters": quarters,
        "quarter_columns": _columns_of_quarters(quarters, figures),
        "instruments": figures.by_instrument(),
        "owners": figures.by_owner(),
        "ages": figures.ages(),
        "weeks": weeks,
        "week_columns": draw_columns(
            [
                (
                    date_format(first, "j M") if place % EACH == 0 else "",
                    str(week.number.count or ""),
                    [("load", week.number.count)],
                )
                for place, (week, (first, _last)) in enumerate(
                    zip(weeks, figures.weeks, strict=True)
                )
            ]
        ),
    }
    return render(request, "obligations/dashboard.html", context)


def _columns_of_quarters(quarters: list[Rate], figures: Dashboard) -> list[Column]:
    return draw_columns(
        [
            (
                date_format(first, "M Y"),
                "" if rate.percent is None else f"{rate.percent} %",
                rate.parts,
            )
            for rate, (first, _last) in zip(quarters, figures.quarters, strict=True)
        ]
    )
