"""Checks of what administrators type, so that no trigger of the database has to refuse it."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from agreements.models import FiscalPeriod, FiscalYear

if TYPE_CHECKING:
    ModelForm = forms.ModelForm[Any]
    InlineFormSet = forms.BaseInlineFormSet[FiscalPeriod, FiscalYear, forms.ModelForm[FiscalPeriod]]
else:
    ModelForm = forms.ModelForm
    InlineFormSet = forms.BaseInlineFormSet


class TreeForm(ModelForm):
    """A row of a tree: `parent` must not lead back to it."""

    def clean_parent(self) -> Any:
        above = parent = self.cleaned_data["parent"]
        while above is not None:
            if above.pk == self.instance.pk:
                raise ValidationError(
                    _("%(parent)s lies below %(row)s itself: choose another one."),
                    params={"parent": parent, "row": self.instance},
                )
            above = above.parent
        return parent


class ArticleForm(TreeForm):
    """A provision: it hangs under one of the same instrument."""

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        agreement, parent = data.get("agreement"), data.get("parent")
        if agreement and parent and parent.agreement_id != agreement.pk:
            error = _("%(parent)s belongs to another instrument: choose a provision of %(own)s.")
            self.add_error("parent", error % {"parent": parent, "own": agreement})
        return data


class PeriodFormSet(InlineFormSet):
    """The periods of a fiscal year: the quarters, the halves and the year each fill it."""

    def clean(self) -> None:
        super().clean()
        rows = [
            form.cleaned_data
            for form in self.forms
            if form.is_valid() and form not in self.deleted_forms
        ]
        for unit in FiscalPeriod.Unit:
            spans = sorted(
                (row["number"], row["start"], row["end"]) for row in rows if row["unit"] == unit
            )
            self._check_filled(unit, spans)

    def _check_filled(
        self, unit: FiscalPeriod.Unit, spans: Iterable[tuple[int, date, date]]
    ) -> None:
        expected, last_end = self.instance.start, None
        for number, start, end in spans:
            if start != expected:
                _refuse(_("%(unit)s %(number)s must begin on %(day)s."), unit, number, expected)
            expected, last_end = end + timedelta(days=1), end
        if last_end != self.instance.end:
            _refuse(_("The last %(unit)s must end on %(day)s."), unit, 0, self.instance.end)


def _refuse(message: str, unit: FiscalPeriod.Unit, number: int, day: date) -> None:
    shown = {"unit": unit.label, "number": number, "day": date_format(day, "SHORT_DATE_FORMAT")}
    raise ValidationError(message, params=shown)
