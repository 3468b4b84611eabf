"""Consistency findings in admin: to read; the checks write them, Legal settles them."""

from typing import Any

from django.contrib import admin
from django.contrib.admin import RelatedOnlyFieldListFilter
from django.db.models import QuerySet
from django.http import HttpRequest

from accounts.admin_base import HistoryAdmin, ReadOnly
from agreements.models import Finding


@admin.register(Finding)
class FindingAdmin(ReadOnly, HistoryAdmin):
    list_display = ("key", "agreement", "check_kind", "sentence", "found_on", "settled_on")
    list_filter = (("agreement", RelatedOnlyFieldListFilter), "check_kind", "gone_on")
    list_select_related = ("agreement", "settled_by")
    search_fields = ("key", "settlement", "agreement__short_title")
    date_hierarchy = "found_on"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).visible_to(request.user)  # type: ignore[attr-defined,no-any-return]
