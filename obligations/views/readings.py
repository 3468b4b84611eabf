"""The readings of an instrument, and proposing one."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.requests import Request
from agreements.models import Agreement
from obligations.access import may_draft, pending_proposals, require_drafter
from obligations.models import Proposal, Reading
from obligations.proposal_forms import ReadingForm
from obligations.proposal_records import ProposalRefused
from obligations.proposing import propose_reading


@require_safe
def readings(request: Request, slug: str) -> HttpResponse:
    """Every reading of the instrument, with what is proposed."""
    found = _get(request, slug)
    context = {
        "agreement": found,
        "readings": found.readings.select_related("article__agreement").order_by(
            "decided_on", "pk"
        ),
        "proposals": pending_proposals(request).filter(kind=Proposal.Kind.READING, agreement=found),
        "may_draft": may_draft(request),
    }
    return render(request, "obligations/readings.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def propose(request: Request, slug: str) -> HttpResponse:
    """Propose a reading."""
    found = _get(request, slug)
    require_drafter(request)
    return _propose(request, Reading(agreement=found))


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: Request, slug: str, pk: int) -> HttpResponse:
    """Propose other values for a reading on record."""
    found = _get(request, slug)
    require_drafter(request)
    return _propose(request, get_object_or_404(found.readings.select_related("agreement"), pk=pk))


def _get(request: Request, slug: str) -> Agreement:
    return get_object_or_404(Agreement.objects.visible_to(request.user), slug=slug)


def _propose(request: Request, reading: Reading) -> HttpResponse:
    data = request.POST if request.method == "POST" else None
    form = ReadingForm(data, instance=reading, today=request.today)
    if form.is_valid():
        try:
            made = propose_reading(reading=form.instance, by=request.user)
        except ProposalRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Proposed. It takes effect when another person confirms."))
            return redirect(made)
    context = {"agreement": reading.agreement, "form": form, "changes": reading.pk is not None}
    return render(request, "obligations/reading_form.html", context)
