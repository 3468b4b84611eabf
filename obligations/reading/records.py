"""The obligations of an instrument and their deadlines, as the reader shows them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Case, Count, F, OuterRef, Q, QuerySet, Subquery, Value, When

from agreements.models import Agreement, Article
from obligations.models import Deadline, DeadlineVersion, Obligation, ObligationVersion
from obligations.prepared import Prepared
from obligations.status import NEEDS_ACTION, SETTLED, Status


class Clause(NamedTuple):
    """A provision as printed; of the fields of `Article` those that the reader needs."""

    pk: int
    position: int
    parent_id: int | None
    number: str
    slug: str
    division: str
    printed: str
    heading: str
    summary: str
    note: str
    no_content: str
    source_page: int | None
    number_of_obligations: int
    """How many obligations hang at it."""


OVER = [*SETTLED, Status.NOT_ASSESSED]


def clauses_of(slug: str) -> list[Clause]:
    """The provisions of an instrument in reading order, whoever may know it; one query."""
    return [Clause(**row) for row in CLAUSES(slug=slug)]


def _clauses(slug: str) -> QuerySet[Any]:
    *plain, number_of = Clause._fields
    articles: QuerySet[Any] = Article.objects.filter(agreement__slug=slug).order_by("position")
    return articles.values(*plain, **{number_of: Count("obligations")})


CLAUSES = Prepared(_clauses, slug=str)


def obligations_of(
    agreement: Agreement, *, day: date, articles: list[int] | None = None
) -> Iterable[Any]:
    """The obligations of an instrument with the rule that binds anchors of `day`; one query.

    With `articles` only those of these provisions.
    """
    if articles is None:
        return OF_INSTRUMENT(instrument=agreement.pk, day=day)
    return _with_rules(day).filter(article__in=articles)


def _with_rules(day: date) -> QuerySet[Any]:
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
        Obligation.objects.annotate(rule=Subquery(versions[:1]))
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
            "obligor__short_name",
            "obligee__short_name",
            "rule",
        )
    )


OF_INSTRUMENT = Prepared(
    lambda instrument, day: _with_rules(day).filter(article__agreement=instrument),
    instrument=int,
    day=date,
)


def urgent_deadlines(agreement: Agreement, *, day: date) -> dict[int, dict[str, Any]]:
    """The occurrence of each obligation that matters most on `day`, by the obligation's id.

    What needs action comes first, then what is still to come, then what is over; one query.
    """
    rows = URGENT(instrument=agreement.pk, day=day)
    return {row["obligation_id"]: row for row in rows}


def to_deadline(row: dict[str, Any], day: date) -> Deadline:
    """One of the `urgent_deadlines`: its status, the days that its wording needs, nothing else."""
    version = DeadlineVersion(
        kind=row["state__kind"], safe=row["state__safe"], due=row["state__due"]
    )
    deadline = Deadline(pk=row["pk"], obligation_id=row["obligation_id"], current=version)
    deadline.status, deadline.act_by = row["status"], row["act_by"]
    deadline.extended_until = row["extended_until"]
    deadline.asked_on = day
    return deadline


def _urgent(instrument: int, day: date) -> QuerySet[Any]:
    deadlines: QuerySet[Any] = Deadline.objects.filter(state__agreement=instrument).as_of(day)
    weight = Case(
        When(status__in=NEEDS_ACTION, then=Value(0)),
        When(status__in=OVER, then=Value(2)),
        default=Value(1),
    )
    return (
        deadlines.order_by("obligation_id", weight, F("act_by").asc(nulls_last=True), "pk")
        .distinct("obligation_id")
        .values(
            "pk",
            "obligation_id",
            "state__kind",
            "state__safe",
            "state__due",
            "act_by",
            "extended_until",
            "status",
        )
    )


URGENT = Prepared(_urgent, instrument=int, day=date)
