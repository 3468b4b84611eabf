"""Forms of closed periods, and the question that they add to other forms."""

from __future__ import annotations

from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from agreements.models import Agreement
from obligations.forms import DayField
from obligations.models import PeriodLock
from obligations.services.periods import say_closed


class AsksWhyLate(forms.Form):
    """A form whose record may lie in a closed period, and then needs a reason.

    Call `ask_for` when it is made, and `check_period` when it is cleaned.
    """

    late_reason = forms.CharField(
        label=_("Why it is recorded late"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Needed where its day lies in a period that is closed; the record is marked."),
    )
    closed: dict[int, date]

    def ask_for(self, *agreements: Agreement) -> None:
        """Put the question last where a period of one of the instruments is closed; else none."""
        self.closed = PeriodLock.objects.filter(agreement__in=agreements).days()
        question = self.fields.pop("late_reason")
        if self.closed:
            self.fields["late_reason"] = question

    def check_period(self, agreement: Agreement | None, *days: date | None) -> None:
        """Refuse a day in the closed period of an instrument without a reason."""
        until = self.closed.get(agreement.pk) if agreement else None
        is_inside = until is not None and any(day and day <= until for day in days)
        if until and is_inside and not self.cleaned_data.get("late_reason"):
            self.add_error("late_reason", say_closed(until))


class ClosePeriodForm(forms.Form):
    """Until which day, and why."""

    until = DayField(label=_("Close until"), help_text=_("That day is closed too."))
    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 3}))


class ReopenPeriodForm(forms.Form):
    """What is opened again, and why."""

    until = DayField(
        label=_("Stays closed until"),
        required=False,
        help_text=_("Empty: everything is open again."),
    )
    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 3}))
