"""Obligations, facts, deadlines and performances in admin; what a service writes is read-only."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.contrib.admin import RelatedOnlyFieldListFilter
from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from accounts.admin_base import HistoryAdmin, Inline, ReadOnly
from agreements.admin_base import OfInstrument
from obligations.admin_amendments import (
    AmendmentAdmin,
    ArticleChangeAdmin,
    ObligationChangeAdmin,
)
from obligations.admin_calendar import CalendarDayAdmin, RecomputationAdmin
from obligations.admin_closing import ClosingRecordAdmin
from obligations.admin_findings import FindingAdmin
from obligations.deadlines import RuleError, check_events, parse
from obligations.models import (
    Deadline,
    DeadlineVersion,
    Event,
    EventType,
    Obligation,
    ObligationVersion,
    Performance,
    Reading,
    State,
)
from obligations.widgets import RuleWidget

if TYPE_CHECKING:
    InlineFormSet = forms.BaseInlineFormSet[
        ObligationVersion, Obligation, forms.ModelForm[ObligationVersion]
    ]
else:
    InlineFormSet = forms.BaseInlineFormSet


__all__ = [
    "AmendmentAdmin",
    "ArticleChangeAdmin",
    "CalendarDayAdmin",
    "ClosingRecordAdmin",
    "FindingAdmin",
    "ObligationChangeAdmin",
    "RecomputationAdmin",
]


class VersionFormSet(InlineFormSet):
    """New versions of a rule: every event that they name is declared by the instrument."""

    def clean(self) -> None:
        super().clean()
        if not self.instance.article_id:
            return
        types = EventType.objects.filter(agreement=self.instance.article.agreement_id)
        declared = set(types.values_list("name", flat=True))
        for form in self.extra_forms:
            if form.is_valid() and (rule := form.cleaned_data.get("rule")):
                self._check(form, rule, declared)

    def _check(self, form: Any, rule: str, declared: set[str]) -> None:
        try:
            check_events(parse(rule), declared)
        except RuleError as error:
            form.add_error("rule", str(error))


class ObligationVersionInline(Inline):
    """Append-only: a rule changes by a new version, with its reason."""

    model = ObligationVersion
    formset = VersionFormSet
    extra = 1
    readonly_fields = ("recorded", "recorded_by")
    formfield_overrides = {models.CharField: {"widget": RuleWidget}}

    def get_queryset(self, request: HttpRequest) -> QuerySet[ObligationVersion]:
        return super().get_queryset(request).select_related("recorded_by")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description=_("recorded"))
    def recorded(self, obj: ObligationVersion) -> str:
        """The moment, once the database has given it."""
        return date_format(localtime(obj.recorded_at), "DATETIME_FORMAT") if obj.pk else "—"


@admin.register(Obligation)
class ObligationAdmin(OfInstrument, HistoryAdmin):
    instrument = "article__agreement__"
    list_display = ("number", "title", "instrument_title", "kind", "obligor", "obligee", "team")
    list_filter = (
        ("article__agreement", RelatedOnlyFieldListFilter),
        "kind",
        ("team", RelatedOnlyFieldListFilter),
        "counts_on",
    )
    list_select_related = ("article__agreement", "obligor", "obligee", "team")
    search_fields = ("title", "key", "article__number", "article__agreement__short_title")
    autocomplete_fields = ("article", "obligor", "obligee", "team", "breach_leads_to")
    inlines = (ObligationVersionInline,)

    @admin.display(description=_("article"), ordering="article__position")
    def number(self, obj: Obligation) -> str:
        return obj.article.number

    @admin.display(description=_("instrument"), ordering="article__agreement__short_title")
    def instrument_title(self, obj: Obligation) -> str:
        return obj.article.agreement.short_title

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        for row in formset.extra_forms:
            row.instance.recorded_by = request.user
        super().save_formset(request, form, formset, change)


@admin.register(ObligationVersion)
class ObligationVersionAdmin(ReadOnly, OfInstrument):
    """Added on the page of the obligation."""

    instrument = "obligation__article__agreement__"
    list_display = ("obligation", "rule", "reason", "applies_from", "recorded_at", "recorded_by")
    list_filter = ("reason", ("obligation__article__agreement", RelatedOnlyFieldListFilter))
    list_select_related = ("obligation__article__agreement", "recorded_by")
    search_fields = ("rule", "obligation__title", "obligation__article__number")
    date_hierarchy = "recorded_at"


@admin.register(EventType)
class EventTypeAdmin(OfInstrument, HistoryAdmin):
    list_display = ("description", "name", "agreement", "article")
    list_filter = (("agreement", RelatedOnlyFieldListFilter),)
    list_select_related = ("agreement", "article__agreement")
    search_fields = ("name", "description", "article__number")
    autocomplete_fields = ("agreement", "article")


@admin.register(Event)
class EventAdmin(ReadOnly, OfInstrument):
    instrument = "type__agreement__"
    list_display = (
        "type",
        "instrument_title",
        "happened_on",
        "happened_at",
        "withdrawn",
        "corrects",
        "recorded_at",
        "recorded_by",
    )
    list_filter = (("type__agreement", RelatedOnlyFieldListFilter), "withdrawn", "recorded_at")
    list_select_related = ("type__agreement", "corrects__type", "root__type", "recorded_by")
    search_fields = ("type__name", "type__description", "note", "reason")
    date_hierarchy = "happened_on"

    @admin.display(description=_("instrument"), ordering="type__agreement__short_title")
    def instrument_title(self, obj: Event) -> str:
        return obj.type.agreement.short_title


@admin.register(State)
class StateAdmin(OfInstrument, HistoryAdmin):
    list_display = ("name", "agreement", "since", "until", "confirmed_on", "confirmed_by")
    list_filter = (("agreement", RelatedOnlyFieldListFilter),)
    list_select_related = ("agreement",)
    search_fields = ("name", "confirmed_by")
    autocomplete_fields = ("agreement",)


@admin.register(Reading)
class ReadingAdmin(OfInstrument, HistoryAdmin):
    list_display = ("question", "choice", "agreement", "article", "decided_by", "decided_on")
    list_filter = (("agreement", RelatedOnlyFieldListFilter),)
    list_select_related = ("agreement", "article__agreement")
    search_fields = ("question", "choice", "other", "reason", "decided_by")
    autocomplete_fields = ("agreement", "article")
    date_hierarchy = "decided_on"


def _steps(version: DeadlineVersion) -> str:
    return render_to_string("obligations/includes/steps.html", {"steps": version.steps})


class DeadlineVersionInline(ReadOnly, Inline):
    model = DeadlineVersion
    fields = ("number", "kind", "safe", "before_roll", "due", "opens", "explanation", "reason_text")
    readonly_fields = fields

    @admin.display(description=_("steps"))
    def explanation(self, obj: DeadlineVersion) -> str:
        return _steps(obj)


class PerformanceInline(ReadOnly, Inline):
    model = Performance
    fields = ("dispatched_on", "arrived_on", "counted_on", "means", "withdrawn", "recorded_by")
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[Performance]:
        return super().get_queryset(request).select_related("recorded_by")


@admin.register(Deadline)
class DeadlineAdmin(ReadOnly, OfInstrument):
    instrument = "obligation__article__agreement__"
    list_display = ("__str__", "kind", "safe", "before_roll", "due", "opens", "next_step_at")
    list_filter = (
        ("obligation__article__agreement", RelatedOnlyFieldListFilter),
        "current__kind",
        ("obligation__team", RelatedOnlyFieldListFilter),
    )
    list_select_related = (
        "current",
        "event__type",
        "obligation__article__agreement",
        "period__fiscal_year",
        "subject",
    )
    search_fields = ("obligation__title", "obligation__key", "obligation__article__number")
    date_hierarchy = "current__safe"
    ordering = ("current__safe", "pk")
    fields = ("obligation", "subject", "event", "period", "current", "next_step_at")
    inlines = (DeadlineVersionInline, PerformanceInline)

    @admin.display(description=_("kind of answer"), ordering="current__kind")
    def kind(self, obj: Deadline) -> str | None:
        return obj.current.get_kind_display() if obj.current else None

    @admin.display(description=_("safe date"), ordering="current__safe")
    def safe(self, obj: Deadline) -> Any:
        return obj.current and obj.current.safe

    @admin.display(description=_("contractual day"), ordering="current__before_roll")
    def before_roll(self, obj: Deadline) -> Any:
        return obj.current and obj.current.before_roll

    @admin.display(description=_("arguable until"), ordering="current__due")
    def due(self, obj: Deadline) -> Any:
        return obj.current and obj.current.due

    @admin.display(description=_("opens"), ordering="current__opens")
    def opens(self, obj: Deadline) -> Any:
        return obj.current and obj.current.opens


@admin.register(DeadlineVersion)
class DeadlineVersionAdmin(ReadOnly, OfInstrument):
    instrument = "deadline__obligation__article__agreement__"
    list_display = ("deadline", "number", "kind", "safe", "before_roll", "due", "recorded_at")
    list_filter = (
        ("deadline__obligation__article__agreement", RelatedOnlyFieldListFilter),
        "kind",
        "policy",
    )
    list_select_related = (
        "deadline__obligation__article__agreement",
        "deadline__period__fiscal_year",
        "rule_version",
        "cause__type",
    )
    search_fields = ("deadline__obligation__title", "deadline__obligation__article__number")
    date_hierarchy = "safe"
    exclude = ("steps",)
    readonly_fields = ("explanation", "recorded_at")

    @admin.display(description=_("steps"))
    def explanation(self, obj: DeadlineVersion) -> str:
        return _steps(obj)


@admin.register(Performance)
class PerformanceAdmin(ReadOnly, OfInstrument):
    instrument = "deadline__obligation__article__agreement__"
    list_display = (
        "deadline",
        "counted_on",
        "dispatched_on",
        "arrived_on",
        "means",
        "withdrawn",
        "recorded_at",
        "recorded_by",
    )
    list_filter = (
        ("deadline__obligation__article__agreement", RelatedOnlyFieldListFilter),
        "means",
        "withdrawn",
    )
    list_select_related = (
        "deadline__obligation__article__agreement",
        "deadline__period__fiscal_year",
        "corrects",
        "recorded_by",
    )
    search_fields = ("deadline__obligation__title", "to_whom", "note")
    date_hierarchy = "counted_on"
    readonly_fields = ("counted_on", "recorded_at")
