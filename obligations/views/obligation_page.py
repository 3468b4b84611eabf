"""One obligation: its rule, its occurrences, and what is on record about it."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.prepared import Prepared, PreparedForReaders, PreparedPages
from accounts.requests import Request
from obligations.access import get_obligation, may_draft, pending_proposals
from obligations.anchoring import binding_version
from obligations.breaches import breaches_of
from obligations.discussion import discussion
from obligations.models import Consent, Deadline, Obligation, Proposal
from obligations.rule_history import versions_with_reasons

PER_PAGE = 30


@require_safe
def obligation(request: Request, key: str) -> HttpResponse:
    """One obligation with all its occurrences."""
    found = get_obligation(request, key)
    about: dict[str, int | date] = {"obligation": found.pk, "day": request.as_of}
    versions = versions_with_reasons(found)
    deadlines = Paginator(DEADLINES.of(request.user, **about), PER_PAGE)
    page = deadlines.get_page(request.GET.get("page"))
    for each in page.object_list:
        each.obligation = found
    context: dict[str, Any] = {
        "obligation": found,
        "article": found.article,
        "latest": binding_version(version for version, _why, _by in reversed(versions)),
        "versions": versions,
        "may_draft": may_draft(request),
        "page": page,
        "consents": CONSENTS.objects(request.user, **about),
        "proposals": _proposals(request, found),
        **breaches_of(request, found),
        **discussion(request, found),
    }
    return render(request, "obligations/obligation_detail.html", context)


def _proposals(request: Request, found: Obligation) -> Iterable[Proposal]:
    """What is pending and changes it; most often nothing is pending in the whole instrument."""
    if not PENDING(agreement=found.article.agreement_id):
        return []
    return pending_proposals(request).about(found)


DEADLINES = PreparedPages(
    lambda user, obligation, day: (
        Deadline.objects.visible_to(user)
        .filter(obligation=obligation)
        .as_of(day)
        .with_dates()
        .soonest_first()
    ),
    PER_PAGE,
    obligation=int,
    day=date,
)
CONSENTS = PreparedForReaders(
    lambda user, obligation, day: (
        Consent.objects.visible_to(user).as_of(day).with_places().filter(obligation=obligation)
    ),
    obligation=int,
    day=date,
)
PENDING = Prepared(
    lambda agreement: Proposal.objects.pending().filter(agreement=agreement).values("pk")[:1],
    agreement=int,
)
