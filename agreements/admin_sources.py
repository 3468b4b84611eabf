"""Imported documents in admin: services write them, here they can only be read."""

from typing import Any

from django.contrib import admin
from django.contrib.admin import RelatedOnlyFieldListFilter
from django.db.models import QuerySet
from django.http import HttpRequest

from accounts.admin_base import HistoryAdmin, ReadOnly
from agreements.admin_base import OfInstrument
from agreements.models import SourceArticle, SourceDocument


@admin.register(SourceDocument)
class SourceDocumentAdmin(ReadOnly, OfInstrument):
    list_display = ("name", "part", "agreement", "standing", "confidence", "imported_at")
    list_filter = (("agreement", RelatedOnlyFieldListFilter), "standing")
    list_select_related = ("agreement", "imported_by")
    search_fields = ("name", "part", "sha256", "agreement__short_title")
    date_hierarchy = "imported_at"
    readonly_fields = ("imported_at",)
    exclude = ("content", "report")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Without the files, which may be large."""
        return super().get_queryset(request).defer("content", "report")


@admin.register(SourceArticle)
class SourceArticleAdmin(ReadOnly, OfInstrument, HistoryAdmin):
    instrument = "document__agreement__"
    list_display = ("number", "heading", "document", "article", "match", "settled_by")
    list_filter = ("match", ("document__agreement", RelatedOnlyFieldListFilter))
    list_select_related = ("document", "article__agreement", "settled_by")
    search_fields = ("number", "heading", "text", "note", "document__name")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Without the files, which may be large."""
        return super().get_queryset(request).defer("document__content", "document__report")
