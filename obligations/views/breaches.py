"""Breaches: recording one, what it leads to, its remedy."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import IntegrityError, transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from accounts.requests import Request
from obligations.access import get_obligation, require_recorder
from obligations.breach_forms import BreachForm, RemedyForm
from obligations.breaches import BREAKABLE, consequences_of, events_that_follow
from obligations.deadlines import OutOfRange
from obligations.export_lists import breaches_asked
from obligations.forms import say_already_recorded
from obligations.matters import known_changes
from obligations.models import Breach, BreachRecord, Deadline, Obligation
from obligations.notice_forms import WithdrawForm
from obligations.services import (
    AlreadyRecorded,
    InClosedPeriod,
    RecordedBreach,
    When,
    preview_event,
    record_breach,
    remedy_breach,
    withdraw_breach,
    withdraw_remedy,
)

PER_PAGE = 50


@require_safe
def breaches(request: Request) -> HttpResponse:
    """Every breach that was known by the day of the page."""
    known = Breach.objects.visible_to(request.user).as_of(request.as_of)
    counts = known.counted()
    asked = request.GET.get("state", "")
    shown = breaches_asked(known, request.GET)
    context = {
        "page": Paginator(shown.with_places(), PER_PAGE).get_page(request.GET.get("page")),
        "chips": [
            ("", _("All"), sum(counts.values()), shown is known),
            *(
                (state.value, state.label, counts.get(state, 0), asked == state)
                for state in Breach.State
            ),
        ],
    }
    return render(request, "obligations/breach_list.html", context)


@require_safe
def breach(request: Request, pk: int) -> HttpResponse:
    """One breach: the fact, what it leads to on the day of the page, and its remedy."""
    found = _get(request, pk)
    records = found.records.exclude(kind=BreachRecord.Kind.UNDONE)
    context = {
        "breach": found,
        "records": records.select_related("recorded_by", "withdrawal__recorded_by"),
        "consequences": consequences_of(found.obligation, user=request.user, day=request.as_of),
    }
    return render(request, "obligations/breach_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def record(request: Request, key: str) -> HttpResponse:
    """Record a breach; what the fact recorded with it opens is shown before it is saved."""
    obligation = get_obligation(request, key)
    require_recorder(request)
    if obligation.kind not in BREAKABLE:
        raise Http404
    form = _form(request, obligation)
    context: dict[str, Any] = {"obligation": obligation, "form": form}
    if form.is_valid():
        event_type = form.cleaned_data.get("event_type")
        if event_type and "record" not in request.POST:
            context["preview"] = _preview(request, form)
        elif recorded := _try_to_record(request, obligation, form):
            _say(request, recorded)
            return redirect(recorded.breach)
    context["consequences"] = consequences_of(obligation, user=request.user, day=request.today)
    return render(request, "obligations/breach_form.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def remedy(request: Request, pk: int) -> HttpResponse:
    """Record that a breach was remedied."""
    found = _get(request, pk)
    require_recorder(request)
    if found.state != Breach.State.OPEN:
        return _send_back(request, found)
    data = request.POST if request.method == "POST" else None
    form = RemedyForm(data, breach=found, today=request.today)
    if form.is_valid():
        try:
            remedy_breach(breach=found, by=request.user, **form.cleaned_data)
        except AlreadyRecorded:
            return _send_back(request, found)
        except InClosedPeriod as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Remedy recorded."))
            return redirect(found)
    return _show(request, found, form, {"action": "remedy"})


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: Request, pk: int) -> HttpResponse:
    """Withdraw a breach that was none; the fact recorded with it goes too."""
    found = _get(request, pk)
    require_recorder(request)
    if found.state == Breach.State.WITHDRAWN:
        return _send_back(request, found)
    form = WithdrawForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        said = {"today": request.today, "note": form.cleaned_data["reason"]}
        try:
            with transaction.atomic():
                withdraw_breach(breach=found, by=request.user, **said)
        except IntegrityError:
            return _send_back(request, found)
        messages.success(request, _("Breach withdrawn. It stays visible."))
        return redirect(found)
    return _show(request, found, form, {"action": "withdraw"})


@require_http_methods(["GET", "HEAD", "POST"])
def undo(request: Request, pk: int, record: int) -> HttpResponse:
    """Withdraw a remedy that was recorded in error: the breach is open again."""
    found = _get(request, pk)
    require_recorder(request)
    remedies = found.records.filter(kind=BreachRecord.Kind.REMEDIED)
    earlier = get_object_or_404(remedies.select_related("withdrawal", "breach"), pk=record)
    if hasattr(earlier, "withdrawal"):
        return _send_back(request, found)
    form = WithdrawForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        said = {"today": request.today, "note": form.cleaned_data["reason"]}
        try:
            with transaction.atomic():
                withdraw_remedy(record=earlier, by=request.user, **said)
        except IntegrityError:
            return _send_back(request, found)
        messages.success(request, _("Record withdrawn. It stays visible in the history."))
        return redirect(found)
    return _show(request, found, form, {"action": "undo", "record": earlier})


def _form(request: Request, obligation: Obligation) -> BreachForm:
    deadline = request.GET.get("deadline", "")
    return BreachForm(
        request.POST if request.method == "POST" else None,
        obligation=obligation,
        deadlines=Deadline.objects.visible_to(request.user)
        .filter(obligation=obligation)
        .select_related("subject", "period__fiscal_year", "obligation__article__agreement"),
        events=events_that_follow(obligation),
        today=request.today,
        initial={"deadline": deadline} if deadline.isdecimal() else {},
    )


def _preview(request: Request, form: BreachForm) -> Any:
    data = form.cleaned_data
    deadline = data["deadline"]
    try:
        changes = preview_event(
            event_type=data["event_type"],
            when=When(on=data["happened_on"]),
            today=request.today,
            subject=deadline.subject if deadline else None,
        )
        return known_changes(changes, request.user)
    except OutOfRange as error:
        form.add_error("happened_on", _(error.template) % error.values)
    return None


def _try_to_record(
    request: Request, obligation: Obligation, form: BreachForm
) -> RecordedBreach | None:
    try:
        return record_breach(
            obligation=obligation, by=request.user, today=request.today, **form.cleaned_data
        )
    except OutOfRange as error:
        form.add_error("happened_on", _(error.template) % error.values)
    except AlreadyRecorded as error:
        form.add_error(None, say_already_recorded(error.earlier))
    except InClosedPeriod as error:
        form.add_error(None, str(error))
    return None


def _say(request: Request, recorded: RecordedBreach) -> None:
    number = len(known_changes(recorded.changes, request.user))
    said = _("Breach recorded.")
    if recorded.breach.event_id:
        changed = ngettext(
            "%(number)s deadline opened or moved.", "%(number)s deadlines opened or moved.", number
        )
        said = f"{said} {changed % {'number': number}}"
    messages.success(request, said)


def _show(request: Request, found: Breach, form: Any, more: dict[str, Any]) -> HttpResponse:
    return render(request, "obligations/breach_act.html", {"breach": found, "form": form} | more)


def _get(request: Request, pk: int) -> Breach:
    known = Breach.objects.visible_to(request.user).as_of(request.as_of).with_places()
    return get_object_or_404(known, pk=pk)


def _send_back(request: Request, found: Breach) -> HttpResponse:
    messages.error(request, _("Somebody recorded that already. What stands is below."))
    return redirect(found)
