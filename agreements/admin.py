"""Parties, fiscal years and instruments in admin."""

from typing import Any

from django.contrib import admin
from django.contrib.admin import RelatedOnlyFieldListFilter
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from accounts.admin_base import HistoryAdmin, Inline, ReadOnly
from agreements.admin_base import OfInstrument
from agreements.admin_forms import ArticleForm, PeriodFormSet, TreeForm
from agreements.admin_sources import SourceArticleAdmin, SourceDocumentAdmin
from agreements.models import (
    Agreement,
    AgreementInstance,
    AgreementParty,
    AgreementReader,
    Article,
    CrossReference,
    DefinedTerm,
    Figure,
    FiscalPeriod,
    FiscalYear,
    Party,
)
from agreements.services import create_fiscal_year, propose_quarter_ends

__all__ = [
    "AgreementAdmin",
    "AgreementInstanceAdmin",
    "AgreementPartyAdmin",
    "AgreementReaderAdmin",
    "ArticleAdmin",
    "CrossReferenceAdmin",
    "DefinedTermAdmin",
    "FigureAdmin",
    "FiscalPeriodAdmin",
    "FiscalYearAdmin",
    "PartyAdmin",
    "SourceArticleAdmin",
    "SourceDocumentAdmin",
]


@admin.register(Party)
class PartyAdmin(HistoryAdmin):
    form = TreeForm
    list_display = ("short_name", "name", "kind", "parent", "is_home")
    list_filter = ("kind", "is_home")
    list_select_related = ("parent",)
    search_fields = ("name", "short_name", "key")
    autocomplete_fields = ("parent",)
    prepopulated_fields = {"key": ("short_name",)}


class FiscalPeriodInline(Inline):
    model = FiscalPeriod
    formset = PeriodFormSet
    ordering = ("unit", "number")

    def has_delete_permission(self, request: HttpRequest, obj: FiscalYear | None = None) -> bool:
        """A period may go while no deadline of the year counts from a period."""
        return obj is not None and not obj.periods.filter(deadlines__isnull=False).exists()


@admin.register(FiscalYear)
class FiscalYearAdmin(HistoryAdmin):
    """State the first and the last day; quarters, halves and the year follow and can be edited."""

    list_display = ("label", "party", "start", "end")
    list_filter = (("party", RelatedOnlyFieldListFilter),)
    list_select_related = ("party",)
    search_fields = ("label", "party__name", "party__short_name")
    autocomplete_fields = ("party",)
    date_hierarchy = "end"
    ordering = ("-start", "party")

    def get_inlines(self, request: HttpRequest, obj: FiscalYear | None) -> Any:
        return [FiscalPeriodInline] if obj else []

    def save_model(self, request: HttpRequest, obj: FiscalYear, form: Any, change: bool) -> None:
        if change:
            super().save_model(request, obj, form, change)
        else:
            obj.pk = create_fiscal_year(
                party=obj.party,
                start=obj.start,
                end=obj.end,
                quarter_ends=propose_quarter_ends(start=obj.start, end=obj.end),
                label=obj.label,
            ).pk

    def response_post_save_add(self, request: HttpRequest, obj: FiscalYear) -> HttpResponseRedirect:
        """Show the periods that follow."""
        return redirect("admin:agreements_fiscalyear_change", obj.pk)


@admin.register(FiscalPeriod)
class FiscalPeriodAdmin(ReadOnly, HistoryAdmin):
    """Edited on the page of the fiscal year, where the periods are checked together."""

    list_display = ("__str__", "party", "unit", "number", "start", "end")
    list_filter = ("unit", ("fiscal_year__party", RelatedOnlyFieldListFilter))
    list_select_related = ("fiscal_year__party",)
    search_fields = ("fiscal_year__label", "fiscal_year__party__short_name")
    date_hierarchy = "end"
    ordering = ("-end", "unit")

    @admin.display(description=_("party"), ordering="fiscal_year__party__short_name")
    def party(self, obj: FiscalPeriod) -> Party:
        return obj.fiscal_year.party


class AgreementPartyInline(Inline):
    model = AgreementParty
    autocomplete_fields = ("party",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[AgreementParty]:
        return super().get_queryset(request).select_related("party")


class AgreementReaderInline(Inline):
    """People let in to a restricted instrument: let in and put out, never changed."""

    model = AgreementReader
    autocomplete_fields = ("user",)
    readonly_fields = ("granted_by", "granted_at")

    def get_queryset(self, request: HttpRequest) -> QuerySet[AgreementReader]:
        return super().get_queryset(request).select_related("agreement", "user", "granted_by")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return True


@admin.register(Agreement)
class AgreementAdmin(OfInstrument, HistoryAdmin):
    instrument = ""
    list_display = (
        "short_title",
        "kind",
        "governing_law",
        "executed",
        "in_force_from",
        "restricted",
    )
    list_filter = ("kind", "policy", "restricted")
    search_fields = ("title", "short_title", "slug")
    prepopulated_fields = {"slug": ("short_title",)}
    date_hierarchy = "executed"
    inlines = (AgreementPartyInline, AgreementReaderInline)
    fieldsets = (
        (None, {"fields": ("title", "short_title", "slug", "kind", "source_standing")}),
        (_("How days are counted"), {"fields": ("governing_law", "zone", "policy")}),
        (
            _("In force"),
            {
                "fields": (
                    "executed",
                    "in_force_from",
                    "in_force_confirmed_on",
                    "in_force_confirmed_by",
                    "terminated",
                    "tracked_from",
                )
            },
        ),
        (_("Who may know of it"), {"fields": ("restricted",)}),
    )

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        if formset.model is AgreementReader:
            for row in formset.extra_forms:
                row.instance.granted_by = request.user
        super().save_formset(request, form, formset, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Whoever restricts an instrument is among its readers, or nobody could let others in."""
        super().save_related(request, form, formsets, change)
        user: Any = request.user
        if not self.get_queryset(request).filter(pk=form.instance.pk).exists():
            AgreementReader.objects.create(agreement=form.instance, user=user, granted_by=user)


@admin.register(AgreementParty)
class AgreementPartyAdmin(ReadOnly, OfInstrument, HistoryAdmin):
    """Edited on the page of the instrument."""

    list_display = ("party", "role", "agreement")
    list_filter = (("agreement", RelatedOnlyFieldListFilter),)
    list_select_related = ("agreement", "party")
    search_fields = ("party__name", "party__short_name", "role", "agreement__title")


@admin.register(AgreementReader)
class AgreementReaderAdmin(ReadOnly, OfInstrument, HistoryAdmin):
    """Edited on the page of the instrument."""

    list_display = ("user", "agreement", "granted_by", "granted_at")
    list_filter = (("agreement", RelatedOnlyFieldListFilter),)
    list_select_related = ("agreement", "user", "granted_by")
    search_fields = ("user__name", "user__email", "agreement__title")
    date_hierarchy = "granted_at"


@admin.register(Article)
class ArticleAdmin(OfInstrument, HistoryAdmin):
    form = ArticleForm
    list_display = ("number", "heading", "agreement", "parent", "source_page")
    list_filter = (("agreement", RelatedOnlyFieldListFilter),)
    list_select_related = ("agreement", "parent__agreement")
    search_fields = ("number", "heading", "summary", "agreement__short_title")
    autocomplete_fields = ("agreement", "parent")


@admin.register(AgreementInstance)
class AgreementInstanceAdmin(OfInstrument, HistoryAdmin):
    list_display = ("counterparty", "agreement", "executed", "ended")
    list_filter = (("agreement", RelatedOnlyFieldListFilter),)
    list_select_related = ("agreement", "counterparty")
    search_fields = ("counterparty__name", "counterparty__short_name", "agreement__title")
    autocomplete_fields = ("agreement", "counterparty")


@admin.register(DefinedTerm)
class DefinedTermAdmin(OfInstrument, HistoryAdmin):
    list_display = ("term", "meaning", "article", "agreement")
    list_filter = (("agreement", RelatedOnlyFieldListFilter),)
    list_select_related = ("agreement", "article__agreement")
    search_fields = ("term", "meaning", "agreement__title")
    autocomplete_fields = ("agreement", "article")


@admin.register(Figure)
class FigureAdmin(OfInstrument, HistoryAdmin):
    instrument = "article__agreement__"
    list_display = ("name", "value", "unit", "article")
    list_filter = (("article__agreement", RelatedOnlyFieldListFilter),)
    list_select_related = ("article__agreement",)
    search_fields = ("name", "article__number", "article__agreement__title")
    autocomplete_fields = ("article",)


@admin.register(CrossReference)
class CrossReferenceAdmin(ReadOnly, OfInstrument):
    """Written by the instrument file."""

    instrument = "article__agreement__"
    list_display = ("article", "target", "words")
    list_filter = (("article__agreement", RelatedOnlyFieldListFilter),)
    list_select_related = ("article__agreement", "target__agreement")
    search_fields = ("article__number", "target__number", "words")
