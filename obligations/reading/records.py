"""What the reader shows of an instrument, read in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, CharField, Exists, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Cast, JSONObject
from django.shortcuts import get_object_or_404

from accounts.models import User
from agreements.models import (
    Agreement,
    AgreementInstance,
    AgreementParty,
    Article,
    CrossReference,
    DefinedTerm,
    Figure,
    Finding,
)
from agreements.querysets import may_know
from obligations.models import Deadline, Obligation, ObligationVersion, Reading
from obligations.status import NEEDS_ACTION, Status

Row = dict[str, Any]
CITATIONS = Finding.articles.through
OVER = [Status.PERFORMED, Status.PERFORMED_LATE, Status.NOT_ASSESSED]


def get_instrument(user: User, slug: str, *, day: date) -> Agreement:
    """The instrument with all that its provisions say of each other, in one query.

    What hangs at its provisions comes as lists of rows, each with the id of its article:
    `terms_on`, `figures_on`, `refers_on`, `referred_on`, `findings_on` (those open on `day`),
    `readings_on`, and `parties_on` and `instances_on` for the whole. Rows that name other instruments
    carry their ids as `agreements`: `known` leaves out those that `user` must not know.
    Raises Http404 where `user` must not know this one.
    """
    own = {"article__agreement": OuterRef("pk")}
    lists = {
        "terms_on": _rows(
            DefinedTerm.objects.filter(agreement=OuterRef("pk")).order_by("term"),
            "pk article_id term also meaning",
        ),
        "figures_on": _rows(
            Figure.objects.filter(**own).order_by("pk"),
            "article_id name unit",
            value=Cast("value", CharField()),
        ),
        "refers_on": _rows(
            CrossReference.objects.filter(**own).order_by(
                "target__agreement_id", "target__position"
            ),
            "article_id words",
            **_place("target__"),
        ),
        "referred_on": _rows(
            CrossReference.objects.filter(target__agreement=OuterRef("pk")).order_by(
                "article__agreement_id", "article__position"
            ),
            "words",
            article_id=F("target_id"),
            **_place("article__"),
        ),
        "findings_on": _rows(
            _open_findings(day).filter(**own),
            "article_id",
            template=F("finding__template"),
            values=F("finding__values"),
            agreements=_agreements_cited(),
        ),
        "readings_on": _rows(
            Reading.objects.filter(agreement=OuterRef("pk")).order_by("decided_on", "pk"),
            "article_id question choice other reason decided_by decided_on",
        ),
        "parties_on": _rows(
            AgreementParty.objects.filter(agreement=OuterRef("pk")).order_by("pk"),
            "role",
            name=F("party__name"),
            short_name=F("party__short_name"),
        ),
        "instances_on": _rows(
            AgreementInstance.objects.filter(agreement=OuterRef("pk"), executed__lte=day).order_by(
                "executed", "pk"
            ),
            "executed ended ended_because",
            counterparty=F("counterparty__name"),
        ),
    }
    visible = Agreement.objects.visible_to(user)
    found = visible.filter(slug=slug).annotate(
        **lists, visible=ArraySubquery(visible.order_by().values("pk"))
    )
    return get_object_or_404(found)


def obligations_of(agreement: Agreement, *, day: date) -> Iterable[Any]:
    """The obligations of an instrument with the rule that binds anchors of `day`; one query."""
    versions = (
        ObligationVersion.objects.filter(
            Q(applies_from=None) | Q(applies_from__lte=day),
            obligation=OuterRef("pk"),
            withdraws=None,
            withdrawn_by=None,
        )
        .order_by(F("applies_from").desc(nulls_last=True), "-recorded_at", "-pk")
        .values("rule")
    )
    return (
        Obligation.objects.filter(article__agreement=agreement)
        .annotate(rule=Subquery(versions[:1]))
        .order_by("article_id", "pk")
        .values(
            "pk",
            "article_id",
            "key",
            "title",
            "kind",
            "note",
            "exceptions",
            "survival",
            "in_force_from",
            "in_force_until",
            "on_closing_list",
            "obligor__short_name",
            "obligee__short_name",
            "rule",
        )
    )


def urgent_deadlines(agreement: Agreement, *, day: date) -> dict[int, Deadline]:
    """The occurrence of each obligation that matters most on `day`, by the obligation's id.

    What needs action comes first, then what is still to come, then what is over; one query.
    """
    weight = Case(
        When(status__in=NEEDS_ACTION, then=Value(0)),
        When(status__in=OVER, then=Value(2)),
        default=Value(1),
    )
    deadlines = (
        Deadline.objects.filter(state__agreement=agreement)
        .as_of(day)
        .order_by("obligation_id", weight, F("act_by").asc(nulls_last=True), "pk")
        .distinct("obligation_id")
        .select_related("current")
        .defer("current__steps")
    )
    return {deadline.obligation_id: deadline for deadline in deadlines}


def _open_findings(day: date) -> Any:
    """The links from findings to provisions, of findings that nobody had settled by `day`."""
    return CITATIONS.objects.filter(
        Q(finding__gone_on=None) | Q(finding__gone_on__gt=day),
        Q(finding__settled_on=None) | Q(finding__settled_on__gt=day),
        finding__found_on__lte=day,
    ).order_by("finding__key")


def _agreements_cited() -> ArraySubquery:
    """The instruments that a finding cites; it is shown to those who may know them all."""
    cited = CITATIONS.objects.filter(finding=OuterRef("finding"))
    return ArraySubquery(cited.values("article__agreement_id"))


def _rows(rows: Any, names: str, **further: Any) -> ArraySubquery:
    plain = {name: F(name) for name in names.split()}
    return ArraySubquery(rows.values(row=JSONObject(**plain, **further)))


def _place(path: str) -> dict[str, F]:
    """The provision over `path`, as a link needs it."""
    return {
        "number": F(f"{path}number"),
        "slug": F(f"{path}slug"),
        "agreements": F(f"{path}agreement_id"),
        "instrument": F(f"{path}agreement__slug"),
        "title": F(f"{path}agreement__short_title"),
    }
