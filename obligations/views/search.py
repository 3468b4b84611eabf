"""Searching the whole register."""

from collections.abc import Iterable

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_safe

from accounts.requests import Request
from agreements.models import Agreement
from obligations.models import SearchEntry
from obligations.search import MOST, find, results

PER_PAGE = 20
ASKED = ("for", "kind", "agreement")


@require_safe
def search(request: Request) -> HttpResponse:
    """What the typed words find, best first; as one types, only the results."""
    text, kind, agreement = (request.GET.get(name, "") for name in ASKED)
    kind = kind if kind in SearchEntry.Kind.values else ""
    found = find(text, user=request.user, kind=kind, agreement=agreement)
    page = Paginator(found.pks, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "text": text,
        "kind": kind,
        "agreement": agreement,
        "found": found,
        "page": page,
        "results": results(list(page), found.query, user=request.user),
        "most": MOST,
    }
    if request.htmx:
        return render(request, "obligations/includes/search_answer.html", context)
    instruments = Agreement.objects.visible_to(request.user).values_list("slug", "short_title")
    context |= {
        "kinds": _options(SearchEntry.Kind.choices, kind),
        "agreements": _options(instruments, agreement),
    }
    return render(request, "obligations/search.html", context)


def _options(choices: Iterable[tuple[str, str | Promise]], chosen: str) -> SafeString:
    """The options of a list; in a template a thousand instruments would take longest of all."""
    html = (
        f'<option value="{escape(value)}"{" selected" if value == chosen else ""}>'
        f"{escape(label)}</option>"
        for value, label in choices
    )
    return mark_safe("\n".join(html))  # noqa: S308 (escaped)
