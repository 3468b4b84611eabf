"""Who holds how many shares on a day."""

from django.db.models import Max
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.requests import Request
from shareholders.models import ShareTransaction


@require_safe
def positions(request: Request) -> HttpResponse:
    """Positions as of the day, from the ledger, and the entries behind them."""
    entries = ShareTransaction.objects.as_of(request.as_of)
    ledger_ends = entries.aggregate(last=Max("traded_on"))["last"]
    found = entries.positions()
    context = {
        "positions": found,
        "total": found[0].total if found else 0,
        "entries": entries.select_related("holder"),
        "ledger_ends": ledger_ends,
        "is_known": ledger_ends == request.as_of,
    }
    return render(request, "shareholders/positions.html", context)
