"""Closing the records of an instrument until a day, and reopening them."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.requests import Request
from agreements.models import Agreement
from obligations.access import may_close, require_closer
from obligations.period_forms import ClosePeriodForm, ReopenPeriodForm
from obligations.services import PeriodRefused, close_period, closed_until, reopen_period


@require_safe
def periods(request: Request, slug: str) -> HttpResponse:
    """Until which day the records of an instrument are closed, and how that came about."""
    found = _get(request, slug)
    context = {
        "agreement": found,
        "closed": closed_until(found),
        "locks": found.period_locks.select_related("recorded_by").order_by("-pk"),
        "may_close": may_close(request),
    }
    return render(request, "obligations/periods.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def close(request: Request, slug: str) -> HttpResponse:
    """Close a period."""
    found = _get(request, slug)
    require_closer(request)
    form = ClosePeriodForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            close_period(agreement=found, by=request.user, today=request.today, **form.cleaned_data)
        except PeriodRefused as refusal:
            form.add_error("until", str(refusal))
        else:
            messages.success(request, _("Period closed."))
            return redirect("periods", slug)
    context = {"agreement": found, "form": form, "closed": closed_until(found)}
    return render(request, "obligations/period_form.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def reopen(request: Request, slug: str) -> HttpResponse:
    """Reopen a period, or a part of it."""
    found = _get(request, slug)
    require_closer(request)
    form = ReopenPeriodForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            reopen_period(agreement=found, by=request.user, **form.cleaned_data)
        except PeriodRefused as refusal:
            form.add_error("until", str(refusal))
        else:
            messages.success(request, _("Period reopened. The closing stays on record."))
            return redirect("periods", slug)
    context = {"agreement": found, "form": form, "closed": closed_until(found), "reopens": True}
    return render(request, "obligations/period_form.html", context)


def _get(request: Request, slug: str) -> Agreement:
    return get_object_or_404(Agreement.objects.visible_to(request.user), slug=slug)
