"""Reminders and heartbeats in admin; workers write them, people read them."""

from django.contrib import admin
from django.contrib.admin import RelatedOnlyFieldListFilter

from accounts.admin_base import ReadOnly, RowAdmin
from agreements.admin_base import OfInstrument
from reminders.models import Heartbeat, Reminder


@admin.register(Reminder)
class ReminderAdmin(ReadOnly, OfInstrument):
    instrument = "deadline__obligation__article__agreement__"
    list_display = (
        "deadline",
        "step_text",
        "recipient",
        "channel",
        "remind_at",
        "state",
        "attempt",
        "sent_at",
    )
    list_filter = (
        "state",
        "channel",
        ("recipient", RelatedOnlyFieldListFilter),
        ("deadline__obligation__article__agreement", RelatedOnlyFieldListFilter),
    )
    list_select_related = (
        "deadline__obligation__article__agreement",
        "deadline__period__fiscal_year",
        "version",
        "recipient",
    )
    search_fields = ("deadline__obligation__title", "recipient__name", "recipient__email", "error")
    date_hierarchy = "remind_at"
    ordering = ("-remind_at", "-pk")


@admin.register(Heartbeat)
class HeartbeatAdmin(ReadOnly, RowAdmin):
    list_display = ("name", "beat_at")
    search_fields = ("name",)
    ordering = ("name",)
