"""Comments and notifications in admin: to read; services write them."""

from django.contrib import admin

from accounts.admin_base import Inline, ReadOnly
from obligations.admin_base import Visible
from obligations.models import Comment, CommentWithdrawal, Notification


class WithdrawalInline(ReadOnly, Inline):
    model = CommentWithdrawal
    fields = ("reason", "recorded_at")
    readonly_fields = fields


@admin.register(Comment)
class CommentAdmin(Visible):
    list_display = ("recorded_at", "recorded_by", "words")
    list_select_related = ("recorded_by", "deadline", "obligation")
    search_fields = ("words",)
    date_hierarchy = "recorded_at"
    readonly_fields = ("recorded_at",)
    inlines = (WithdrawalInline,)


@admin.register(Notification)
class NotificationAdmin(Visible):
    list_display = ("recorded_at", "person", "kind", "agreement", "number", "by", "read_at")
    list_filter = ("kind",)
    list_select_related = ("person", "agreement", "by", "deadline", "obligation", "comment")
    date_hierarchy = "recorded_at"
    readonly_fields = ("recorded_at", "read_at")
