"""Defined terms: where a text uses them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from html import escape
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from obligations.reading.hanging import Row

MARKERS, MARKED_TEXTS = 64, 4_096


def marker_of(terms: Iterable[Row], list_url: str) -> TermMarker:
    """The marker for these terms; kept, as a text with the same terms is marked the same."""
    known = tuple((row["pk"], row["term"], tuple(row["also"]), row["meaning"]) for row in terms)
    return _marker(known, list_url)


@lru_cache(maxsize=MARKERS)
def _marker(terms: tuple[tuple[Any, ...], ...], list_url: str) -> TermMarker:
    names = ("pk", "term", "also", "meaning")
    return TermMarker([dict(zip(names, term, strict=True)) for term in terms], list_url)


class TermMarker:
    """Finds the terms of an instrument in texts: whole words, the longest first, all forms."""

    def __init__(self, terms: Sequence[Row], list_url: str) -> None:
        """`list_url` is the page that lists the terms, each under `#t` and its id."""
        self.by_form = {form: row["pk"] for row in terms for form in (*row["also"], row["term"])}
        longest = sorted(self.by_form, key=len, reverse=True)
        forms = "|".join(re.escape(form).replace(r"\ ", r"\s+") for form in longest)
        self.found = re.compile(rf"(?<!\w)(?:{forms})(?!\w)") if forms else None
        self.first = {row["pk"]: _link(row, list_url) for row in terms}
        self.again = {row["pk"]: _span(row) for row in terms}

    @lru_cache(maxsize=MARKED_TEXTS)  # noqa: B019  markers are few: see marker_of
    def uses(self, text: str) -> frozenset[int]:
        """The ids of the terms that `text` uses."""
        matches = self.found.finditer(text) if self.found else ()
        return frozenset(self._term(match) for match in matches)

    @lru_cache(maxsize=MARKED_TEXTS)  # noqa: B019  markers are few: see marker_of
    def mark(self, text: str) -> SafeString:
        """`text` as HTML with each use marked; the first of a term is a link that takes focus."""
        parts, at, linked = [], 0, set()
        for match in self.found.finditer(text) if self.found else ():
            term = self._term(match)
            parts.append(escape(text[at : match.start()]))
            parts.append((self.again if term in linked else self.first)[term] % escape(match[0]))
            linked.add(term)
            at = match.end()
        parts.append(escape(text[at:]))
        return mark_safe("".join(parts))  # noqa: S308  every part is escaped

    def _term(self, match: re.Match[str]) -> int:
        pk: int = self.by_form[" ".join(match[0].split())]
        return pk


def _link(row: Row, list_url: str) -> str:
    tag = format_html(
        '<a class="term" href="{}#t{}" title="{}">', list_url, row["pk"], row["meaning"]
    )
    return f"{_literal(tag)}%s</a>"


def _span(row: Row) -> str:
    tag = format_html('<span class="term" title="{}">', row["meaning"])
    return f"{_literal(tag)}%s</span>"


def _literal(tag: str) -> str:
    return tag.replace("%", "%%")
