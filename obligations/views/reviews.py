"""What waits for a second person."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.requests import Request
from obligations.access import pending_proposals
from obligations.models import Deadline, Decision, Obligation, Performance
from obligations.status import Status
from obligations.transitions import OURS, WINDOWS


@require_safe
def reviews(request: Request) -> HttpResponse:
    """Acts to verify, decisions and proposals to confirm, drafts to approve; the oldest first."""
    day = request.as_of
    context = {
        "performances": Performance.objects.visible_to(request.user)
        .unverified()
        .filter(counted_on__lte=day)
        .with_deadlines(),
        "decisions": Decision.objects.visible_to(request.user)
        .unconfirmed()
        .filter(on__lte=day)
        .with_deadlines(),
        "drafts": _to_approve(request),
        "proposals": pending_proposals(request),
    }
    return render(request, "obligations/reviews.html", context)


def waiting_for(request: Request) -> int:
    """How many records, decisions and proposals of others wait for this person of Legal."""
    acts = Performance.objects.visible_to(request.user).unverified()
    grants = Decision.objects.visible_to(request.user).unconfirmed()
    return (
        acts.filter(counted_on__lte=request.as_of).exclude(recorded_by=request.user).count()
        + grants.filter(on__lte=request.as_of).exclude(decided_by=request.user).count()
        + pending_proposals(request).exclude(proposed_by=request.user).count()
    )


def _to_approve(request: Request) -> list[Deadline]:
    approved = Decision.objects.effective().filter(kind=Decision.Kind.APPROVED)
    return list(
        Deadline.objects.visible_to(request.user)
        .filter(obligation__review=Obligation.Review.APPROVAL)
        .exclude(pk__in=approved.values("deadline"))
        .as_of(request.as_of)
        .with_status(*(Status(status) for status in OURS | WINDOWS))
        .listed()
        .soonest_first()
    )
