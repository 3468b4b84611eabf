"""The orders in which the register can be read."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import F, Func, IntegerField, OrderBy
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from obligations.querysets import DeadlineQuerySet, ObligationQuerySet
from obligations.status import Status


class Urgency(Func):
    """The place of a status in `Status`, where the most urgent stands first."""

    template = "array_position(ARRAY[{}], %(expressions)s)".format(
        ", ".join(f"'{status.value}'" for status in Status)
    )
    output_field = IntegerField()


BY_DATE = ["act_by"]
BY_ARTICLE = ["article__agreement__executed", "article__agreement", "article__position"]
COLUMNS = {
    "article": BY_ARTICLE,
    "obligation": ["title"],
    "kind": ["kind"],
    "sides": ["obligor__short_name", "obligee__short_name"],
    "owner": ["team__name"],
}
"""The columns that belong to the obligation, and its fields by which they are sorted."""
SORTS: dict[str, str | Promise] = {
    "": _("Act by: soonest first"),
    "-act-by": _("Act by: latest first"),
    "status": _("Status: most urgent first"),
    "-status": _("Status: least urgent first"),
    "article": _("Article"),
    "-article": _("Article: last first"),
    "obligation": _("Obligation: A to Z"),
    "-obligation": _("Obligation: Z to A"),
    "kind": _("Kind: A to Z"),
    "-kind": _("Kind: Z to A"),
    "sides": _("From → to: A to Z"),
    "-sides": _("From → to: Z to A"),
    "owner": _("Owner: A to Z"),
    "-owner": _("Owner: Z to A"),
}


def sort_deadlines(deadlines: DeadlineQuerySet, sort: str) -> DeadlineQuerySet:
    """In one of SORTS, then by the day to act by; needs `as_of`."""
    column, backwards = sort.removeprefix("-"), sort.startswith("-")
    if column == "status":
        first = [OrderBy(Urgency("status"), descending=backwards)]
    elif column in COLUMNS:
        first = list(_order("obligation__", column, backwards))
    else:
        day = OrderBy(F("act_by"), descending=backwards, nulls_last=True)
        return deadlines.order_by(day, "pk")
    return deadlines.order_by(*first, F("act_by").asc(nulls_last=True), "pk")


def sort_obligations(obligations: ObligationQuerySet, sort: str) -> ObligationQuerySet:
    """In one of SORTS; by article where it asks for a date or a status, which they lack."""
    column, backwards = sort.removeprefix("-"), sort.startswith("-")
    if column not in COLUMNS:
        return obligations
    return obligations.order_by(*_order("", column, backwards), "pk")


def _order(path: str, column: str, backwards: bool) -> Iterator[OrderBy]:
    for name in COLUMNS[column]:
        yield OrderBy(F(f"{path}{name}"), descending=backwards, nulls_last=True)
