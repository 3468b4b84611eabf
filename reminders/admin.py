"""Reminders in admin: people write policies, preferences and absences, workers write the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.contrib import admin
from django.contrib.admin import RelatedOnlyFieldListFilter
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.admin_base import HistoryAdmin, Inline, ReadOnly, RowAdmin
from accounts.models import User
from obligations.admin_base import OfDeadline
from reminders.access import visible_policies
from reminders.admin_webhooks import WebhookAdmin
from reminders.models import (
    Absence,
    Audience,
    Channel,
    Heartbeat,
    Message,
    PolicyStep,
    Preferences,
    Reminder,
    ReminderPolicy,
)
from reminders.services.policies import wake_planner

__all__ = [
    "AbsenceAdmin",
    "HeartbeatAdmin",
    "MessageAdmin",
    "PreferencesAdmin",
    "ReminderAdmin",
    "ReminderPolicyAdmin",
    "WebhookAdmin",
]

if TYPE_CHECKING:
    StepModelForm = forms.ModelForm[PolicyStep]
else:
    StepModelForm = forms.ModelForm


class PolicyStepForm(StepModelForm):
    """People and channels are ticked."""

    audience = forms.MultipleChoiceField(
        label=_("to whom"), choices=Audience, widget=forms.CheckboxSelectMultiple
    )
    channels = forms.MultipleChoiceField(
        label=_("by which channels"), choices=Channel, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = PolicyStep
        fields = ["clock", "days", "repeat_days", "audience", "channels"]


class PolicyStepInline(Inline):
    model = PolicyStep
    form = PolicyStepForm

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A step is taken out of a policy; the history keeps it."""
        return True


@admin.register(ReminderPolicy)
class ReminderPolicyAdmin(HistoryAdmin):
    inlines = (PolicyStepInline,)
    list_display = ("__str__", "kind", "agreement", "obligation")
    list_filter = ("kind",)
    list_select_related = ("agreement", "obligation")
    search_fields = ("agreement__short_title", "obligation__title")
    autocomplete_fields = ("agreement", "obligation")
    ordering = ("pk",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Without the policies of instruments that the administrator may not know of."""
        known = visible_policies(cast(User, request.user))
        return super().get_queryset(request).filter(pk__in=known.values("pk"))

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        wake_planner(policy=form.instance, now=timezone.now())


@admin.register(Preferences)
class PreferencesAdmin(HistoryAdmin):
    list_display = ("person", "delivery", "digest_at", "quiet_from", "quiet_until")
    list_filter = ("delivery", "digest_stopped")
    list_select_related = ("person",)
    search_fields = ("person__name", "person__email")
    autocomplete_fields = ("person",)
    ordering = ("person__name",)


@admin.register(Absence)
class AbsenceAdmin(HistoryAdmin):
    list_display = ("person", "first_day", "last_day", "stand_in")
    list_select_related = ("person", "stand_in")
    search_fields = ("person__name", "stand_in__name")
    autocomplete_fields = ("person", "stand_in")
    date_hierarchy = "first_day"
    ordering = ("-first_day", "pk")


@admin.register(Reminder)
class ReminderAdmin(ReadOnly, OfDeadline):
    instrument = "deadline__obligation__article__agreement__"
    list_display = (
        "deadline",
        "step_text",
        "recipient",
        "channel",
        "remind_at",
        "message",
        "cancelled_at",
    )
    list_filter = (
        "channel",
        ("recipient", RelatedOnlyFieldListFilter),
        ("deadline__obligation__article__agreement", RelatedOnlyFieldListFilter),
    )
    list_select_related = (
        "deadline__obligation__article__agreement",
        "deadline__period__fiscal_year",
        "version",
        "recipient",
        "message__recipient",
        "message__webhook",
    )
    search_fields = ("deadline__obligation__title", "recipient__name", "recipient__email")
    date_hierarchy = "remind_at"
    ordering = ("-remind_at", "-pk")


@admin.register(Message)
class MessageAdmin(ReadOnly, RowAdmin):
    list_display = ("__str__", "state", "created_at", "next_try_at", "attempt", "sent_at", "error")
    list_filter = ("state", "kind", ("recipient", RelatedOnlyFieldListFilter))
    list_select_related = ("recipient", "webhook", "about__recipient", "about__webhook")
    search_fields = ("error", "recipient__name", "recipient__email", "webhook__name")
    date_hierarchy = "created_at"
    ordering = ("-created_at", "-pk")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Without those that tell of instruments that the administrator may not know of."""
        known = Reminder.objects.visible_to(cast(User, request.user))
        hidden = Reminder.objects.exclude(pk__in=known.values("pk"))
        rows = super().get_queryset(request)
        return rows.exclude(Exists(hidden.filter(message=OuterRef("pk")))).exclude(
            Exists(hidden.filter(message=OuterRef("about")))
        )


@admin.register(Heartbeat)
class HeartbeatAdmin(ReadOnly, RowAdmin):
    list_display = ("name", "beat_at")
    search_fields = ("name",)
    ordering = ("name",)
