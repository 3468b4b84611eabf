"""Amendments in admin: services write them, here they can only be read."""

from django.contrib import admin
from django.contrib.admin import RelatedOnlyFieldListFilter

from accounts.admin_base import ReadOnly
from agreements.admin_base import OfInstrument
from agreements.models import Amendment, ArticleChange
from obligations.models import ObligationChange


@admin.register(Amendment)
class AmendmentAdmin(ReadOnly, OfInstrument):
    list_display = ("title", "agreement", "executed", "effective", "withdrawn_at", "recorded_by")
    list_filter = (("agreement", RelatedOnlyFieldListFilter), "recorded_at")
    list_select_related = ("agreement", "recorded_by", "withdrawn_by")
    search_fields = ("title", "note", "withdrawn_because", "agreement__short_title")
    date_hierarchy = "effective"
    readonly_fields = ("recorded_at", "withdrawn_at")


@admin.register(ArticleChange)
class ArticleChangeAdmin(ReadOnly, OfInstrument):
    instrument = "amendment__agreement__"
    list_display = ("article", "amendment", "effect")
    list_filter = (("amendment__agreement", RelatedOnlyFieldListFilter), "effect")
    list_select_related = ("article__agreement", "amendment")
    search_fields = ("article__number", "amendment__title", "old_text", "new_text")


@admin.register(ObligationChange)
class ObligationChangeAdmin(ReadOnly, OfInstrument):
    instrument = "amendment__agreement__"
    list_display = ("obligation", "amendment", "effect", "version")
    list_filter = (("amendment__agreement", RelatedOnlyFieldListFilter), "effect")
    list_select_related = ("obligation__article__agreement", "amendment", "version")
    search_fields = ("obligation__title", "obligation__article__number", "amendment__title")
