"""The ledger in Django admin: to read."""

from django.contrib import admin

from accounts.admin_base import ReadOnly, RowAdmin
from shareholders.models import ShareTransaction


@admin.register(ShareTransaction)
class ShareTransactionAdmin(ReadOnly, RowAdmin):
    list_display = ("traded_on", "holder", "kind", "shares", "price", "inferred", "source")
    list_filter = ("kind", "inferred", "holder")
    search_fields = ("holder__name", "holder__short_name", "source")
    date_hierarchy = "traded_on"
    list_select_related = ("holder",)
