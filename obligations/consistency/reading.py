"""Instruments as the checks read them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import QuerySet

from agreements.models import (
    Agreement,
    Article,
    CrossReference,
    DefinedTerm,
    Figure,
    Party,
    SourceArticle,
    SourceDocument,
)
from agreements.texts import Wording, texts_as_of
from obligations.consistency.equations import Name, Place, Stated
from obligations.consistency.records import (
    Disorder,
    Instrument,
    Link,
    Notice,
    Provision,
    Term,
    Undertaking,
)
from obligations.models import Obligation


def read_instruments(agreements: Iterable[Agreement], *, day: date) -> list[Instrument]:
    """The instruments with their text as of `day`; ten queries for each."""
    parties = Party.objects.values_list("name", "short_name")
    names = tuple(name for row in parties for name in row)
    return [_read(agreement, names, day) for agreement in agreements]


def read_figures() -> dict[Name, Stated]:
    """All figures on record, as equations name them; one query."""
    rows = Figure.objects.values_list(
        "article__agreement__slug", "article__number", "name", "article", "value", "unit"
    )
    return {Name(*row[:3]): Stated(*row[3:]) for row in rows}


def read_places(agreements: QuerySet[Agreement]) -> dict[str, Place]:
    """The instruments that have provisions, by their keys; one query."""
    firsts = (
        Article.objects.filter(agreement__in=agreements)
        .order_by("agreement", "position")
        .distinct("agreement")
    )
    rows = firsts.values_list("agreement__slug", "agreement", "pk")
    return {slug: Place(*row) for slug, *row in rows}


def _read(agreement: Agreement, names: tuple[str, ...], day: date) -> Instrument:
    document = SourceDocument.objects.filter(agreement=agreement).order_by("-imported_at", "-pk")
    latest = document.defer("content").first()
    texts = texts_as_of(agreement, day=day)
    articles = [row for row in agreement.articles.all() if _is_present(texts.get(row.pk))]
    present = {row.pk for row in articles}
    return Instrument(
        pk=agreement.pk,
        slug=agreement.slug,
        title=agreement.short_title,
        provisions=(*(_provision(row, texts) for row in articles), *_unmatched(latest)),
        links=_links(agreement),
        terms=_terms(present),
        undertakings=_undertakings(present),
        notices=_notices(agreement),
        disorders=_disorders(latest),
        names=names,
    )


def _is_present(wording: Wording | None) -> bool:
    return wording is None or wording.is_present


def _provision(row: Article, texts: dict[int, Wording]) -> Provision:
    wording = texts.get(row.pk)
    return Provision(
        pk=row.pk,
        number=row.number,
        printed=row.printed,
        division=row.division,
        heading=row.heading,
        parent=row.parent_id,
        summary=row.summary,
        text=wording.text if wording else "",
    )


def _unmatched(document: SourceDocument | None) -> tuple[Provision, ...]:
    """Numbered pieces of the document that are no provision on record so far."""
    pieces = SourceArticle.objects.filter(document=document, match=SourceArticle.Match.OPEN)
    return tuple(Provision(None, row.number, heading=row.heading, text=row.text) for row in pieces)


def _links(agreement: Agreement) -> tuple[Link, ...]:
    rows = CrossReference.objects.filter(article__agreement=agreement)
    return tuple(Link(*row) for row in rows.values_list("article", "target", "words"))


def _terms(present: set[int]) -> tuple[Term, ...]:
    rows = DefinedTerm.objects.filter(article__in=present)
    return tuple(Term(row.article_id, row.term, tuple(row.also)) for row in rows)


def _undertakings(present: set[int]) -> tuple[Undertaking, ...]:
    """The duties that bind, each with its latest rule."""
    duties = Obligation.objects.filter(article__in=present, kind=Obligation.Kind.DUTY)
    rows = duties.filter(in_force_until=None).select_related("article", "obligor", "obligee")
    return tuple(
        Undertaking(
            article=row.article_id,
            number=row.article.number,
            key=row.key,
            obligor=str(row.obligor or ""),
            obligee=str(row.obligee or ""),
            rule=row.latest_rule,
        )
        for row in rows.prefetch_related("versions")
    )


def _notices(agreement: Agreement) -> tuple[Notice, ...]:
    rows = agreement.agreement_parties.exclude(notice_address="").select_related("party")
    return tuple(Notice(str(row.party), row.notice_address) for row in rows)


def _disorders(document: SourceDocument | None) -> tuple[Disorder, ...]:
    """The breaks in the report of the import, each at the provision that its piece is."""
    breaks = document.report.get("breaks", []) if document else []
    if not breaks:
        return ()
    pieces = SourceArticle.objects.filter(document=document).exclude(article=None)
    articles = dict(pieces.values_list("position", "article"))
    return tuple(
        Disorder(row["template"], row["values"], articles.get(row["position"])) for row in breaks
    )
