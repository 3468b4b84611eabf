"""Documents and long lists as files: asking for one, how far it is, and the file."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from functools import partial
from typing import Any

from celery import current_app
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.requests import Request
from agreements.models import Agreement
from obligations.exporting import MEDIA_TYPES, file_name
from obligations.matter_querysets import may_tell_of_matters
from obligations.models import Printout
from obligations.printout_forms import PrintoutForm
from obligations.services.printouts import request_again, request_printout

LISTED = 20
"""Documents that the page lists."""


@require_http_methods(["GET", "HEAD", "POST"])
def printouts(request: Request) -> HttpResponse:
    """Ask for a document; the person's own ones, the newest first."""
    form = PrintoutForm(
        request.POST or None, user=request.user, today=request.today, initial=_proposed(request)
    )
    if request.method == "POST" and form.is_valid():
        with waking_a_worker():
            asked = request_printout(by=request.user, **form.said)
        return redirect(asked)
    context = {"form": form, "printouts": _own(request).select_related("agreement")[:LISTED]}
    return render(request, "obligations/printout_list.html", context)


@require_safe
def printout(request: Request, pk: int) -> HttpResponse:
    """How far a document is; refreshed while it is made."""
    template = "obligations/printout_detail.html"
    if request.htmx:
        template = "obligations/includes/printout.html"
    return render(request, template, {"printout": get_object_or_404(_own(request), pk=pk)})


@require_POST
def again(request: Request, pk: int) -> HttpResponse:
    """Ask for the same once more."""
    with waking_a_worker():
        asked = request_again(printout=get_object_or_404(_own(request), pk=pk), by=request.user)
    return redirect(asked)


@require_safe
def original(request: Request, pk: int) -> HttpResponse:
    """The file."""
    found = get_object_or_404(_own(request).defer(None), pk=pk)
    if found.content is None:
        raise Http404
    headers = {
        "Content-Disposition": content_disposition_header(True, _name(found)) or "attachment",
        "X-Content-Type-Options": "nosniff",
    }
    return HttpResponse(
        bytes(found.content), content_type=MEDIA_TYPES[found.ending], headers=headers
    )


@contextmanager
def waking_a_worker() -> Iterator[None]:
    """What is asked for inside is kept as a whole; then a worker is told to make it."""
    wake = partial(current_app.send_task, "obligations.tasks.make_printouts")
    with transaction.atomic():
        yield
        transaction.on_commit(wake, robust=True)


def _name(printout: Printout) -> str:
    if printout.is_document:
        return f"{printout} {printout.first_day} {printout.last_day}.pdf"
    return file_name(
        printout.kind,
        printout.ending,
        day=printout.as_of,
        known_then=printout.known_before is not None,
    )


def _own(request: Request) -> QuerySet[Printout]:
    """The person's documents that tell of nothing which that person may no longer know."""
    known = Agreement.objects.visible_to(request.user)
    hidden = Printout.tells_of.through.objects.exclude(agreement__in=known)
    return (
        Printout.objects.filter(requested_by=request.user)
        .exclude(pk__in=hidden.values("printout"))
        .exclude(may_tell_of_matters(request.user))
        .defer("content")
    )


def _proposed(request: Request) -> dict[str, Any]:
    """The quarter of the year before the one of the page's day, in full."""
    day = request.as_of
    first_of_this = date(day.year, (day.month - 1) // 3 * 3 + 1, 1)
    last = first_of_this - timedelta(days=1)
    return {"first_day": date(last.year, last.month - 2, 1), "last_day": last, "day": day}
