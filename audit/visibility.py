"""Which entries a person may know: those about rows that the person may know.

A model says so itself by `visible_to` on its manager. Rows of another model are known with all the
rows that they refer to; a model that leads to none of the first kind holds nothing restricted.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import CharField, F, ForeignKey, Model, Q, QuerySet, Value

from accounts.models import User
from audit.coverage import audited_models
from audit.models import Entry

Rows = QuerySet[Any, Any]
MOST = 3_200
"""Entries that are looked at in one go."""


def visible_entries(entries: QuerySet[Entry], *, user: User, first: int = 200) -> Iterator[Entry]:
    """Those of `entries` that `user` may know, the latest first; read as they are taken.

    Of a row that is gone nobody can tell whether it was restricted: if it belonged to an
    instrument, only who reads everything sees its entries. Two queries for `first` entries, and two
    for each next batch, which is twice as large.
    """
    entries, size = entries.order_by("-pk"), first
    batch = list(entries[:size])
    while batch:
        known = _known(batch, user)
        yield from (entry for entry in batch if known is None or (entry.table, entry.row) in known)
        if len(batch) < size:
            return
        size = min(2 * size, MOST)
        batch = list(entries.filter(pk__lt=batch[-1].pk)[:size])


def known_rows(model: type[Model], user: User, above: tuple[type[Model], ...] = ()) -> Rows | None:
    """The rows of `model` that `user` may know, or None where everybody may know them all."""
    rows = model._default_manager.all()
    if hasattr(rows, "visible_to"):
        visible: Rows = rows.visible_to(user)
        return visible
    conditions = []
    for field in model._meta.concrete_fields:
        if not isinstance(field, ForeignKey) or field.related_model in (model, *above):
            continue
        known = known_rows(field.related_model, user, (model, *above))
        if known is not None:
            unset = Q(**{f"{field.name}__isnull": True})
            conditions.append(unset | Q(**{f"{field.name}__in": known.order_by().values("pk")}))
    return rows.filter(*conditions) if conditions else None


def _known(batch: list[Entry], user: User) -> set[tuple[str, int | None]] | None:
    """The tables and rows of `batch` that `user` may know; None for all of them."""
    if user.reads_everything:
        return None
    wanted: dict[str, set[int | None]] = {}
    for entry in batch:
        wanted.setdefault(entry.table, set()).add(entry.row)
    known: set[tuple[str, int | None]] = {(table, None) for table in wanted}
    asked: list[Rows] = []
    for model in audited_models():
        table = model._meta.db_table
        if rows := wanted.get(table):
            visible = known_rows(model, user)
            if visible is None:
                known |= {(table, row) for row in rows}
            else:
                asked.append(_pairs(visible.filter(pk__in=rows - {None}), table))
    if asked:
        known |= set(asked[0].union(*asked[1:], all=True))
    return known


def _pairs(rows: Rows, table: str) -> Rows:
    named = rows.order_by().annotate(of=Value(table, output_field=CharField()), is_row=F("pk"))
    pairs: Rows = named.values_list("of", "is_row")
    return pairs
