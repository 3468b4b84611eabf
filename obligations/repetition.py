"""The same record twice: a form that is sent two times makes one record."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet

if TYPE_CHECKING:
    from obligations.models import Performance


class AlreadyRecorded(Exception):
    """The same fact, performance or the like is on record already; `earlier` is that record."""

    def __init__(self, earlier: Any) -> None:
        super().__init__(f"Already recorded: {earlier}")
        self.earlier = earlier


class AlreadyPerformed(Exception):
    """Another act counts already, recorded in the meantime; `earlier` is that record."""

    def __init__(self, earlier: Performance) -> None:
        super().__init__(f"Already performed: {earlier}")
        self.earlier = earlier


def refuse_repetition(same: QuerySet[Any]) -> None:
    """Raise AlreadyRecorded when a standing record says the same in every field.

    Ask while the instrument is locked: two people, or two clicks, then wait for each other.
    """
    earlier = same.select_related("recorded_by").first()
    if earlier is not None:
        raise AlreadyRecorded(earlier)
