"""What somebody proposed to a rule, a reading or the calendar, and deciding about it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.requests import Request
from obligations.access import require_closer, require_drafter
from obligations.matters import known_changes
from obligations.models import Proposal
from obligations.proposal_forms import RejectForm
from obligations.proposal_records import ProposalRefused
from obligations.proposed import differences
from obligations.proposing import (
    confirm_proposal,
    preview_proposal,
    reject_proposal,
    take_back_proposal,
)
from obligations.transitions import REVIEWERS


@require_safe
def proposal(request: Request, pk: int) -> HttpResponse:
    """What is proposed, from which value to which, and what became of it."""
    return _show(request, _get(request, pk), RejectForm())


@require_POST
def confirm(request: Request, pk: int) -> HttpResponse:
    """Let what another person proposed take effect."""
    found = _get(request, pk)
    require_closer(request)
    try:
        confirm_proposal(proposal=found, by=request.user, today=request.today)
    except ProposalRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Confirmed: it is in force."))
    return redirect(found)


@require_POST
def reject(request: Request, pk: int) -> HttpResponse:
    """Reject what another person proposed, with the reason."""
    found = _get(request, pk)
    require_closer(request)
    form = RejectForm(request.POST)
    if not form.is_valid():
        return _show(request, found, form)
    try:
        reject_proposal(proposal=found, by=request.user, **form.cleaned_data)
    except ProposalRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Rejected. It stays visible."))
    return redirect(found)


@require_POST
def take_back(request: Request, pk: int) -> HttpResponse:
    """Take back one's own proposal."""
    found = _get(request, pk)
    require_drafter(request)
    try:
        take_back_proposal(proposal=found, by=request.user)
    except ProposalRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Taken back. It stays visible."))
    return redirect(found)


def _get(request: Request, pk: int) -> Proposal:
    proposals = Proposal.objects.visible_to(request.user).with_places()
    return get_object_or_404(proposals, pk=pk)


def _show(request: Request, found: Proposal, form: RejectForm) -> HttpResponse:
    is_pending = not hasattr(found, "decision")
    is_own = found.proposed_by_id == request.user.pk
    context: dict[str, Any] = {
        "proposal": found,
        "differences": differences(found),
        "form": form,
        "is_pending": is_pending,
        "may_decide": is_pending
        and not is_own
        and request.user.role in REVIEWERS
        and request.is_today,
        "may_take_back": is_pending and is_own and request.is_today,
    }
    if is_pending:
        context |= _preview(request, found)
    return render(request, "obligations/proposal_detail.html", context)


def _preview(request: Request, found: Proposal) -> dict[str, Any]:
    try:
        changes = preview_proposal(proposal=found, today=request.today)
    except ProposalRefused as refusal:
        return {"overtaken": str(refusal)}
    known = known_changes(changes, request.user)
    return {"preview": [change for change in known if not change.keeps_its_days]}
