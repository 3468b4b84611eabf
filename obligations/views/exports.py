"""Lists as files, as filtered on the page: sent at once, or made by a worker where long."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from http import HTTPStatus

from django.http import FileResponse, Http404, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import translation
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_safe

from accounts.requests import Request
from agreements.models import Agreement
from obligations.export_lists import LISTS, Wish, WrongFilter
from obligations.export_tables import finding_table
from obligations.exporting import MEDIA_TYPES, MOST_AT_ONCE, file_name, read_rows
from obligations.exports import Table, write_csv, write_xlsx
from obligations.finding_list import list_findings
from obligations.list_pages import address_of_page, filter_said
from obligations.services.printouts import request_list
from obligations.views.findings import findings_asked
from obligations.views.printouts import waking_a_worker

ENDINGS = {"csv", "xlsx"}


@require_http_methods(["GET", "HEAD", "POST"])
def export(request: Request, kind: str, ending: str) -> HttpResponseBase:
    """All pages of a list as filtered, sent at once; POST lets a worker make the file.

    Where the filter is wrong, the page of the list says so. A list that is too long to be sent at
    once is not sent: a page says what to do.
    """
    if ending not in ENDINGS:
        raise Http404
    try:
        listed = LISTS[kind](Wish(request.user, request.as_of, request.GET))
    except WrongFilter:
        return redirect(address_of_page(kind, request.GET))
    if request.method == "POST":
        return _ask(request, kind, ending)
    number = listed.keys.count()
    if number > MOST_AT_ONCE:
        context = {"kind": kind, "number": number, "page": address_of_page(kind, request.GET)}
        return render(request, "obligations/export_long.html", context, status=HTTPStatus.CONFLICT)
    table = listed.table(read_rows(listed, before=request.counts_before))
    return _send(request, table, kind, ending)


@require_safe
def findings(request: Request, ending: str) -> HttpResponseBase:
    """The findings of all instruments, or of `?agreement=` that one."""
    if ending not in ENDINGS:
        raise Http404
    agreement = None
    if slug := request.GET.get("agreement"):
        agreement = get_object_or_404(Agreement.objects.visible_to(request.user), slug=slug)
    groups = list_findings(findings_asked(request, agreement), day=request.as_of)
    return _send(request, finding_table(groups), "findings", ending)


def _ask(request: Request, kind: str, ending: str) -> HttpResponseBase:
    with waking_a_worker():
        asked = request_list(
            kind=kind,
            ending=ending,
            query=filter_said(request.GET),
            as_of=request.as_of,
            known_before=request.counts_before,
            by=request.user,
        )
    return redirect(asked)


def _send(request: Request, table: Table, kind: str, ending: str) -> HttpResponseBase:
    name = file_name(kind, ending, day=request.as_of, known_then=request.known_then)
    headers = {
        "Content-Disposition": content_disposition_header(True, name) or "attachment",
        "X-Content-Type-Options": "nosniff",
    }
    if ending == "csv":
        lines = _in_language(write_csv(table), translation.get_language())
        return StreamingHttpResponse(lines, content_type=MEDIA_TYPES[ending], headers=headers)
    return FileResponse(write_xlsx(table), content_type=MEDIA_TYPES[ending], headers=headers)


def _in_language(lines: Iterable[str], language: str | None) -> Iterator[str]:
    """The lines in the language of the request, which is over when they are written."""
    with translation.override(language):
        yield from lines
