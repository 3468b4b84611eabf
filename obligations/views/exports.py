"""Lists as files, filtered as on the page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from django.http import FileResponse, Http404, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import translation
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from accounts.requests import Request
from agreements.models import Agreement
from obligations.as_recorded import recorded_before
from obligations.export_tables import deadline_table, event_table, finding_table, obligation_table
from obligations.exports import Table, write_csv, write_xlsx
from obligations.finding_list import list_findings
from obligations.register_filter import WITHOUT
from obligations.views.events import events_asked
from obligations.views.findings import findings_asked
from obligations.views.register import deadlines_shown, register_filter, without_deadline

CHUNK = 1_000
"""Rows that are read from the database at once."""
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
def register(request: Request, ending: str) -> HttpResponseBase:
    """The register as filtered, all pages of it; where the filter is wrong, the page says so."""
    day, form = request.as_of, register_filter(request)
    if form.errors:
        return redirect(f"{reverse('obligations')}?{request.GET.urlencode()}")
    if form.group == WITHOUT:
        table = obligation_table(without_deadline(request, form).iterator(CHUNK), day=day)
    else:
        table = deadline_table(deadlines_shown(request, form).iterator(CHUNK), day=day)
    return _send(request, table, "obligations", ending)


@require_safe
def events(request: Request, ending: str) -> HttpResponseBase:
    """Every record of a fact, the newest first."""
    return _send(request, event_table(events_asked(request).iterator(CHUNK)), "events", ending)


@require_safe
def findings(request: Request, ending: str) -> HttpResponseBase:
    """The findings of all instruments, or of `?agreement=` that one."""
    agreement = None
    if slug := request.GET.get("agreement"):
        agreement = get_object_or_404(Agreement.objects.visible_to(request.user), slug=slug)
    groups = list_findings(findings_asked(request, agreement), day=request.as_of)
    return _send(request, finding_table(groups), "findings", ending)


def _send(request: Request, table: Table, name: str, ending: str) -> HttpResponseBase:
    """The table as a file of this ending; raises Http404 for an ending that is not written."""
    known = "-as-then-recorded" if request.known_then else ""
    name = f"{name}-{request.as_of:%Y-%m-%d}{known}.{ending}"
    headers = {
        "Content-Disposition": content_disposition_header(True, name) or "attachment",
        "X-Content-Type-Options": "nosniff",
    }
    if ending == "csv":
        lines = _as_asked(write_csv(table), translation.get_language(), request.counts_before)
        return StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8", headers=headers)
    if ending == "xlsx":
        return FileResponse(write_xlsx(table), content_type=XLSX, headers=headers)
    raise Http404


def _as_asked(
    lines: Iterable[str], language: str | None, instant: datetime | None
) -> Iterator[str]:
    """The lines in the language of the request, which is over when they are written.

    They count what the request counted: what was recorded before `instant`.
    """
    with translation.override(language), recorded_before(instant):
        yield from lines
