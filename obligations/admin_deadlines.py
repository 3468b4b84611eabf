"""Deadlines, their versions and performances in admin: to read; services write them."""

from typing import Any

from django.contrib import admin
from django.contrib.admin import RelatedOnlyFieldListFilter
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from accounts.admin_base import Inline, ReadOnly
from obligations.admin_base import OfDeadline
from obligations.models import Deadline, DeadlineVersion, Decision, Performance


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
class DeadlineAdmin(ReadOnly, OfDeadline):
    deadline = ""
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
class DeadlineVersionAdmin(ReadOnly, OfDeadline):
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
class PerformanceAdmin(ReadOnly, OfDeadline):
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
    exclude = ("address",)
    readonly_fields = ("counted_on", "needs_verification", "notice_address", "recorded_at")

    @admin.display(description=_("version of the address for notices"))
    def notice_address(self, obj: Performance) -> str:
        return obj.address.notice_address if obj.address else ""


@admin.register(Decision)
class DecisionAdmin(ReadOnly, OfDeadline):
    instrument = "deadline__obligation__article__agreement__"
    list_display = ("deadline", "kind", "on", "until", "granted_by", "recorded_at", "decided_by")
    list_filter = (
        ("deadline__obligation__article__agreement", RelatedOnlyFieldListFilter),
        "kind",
    )
    list_select_related = (
        "deadline__obligation__article__agreement",
        "deadline__period__fiscal_year",
        "deadline__subject",
        "granted_by",
        "decided_by",
    )
    search_fields = ("deadline__obligation__title", "reason", "document")
    date_hierarchy = "on"
    readonly_fields = ("safe", "recorded_at")
