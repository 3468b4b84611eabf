"""Reading an instrument: its provisions in order, with what hangs at each clause."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts.requests import Request
from agreements.models import Agreement, Article
from obligations.models import Deadline, Obligation
from obligations.status import NEEDS_ACTION


@dataclass
class Hook:
    """An obligation at its clause, with the occurrence that matters most on the day."""

    obligation: Obligation
    deadline: Deadline | None


@dataclass
class Provision:
    """A provision with its depth and its hooks."""

    article: Article
    depth: int
    hooks: list[Hook] = field(default_factory=list)
    inner: list[Provision] = field(default_factory=list)

    @property
    def has_words(self) -> bool:
        """Whether it says something itself; a bare heading stands over its provisions already."""
        return bool(self.depth or self.article.summary or self.hooks)

    @property
    def with_inner(self) -> Iterator[Provision]:
        """This provision and all below it, in reading order."""
        yield self
        for provision in self.inner:
            yield from provision.with_inner

    @property
    def number_of_hooks(self) -> int:
        """How many obligations hang here and below."""
        return len(self.hooks) + sum(p.number_of_hooks for p in self.inner)


@require_safe
def agreements(request: Request) -> HttpResponse:
    """The instruments in the register."""
    rows = (
        Agreement.objects.visible_to(request.user)
        .annotate(obligation_count=Count("articles__obligations"))
        .order_by("executed", "title")  # a count drops the order of the model
    )
    return render(request, "agreements/agreement_list.html", {"agreements": rows})


@require_safe
def agreement(request: Request, slug: str) -> HttpResponse:
    """The whole instrument on one page."""
    found = get_object_or_404(Agreement.objects.visible_to(request.user), slug=slug)
    return _read(request, found, current=None)


@require_safe
def article(request: Request, slug: str, provision: str) -> HttpResponse:
    """One article of the instrument, with the provision that was asked for marked."""
    found = get_object_or_404(Agreement.objects.visible_to(request.user), slug=slug)
    current = get_object_or_404(found.articles, slug=provision)
    return _read(request, found, current=current)


def _read(request: Request, found: Agreement, *, current: Article | None) -> HttpResponse:
    tops = _provisions(request, found)
    shown = [p for p in tops if current is None or _contains(p, current)]
    place = tops.index(shown[0]) if current and shown else None
    context = {
        "agreement": found,
        "contents": tops,
        "shown": shown,
        "current": current,
        "previous": tops[place - 1] if place else None,
        "next": tops[place + 1] if place is not None and place + 1 < len(tops) else None,
        "parties": found.agreement_parties.select_related("party"),
        "readings": found.readings.select_related("article"),
    }
    return render(request, "agreements/agreement_detail.html", context)


def _provisions(request: Request, found: Agreement) -> list[Provision]:
    """The provisions as a tree, the outermost ones in reading order."""
    hooks = _hooks(request, found)
    by_pk: dict[int, Provision] = {}
    tops: list[Provision] = []
    for row in found.articles.all():
        row.agreement = found
        above = by_pk.get(row.parent_id or 0)
        entry = Provision(row, above.depth + 1 if above else 0, hooks.get(row.pk, []))
        by_pk[row.pk] = entry
        (above.inner if above else tops).append(entry)
    return tops


def _hooks(request: Request, found: Agreement) -> dict[int, list[Hook]]:
    urgent: dict[int, Deadline] = {}
    deadlines = (
        Deadline.objects.filter(obligation__article__agreement=found)
        .as_of(request.as_of)
        .select_related("current")
        .soonest_first()
    )
    for deadline in deadlines:
        kept = urgent.setdefault(deadline.obligation_id, deadline)
        if _weight(deadline) < _weight(kept):
            urgent[deadline.obligation_id] = deadline
    hooks: dict[int, list[Hook]] = {}
    for row in Obligation.objects.filter(article__agreement=found).prefetch_related("versions"):
        hooks.setdefault(row.article_id, []).append(Hook(row, urgent.get(row.pk)))
    return hooks


def _weight(deadline: Deadline) -> int:
    """What needs action comes first, then what is still to come, then what is over."""
    if deadline.status in NEEDS_ACTION:
        return 0
    return 2 if deadline.status in {"performed", "performed_late", "not_assessed"} else 1


def _contains(provision: Provision, article: Article) -> bool:
    return provision.article == article or any(_contains(p, article) for p in provision.inner)
