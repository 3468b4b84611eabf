"""The obligations of an instrument and their deadlines, as the reader shows them."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

from django.db.models import Case, Count, F, OuterRef, Q, QuerySet, Subquery, Value, When

from accounts.models import User
from accounts.prepared import Prepared, PreparedForReaders
from agreements.models import Agreement, Article
from obligations.models import Deadline, DeadlineVersion, Obligation, ObligationVersion
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


class Occurrence(NamedTuple):
    """An occurrence of an obligation: its status on a day, and the days that its wording needs."""

    pk: int
    obligation_id: int
    state__kind: str
    state__safe: date | None
    state__due: date | None
    act_by: date | None
    extended_until: date | None
    status: str

    def to_deadline(self, day: date) -> Deadline:
        """The deadline as of `day`, with nothing but this."""
        version = DeadlineVersion(kind=self.state__kind, safe=self.state__safe, due=self.state__due)
        deadline = Deadline(pk=self.pk, obligation_id=self.obligation_id, current=version)
        deadline.status, deadline.act_by = self.status, self.act_by
        deadline.extended_until = self.extended_until
        deadline.asked_on = day
        return deadline


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
    agreement: Agreement, *, day: date, first: int, last: int
) -> list[dict[str, Any]]:
    """The obligations of an instrument with the rule that binds anchors of `day`; one query.

    Those of provisions from position `first` to `last`.
    """
    return OF_INSTRUMENT(instrument=agreement.pk, day=day, first=first, last=last)


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
    lambda instrument, day, first, last: _with_rules(day).filter(
        article__agreement=instrument,
        article__position__gte=first,
        article__position__lte=last,
    ),
    instrument=int,
    day=date,
    first=int,
    last=int,
)


def urgent_deadlines(
    agreement: Agreement, *, user: User, day: date, first: int, last: int
) -> dict[int, Occurrence]:
    """The occurrence of each obligation that matters most on `day`, by the obligation's id.

    Of those that `user` may know.

    What needs action comes first, then what is still to come, then what is over; one query.
    """
    rows = URGENT(user, instrument=agreement.pk, day=day, first=first, last=last)
    return {row["obligation_id"]: Occurrence(**row) for row in rows}


def _urgent(user: User, instrument: int, day: date, first: int, last: int) -> QuerySet[Any]:
    deadlines: QuerySet[Any] = (
        Deadline.objects.outside_matters_of_others(user)
        .filter(
            state__agreement=instrument,
            obligation__article__position__gte=first,
            obligation__article__position__lte=last,
        )
        .as_of(day)
    )
    weight = Case(
        When(status__in=NEEDS_ACTION, then=Value(0)),
        When(status__in=OVER, then=Value(2)),
        default=Value(1),
    )
    return (
        deadlines.order_by("obligation_id", weight, F("act_by").asc(nulls_last=True), "pk")
        .distinct("obligation_id")
        .values(*Occurrence._fields)
    )


URGENT = PreparedForReaders(_urgent, instrument=int, day=date, first=int, last=int)
