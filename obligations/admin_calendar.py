"""Special calendar days in admin: each change is followed by a recomputation."""

from functools import partial
from typing import Any

from celery import current_app
from django.contrib import admin, messages
from django.db import transaction
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.translation import gettext as _

from accounts.admin_base import HistoryAdmin, ReadOnly, RowAdmin
from obligations.models import CalendarDay, Recomputation
from obligations.recomputing import request_recomputation


@admin.register(CalendarDay)
class CalendarDayAdmin(HistoryAdmin):
    list_display = ("day", "country", "rests", "reason")
    list_filter = ("country", "rests")
    search_fields = ("reason",)
    date_hierarchy = "day"

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A day entered in error goes away again; its history stays."""
        return admin.ModelAdmin.has_delete_permission(self, request, obj)

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """No deletion in bulk: each day that goes away has its own recomputation."""
        return {}

    def save_model(self, request: HttpRequest, obj: CalendarDay, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        kind = _("no business") if obj.rests else _("business as usual")
        self._recompute(request, f"{obj}: {kind} ({obj.reason})")

    def delete_model(self, request: HttpRequest, obj: CalendarDay) -> None:
        reason = _("%(day)s: special day taken back") % {"day": obj}
        super().delete_model(request, obj)
        self._recompute(request, reason)

    def _recompute(self, request: HttpRequest, reason: str) -> None:
        asked = request_recomputation(reason=reason, by=request.user)  # type: ignore[arg-type]
        wake = partial(current_app.send_task, "obligations.tasks.recompute_deadlines")
        transaction.on_commit(wake)
        link = format_html(
            '<a href="{}">{}</a>', asked.get_absolute_url(), _("See which deadlines move.")
        )
        messages.info(request, link)


@admin.register(Recomputation)
class RecomputationAdmin(ReadOnly, RowAdmin):
    list_display = ("reason", "requested_at", "requested_by", "done", "total", "finished_at")
    list_filter = ("requested_at",)
    list_select_related = ("requested_by",)
    search_fields = ("reason",)
    date_hierarchy = "requested_at"
