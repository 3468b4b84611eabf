"""The audit trail: read, filtered and exported."""

from datetime import datetime, time, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.requests import Request
from audit.access import may_export_trail, require_exporter, require_reader
from audit.exporting import csv_lines
from audit.forms import FilterForm
from audit.models import Entry
from audit.visibility import MOST, visible_entries
from audit.wording import Wording

PER_PAGE = 50


@require_safe
def trail(request: Request) -> HttpResponse:
    """The entries, the latest first; the next page begins below the last number of this one."""
    require_reader(request)
    form, entries = _asked(request)
    rows = list(islice(visible_entries(entries, user=request.user), PER_PAGE + 1))
    context = {
        "form": form,
        "described": Wording(request.user.zone).describe(rows[:PER_PAGE]),
        "older": rows[PER_PAGE - 1].pk if len(rows) > PER_PAGE else None,
        "may_export": may_export_trail(request.user),
    }
    return render(request, "audit/entry_list.html", context)


@require_safe
def export(request: Request) -> HttpResponseBase:
    """The entries as filtered, all of them, as CSV: a line for each column that changed."""
    require_exporter(request)
    form, entries = _asked(request)
    if not form.is_valid():
        return HttpResponse(form.errors.as_text(), status=400, content_type="text/plain")
    response = StreamingHttpResponse(
        csv_lines(visible_entries(entries, user=request.user, first=MOST)),
        content_type="text/csv; charset=utf-8",
    )
    response["Content-Disposition"] = 'attachment; filename="audit-trail.csv"'
    return response


def _asked(request: Request) -> tuple[FilterForm, QuerySet[Entry]]:
    """The filters, and what they leave of the entries."""
    form = FilterForm(request.GET, zone=request.user.zone)
    entries = Entry.objects.select_related("person")
    if not request.is_today:
        zone = ZoneInfo(request.user.zone)
        until = datetime.combine(request.as_of + timedelta(days=1), time(), zone)
        entries = entries.filter(at__lt=until)
    return form, form.apply(entries)
