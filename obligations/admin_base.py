"""Admin pages of what belongs to a deadline: what is in a matter stays with who was let in."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest

from accounts.admin_base import ReadOnly, RowAdmin
from agreements.admin_base import OfInstrument
from obligations.matter_querysets import may_know_deadline


class OfDeadline(OfInstrument):
    """Lists the rows of deadlines that the administrator may know of.

    `deadline` is the path to the deadline, with a trailing `__`; empty for itself.
    """

    deadline = "deadline__"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows = super().get_queryset(request)
        return rows.filter(may_know_deadline(request.user, self.deadline))  # type: ignore[arg-type]


class Visible(ReadOnly, RowAdmin):
    """Lists the rows that the administrator may know of, to read."""

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        known = self.model.objects.visible_to(request.user).order_by()
        return super().get_queryset(request).filter(pk__in=known.values("pk"))
