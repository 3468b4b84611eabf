"""How a provision is shown: which texts with which standing, its links, what accounts for it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import TextChoices
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy

from accounts.requests import Request
from obligations.reading import markup
from obligations.reading.accounts import Marks
from obligations.reading.hanging import Row
from obligations.reading.hooks import Hooks, reading
from obligations.reading.html import joined
from obligations.reading.terms import marker_of
from obligations.reading.tree import Book, Hook, Provision


class Choice(TextChoices):
    """Which text people read; where there is none of that kind, they read the other."""

    SIGNED = "signed", gettext_lazy("Signed text")
    SUMMARY = "summary", gettext_lazy("Summary")
    BOTH = "both", gettext_lazy("Both")


@dataclass(frozen=True)
class Shown:
    """A provision as a page shows it."""

    provision: Provision
    address: str
    html: SafeString


@dataclass(frozen=True)
class Passage:
    """A text of a provision, and what it is worth: its standing, or that it is ours."""

    html: SafeString
    standing: SafeString | str


class Display:
    """Shows the provisions of a book in the way that a request asks for."""

    def __init__(self, request: Request, book: Book) -> None:
        asked = request.GET.get("text", "")
        self.book = book
        self.choice = Choice(asked) if asked in Choice.values else Choice.SIGNED
        self.day = f"?{request.as_of_query}" if request.as_of_query else ""
        text = urlencode({"text": self.choice.value}) if asked in Choice.values else ""
        query = "&".join(part for part in (text, request.as_of_query) if part)
        self.query = f"?{query}" if query else ""
        terms_url = reverse("terms", args=[book.agreement.slug])
        self.marker = marker_of(book.terms, f"{terms_url}{self.query}")
        self.marks, self.phrases, self.hooks = (
            Marks(),
            markup.Phrases(),
            Hooks(request.as_of, self.day),
        )
        # To reverse hundreds of addresses takes too long: what follows the key is the same.
        self.obligations = reverse("obligations")
        self.findings = f"{reverse('agreement-findings', args=[book.agreement.slug])}{self.day}"
        self.roots: dict[str, str] = {}
        self._links: dict[tuple[str, str, str], SafeString] = {}

    def address(self, provision: Provision) -> str:
        """The page of a provision, in the same text and as of the same day."""
        return self._url(self.book.agreement.slug, provision.article.slug)

    def show(self, provision: Provision, *, current: bool = False) -> Shown:
        """All that a page shows of `provision`; `current` marks the one that was asked for."""
        address = self.address(provision)
        *before, last = [*self._passages(provision)] or [Passage(SafeString(), "")]
        words = [
            markup.with_standing((p.html, p.standing) for p in before),
            last.html,
            markup.remarks(provision),
            *(self._hook(hook) for hook in provision.hooks),
            markup.findings(self.phrases, provision, self.findings),
            *(reading(row) for row in provision.readings),
            self._led_to(provision),
            markup.about(
                self.phrases,
                provision,
                self.marks.of(provision),
                standing=last.standing,
                refers=self.links(provision.refers),
                referred=self.links(provision.referred),
            ),
        ]
        focused = current and not provision.is_unit
        heading = markup.heading(provision, address, focused=focused)
        html = markup.section(provision, heading=heading, words=joined(words), current=current)
        return Shown(provision, address, html)

    def _led_to(self, provision: Provision) -> SafeString:
        places = {(row["instrument"], row["slug"]): row for row in provision.led_to}
        return markup.led_to(len(places), self.links(places.values()))

    def uses(self, provision: Provision) -> frozenset[int]:
        """The ids of the terms that the summary or the text uses."""
        text = provision.wording.text if provision.wording else ""
        return self.marker.uses(f"{provision.article.summary}\n{text}")

    def links(self, places: Iterable[Row]) -> SafeString:
        """Links to provisions; those of another instrument carry its name."""
        return SafeString(", ".join(self._link(place) for place in places))

    def _link(self, place: Row) -> SafeString:
        """A link to a provision; hundreds of obligations lead to the same few."""
        key = place["instrument"], place["slug"], place["words"]
        if key not in self._links:
            address = self._url(place["instrument"], place["slug"])
            self._links[key] = markup.link(address, self._label(place), _printed(place))
        return self._links[key]

    def _hook(self, hook: Hook) -> SafeString:
        address = f"{self.obligations}{hook.row['key']}/{self.day}"
        return self.hooks.show(hook, address, breach=self.links(hook.leads_to))

    def _passages(self, provision: Provision) -> Iterator[Passage]:
        """The texts that people asked for; where there is none of that kind, the other one."""
        wording, summary = provision.wording, provision.article.summary
        absent = wording is not None and not wording.is_present
        summarised = summary and not absent
        signed = wording is not None and bool(wording.text)
        if wording and (absent or (signed and (self.choice != Choice.SUMMARY or not summarised))):
            yield Passage(
                markup.paragraphs(wording.text, self.marker),
                markup.standing(wording.standing, wording.amendment, self.day),
            )
        if summarised and (self.choice != Choice.SIGNED or not signed):
            yield Passage(markup.clause(summary, self.marker), self._ours(provision))

    def _ours(self, provision: Provision) -> str:
        """What the summary is; where the text stands if it is printed with what contains it."""
        if provision.wording and provision.wording.amendment:
            return self.phrases.summary_before
        if not provision.wording and not provision.article.printed:
            for above in reversed(provision.path):
                if above.wording and above.wording.text:
                    return self.phrases.summary_of_part % {"number": above.article.number}
        return self.phrases.summary

    def _url(self, instrument: str, slug: str) -> str:
        if instrument not in self.roots:
            self.roots[instrument] = reverse("agreement", args=[instrument])
        return f"{self.roots[instrument]}{slug}/{self.query}"

    def _label(self, place: Row) -> str:
        own = place["instrument"] == self.book.agreement.slug
        return str(place["number"]) if own else f"{place['title']} {place['number']}"


def _printed(place: Row) -> str:
    """How the text names the provision, where it does not name its number."""
    return f" (“{place['words']}”)" if place["words"] else ""
