"""Closing records in admin: to read; the checklist is where people record."""

from django.contrib import admin
from django.contrib.admin import RelatedOnlyFieldListFilter

from accounts.admin_base import ReadOnly
from agreements.admin_base import OfInstrument
from obligations.models import ClosingRecord


@admin.register(ClosingRecord)
class ClosingRecordAdmin(ReadOnly, OfInstrument):
    instrument = "obligation__article__agreement__"
    list_display = ("obligation", "state", "on", "note", "recorded_at", "recorded_by")
    list_filter = (("obligation__article__agreement", RelatedOnlyFieldListFilter), "state")
    list_select_related = ("obligation__article__agreement", "recorded_by")
    search_fields = ("obligation__title", "obligation__article__number", "note")
    date_hierarchy = "on"
    readonly_fields = ("recorded_at",)
