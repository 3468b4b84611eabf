"""Deciding: approve, verify, reject, waive, extend, decline, confirm, withdraw."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from accounts.requests import Request
from obligations import transitions
from obligations.access import get_deadline, require_decider
from obligations.decision_forms import (
    ApprovalForm,
    ConfirmForm,
    DecisionForm,
    ExtensionForm,
    GrantForm,
    NoteForm,
    ReasonForm,
    WaiverForm,
)
from obligations.models import Deadline, Decision
from obligations.services import (
    DecisionRefused,
    approve_dispatch,
    confirm_decision,
    decline_right,
    record_extension,
    record_waiver,
    reject_performance,
    verify_performance,
    withdraw_decision,
)
from obligations.services.decisions import say_nobody_grants, say_own
from obligations.transitions import Action


@dataclass(frozen=True)
class Offer:
    """The page of an action: what it asks, what it does, and what it says."""

    form: type[DecisionForm]
    service: Callable[..., Decision]
    title: str | Promise
    explanation: str | Promise
    done: Any


WAITS = gettext_lazy("It takes effect when a second person of Legal confirms it.")
OFFERS = {
    Action.APPROVE: Offer(
        ApprovalForm,
        approve_dispatch,
        gettext_lazy("Approve dispatch"),
        gettext_lazy("What is sent without approval is recorded all the same, and marked."),
        gettext_lazy("Dispatch approved."),
    ),
    Action.WAIVE: Offer(
        WaiverForm,
        record_waiver,
        gettext_lazy("Record a waiver"),
        WAITS,
        gettext_lazy("Waiver recorded. A second person of Legal has to confirm it."),
    ),
    Action.EXTEND: Offer(
        ExtensionForm,
        record_extension,
        gettext_lazy("Record an extension"),
        WAITS,
        gettext_lazy("Extension recorded. A second person of Legal has to confirm it."),
    ),
    Action.DECLINE: Offer(
        GrantForm,
        decline_right,
        gettext_lazy("Record that a right is declined"),
        gettext_lazy("Only what somebody said. Silence is not recorded as a decision."),
        gettext_lazy("Recorded as declined."),
    ),
    Action.VERIFY: Offer(
        NoteForm,
        verify_performance,
        gettext_lazy("Verify a performance"),
        gettext_lazy("The day of performance stays what was recorded."),
        gettext_lazy("Verified."),
    ),
    Action.REJECT: Offer(
        ReasonForm,
        reject_performance,
        gettext_lazy("Reject a performance"),
        gettext_lazy("It then never counted; the record stays, and the deadline is open again."),
        gettext_lazy("Rejected. The deadline is open again."),
    ),
    Action.CONFIRM: Offer(
        ConfirmForm,
        confirm_decision,
        gettext_lazy("Confirm a decision"),
        gettext_lazy("From now on it has effect, from the day on which it was granted."),
        gettext_lazy("Confirmed."),
    ),
    Action.WITHDRAW: Offer(
        ReasonForm,
        withdraw_decision,
        gettext_lazy("Withdraw a decision"),
        gettext_lazy("It then never counted, and stays visible."),
        gettext_lazy("Decision withdrawn. It stays visible."),
    ),
}


@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: Request, pk: int, action: Action) -> HttpResponse:
    """Approve, waive, extend or decline a deadline."""
    found = _get(request, pk, action)
    if action in {Action.WAIVE, Action.EXTEND} and found.obligation.grantor is None:
        return _refuse(request, found, say_nobody_grants())
    return _answer(request, found, action, {"deadline": found})


@require_http_methods(["GET", "HEAD", "POST"])
def judge(request: Request, pk: int, performance: int, action: Action) -> HttpResponse:
    """Verify or reject what another person recorded."""
    found = _get(request, pk, action)
    record = get_object_or_404(found.performances.select_related("recorded_by"), pk=performance)
    if record.recorded_by_id == request.user.pk:
        return _refuse(request, found, say_own())
    return _answer(request, found, action, {"performance": record})


@require_http_methods(["GET", "HEAD", "POST"])
def settle(request: Request, pk: int, decision: int, action: Action) -> HttpResponse:
    """Confirm or withdraw a decision."""
    found = _get(request, pk, action)
    told = found.decisions.told().exclude(kind__in=["confirmed", "withdrawn"])
    earlier = get_object_or_404(told, pk=decision)
    if action == Action.CONFIRM and earlier.decided_by_id == request.user.pk:
        return _refuse(request, found, say_own())
    return _answer(request, found, action, {"decision": earlier})


def _get(request: Request, pk: int, action: Action) -> Deadline:
    found = get_deadline(request, pk)
    require_decider(request, action)
    return found


def _answer(
    request: Request, found: Deadline, action: Action, about: dict[str, Any]
) -> HttpResponse:
    """The page of an action, or the way back to the deadline when it is done or impossible."""
    offer = OFFERS[action]
    row = transitions.find(action, status=found.status, is_right=found.obligation.is_right)
    if row is None:
        said = _("Nothing was recorded: the status is “%(status)s”, which does not allow it.")
        return _refuse(request, found, said % {"status": found.status_label})
    data = request.POST if request.method == "POST" else None
    form = offer.form(data, deadline=found, today=request.today)
    if form.is_valid():
        try:
            offer.service(**about, by=request.user, today=request.today, **form.cleaned_data)
        except DecisionRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, offer.done)
            return redirect(found)
    context = about | {
        "deadline": found,
        "article": found.obligation.article,
        "form": form,
        "offer": offer,
        "action": action,
        "grants": action in {Action.WAIVE, Action.EXTEND},
    }
    return render(request, "obligations/decision_form.html", context)


def _refuse(request: Request, found: Deadline, why: str) -> HttpResponse:
    messages.error(request, why)
    return redirect(found)
