"""The provisions of an instrument as a tree, each with what hangs at it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property

from django.utils.translation import gettext as _

from accounts.models import User
from agreements.models import Agreement, Article, Figure, Finding
from agreements.texts import Wording, texts_as_of
from obligations.coverage import Account
from obligations.models import Deadline
from obligations.reading.hanging import Row, dated, get_instrument, known, open_on
from obligations.reading.records import obligations_of, urgent_deadlines

Division = Article.Division


@dataclass(frozen=True)
class Hook:
    """An obligation at its clause, with the occurrence that matters most on the day."""

    row: Row
    deadline: Deadline | None
    starts: date | None
    ended: date | None

    @property
    def sides(self) -> str:
        """Who owes or may claim, and to or from whom: IIJ → NTT."""
        sides = (self.row["obligor__short_name"], self.row["obligee__short_name"])
        return " → ".join(side for side in sides if side)


@dataclass(eq=False)
class Provision:
    """A provision with what hangs at it, and with those that it contains."""

    article: Article
    above: Provision | None
    wording: Wording | None = None
    hooks: list[Hook] = field(default_factory=list)
    terms: list[Row] = field(default_factory=list)
    figures: list[str] = field(default_factory=list)
    refers: list[Row] = field(default_factory=list)
    referred: list[Row] = field(default_factory=list)
    findings: list[str] = field(default_factory=list)
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
        if self.hooks:
            return Account.OBLIGATIONS
        if self.terms:
            return Account.TERMS
        if self.article.no_content:
            return Account.NO_CONTENT
        return Account.INTRODUCES if self.inner else Account.MISSING

    @property
    def number_of_hooks(self) -> int:
        """How many obligations hang here and below."""
        return len(self.hooks) + sum(p.number_of_hooks for p in self.inner)


@dataclass(frozen=True)
class Book:
    """An instrument as somebody reads it on a day; `tops` are its outermost provisions."""

    agreement: Agreement
    tops: list[Provision]
    terms: list[Row]
    readings: list[Row]
    parties: list[Row]
    instances: list[Row]

    @cached_property
    def provisions(self) -> list[Provision]:
        """All of them in reading order."""
        return [provision for top in self.tops for provision in top.with_inner()]

    @cached_property
    def has_closing_list(self) -> bool:
        """Whether something of it is on the closing checklist."""
        return any(hook.row["on_closing_list"] for p in self.provisions for hook in p.hooks)


def open_book(user: User, slug: str, *, day: date) -> Book:
    """The instrument as of `day`; six queries. Raises Http404 where `user` must not know it."""
    found = get_instrument(user, slug)
    texts = texts_as_of(found, day=day)
    hooks = _hooks(found, day)
    terms, figures, refers, referred, findings, readings = (
        _by_article(known(getattr(found, f"{name}_on"), found.visible))  # type: ignore[attr-defined]
        for name in ("terms", "figures", "refers", "referred", "findings", "readings")
    )
    by_pk: dict[int, Provision] = {}
    tops: list[Provision] = []
    for row in Article.objects.filter(agreement=found.pk).order_by("position"):
        above = by_pk.get(row.parent_id or 0)
        by_pk[row.pk] = entry = Provision(
            article=row,
            above=above,
            wording=texts.get(row.pk),
            hooks=hooks[row.pk],
            terms=terms[row.pk],
            figures=[_figure(figure) for figure in figures[row.pk]],
            refers=refers[row.pk],
            referred=referred[row.pk],
            findings=[_sentence(finding) for finding in open_on(findings[row.pk], day)],
            readings=readings[row.pk],
        )
        (above.inner if above else tops).append(entry)
    return Book(
        agreement=found,
        tops=tops,
        terms=[{**row, "at": by_pk[row["article_id"]]} for row in found.terms_on],  # type: ignore[attr-defined]
        readings=readings[None],
        parties=found.parties_on,  # type: ignore[attr-defined]
        instances=[row for row in map(dated, found.instances_on) if row["executed"] <= day],  # type: ignore[attr-defined]
    )


def _hooks(found: Agreement, day: date) -> defaultdict[int, list[Hook]]:
    urgent = urgent_deadlines(found, day=day)
    hooks: defaultdict[int, list[Hook]] = defaultdict(list)
    for row in obligations_of(found, day=day):
        first, last = row["in_force_from"], row["in_force_until"]
        hook = Hook(
            row=row,
            deadline=urgent.get(row["pk"]),
            starts=first if first and first > day else None,
            ended=last if last and last < day else None,
        )
        hooks[row["article_id"]].append(hook)
    return hooks


def _by_article(rows: Iterable[Row]) -> defaultdict[int | None, list[Row]]:
    found: defaultdict[int | None, list[Row]] = defaultdict(list)
    for row in rows:
        found[row["article_id"]].append(dated(row))
    return found


def _figure(row: Row) -> str:
    return str(Figure(name=row["name"], value=Decimal(row["value"]), unit=row["unit"]))


def _sentence(row: Row) -> str:
    return Finding(template=row["template"], values=row["values"]).sentence
