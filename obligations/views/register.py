"""The register: every obligation, its occurrences, and what each is on the day."""

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Prefetch, Q
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from accounts.requests import Request
from agreements.models import Agreement
from obligations.access import count_by_status, get_obligation, may_draft
from obligations.anchoring import binding_version
from obligations.models import Deadline, Obligation, ObligationVersion
from obligations.querysets import DeadlineQuerySet, ObligationQuerySet
from obligations.rule_history import versions_with_reasons
from obligations.status import NEEDS_ACTION, OPEN, Status

PER_PAGE = 30
SHOW: dict[str, tuple[str | Promise, list[Status]]] = {
    "open": (_("Open"), OPEN),
    "action": (_("Needs action"), NEEDS_ACTION),
    "overdue": (_("Overdue"), [Status.OVERDUE]),
    "due": (_("Due in 14 days"), [Status.PAST_SAFE, Status.DUE_SOON]),
    "promptly": (_("Promptly"), [Status.STANDARD]),
    "answers": (_("Answers pending"), [Status.ANSWER_PENDING, Status.ANSWER_LATE]),
    "rights": (_("Rights open"), [Status.RIGHT_OPEN, Status.WINDOW_OPEN]),
    "performed": (_("Performed"), [Status.PERFORMED, Status.PERFORMED_LATE]),
    "all": (_("All"), list(Status)),
}


WITHOUT = "without-deadline"


@dataclass(frozen=True)
class Chip:
    """A filter with its count."""

    value: str
    label: str | Promise
    count: int
    current: bool


@require_safe
def register(request: Request) -> HttpResponse:
    """The occurrences on the day, filtered; or the obligations that have none."""
    show = request.GET.get("show", "")
    show = show if show in SHOW or show == WITHOUT else "open"
    deadlines = (
        Deadline.objects.visible_to(request.user)
        .as_of(request.as_of)
        .filter(_asked(request, "obligation__"))
    )
    asked = request.GET.get("q") or request.GET.get("agreement")
    counts = deadlines.count_by_status() if asked else count_by_status(request)
    chips = _chips(counts, show)
    without = _without_deadline(request)
    if show == WITHOUT:
        paginator: Paginator[Any] = Paginator(without, PER_PAGE)
        number_without = paginator.count
    else:
        paginator = Paginator(_rows(deadlines, SHOW[show][1]), PER_PAGE)
        paginator.count = sum(counts.get(status, 0) for status in SHOW[show][1])
        number_without = without.count()
    chips.append(Chip(WITHOUT, _("Without a deadline"), number_without, show == WITHOUT))
    context = {
        "page": paginator.get_page(request.GET.get("page")),
        "chips": chips,
        "agreements": Agreement.objects.visible_to(request.user),
        "show": show,
        "without_deadline": show == WITHOUT,
        "number_without": number_without,
    }
    return render(request, "obligations/obligation_list.html", context)


@require_safe
def obligation(request: Request, key: str) -> HttpResponse:
    """One obligation with all its occurrences."""
    found = get_obligation(request, key)
    deadlines = (
        found.deadlines.visible_to(request.user).as_of(request.as_of).with_dates().soonest_first()
    )
    context: dict[str, Any] = {
        "obligation": found,
        "article": found.article,
        "latest": binding_version(found.versions.all()),
        "versions": versions_with_reasons(found),
        "may_draft": may_draft(request),
        "consequences": found.breach_leads_to.visible_to(request.user).linked(),
        "page": Paginator(deadlines, PER_PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "obligations/obligation_detail.html", context)


def _asked(request: Request, path: str = "") -> Q:
    """What the filter form asks of obligations reached over `path`: instrument and words."""
    asked = Q()
    if slug := request.GET.get("agreement"):
        asked &= Q(**{f"{path}article__agreement__slug": slug})
    for word in request.GET.get("q", "").split():
        asked &= (
            Q(**{f"{path}title__icontains": word})
            | Q(**{f"{path}article__number__istartswith": word})
            | Q(**{f"{path}article__heading__icontains": word})
            | Q(**{f"{path}article__summary__icontains": word})
        )
    return asked


def _rows(deadlines: DeadlineQuerySet, statuses: list[Status]) -> DeadlineQuerySet:
    rules = ObligationVersion.objects.only("rule")
    return (
        deadlines.with_status(*statuses)
        .listed()
        .prefetch_related(Prefetch("current__rule_version", rules))
        .soonest_first()
    )


def _without_deadline(request: Request) -> ObligationQuerySet:
    """Obligations that nothing triggered by the day, and those to which no date attaches."""
    known = Deadline.objects.known_on(request.as_of).values("obligation")
    return (
        Obligation.objects.visible_to(request.user)
        .filter(_asked(request))
        .exclude(pk__in=known)
        .listed()
        .prefetch_related("versions")
    )


def _chips(counts: dict[str, int], show: str) -> list[Chip]:
    return [
        Chip(value, label, sum(counts.get(status, 0) for status in statuses), value == show)
        for value, (label, statuses) in SHOW.items()
    ]
