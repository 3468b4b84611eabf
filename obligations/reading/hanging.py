"""An instrument with all that hangs at its provisions, in one query."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db import DEFAULT_DB_ALIAS
from django.db.models import CharField, Exists, F, Func, JSONField, OuterRef, QuerySet, Value
from django.db.models.functions import Cast, JSONObject
from django.http import Http404

from accounts.models import User
from accounts.prepared import PreparedForReaders
from agreements.models import (
    Agreement,
    AgreementInstance,
    AgreementParty,
    CrossReference,
    DefinedTerm,
    Figure,
    Finding,
)
from obligations.models import Obligation, Proposal, Reading

Row = dict[str, Any]
CITATIONS = Finding.articles.through
CONSEQUENCES = Obligation.breach_leads_to.through


def get_instrument(user: User, slug: str, *, first: int, last: int) -> Agreement:
    """The instrument with the rows of `_lists` under their names, and the ids `visible`.

    What hangs at single provisions is listed for those from position `first` to `last`. Raises
    Http404 where `user` must not know the instrument. Rows may name other instruments: `known`
    leaves out those that are not visible.
    """
    rows = WITH_LISTS(user, slug=slug, first=first, last=last)
    if not rows or rows[0]["id"] not in rows[0]["visible"]:
        raise Http404
    [row] = rows
    found = Agreement.from_db(DEFAULT_DB_ALIAS, COLUMNS, [row.pop(name) for name in COLUMNS])
    for name, value in row.items():
        setattr(found, name, value)
    return found


def known(rows: Iterable[Row], visible: Iterable[int]) -> Iterator[Row]:
    """The rows that name no instrument but the `visible` ones."""
    allowed = {None, *visible}
    for row in rows:
        if allowed.issuperset([row.get("agreement"), *row.get("cited", [])]):
            yield row


def open_on(rows: Iterable[Row], day: date) -> Iterator[Row]:
    """The findings that were found by `day`, and neither gone nor settled by then."""
    for row in rows:
        ends = (row["gone_on"], row["settled_on"])
        if row["found_on"] <= day and not any(end and end <= day for end in ends):
            yield row


def dated(row: Row) -> Row:
    """The row with its days as days, which JSON writes as texts."""
    days = {name: row[name] for name in DAYS if row.get(name)}
    return row | {name: date.fromisoformat(text) for name, text in days.items()}


def _rows(rows: Any, names: str, **further: Any) -> Func:
    """A list of objects as one JSON value, which the driver reads in one go."""
    plain = {name: F(name) for name in names.split()}
    listed = ArraySubquery(rows.values(row=JSONObject(**plain, **further)))
    return Func(listed, function="ARRAY_TO_JSON", output_field=JSONField())


def _place(path: str) -> dict[str, F]:
    """The provision over `path`, as a link needs it."""
    return {
        "number": F(f"{path}number"),
        "slug": F(f"{path}slug"),
        "agreement": F(f"{path}agreement_id"),
        "instrument": F(f"{path}agreement__slug"),
        "title": F(f"{path}agreement__short_title"),
    }


OWN = {"agreement": OuterRef("pk")}
AT_ARTICLE = {"article__agreement": OuterRef("pk")}
DAYS = ("executed", "ended", "decided_on", "found_on", "gone_on", "settled_on")


def _lists(first: int, last: int) -> dict[str, Func]:
    """What is listed with an instrument; at provisions from position `first` to `last`."""
    here = {"article__position__gte": first, "article__position__lte": last, **AT_ARTICLE}
    there = {name.replace("article__", "target__"): value for name, value in here.items()}
    breaches = CONSEQUENCES.objects.filter(
        **{f"obligation__{name}": value for name, value in here.items()}
    )
    return {
        "terms_on": _rows(
            DefinedTerm.objects.filter(**OWN).order_by("term"), "pk article_id term also meaning"
        ),
        "figures_on": _rows(
            Figure.objects.filter(**here).order_by("pk"),
            "article_id name unit",
            value=Cast("value", CharField()),
        ),
        "refers_on": _rows(
            CrossReference.objects.filter(**here).order_by(
                "target__agreement_id", "target__position"
            ),
            "article_id words",
            **_place("target__"),
        ),
        "referred_on": _rows(
            CrossReference.objects.filter(**there).order_by(
                "article__agreement_id", "article__position"
            ),
            "words",
            article_id=F("target_id"),
            **_place("article__"),
        ),
        "breaches_on": _rows(
            breaches.filter(**AT_ARTICLE).order_by("article__position"), "obligation_id article_id"
        ),
        "breaches_elsewhere_on": _rows(
            breaches.exclude(**AT_ARTICLE).order_by("article__agreement_id", "article__position"),
            "obligation_id",
            words=Value(""),
            **_place("article__"),
        ),
        "led_to_on": _rows(
            CONSEQUENCES.objects.filter(**here).order_by(
                "obligation__article__agreement_id", "obligation__article__position"
            ),
            "article_id",
            words=Value(""),
            **_place("obligation__article__"),
        ),
        "findings_on": _rows(
            CITATIONS.objects.filter(**here).order_by("finding__key"),
            "article_id finding_id",
            template=F("finding__template"),
            values=F("finding__values"),
            found_on=F("finding__found_on"),
            gone_on=F("finding__gone_on"),
            settled_on=F("finding__settled_on"),
            agreement=F("finding__agreement_id"),
            cited=ArraySubquery(
                CITATIONS.objects.filter(finding=OuterRef("finding")).values(
                    "article__agreement_id"
                )
            ),
        ),
        "readings_on": _rows(
            Reading.objects.filter(**OWN).order_by("decided_on", "pk"),
            "article_id question choice other reason decided_by decided_on",
        ),
        "parties_on": _rows(
            AgreementParty.objects.filter(**OWN).order_by("pk"),
            "role",
            name=F("party__name"),
            short_name=F("party__short_name"),
        ),
        "instances_on": _rows(
            AgreementInstance.objects.filter(**OWN).order_by("executed", "pk"),
            "executed ended ended_because",
            counterparty=F("counterparty__name"),
        ),
    }


COLUMNS = [field.attname for field in Agreement._meta.concrete_fields]  # noqa: SLF001


def _with_lists(user: User, slug: str, first: int, last: int) -> QuerySet[Any, Any]:
    named: QuerySet[Any, Any] = Agreement.objects.filter(slug=slug)
    visible = Agreement.objects.visible_to(user).order_by()
    listed = Obligation.objects.filter(on_closing_list=True, **AT_ARTICLE)
    return named.values(
        *COLUMNS,
        **_lists(first, last),
        visible=ArraySubquery(visible.values("pk")),
        has_closing_list=Exists(listed),
        has_proposals=Exists(Proposal.objects.pending().filter(**OWN)),
    )


WITH_LISTS = PreparedForReaders(_with_lists, slug=str, first=int, last=int)
