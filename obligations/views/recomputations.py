"""How far a recomputation is, and which deadlines it moved."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts.requests import Request
from agreements.querysets import may_know
from obligations.matter_querysets import may_know_deadline
from obligations.models import DeadlineVersion, Recomputation

SHOWN = 200


@require_safe
def recomputation(request: Request, pk: int) -> HttpResponse:
    """Progress, and each moved deadline from what to what; refreshed while it runs."""
    found = get_object_or_404(Recomputation.objects.select_related("requested_by"), pk=pk)
    versions = (
        found.versions.filter(
            may_know(request.user, "deadline__obligation__article__agreement__"),
            may_know_deadline(request.user, "deadline__"),
        )
        .select_related("deadline__obligation__article__agreement", "deadline__period__fiscal_year")
        .order_by("safe", "pk")[:SHOWN]
    )
    context = {"recomputation": found, "moves": _moves(list(versions))}
    template = "obligations/recomputation.html"
    if request.htmx:
        template = "obligations/includes/recomputation.html"
    return render(request, template, context)


def _moves(
    versions: list[DeadlineVersion],
) -> list[tuple[DeadlineVersion | None, DeadlineVersion]]:
    """Each version with the one before it."""
    earlier = DeadlineVersion.objects.filter(deadline__in=[v.deadline_id for v in versions])
    by_number = {(v.deadline_id, v.number): v for v in earlier}
    return [(by_number.get((v.deadline_id, v.number - 1)), v) for v in versions]
