"""The words that were asked for, marked in a title or an excerpt."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, takewhile

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from obligations.search.query import Query
from obligations.search.words import AS_WRITTEN, as_indexed, fold, is_cjk

BEFORE, LENGTH = 80, 260
"""Characters of an excerpt: before the first word that was asked for, and in all."""
MOST_READ = 200_000
"""How far into a text the first word is looked for; a provision is a thousandth of that."""


@dataclass(frozen=True)
class Span:
    """A part of a text, from a character until before another."""

    start: int
    end: int


def mark(text: str, query: Query) -> SafeString:
    """The text as HTML, the words asked for in `<mark>`."""
    return _marked(text, _spans(text, query), Span(0, len(text)))


def excerpt(text: str, query: Query) -> SafeString | None:
    """A few lines around the first word that was asked for, marked; None where there is none."""
    flat = " ".join(text[:MOST_READ].split())
    spans = _spans(flat, query)
    first = next(spans, None)
    if first is None:
        return None
    return _lines(flat, chain([first], spans), _window(flat, first))


def opening(text: str) -> SafeString:
    """The first lines of a text."""
    flat = " ".join(text[:MOST_READ].split())
    return _lines(flat, (), _window(flat, Span(0, 0)))


def _window(flat: str, first: Span) -> Span:
    """What of the text to show around its first word that was asked for: whole words."""
    start = max(0, first.start - BEFORE)
    if start:
        start = flat.find(" ", start, first.start) + 1 or start
    end = start + LENGTH
    if end < len(flat):
        end = (
            max(flat.rfind(" ", first.end, end), first.end) if " " in flat[first.end : end] else end
        )
    return Span(start, min(end, len(flat)))


def _lines(flat: str, spans: Iterable[Span], window: Span) -> SafeString:
    return format_html(
        "{}{}{}",
        "… " if window.start else "",
        _marked(flat, spans, window),
        " …" if window.end < len(flat) else "",
    )


def _marked(text: str, spans: Iterable[Span], window: Span) -> SafeString:
    """The part of the text, with those of the spans that lie in it marked."""
    html = []
    place = window.start
    for span in takewhile(lambda span: span.end <= window.end, spans):
        html += [escape(text[place : span.start]), "<mark>", escape(text[span.start : span.end])]
        html.append("</mark>")
        place = span.end
    return mark_safe("".join([*html, escape(text[place : window.end])]))  # noqa: S308 (escaped)


def _spans(text: str, query: Query) -> Iterator[Span]:
    """Where the words asked for stand, in their order."""
    if not query.may_match(fold(text)):
        return
    for found in AS_WRITTEN.finditer(text):
        word = as_indexed(found[0])
        if is_cjk(word):
            yield from _inner(word, found.start(), len(found[0]), query)
        elif query.matches(word):
            yield Span(found.start(), found.end())


def _inner(run: str, start: int, length: int, query: Query) -> Iterator[Span]:
    """Where the words stand in a run of Chinese characters and kana, which has no spaces."""
    place = 0
    while place < len(run):
        held = [word for word in query.words if is_cjk(word) and run.startswith(word, place)]
        if held and len(run) != length:  # folding changed its length: half-width kana
            yield Span(start, start + length)
            return
        if held:
            longest = max(map(len, held))
            yield Span(start + place, start + place + longest)
            place += longest
        else:
            place += 1
