"""A page of results as people read them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from accounts.models import User
from obligations.models.search import SearchEntry
from obligations.search.marking import excerpt, mark, opening
from obligations.search.query import Query

OWN = ("kind", "number", "number_key", "title", "summary", "wording")
PLACES = ("agreement", "article__agreement")
SHOWN = (
    *OWN,
    *(f"{place}__{name}" for place in PLACES for name in ("slug", "short_title")),
    "article__slug",
    "obligation__key",
)


@dataclass(frozen=True)
class Result:
    """What was found, its words marked; `is_wording` where the excerpt is the instrument's own."""

    entry: SearchEntry
    title: SafeString
    is_number: bool
    excerpt: SafeString
    is_wording: bool


def results(pks: Sequence[int], query: Query, *, user: User) -> list[Result]:
    """The results of these keys, in their order; what the person may not know is left out."""
    entries = (
        SearchEntry.objects.visible_to(user)
        .select_related("agreement", "article__agreement", "obligation")
        .only(*SHOWN)
        .in_bulk(pks)
    )
    return [_result(entries[pk], query) for pk in pks if pk in entries]


def _result(entry: SearchEntry, query: Query) -> Result:
    summary = excerpt(entry.summary, query)
    wording = None if summary else excerpt(entry.wording, query)
    return Result(
        entry=entry,
        title=mark(entry.title, query),
        is_number=any(
            entry.number_key == number or entry.number_key.startswith(f"{number}x")
            for number in query.numbers
        ),
        excerpt=summary or wording or opening(entry.summary),
        is_wording=wording is not None,
    )
