"""The obligations of an instrument and their deadlines, as the reader shows them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Case, F, OuterRef, Q, Subquery, Value, When

from agreements.models import Agreement
from obligations.models import Deadline, Obligation, ObligationVersion
from obligations.status import NEEDS_ACTION, Status

OVER = [Status.PERFORMED, Status.PERFORMED_LATE, Status.NOT_ASSESSED]


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
        .only("obligation_id", "current__kind", "current__safe", "current__due")
    )
    return {deadline.obligation_id: deadline for deadline in deadlines}
