"""Obligations whose terms or rules are being written, several at a time."""

from __future__ import annotations

from collections.abc import Iterable

from accounts.models import User
from obligations.facts import FactBook
from obligations.models import Obligation, ObligationVersion
from obligations.planning import Change
from obligations.services.deadlines import load_for_planning, plan_written

Terms = tuple[Obligation, list[ObligationVersion]]
"""An obligation with its new values, and all versions of its rule, the new ones last."""


def load_terms(pks: set[int], *, lock: bool) -> dict[int, Obligation]:
    """The obligations with all that planning reads; locked for writing where asked."""
    rows = Obligation.objects.filter(pk__in=pks)
    if lock:
        # Admin and the loader of files write these rows without a look at the instrument's lock.
        list(rows.select_for_update(no_key=True).order_by("pk"))
    return {row.pk: row for row in load_for_planning(rows)}


def plan_terms(book: FactBook, terms: Iterable[Terms]) -> list[Change]:
    """What the facts change under terms that are not saved yet."""
    return [
        change
        for obligation, versions in terms
        for change in plan_written(book, obligation, versions)
    ]


def write_terms(
    obligation: Obligation, version: ObligationVersion | None, *, by: User, why: str
) -> None:
    """Save the obligation, and the version, under one signature, by which both are found."""
    if version:
        version.recorded_by = by
        version.save()
    signature = {"_history_user": by, "_change_reason": why[:100]}
    for name, value in (
        signature | ({"_history_date": version.recorded_at} if version else {})
    ).items():
        setattr(obligation, name, value)
    obligation.save()
