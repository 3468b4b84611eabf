"""One deadline: its steps, its facts, its history; recording that it was met."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.requests import Request
from obligations.access import get_deadline, require_recorder
from obligations.forms import PerformanceForm, WithdrawPerformanceForm
from obligations.models import Deadline
from obligations.services import record_performance, withdraw_performance


@require_safe
def deadline(request: Request, pk: int) -> HttpResponse:
    """Everything about one deadline."""
    found = get_deadline(request, pk)
    context = {
        "deadline": found,
        "article": found.obligation.article,
        "versions": found.versions.select_related("rule_version", "cause__type").order_by(
            "-number"
        ),
        "performances": found.performances.select_related("recorded_by", "corrected_by"),
        "chain": found.event.history() if found.event else [],
        "overlaps": _overlaps(request, found),
    }
    return render(request, "obligations/deadline_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def record(request: Request, pk: int) -> HttpResponse:
    """Record that a deadline was met: sent, arrived, how, to whom."""
    found = get_deadline(request, pk)
    require_recorder(request)
    form = PerformanceForm(request.POST or None, deadline=found, today=request.today)
    if request.method == "POST" and form.is_valid():
        record_performance(deadline=found, by=request.user, **form.cleaned_data)
        messages.success(request, _("Performance recorded."))
        return redirect(found)
    context = {"deadline": found, "article": found.obligation.article, "form": form}
    return render(request, "obligations/performance_form.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: Request, pk: int, performance: int) -> HttpResponse:
    """Withdraw a record of performance that was made in error; it stays visible."""
    found = get_deadline(request, pk)
    require_recorder(request)
    record_ = found.performances.effective().filter(pk=performance).first()
    if record_ is None:
        messages.error(request, _("This record was already withdrawn or corrected."))
        return redirect(found)
    form = WithdrawPerformanceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        withdraw_performance(performance=record_, by=request.user, **form.cleaned_data)
        messages.success(request, _("Record withdrawn. It stays visible in the history."))
        return redirect(found)
    context = {"deadline": found, "performance": record_, "form": form}
    return render(request, "obligations/performance_withdraw.html", context)


def _overlaps(request: Request, found: Deadline) -> list[Deadline]:
    """Other deadlines of the instrument with the same period and contractual day."""
    version = found.current
    if version is None or version.before_roll is None or found.period is None:
        return []
    return list(
        Deadline.objects.visible_to(request.user)
        .filter(
            current__before_roll=version.before_roll,
            period__end=found.period.end,
            obligation__article__agreement=found.obligation.article.agreement,
        )
        .exclude(pk=found.pk)
        .with_places()
    )
