"""Reading an instrument: its provisions in order, with what hangs at each clause."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.requests import Request
from agreements.models import Agreement
from obligations.access import may_draft, pending_proposals
from obligations.coverage import Account
from obligations.reading.accounts import with_counts
from obligations.reading.display import Choice, Display, Shown
from obligations.reading.hooks import reading
from obligations.reading.html import joined
from obligations.reading.tree import Book, Provision, open_book, open_texts


@dataclass(frozen=True)
class Neighbour:
    """The provision before or after the one on the page."""

    title: str
    address: str


@dataclass(frozen=True)
class Entry:
    """A line of the table of contents."""

    provision: Provision
    address: str
    count: int


@dataclass(frozen=True)
class Part:
    """A chapter's heading or an article with its provisions, as the page shows them."""

    head: Shown
    rows: list[Shown]


@require_safe
def agreements(request: Request) -> HttpResponse:
    """The instruments in the register."""
    rows = (
        with_counts(Agreement.objects.visible_to(request.user))
        .prefetch_related("agreement_parties__party")
        .order_by("executed", "title")
    )
    return render(request, "agreements/agreement_list.html", {"agreements": rows})


@require_safe
def agreement(request: Request, slug: str) -> HttpResponse:
    """The whole instrument on one page."""
    book = open_book(request.user, slug, day=request.as_of)
    return _read(request, book, current=None)


@require_safe
def article(request: Request, slug: str, provision: str) -> HttpResponse:
    """One article of the instrument (or chapter), with the provision that was asked for marked."""
    book = open_book(request.user, slug, day=request.as_of, at=provision)
    current = next((p for p in book.provisions if p.article.slug == provision), None)
    if current is None:
        raise Http404
    return _read(request, book, current=current)


@require_safe
def terms(request: Request, slug: str) -> HttpResponse:
    """The terms that the instrument defines: their meaning, where defined and where used."""
    book = open_texts(request.user, slug, day=request.as_of)
    display = Display(request, book)
    used: dict[int, list[dict[str, str]]] = {row["pk"]: [] for row in book.terms}
    for provision in book.provisions:
        for pk in display.uses(provision):
            used[pk].append(_place(book, provision))
    rows = [
        {
            **row,
            "defined": display.links([_place(book, row["at"])]),
            "used": display.links(used[row["pk"]]),
            "number": len(used[row["pk"]]),
        }
        for row in book.terms
    ]
    context = {"agreement": book.agreement, "terms": rows, "query": display.query}
    return render(request, "agreements/term_list.html", context)


def _read(request: Request, book: Book, *, current: Provision | None) -> HttpResponse:
    display = Display(request, book)
    page = current.unit if current else None
    provisions = list(page.with_inner()) if page else book.provisions
    shown = [display.show(each, current=each is current) for each in provisions]
    uses = {pk for p in provisions for pk in display.uses(p)} if page else set()
    context = {
        "agreement": book.agreement,
        "book": book,
        "query": display.query,
        "day_query": display.day,
        "readings": joined(reading(row) for row in book.readings),
        "contents": _contents(display),
        "parts": _parts(shown),
        "current": current,
        "unit": page,
        "choices": Choice if any(p.wording for p in provisions) else [],
        "choice": display.choice,
        "terms_here": [row for row in book.terms if row["pk"] in uses],
        "provision_count": len(book.provisions),
        "accounted_count": sum(p.account != Account.MISSING for p in book.provisions),
        "has_closing_list": book.has_closing_list,
        "may_draft": may_draft(request),
        "proposals": (
            pending_proposals(request).filter(agreement=book.agreement)
            if book.has_proposals
            else []
        ),
        **(_neighbours(display, current) if current else {}),
    }
    return render(request, "agreements/agreement_detail.html", context)


def _contents(display: Display) -> list[Entry]:
    """Chapters and articles in reading order, an article with the number of its obligations."""
    return [
        Entry(p, display.address(p), 0 if p.is_chapter else p.number_of_obligations)
        for p in display.book.provisions
        if p.is_chapter or p.is_unit
    ]


def _parts(shown: list[Shown]) -> list[Part]:
    parts: list[Part] = []
    for each in shown:
        if each.provision.is_chapter or each.provision.is_unit:
            parts.append(Part(each, []))
        if each.provision.has_words:
            parts[-1].rows.append(each)
    return parts


def _neighbours(display: Display, current: Provision) -> dict[str, Neighbour | None]:
    """What comes before and after `current`; beside a whole article stand whole articles."""
    book = display.book
    if current.is_chapter:
        row = [p for p in book.tops if p.is_chapter]
    elif current.is_unit:
        row = [p for p in book.provisions if p.is_unit]
    else:
        row = [p for p in book.provisions if not p.is_chapter]
    place = row.index(current)
    around = {"previous": row[place - 1 : place], "next": row[place + 1 : place + 2]}
    return {
        name: Neighbour(found[0].title, display.address(found[0])) if found else None
        for name, found in around.items()
    }


def _place(book: Book, provision: Provision) -> dict[str, str]:
    return {
        "number": provision.article.number,
        "slug": provision.article.slug,
        "instrument": book.agreement.slug,
        "words": "",
    }
