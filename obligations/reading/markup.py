"""A provision as HTML: its heading, its texts, and what is said about it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agreements.models import Amendment
from obligations.reading.accounts import Mark
from obligations.reading.html import html, joined
from obligations.reading.terms import TermMarker
from obligations.reading.tree import Provision

COLUMNS = re.compile(r"\S {3,}\S")
PARAGRAPHS = re.compile(r"\n\s*\n")


class Phrases:
    """The words around the texts, translated once for a page."""

    def __init__(self) -> None:
        self.summary = _("Summary in our words")
        self.summary_before = _("Summary in our words; it may describe the text before the change")
        self.summary_of_part = _("Summary in our words; the text is part of %(number)s")
        self.page = _("page %(page)s of the source")
        self.refers = _("refers to {}")
        self.referred = _("referred to by {}")
        self.finding = _("Open finding:")


def section(
    provision: Provision, *, heading: SafeString, words: SafeString, current: bool
) -> SafeString:
    """A provision under its heading; `current` is the one that a page was asked for."""
    return html(
        '<section class="provision" id="{}"{}>{}\n<div class="words">{}</div></section>',
        provision.article.slug,
        SafeString(' aria-current="true"' if current else ""),
        heading,
        words,
    )


def heading(provision: Provision, address: str, *, focused: bool) -> SafeString:
    """The number as cited, linked, and the heading unless it stands over the page already.

    A page that was asked for one provision begins there: its number is `focused`.
    """
    article = provision.article
    words = "" if provision.is_unit else article.heading
    return html(
        '<h3><a class="cite" href="{}"{}>{}</a>{}</h3>',
        address,
        SafeString(" autofocus" if focused else ""),
        article.number,
        html(" <span>{}</span>", words) if words else "",
    )


def paragraphs(text: str, marker: TermMarker) -> SafeString:
    """A signed text in paragraphs; lines that stand in columns keep their blanks."""
    parts = (part for part in PARAGRAPHS.split(text.strip("\n")) if part.strip())
    return joined(clause(part, marker, columns=bool(COLUMNS.search(part))) for part in parts)


def clause(text: str, marker: TermMarker, *, columns: bool = False) -> SafeString:
    """A text in one paragraph; columns scroll sideways, so they take focus."""
    tag = '<p class="columns" tabindex="0">{}</p>' if columns else '<p class="clause">{}</p>'
    return html(tag, marker.mark(text))


def standing(words: str, amendment: Amendment | None, query: str) -> SafeString | str:
    """What a text is worth, with a link to the amendment that gave it."""
    if amendment is None:
        return words
    return html('<a href="{}{}">{}</a>', amendment.get_absolute_url(), query, words)


def remarks(provision: Provision) -> SafeString:
    """The note on the text, and the terms that the provision defines."""
    note = provision.article.note
    noted = html('<p class="note">{}</p>', note) if note else SafeString()
    return noted + joined(
        html('<p class="defines"><dfn>{}</dfn>: {}</p>', row["term"], row["meaning"])
        for row in provision.terms
    )


def link(address: str, label: str, behind: str) -> SafeString:
    """A link and what stands behind it."""
    return html('<a href="{}">{}</a>{}', address, label, behind)


def with_standing(passages: Iterable[tuple[SafeString, SafeString | str]]) -> SafeString:
    """Texts, each with what it is worth below it."""
    return joined(html('{}<p class="about">{}</p>', *passage) for passage in passages)


def findings(phrases: Phrases, provision: Provision, page: str) -> SafeString:
    """What disagrees with the provision, unsettled; each is linked to its row on `page`."""
    return joined(
        html(
            '<p class="finding mark soon"><span><b>{}</b> <a href="{}#f{}">{}</a></span></p>',
            phrases.finding,
            page,
            finding.pk,
            finding.sentence,
        )
        for finding in provision.findings
    )


def led_to(number: int, links: SafeString) -> SafeString:
    """Folded away: the provisions of which a breach leads here."""
    if not number:
        return SafeString()
    words = ngettext(
        "A breach of %(number)s provision leads here",
        "A breach of any of %(number)s provisions leads here",
        number,
    )
    return html(
        '<details class="small"><summary>{}</summary><p>{}</p></details>',
        words % {"number": number},
        links,
    )


def about(
    phrases: Phrases,
    provision: Provision,
    mark: Mark,
    *,
    standing: SafeString | str,
    refers: SafeString,
    referred: SafeString,
) -> SafeString:
    """The standing of the text, its page, what accounts for it, its figures and its links."""
    page = provision.article.source_page
    entries: list[tuple[str, SafeString | str]] = [
        ("", standing),
        ("", phrases.page % {"page": page} if page else ""),
        (f"mark {mark.look}", mark.words),
        *(("", figure) for figure in provision.figures),
        ("", refers and html(phrases.refers, refers)),
        ("", referred and html(phrases.referred, referred)),
    ]
    return html(
        '<ul class="about">{}</ul>',
        joined(html('<li class="{}">{}</li>', look, words) for look, words in entries if words),
    )
