"""Notices, consents, breaches, periods and proposals in admin: to read; people use pages."""

from typing import Any

from django.contrib import admin
from django.contrib.admin import RelatedOnlyFieldListFilter
from django.db.models import QuerySet
from django.http import HttpRequest

from accounts.admin_base import ReadOnly, RowAdmin
from agreements.admin_base import OfInstrument
from obligations.admin_base import Visible
from obligations.models import (
    Breach,
    BreachRecord,
    Consent,
    ConsentRecord,
    Notice,
    PeriodLock,
    Proposal,
    ProposalDecision,
)


@admin.register(Notice)
class NoticeAdmin(Visible):
    list_display = ("title", "way", "party", "dispatched_on", "arrived_on", "means", "recorded_by")
    list_filter = (("agreement", RelatedOnlyFieldListFilter), "way", "means", "withdrawn")
    list_select_related = ("agreement", "party", "recorded_by")
    search_fields = ("title", "to_whom", "note")
    date_hierarchy = "arrived_on"
    exclude = ("address",)
    readonly_fields = ("recorded_at",)


@admin.register(Consent)
class ConsentAdmin(ReadOnly, OfInstrument):
    instrument = "obligation__article__agreement__"
    list_display = ("what", "obligation", "asked_by", "asked_of", "asked_on", "recorded_by")
    list_filter = (("obligation__article__agreement", RelatedOnlyFieldListFilter), "means")
    list_select_related = (
        "obligation__article__agreement",
        "asked_by",
        "asked_of",
        "recorded_by",
    )
    search_fields = ("what", "document")
    date_hierarchy = "asked_on"
    readonly_fields = ("recorded_at",)


@admin.register(ConsentRecord)
class ConsentRecordAdmin(ReadOnly, OfInstrument):
    instrument = "consent__obligation__article__agreement__"
    list_display = ("consent", "kind", "on", "until", "by_whom", "recorded_by")
    list_filter = ("kind",)
    list_select_related = ("consent", "recorded_by")
    search_fields = ("by_whom", "conditions", "note")
    date_hierarchy = "on"
    readonly_fields = ("recorded_at",)


@admin.register(Breach)
class BreachAdmin(Visible):
    list_display = ("what", "obligation", "party", "happened_on", "known_on", "recorded_by")
    list_filter = (("obligation__article__agreement", RelatedOnlyFieldListFilter),)
    list_select_related = ("obligation__article__agreement", "party", "recorded_by")
    search_fields = ("what", "reason")
    date_hierarchy = "happened_on"
    readonly_fields = ("recorded_at",)


@admin.register(BreachRecord)
class BreachRecordAdmin(Visible):
    list_display = ("breach", "kind", "on", "note", "recorded_by")
    list_filter = ("kind",)
    list_select_related = ("breach", "recorded_by")
    search_fields = ("note",)
    date_hierarchy = "on"
    readonly_fields = ("recorded_at",)


@admin.register(PeriodLock)
class PeriodLockAdmin(ReadOnly, OfInstrument):
    list_display = ("agreement", "closed_until", "reason", "recorded_at", "recorded_by")
    list_filter = (("agreement", RelatedOnlyFieldListFilter),)
    list_select_related = ("agreement", "recorded_by")
    search_fields = ("reason",)
    date_hierarchy = "recorded_at"
    readonly_fields = ("recorded_at",)


class OfProposals(ReadOnly, RowAdmin):
    """Lists what the administrator may know: proposals about calendars belong to no instrument."""

    proposal = ""

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        known = Proposal.objects.visible_to(request.user)  # type: ignore[arg-type]
        return (
            super().get_queryset(request).filter(**{f"{self.proposal}pk__in": known.values("pk")})
        )


@admin.register(Proposal)
class ProposalAdmin(OfProposals):
    list_display = ("title", "kind", "agreement", "proposed_at", "proposed_by")
    list_filter = ("kind", ("agreement", RelatedOnlyFieldListFilter))
    list_select_related = ("agreement", "obligation", "amendment", "proposed_by")
    search_fields = ("subject", "why")
    date_hierarchy = "proposed_at"
    readonly_fields = ("proposed_at",)


@admin.register(ProposalDecision)
class ProposalDecisionAdmin(OfProposals):
    proposal = "proposal__"
    list_display = ("proposal", "kind", "reason", "recorded_at", "decided_by")
    list_filter = ("kind",)
    list_select_related = ("proposal__obligation", "proposal__amendment", "decided_by")
    search_fields = ("reason",)
    date_hierarchy = "recorded_at"
    readonly_fields = ("recorded_at",)
