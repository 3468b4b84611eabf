"""Forms: every error names the field, the value and the fix; what was typed stays."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from obligations.models import ClosingRecord, Deadline, Event, Performance

FIRST_DAY, LAST_DAY = date(1955, 1, 1), date(2099, 12, 31)
ZONES = [
    ("Asia/Tokyo", _("Tokyo")),
    ("America/New_York", _("New York")),
    ("Europe/London", _("London")),
    ("UTC", _("UTC")),
]


class NamesWhatWasTyped(forms.Field):
    """A field whose error quotes the value."""

    def to_python(self, value: Any) -> Any:
        try:
            return super().to_python(value)
        except forms.ValidationError as error:
            raise forms.ValidationError(
                self.error_messages["invalid"], code="invalid", params={"value": value}
            ) from error


class DayField(NamesWhatWasTyped, forms.DateField):
    """A day between 1955 and 2099, the span of the holiday data; in no order but year-month-day."""

    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    input_formats = ["%Y-%m-%d"]
    default_error_messages = {
        "invalid": _("“%(value)s” is not a date: write it as year-month-day, like 2026-11-12."),
    }

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value and not FIRST_DAY <= value <= LAST_DAY:
            raise forms.ValidationError(
                _("%(day)s lies outside the years 1955 to 2099: holiday data end there."),
                params={"day": value.isoformat()},
            )


class ClockField(NamesWhatWasTyped, forms.TimeField):
    """An hour and minute on the 24-hour clock."""

    widget = forms.TimeInput(format="%H:%M", attrs={"type": "time"})
    input_formats = ["%H:%M", "%H:%M:%S"]
    default_error_messages = {
        "invalid": _("“%(value)s” is not a time: write hour and minute, like 10:20."),
    }


class WithdrawPerformanceForm(forms.Form):
    """Why a record of performance is withdrawn."""

    note = forms.CharField(
        label=_("Why the record is wrong"), widget=forms.Textarea(attrs={"rows": 3})
    )


class PerformanceForm(forms.Form):
    """What was done: dispatched, arrived, how, to whom."""

    dispatched_on = DayField(label=_("Dispatched on"), required=False)
    arrived_on = DayField(
        label=_("Arrived on"),
        required=False,
        help_text=_("A notice counts on the day on which it arrives (Civil Code art. 97)."),
    )
    means = forms.ChoiceField(label=_("How"), choices=Performance.Means)
    to_whom = forms.CharField(label=_("To whom, at which address"), required=False, max_length=300)
    note = forms.CharField(
        label=_("Note"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, deadline: Deadline, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.deadline, self.today = deadline, today
        if asked := deadline.obligation.form:
            self.fields["means"].help_text = gettext(
                "Asked for: %(form)s. Anything else is recorded as doubtful in form."
            ) % {"form": asked}

    def clean(self) -> dict[str, Any]:
        """Check the days against each other, against today and against the opening."""
        data = super().clean() or {}
        sent, arrived = data.get("dispatched_on"), data.get("arrived_on")
        if not sent and not arrived and not self.errors:
            self.add_error("dispatched_on", _("Give the day of dispatch, of arrival, or both."))
        if sent and arrived and arrived < sent:
            self.add_error(
                "arrived_on",
                _("It cannot arrive before it was dispatched: check which day is wrong."),
            )
        for name, day in (("dispatched_on", sent), ("arrived_on", arrived)):
            if day:
                self._check_day(name, day)
        return data

    def _check_day(self, name: str, day: date) -> None:
        shown = date_format(day, "SHORT_DATE_FORMAT")
        opens = self.deadline.current.opens if self.deadline.current else None
        if day > self.today:
            self.add_error(
                name, _("%(day)s has not come yet: record it when it has.") % {"day": shown}
            )
        elif opens and day < opens:
            self.add_error(
                name,
                _("%(day)s is before the deadline opens on %(opens)s: check the period.")
                % {"day": shown, "opens": date_format(opens, "SHORT_DATE_FORMAT")},
            )


def say_already_recorded(earlier: Event | Performance | ClosingRecord) -> str:
    """The error for a form that says what a standing record says."""
    return gettext(
        "“%(record)s” is already recorded, by %(who)s, %(when)s. If it happened once more, "
        "say in the note what sets it apart."
    ) % {
        "record": earlier,
        "who": earlier.recorded_by,
        "when": date_format(timezone.localtime(earlier.recorded_at), "DATETIME_FORMAT"),
    }
