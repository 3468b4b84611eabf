"""Forms of matters: opening one, letting people in, ending access, closing it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from obligations.forms import DayField

LINES = forms.Textarea(attrs={"rows": 3})


class BoundForm(forms.Form):
    """Since when somebody is bound, at the latest `today`."""

    bound_on = DayField(
        label=_("Bound since"),
        help_text=_("The day on which the person acknowledged confidentiality and no trading."),
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_bound_on(self) -> date:
        day: date = self.cleaned_data["bound_on"]
        if day > self.today:
            raise forms.ValidationError(
                _("%(day)s has not come yet: nobody knows of the matter before being bound."),
                params={"day": day.isoformat()},
            )
        return day


class OpenMatterForm(BoundForm):
    """What it is, and since when the person who opens it is bound."""

    title = forms.CharField(
        label=_("Title"), max_length=120, help_text=_("Only people let in, and auditors, see it.")
    )
    reason = forms.CharField(label=_("Why it is confidential"), max_length=300, widget=LINES)
    bound_on = DayField(
        label=_("You are bound since"),
        help_text=_("The day on which you acknowledged confidentiality and no trading."),
    )
    field_order = ("title", "reason", "bound_on")


class LetInForm(BoundForm):
    """Who is let in, why, and until when."""

    person = forms.ModelChoiceField(label=_("Person"), queryset=User.objects.none())
    reason = forms.CharField(label=_("Why this person"), max_length=300, widget=LINES)
    until = DayField(
        label=_("Until the end of"), required=False, help_text=_("Empty: until somebody ends it.")
    )
    field_order = ("person", "reason", "bound_on", "until")

    def __init__(self, *args: Any, people: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["person"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = people

    def clean_until(self) -> date | None:
        day: date | None = self.cleaned_data["until"]
        if day and day < self.today:
            raise forms.ValidationError(
                _("%(day)s is past: choose today or a later day."),
                params={"day": day.isoformat()},
            )
        return day


class ReasonForm(forms.Form):
    """Why access ends, or a matter is closed."""

    reason = forms.CharField(label=_("Reason"), max_length=300, widget=LINES)
