"""Admin pages of what belongs to an instrument: restricted ones stay with those who may know."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest

from accounts.admin_base import RowAdmin
from agreements.querysets import may_know


class OfInstrument(RowAdmin):
    """Lists the rows of instruments that the administrator may know of.

    `instrument` is the path to the instrument, with a trailing `__`; empty for itself.
    """

    instrument = "agreement__"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows = super().get_queryset(request)
        return rows.filter(may_know(request.user, self.instrument))  # type: ignore[arg-type]
