"""The forms of an amendment: what it is, why it is withdrawn, two days to compare."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from agreements.models import Agreement, Amendment
from obligations.forms import DayField


class AmendmentForm(forms.Form):
    """What the amendment is called, when it was signed, from which day it has effect."""

    title = forms.CharField(label=_("Title"), max_length=200)
    executed = DayField(label=_("Dated"), help_text=_("The day on which the last party signed."))
    effective = DayField(
        label=_("Effective from"),
        help_text=_("In the past or the future; texts and rules change from this day on."),
    )
    note = forms.CharField(
        label=_("Note"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, agreement: Agreement, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.agreement, self.today = agreement, today

    def clean_title(self) -> str:
        """Refuse the title of an amendment that stands."""
        title: str = self.cleaned_data["title"]
        if Amendment.objects.standing().filter(agreement=self.agreement, title=title).exists():
            raise forms.ValidationError(title_is_taken(title))
        return title

    def clean_executed(self) -> date:
        """Refuse a day that has not come, and one before the instrument was executed."""
        day: date = self.cleaned_data["executed"]
        if day > self.today:
            raise forms.ValidationError(
                _("%(day)s has not come yet: record an amendment when it is signed.")
                % {"day": _shown(day)}
            )
        return self._not_before_execution(day)

    def clean_effective(self) -> date:
        """Refuse a day before the instrument was executed."""
        return self._not_before_execution(self.cleaned_data["effective"])

    def _not_before_execution(self, day: date) -> date:
        first = self.agreement.executed or self.agreement.in_force_from
        if first and day < first:
            raise forms.ValidationError(
                _("%(day)s is before %(first)s, when the instrument was executed: check the year.")
                % {"day": _shown(day), "first": _shown(first)}
            )
        return day


class WithdrawAmendmentForm(forms.Form):
    """Why an amendment is withdrawn."""

    because = forms.CharField(
        label=_("Why it was recorded in error"), widget=forms.Textarea(attrs={"rows": 3})
    )


class SpanForm(forms.Form):
    """The two days between which an instrument is compared; in the address: from, to."""

    first = DayField(label=_("Text of"))
    last = DayField(label=_("Compared with the text of"))

    def add_prefix(self, field_name: str) -> str:
        return {"first": "from", "last": "to"}.get(field_name, field_name)

    def clean(self) -> dict[str, Any]:
        """Refuse a second day before the first."""
        data = super().clean() or {}
        first, last = data.get("first"), data.get("last")
        if first and last and last < first:
            self.add_error(
                "last",
                _("%(last)s is before %(first)s: exchange the two days.")
                % {"last": _shown(last), "first": _shown(first)},
            )
        return data


def title_is_taken(title: str) -> str:
    """The error for the title of an amendment that is on record."""
    return _("“%(title)s” is recorded already: open it, or give this one another title.") % {
        "title": title
    }


def _shown(day: date) -> str:
    return date_format(day, "SHORT_DATE_FORMAT")
