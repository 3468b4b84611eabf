"""Evidence in admin: to read; services write it."""

from django.contrib import admin
from django.contrib.admin import RelatedOnlyFieldListFilter

from accounts.admin_base import Inline, ReadOnly
from obligations.admin_base import OfDeadline
from obligations.models import Evidence, EvidenceWithdrawal


class WithdrawalInline(ReadOnly, Inline):
    model = EvidenceWithdrawal
    fields = ("reason", "recorded_at", "recorded_by")
    readonly_fields = fields


@admin.register(Evidence)
class EvidenceAdmin(ReadOnly, OfDeadline):
    deadline = "performance__deadline__"
    instrument = "performance__deadline__obligation__article__agreement__"
    list_display = ("name", "shows", "media_type", "size", "sha256", "recorded_at", "recorded_by")
    list_filter = (
        ("performance__deadline__obligation__article__agreement", RelatedOnlyFieldListFilter),
        "shows",
        "media_type",
    )
    list_select_related = ("recorded_by",)
    search_fields = ("name", "sha256", "note")
    date_hierarchy = "recorded_at"
    readonly_fields = ("recorded_at",)
    inlines = (WithdrawalInline,)
