"""Forms: every error names the field, the value and the fix; what was typed stays."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from obligations.models import Performance

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


def refuse_coming(day: date, today: date) -> None:
    """Raise ValidationError for a day that has not come."""
    if day > today:
        raise forms.ValidationError(
            _("%(day)s has not come yet: record it when it has."),
            params={"day": date_format(day, "SHORT_DATE_FORMAT")},
        )


def say_already_recorded(earlier: Any) -> str:
    """The error for a form that says what a standing record says."""
    return gettext(
        "“%(record)s” is already recorded, by %(who)s, %(when)s. If it happened once more, "
        "say in the note what sets it apart."
    ) % {
        "record": earlier,
        "who": earlier.recorded_by,
        "when": date_format(timezone.localtime(earlier.recorded_at), "DATETIME_FORMAT"),
    }


def say_already_performed(earlier: Performance) -> str:
    """The error for a form that comes after a record that counts already."""
    return gettext(
        "Meanwhile %(who)s recorded an act that counts: “%(record)s”. Open the deadline; where "
        "that record is wrong, withdraw it first."
    ) % {"record": earlier, "who": earlier.recorded_by}
