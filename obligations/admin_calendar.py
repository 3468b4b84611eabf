"""Special calendar days in admin: to read; they are proposed on their page, as a rule is."""

from django.contrib import admin

from accounts.admin_base import HistoryAdmin, ReadOnly, RowAdmin
from obligations.models import CalendarDay, Recomputation


@admin.register(CalendarDay)
class CalendarDayAdmin(ReadOnly, HistoryAdmin):
    """A second person of Legal confirms what is proposed; open deadlines then move."""

    list_display = ("day", "country", "rests", "reason")
    list_filter = ("country", "rests")
    search_fields = ("reason",)
    date_hierarchy = "day"


@admin.register(Recomputation)
class RecomputationAdmin(ReadOnly, RowAdmin):
    list_display = ("reason", "requested_at", "requested_by", "done", "total", "finished_at")
    list_filter = ("requested_at",)
    list_select_related = ("requested_by",)
    search_fields = ("reason",)
    date_hierarchy = "requested_at"
