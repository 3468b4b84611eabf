"""Obligations and facts in admin; what a service writes is read-only."""

from django.contrib import admin
from django.contrib.admin import RelatedOnlyFieldListFilter
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
from obligations.admin_matters import MatterAdmin
from obligations.admin_records import (
    BreachAdmin,
    BreachRecordAdmin,
    ConsentAdmin,
    ConsentRecordAdmin,
    NoticeAdmin,
    PeriodLockAdmin,
    ProposalAdmin,
    ProposalDecisionAdmin,
)
from obligations.matter_querysets import may_know_event
from obligations.models import (
    Event,
    EventType,
    Obligation,
    ObligationVersion,
    Reading,
    State,
)

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
    "MatterAdmin",
    "NoticeAdmin",
    "NotificationAdmin",
    "ObligationChangeAdmin",
    "PerformanceAdmin",
    "PeriodLockAdmin",
    "ProposalAdmin",
    "ProposalDecisionAdmin",
    "RecomputationAdmin",
]


class ObligationVersionInline(ReadOnly, Inline):
    """A rule changes by a proposal that a second person confirms, on the page of the obligation."""

    model = ObligationVersion
    readonly_fields = ("recorded", "recorded_by")

    def get_queryset(self, request: HttpRequest) -> QuerySet[ObligationVersion]:
        return super().get_queryset(request).select_related("recorded_by")

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


@admin.register(ObligationVersion)
class ObligationVersionAdmin(ReadOnly, OfInstrument):
    """Proposed on the page of the obligation."""

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

    def get_queryset(self, request: HttpRequest) -> QuerySet[Event]:
        return super().get_queryset(request).filter(may_know_event(request.user))  # type: ignore[arg-type]

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
class ReadingAdmin(ReadOnly, OfInstrument, HistoryAdmin):
    """Proposed on the page of readings; a second person of Legal confirms."""

    list_display = ("question", "choice", "agreement", "article", "decided_by", "decided_on")
    list_filter = (("agreement", RelatedOnlyFieldListFilter),)
    list_select_related = ("agreement", "article__agreement")
    search_fields = ("question", "choice", "other", "reason", "decided_by")
    autocomplete_fields = ("agreement", "article")
    date_hierarchy = "decided_on"
