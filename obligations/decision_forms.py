"""Forms of decisions: what is verified, rejected, approved, waived, extended or declined."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from obligations.forms import DayField
from obligations.models import Deadline
from obligations.period_forms import AsksWhyLate
from obligations.services.decisions import say_no_more_time
from obligations.status import Status


class DecisionForm(forms.Form):
    """A decision about `deadline`, taken `today`."""

    def __init__(self, *args: Any, deadline: Deadline, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.deadline, self.today = deadline, today


class ConfirmForm(DecisionForm):
    """Nothing but the decision itself."""


class NoteForm(DecisionForm):
    """What was looked at, where it is worth a line."""

    reason = forms.CharField(
        label=_("Note"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


class ReasonForm(DecisionForm):
    """Why."""

    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 3}))


class ApprovalForm(DecisionForm):
    """Which draft may be sent."""

    document = forms.CharField(
        label=_("Document"),
        max_length=300,
        help_text=_("The draft that may be sent, so that everybody finds it again."),
    )
    reason = forms.CharField(
        label=_("Note"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


class GrantForm(DecisionForm, AsksWhyLate):
    """What a party granted, or declined: when, why, and where it is written."""

    on = DayField(label=_("Day of the decision"), help_text=_("The day from which it counts."))
    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 3}))
    document = forms.CharField(
        label=_("Document"),
        max_length=300,
        help_text=_("The letter or mail in which it was said, so that everybody finds it again."),
    )

    def __init__(self, *args: Any, deadline: Deadline, **kwargs: Any) -> None:
        super().__init__(*args, deadline=deadline, **kwargs)
        self.ask_for(deadline.obligation.article.agreement)

    def clean(self) -> dict[str, Any]:
        """Ask why it is recorded late."""
        data = super().clean() or {}
        self.check_period(self.deadline.obligation.article.agreement, data.get("on"))
        return data

    def clean_on(self) -> date:
        """Refuse a day that has not come."""
        day: date = self.cleaned_data["on"]
        if day > self.today:
            raise forms.ValidationError(
                _("%(day)s has not come yet: record it when it has."),
                params={"day": date_format(day, "SHORT_DATE_FORMAT")},
            )
        return day


class WaiverForm(GrantForm):
    """What a party waived: a duty that lasts no longer binds from that day on."""

    def __init__(self, *args: Any, deadline: Deadline, **kwargs: Any) -> None:
        super().__init__(*args, deadline=deadline, **kwargs)
        if deadline.status == Status.STANDING:
            day = self.fields["on"]
            day.label = _("No longer binds from")
            day.help_text = _("The first day on which it does not bind. Before that day it did.")


class ExtensionForm(GrantForm):
    """Until when there is more time."""

    until = DayField(
        label=_("Extended until"),
        help_text=_("The last timely day, as it was granted. It is not moved when business rests."),
    )
    field_order = ("until", "on", "reason", "document", "late_reason")

    def clean_until(self) -> date:
        """Refuse a day that gives no more time."""
        day: date = self.cleaned_data["until"]
        if self.deadline.last_day is None or day <= self.deadline.last_day:
            raise forms.ValidationError(say_no_more_time(self.deadline))
        return day
