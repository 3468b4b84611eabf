"""Facts: recording one, correcting it, withdrawing it; what follows is shown before it is saved."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import IntegrityError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from accounts.requests import Request
from obligations.access import get_event, may_restrict, note_opened, require_recorder
from obligations.deadlines import OutOfRange
from obligations.event_forms import EventForm, WithdrawEventForm
from obligations.export_lists import events_asked
from obligations.forms import say_already_recorded
from obligations.matters import known_changes
from obligations.models import Event, MatterItem
from obligations.services import (
    AlreadyRecorded,
    Change,
    InClosedPeriod,
    NotLetIn,
    Recorded,
    preview_event,
    preview_withdrawal,
    record_event,
    withdraw_event,
)

PER_PAGE = 50


@require_safe
def events(request: Request) -> HttpResponse:
    """Every record of a fact, the newest first."""
    page = Paginator(events_asked(request.user, request.as_of), PER_PAGE).get_page(
        request.GET.get("page")
    )
    roots = {event.root_id or event.pk for event in page}
    items = MatterItem.objects.open().filter(event__in=roots).select_related("matter")
    note_opened(request, items)
    confidential = {item.event_id for item in items}
    context = {"page": page, "confidential": confidential, "may_restrict": may_restrict(request)}
    return render(request, "obligations/event_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def record(request: Request) -> HttpResponse:
    """Record a fact."""
    require_recorder(request)
    form = EventForm(
        request.POST or None, user=request.user, today=request.today, initial=request.GET.dict()
    )
    return _record(request, form, corrects=None)


@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: Request, pk: int) -> HttpResponse:
    """Correct a fact by a later record; the earlier one stays."""
    event = get_event(request, pk)
    require_recorder(request)
    if event.withdrawn or hasattr(event, "corrected_by"):
        return _send_to_latest(request)
    form = EventForm(request.POST or None, user=request.user, today=request.today, corrects=event)
    return _record(request, form, corrects=event)


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: Request, pk: int) -> HttpResponse:
    """Withdraw a fact that did not happen."""
    event = get_event(request, pk)
    require_recorder(request)
    if event.withdrawn or hasattr(event, "corrected_by"):
        return _send_to_latest(request)
    form = WithdrawEventForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            recorded = withdraw_event(
                event=event, by=request.user, today=request.today, **form.cleaned_data
            )
        except IntegrityError:
            return _send_to_latest(request)
        _say(request, _("Fact withdrawn. It stays visible."), recorded)
        return redirect("events")
    context = {
        "event": event,
        "form": form,
        "preview": known_changes(
            preview_withdrawal(event=event, today=request.today), request.user
        ),
    }
    return render(request, "obligations/event_withdraw.html", context)


def _record(request: Request, form: EventForm, *, corrects: Event | None) -> HttpResponse:
    context: dict[str, Any] = {"form": form, "corrects": corrects}
    if request.method == "POST" and form.is_valid():
        fact = {
            "event_type": form.cleaned_data["type"],
            "subject": form.cleaned_data.get("subject"),
            "when": form.when,
            "today": request.today,
        }
        if "record" not in request.POST:
            context["preview"] = _try_to_preview(request, form, fact, corrects)
        elif recorded := _try_to_record(request, form, fact, corrects):
            said = _("Fact corrected.") if corrects else _("Event recorded.")
            _say(request, said, recorded)
            return redirect("events")
    template = "obligations/event_form.html"
    if request.htmx:
        template = "obligations/includes/preview_fragment.html"
    return render(request, template, context)


def _try_to_preview(
    request: Request, form: EventForm, fact: dict[str, Any], corrects: Event | None
) -> list[Change] | None:
    try:
        return known_changes(preview_event(**fact, corrects=corrects), request.user)
    except OutOfRange as error:
        form.add_error("happened_on", _(error.template) % error.values)
    return None


def _try_to_record(
    request: Request, form: EventForm, fact: dict[str, Any], corrects: Event | None
) -> Recorded | None:
    try:
        return record_event(
            **fact,
            by=request.user,
            note=form.cleaned_data["note"],
            corrects=corrects,
            reason=form.cleaned_data.get("reason", ""),
            matter=form.cleaned_data.get("matter"),
            late_reason=form.cleaned_data.get("late_reason", ""),
        )
    except OutOfRange as error:
        form.add_error("happened_on", _(error.template) % error.values)
    except AlreadyRecorded as error:
        form.add_error(None, say_already_recorded(error.earlier))
    except InClosedPeriod as error:
        form.add_error(None, str(error))
    except NotLetIn:
        form.add_error("matter", _("This matter is not open to you any more: choose another one."))
    except IntegrityError:
        form.add_error(
            None,
            _("Somebody corrected this fact in the meantime. Open it again and look first."),
        )
    return None


def _send_to_latest(request: Request) -> HttpResponse:
    messages.error(
        request, _("This record was already corrected or withdrawn. The latest one is below.")
    )
    return redirect("events")


def _say(request: Request, said: str, recorded: Recorded) -> None:
    number = len(known_changes(recorded.changes, request.user))
    changed = ngettext(
        "%(number)s deadline opened or moved.", "%(number)s deadlines opened or moved.", number
    )
    messages.success(request, f"{said} {changed % {'number': number}}")
