"""PDF documents: asking for one, how far it is, and the file."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial
from typing import Any

from celery import current_app
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_safe

from accounts.requests import Request
from agreements.models import Agreement
from obligations.matter_querysets import may_tell_of_matters
from obligations.models import Printout
from obligations.printout_forms import PrintoutForm
from obligations.services.printouts import request_printout

LISTED = 20
"""Documents that the page lists."""


@require_http_methods(["GET", "HEAD", "POST"])
def printouts(request: Request) -> HttpResponse:
    """Ask for a document; the person's own ones, the newest first."""
    form = PrintoutForm(
        request.POST or None, user=request.user, today=request.today, initial=_proposed(request)
    )
    if request.method == "POST" and form.is_valid():
        wake = partial(current_app.send_task, "obligations.tasks.make_printouts")
        with transaction.atomic():
            asked = request_printout(by=request.user, **form.said)
            transaction.on_commit(wake, robust=True)
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


@require_safe
def original(request: Request, pk: int) -> HttpResponse:
    """The PDF."""
    found = get_object_or_404(_own(request).defer(None), pk=pk)
    if found.content is None:
        raise Http404
    name = f"{found.get_kind_display()} {found.first_day} {found.last_day}.pdf"
    headers = {
        "Content-Disposition": content_disposition_header(True, name) or "attachment",
        "X-Content-Type-Options": "nosniff",
    }
    return HttpResponse(bytes(found.content), content_type="application/pdf", headers=headers)


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
