"""Obligations and facts in admin; what a service writes is read-only."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.contrib.admin import RelatedOnlyFieldListFilter
from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest
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
from obligations.admin_comments import CommentAdmin, NotificationAdmin
from obligations.admin_deadlines import DeadlineAdmin, DeadlineVersionAdmin, PerformanceAdmin
from obligations.admin_evidence import EvidenceAdmin
from obligations.admin_findings import FindingAdmin
from obligations.admin_records import (
    BreachAdmin,
    BreachRecordAdmin,
    ConsentAdmin,
    ConsentRecordAdmin,
    NoticeAdmin,
    PeriodLockAdmin,
)
from obligations.deadlines import RuleError, check_events, parse
from obligations.models import (
    Event,
    EventType,
    Obligation,
    ObligationVersion,
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
    "BreachAdmin",
    "BreachRecordAdmin",
    "CalendarDayAdmin",
    "ClosingRecordAdmin",
    "CommentAdmin",
    "ConsentAdmin",
    "ConsentRecordAdmin",
    "DeadlineAdmin",
    "DeadlineVersionAdmin",
    "EvidenceAdmin",
    "FindingAdmin",
    "NoticeAdmin",
    "NotificationAdmin",
    "ObligationChangeAdmin",
    "PerformanceAdmin",
    "PeriodLockAdmin",
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
        "review",
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
