"""The provisions of an instrument as a tree, each with what hangs at it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Container, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property

from django.utils.translation import gettext as _

from accounts.models import User
from agreements.models import Agreement, Article, Figure, Finding
from agreements.texts import Wording, texts_as_of
from obligations.coverage import Account
from obligations.reading.hanging import Row, dated, get_instrument, known, open_on
from obligations.reading.records import (
    Clause,
    Occurrence,
    clauses_of,
    obligations_of,
    urgent_deadlines,
)

Division = Article.Division


@dataclass(frozen=True)
class Hook:
    """An obligation at its clause, with the occurrence that matters most on the day."""

    row: Row
    occurrence: Occurrence | None
    starts: date | None
    ended: date | None
    leads_to: list[Row]
    """The provisions to which a breach leads."""

    @property
    def sides(self) -> str:
        """Who owes or may claim, and to or from whom: IIJ → NTT."""
        sides = (self.row["obligor__short_name"], self.row["obligee__short_name"])
        return " → ".join(side for side in sides if side)


@dataclass(eq=False)
class Provision:
    """A provision with what hangs at it, and with those that it contains."""

    article: Clause
    above: Provision | None
    obligations: int = 0
    has_terms: bool = False
    wording: Wording | None = None
    hooks: list[Hook] = field(default_factory=list)
    terms: list[Row] = field(default_factory=list)
    figures: list[str] = field(default_factory=list)
    refers: list[Row] = field(default_factory=list)
    referred: list[Row] = field(default_factory=list)
    led_to: list[Row] = field(default_factory=list)
    """The provisions of whose breach it says what follows."""
    findings: list[Finding] = field(default_factory=list)
    readings: list[Row] = field(default_factory=list)
    inner: list[Provision] = field(default_factory=list)

    @property
    def is_chapter(self) -> bool:
        """Whether it groups articles, which are cited without it."""
        return self.article.division == Division.CHAPTER

    @property
    def is_unit(self) -> bool:
        """Whether it has a page to itself: an article, or whatever stands outside of any."""
        return not self.is_chapter and (self.above is None or self.above.is_chapter)

    @property
    def unit(self) -> Provision:
        """The article (or chapter) on whose page it is read."""
        found = self
        while found.above is not None and not found.above.is_chapter and not found.is_chapter:
            found = found.above
        return found

    @property
    def has_words(self) -> bool:
        """Whether it says something itself; a bare heading stands over its provisions already."""
        own = self.article.summary or self.wording or self.hooks or self.terms or self.refers
        return bool(own or self.article.note or not (self.is_chapter or self.is_unit))

    @cached_property
    def citation(self) -> str:
        """How it is cited: Article 12, Chapter 4, Item 5(a), 12.1(3)."""
        number = self.article.number
        if self.article.division == Division.ARTICLE and number[0].isdigit():
            return _("Article %(number)s") % {"number": number}
        return number

    @cached_property
    def title(self) -> str:
        """The citation with the heading."""
        if not self.article.heading:
            return self.citation
        return _("%(citation)s. %(heading)s") % {
            "citation": self.citation,
            "heading": self.article.heading,
        }

    @property
    def path(self) -> list[Provision]:
        """What contains it, the outermost first."""
        return [*self.above.path, self.above] if self.above else []

    def with_inner(self) -> Iterator[Provision]:
        """This provision and all below it, in reading order."""
        yield self
        for provision in self.inner:
            yield from provision.with_inner()

    @property
    def account(self) -> Account:
        """What accounts for it, as `obligations.coverage` counts it over the whole register."""
        if self.obligations:
            return Account.OBLIGATIONS
        if self.has_terms:
            return Account.TERMS
        if self.article.no_content:
            return Account.NO_CONTENT
        return Account.INTRODUCES if self.inner else Account.MISSING

    @property
    def number_of_obligations(self) -> int:
        """How many obligations hang here and below."""
        return self.obligations + sum(p.number_of_obligations for p in self.inner)


@dataclass(frozen=True)
class Book:
    """An instrument as somebody reads it on a day; `tops` are its outermost provisions."""

    agreement: Agreement
    tops: list[Provision]
    terms: list[Row]
    readings: list[Row]
    parties: list[Row]
    instances: list[Row]
    has_closing_list: bool
    has_proposals: bool

    @cached_property
    def provisions(self) -> list[Provision]:
        """All of them in reading order."""
        return [provision for top in self.tops for provision in top.with_inner()]


def open_book(user: User, slug: str, *, day: date, at: str | None = None) -> Book:
    """The instrument as of `day`; at most seven queries. Raises Http404 where it must be unknown.

    With `at` texts, obligations and references are loaded for the article (or chapter) around that
    provision only.
    """
    tops, provisions = _tree(slug)
    around = next((p.unit for p in provisions.values() if p.article.slug == at), None)
    here = list(around.with_inner()) if around else [] if at else list(provisions.values())
    positions = [p.article.position for p in here] or [0]
    span = {"first": min(positions), "last": max(positions)}
    found = get_instrument(user, slug, **span)
    texts = texts_as_of(found, day=day, **span)
    places = {pk: _place(found, provision) for pk, provision in provisions.items()}
    rows = obligations_of(found, day=day, **span)
    urgent = urgent_deadlines(found, user=user, day=day, **span)
    hooks = _hooks(found, places, rows, urgent, day)
    _fill(found, here, texts=texts, hooks=hooks, day=day)
    return _bound(found, tops, provisions, day)


def open_texts(user: User, slug: str, *, day: date) -> Book:
    """The instrument with its texts and terms as of `day`, without what else hangs at provisions.

    At most five queries. Raises Http404 where it must be unknown.
    """
    tops, provisions = _tree(slug)
    found = get_instrument(user, slug, first=0, last=0)
    for pk, wording in texts_as_of(found, day=day).items():
        provisions[pk].wording = wording
    return _bound(found, tops, provisions, day)


def _bound(
    found: Agreement, tops: list[Provision], provisions: dict[int, Provision], day: date
) -> Book:
    for row in found.terms_on:  # type: ignore[attr-defined]
        provisions[row["article_id"]].has_terms = True
    return Book(
        agreement=found,
        tops=tops,
        terms=[{**row, "at": provisions[row["article_id"]]} for row in found.terms_on],  # type: ignore[attr-defined]
        readings=[dated(row) for row in found.readings_on if row["article_id"] is None],  # type: ignore[attr-defined]
        parties=found.parties_on,  # type: ignore[attr-defined]
        instances=[row for row in map(dated, found.instances_on) if row["executed"] <= day],  # type: ignore[attr-defined]
        has_closing_list=found.has_closing_list,  # type: ignore[attr-defined]
        has_proposals=found.has_proposals,  # type: ignore[attr-defined]
    )


def _tree(slug: str) -> tuple[list[Provision], dict[int, Provision]]:
    """The outermost provisions, and all of them by their ids in reading order."""
    tops: list[Provision] = []
    provisions: dict[int, Provision] = {}
    for clause in clauses_of(slug):
        above = provisions.get(clause.parent_id or 0)
        entry = Provision(clause, above, clause.number_of_obligations)
        provisions[clause.pk] = entry
        (above.inner if above else tops).append(entry)
    return tops, provisions


def _fill(
    found: Agreement,
    provisions: Collection[Provision],
    *,
    texts: dict[int, Wording],
    hooks: defaultdict[int, list[Hook]],
    day: date,
) -> None:
    """Put what stands at `provisions` where it belongs."""
    here = {provision.article.pk for provision in provisions}
    terms, figures, refers, referred, led_to, findings, readings = (
        _by("article_id", known(getattr(found, f"{name}_on"), found.visible), here)  # type: ignore[attr-defined]
        for name in ("terms", "figures", "refers", "referred", "led_to", "findings", "readings")
    )
    for provision in provisions:
        pk = provision.article.pk
        provision.wording = texts.get(pk)
        provision.hooks = hooks[pk]
        provision.terms = terms[pk]
        provision.figures = [_figure(figure) for figure in figures[pk]]
        provision.refers = refers[pk]
        provision.referred = referred[pk]
        provision.led_to = led_to[pk]
        provision.findings = [_finding(finding) for finding in open_on(findings[pk], day)]
        provision.readings = readings[pk]


def _hooks(
    found: Agreement,
    places: dict[int, Row],
    obligations: Iterable[Row],
    urgent: dict[int, Occurrence],
    day: date,
) -> defaultdict[int, list[Hook]]:
    breaches: defaultdict[int, list[Row]] = defaultdict(list)
    for row in found.breaches_on:  # type: ignore[attr-defined]
        breaches[row["obligation_id"]].append(places[row["article_id"]])
    for row in known(found.breaches_elsewhere_on, found.visible):  # type: ignore[attr-defined]
        breaches[row["obligation_id"]].append(row)
    hooks: defaultdict[int, list[Hook]] = defaultdict(list)
    for row in obligations:
        first, last = row["in_force_from"], row["in_force_until"]
        hook = Hook(
            row=row,
            occurrence=urgent.get(row["pk"]),
            starts=first if first and first > day else None,
            ended=last if last and last < day else None,
            leads_to=breaches[row["pk"]],
        )
        hooks[row["article_id"]].append(hook)
    return hooks


def _place(found: Agreement, provision: Provision) -> Row:
    """The provision as a link needs it."""
    clause = provision.article
    return {"number": clause.number, "slug": clause.slug, "instrument": found.slug, "words": ""}


def _by(key: str, rows: Iterable[Row], among: Container[int]) -> defaultdict[int, list[Row]]:
    found: defaultdict[int, list[Row]] = defaultdict(list)
    for row in rows:
        if row[key] in among:
            found[row[key]].append(dated(row))
    return found


def _figure(row: Row) -> str:
    return str(Figure(name=row["name"], value=Decimal(row["value"]), unit=row["unit"]))


def _finding(row: Row) -> Finding:
    return Finding(pk=row["finding_id"], template=row["template"], values=row["values"])
