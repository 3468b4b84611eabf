"""Forms of readings, special calendar days, and what is decided about them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from obligations.forms import DayField, refuse_coming
from obligations.models import CalendarDay, Reading

if TYPE_CHECKING:
    ModelForm = forms.ModelForm[Reading]
else:
    ModelForm = forms.ModelForm


class ReadingForm(ModelForm):
    """A reading of the text; the values of the one on record stand in it."""

    class Meta:
        model = Reading
        fields = (
            *("article", "question", "choice", "other", "counting"),
            *("reason", "decided_by", "decided_on"),
        )
        field_classes = {"decided_on": DayField}
        widgets = {"reason": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, data: Any = None, *, instance: Reading, today: date) -> None:
        super().__init__(data, instance=instance)
        self.today = today
        article = self.fields["article"]
        assert isinstance(article, forms.ModelChoiceField)
        article.queryset = instance.agreement.articles.select_related("agreement")
        article.empty_label = _("The whole instrument")

    def clean_decided_on(self) -> date:
        """Refuse a day that has not come."""
        day: date = self.cleaned_data["decided_on"]
        refuse_coming(day, self.today)
        return day

    def clean(self) -> dict[str, Any]:
        """Refuse what changes nothing."""
        data = super().clean() or {}
        if self.instance.pk and not self.errors and not self.has_changed():
            raise forms.ValidationError(_("Nothing is changed yet: change a field first."))
        return data


class CalendarDayForm(forms.Form):
    """What a day is in a country, against what the law says."""

    RESTS, WORKS, REMOVED = "rests", "works", "removed"

    country = forms.ChoiceField(label=_("Country"), choices=CalendarDay.Country)
    day = DayField(label=_("Day"))
    what = forms.ChoiceField(
        label=_("What the day is"),
        choices=[
            (RESTS, _("No business, although no law says so")),
            (WORKS, _("Business as usual, although it is a holiday")),
            (REMOVED, _("What the law says: no special day any longer")),
        ],
    )
    reason = forms.CharField(label=_("Reason"), max_length=120)

    @property
    def rests(self) -> bool | None:
        """Whether business rests on it; None where the day is no longer special."""
        what = self.cleaned_data["what"]
        return None if what == self.REMOVED else what == self.RESTS

    def clean(self) -> dict[str, Any]:
        """Refuse to take back what is not on record."""
        data = super().clean() or {}
        if data.get("what") == self.REMOVED and {"country", "day"} <= data.keys():
            on_record = CalendarDay.objects.filter(country=data["country"], day=data["day"])
            if not on_record.exists():
                self.add_error("day", _("This day is no special day: there is nothing to change."))
        return data


class RejectForm(forms.Form):
    """Why a proposal is rejected."""

    reason = forms.CharField(
        label=_("Reason of the rejection"), widget=forms.Textarea(attrs={"rows": 3})
    )
