"""The form that asks for a PDF."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from agreements.models import Agreement
from obligations.forms import DayField
from obligations.models import Printout

LONGEST = timedelta(days=2 * 366)


class PrintoutForm(forms.Form):
    """Which document, of what, for which days."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Document"),
        choices=[(kind.value, kind.label) for kind in Printout.DOCUMENTS],
        initial=Printout.Kind.CERTIFICATE,
        widget=forms.RadioSelect,
    )
    agreement = forms.ModelChoiceField(
        label=gettext_lazy("Instrument"),
        queryset=Agreement.objects.none(),
        required=False,
        empty_label=gettext_lazy("All instruments"),
    )
    first_day = DayField(label=gettext_lazy("First day"))
    last_day = DayField(label=gettext_lazy("Last day"))
    day = DayField(
        label=gettext_lazy("Facts as of"),
        help_text=gettext_lazy("Only facts dated on or before this day count."),
    )

    def __init__(self, *args: Any, user: User, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        field = self.fields["agreement"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Agreement.objects.visible_to(user)

    @property
    def said(self) -> dict[str, Any]:
        """What a valid form says, as `request_printout` takes it."""
        said = dict(self.cleaned_data)
        return {"as_of": said.pop("day"), **said}

    def clean_day(self) -> date:
        """Refuse a day whose facts nobody knows yet."""
        day: date = self.cleaned_data["day"]
        if day > self.today:
            raise forms.ValidationError(
                _("%(day)s has not come yet: choose today or an earlier day."),
                params={"day": date_format(day, "SHORT_DATE_FORMAT")},
            )
        return day

    def clean(self) -> dict[str, Any]:
        """Check the days against each other."""
        data = super().clean() or {}
        first, last = data.get("first_day"), data.get("last_day")
        if first and last and last < first:
            self.add_error(
                "last_day", _("The last day lies before the first: check which one is wrong.")
            )
        elif first and last and last - first > LONGEST:
            self.add_error(
                "last_day", _("A document covers two years at most: ask for one after the other.")
            )
        return data
