"""Matters in admin: to read, for administrators who were let in; Legal opens them on pages."""

from django.contrib import admin
from django.contrib.admin import RelatedOnlyFieldListFilter

from accounts.admin_base import Inline, ReadOnly
from obligations.admin_base import Visible
from obligations.models import Matter, MatterGrant, MatterItem


class ItemInline(ReadOnly, Inline):
    model = MatterItem
    fields = ("event", "deadline")
    readonly_fields = fields


class GrantInline(ReadOnly, Inline):
    model = MatterGrant
    fields = ("person", "reason", "bound_on", "until", "granted_at", "granted_by", "end")
    readonly_fields = fields


@admin.register(Matter)
class MatterAdmin(Visible):
    list_display = ("title", "agreement", "opened_at", "opened_by", "closing")
    list_filter = (("agreement", RelatedOnlyFieldListFilter),)
    list_select_related = ("agreement", "opened_by", "closing")
    search_fields = ("title", "reason")
    date_hierarchy = "opened_at"
    readonly_fields = ("opened_at",)
    inlines = (ItemInline, GrantInline)
