"""Reminding the owners of the rows that somebody selected in the register."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from accounts.requests import Request
from obligations.access import require_recorder
from obligations.models import Deadline
from obligations.register_filter import WITHOUT
from obligations.register_rows import picked
from obligations.views.register import register_filter
from reminders.services.asking import ask_owners, preview_asking


@require_http_methods(["GET", "HEAD", "POST"])
def remind(request: Request) -> HttpResponse:
    """Say who would be reminded of the selected rows, and remind them."""
    require_recorder(request)
    asked = register_filter(request)
    if asked.group == WITHOUT:
        raise Http404
    deadlines = _deadlines(request)
    back = f"{reverse('obligations')}?{asked.said}"
    if request.method == "POST" and deadlines:
        done = ask_owners(deadlines=deadlines, by=request.user, now=timezone.now())
        messages.success(request, _say(sum(bool(one.leaves_at) for one in done)))
        return redirect(back)
    rows = preview_asking(deadlines=deadlines, now=timezone.now()) if deadlines else []
    context = {
        "rows": rows,
        "number": sum(bool(row.leaves_at) for row in rows),
        "back": back,
    }
    return render(request, "reminders/remind.html", context)


def _deadlines(request: Request) -> list[Deadline]:
    """The selected rows; raises Http404 where one of them must not be known."""
    picks = picked(request.GET)
    found = Deadline.objects.visible_to(request.user).as_of(request.as_of).with_places()
    rows = list(found.filter(pk__in=picks).soonest_first())
    if len(rows) != len(picks):
        raise Http404
    return rows


def _say(number: int) -> str:
    said = ngettext("Reminded of %(number)s deadline.", "Reminded of %(number)s deadlines.", number)
    return said % {"number": number}
