"""Forms: how a person wants to be reminded, and when the person is away."""

from __future__ import annotations

from datetime import date, time
from functools import cache
from itertools import groupby
from typing import TYPE_CHECKING, Any
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from obligations.forms import ClockField, DayField
from reminders.models import Absence, Preferences

if TYPE_CHECKING:
    PreferencesModelForm = forms.ModelForm[Preferences]
    AbsenceModelForm = forms.ModelForm[Absence]
else:
    PreferencesModelForm = AbsenceModelForm = forms.ModelForm

REGIONS = {
    "Africa", "America", "Antarctica", "Asia", "Atlantic", "Australia", "Europe", "Indian",
    "Pacific",
}  # fmt: skip


@cache
def zones() -> list[tuple[str, list[tuple[str, str]]]]:
    """The zones of the IANA database that are named for a city, by region; and UTC."""
    cities = sorted(zone for zone in available_timezones() if zone.partition("/")[0] in REGIONS)
    groups = groupby(cities, lambda zone: zone.partition("/")[0])
    found = [(region, [(z, _city(z)) for z in members]) for region, members in groups]
    return [*found, ("UTC", [("UTC", "UTC")])]


def _city(zone: str) -> str:
    return zone.partition("/")[2].replace("_", " ")


class SettingsForm(PreferencesModelForm):
    """Language, time zone, quiet hours and digest of one person."""

    language = forms.ChoiceField(label=_("Language"), help_text=_("Of pages and mails."))
    zone = forms.ChoiceField(
        label=_("Time zone"),
        choices=zones,
        help_text=_("Quiet hours and digests follow it. Deadlines keep the zone of their text."),
    )

    class Meta:
        model = Preferences
        fields = (
            "delivery",
            "digest_at",
            "digest_weekday",
            "digest_stopped",
            "quiet_from",
            "quiet_until",
        )
        field_classes = dict.fromkeys(("digest_at", "quiet_from", "quiet_until"), ClockField)
        help_texts = {
            "quiet_until": _(
                "No e-mail is sent between these times, unless it would come after the day to act."
            )
        }

    def __init__(self, data: Any = None, *, person: User) -> None:
        row = Preferences.objects.filter(person=person).first() or Preferences(person=person)
        super().__init__(
            data, instance=row, initial={"language": person.language, "zone": person.zone}
        )
        language = self.fields["language"]
        assert isinstance(language, forms.ChoiceField)
        language.choices = settings.LANGUAGES

    def clean(self) -> dict[str, Any]:
        """Refuse a digest within the quiet hours: it could never come at its time."""
        data = super().clean() or {}
        at, first, last = (data.get(name) for name in ("digest_at", "quiet_from", "quiet_until"))
        wants_digest = data.get("delivery") != Preferences.Delivery.SINGLE
        if wants_digest and at and first and last and _is_between(at, first, last):
            self.add_error(
                "digest_at",
                _("%(at)s lies in the quiet hours from %(first)s to %(last)s: change one of them.")
                % {
                    "at": time_format(at, "H:i"),
                    "first": time_format(first, "H:i"),
                    "last": time_format(last, "H:i"),
                },
            )
        return data


class AbsenceForm(AbsenceModelForm):
    """Days on which somebody else gets a person's reminders."""

    first_day = DayField(label=_("First day"))
    last_day = DayField(label=_("Last day"))

    class Meta:
        model = Absence
        fields = ("first_day", "last_day", "stand_in")
        help_texts = {
            "stand_in": _(
                "Gets your reminders on these days, but for instruments that this person may not "
                "know: those still come to you."
            )
        }

    def __init__(self, data: Any = None, *, instance: Absence, today: date) -> None:
        super().__init__(data, instance=instance)
        self.today = today
        stand_in = self.fields["stand_in"]
        assert isinstance(stand_in, forms.ModelChoiceField)
        others = User.objects.filter(is_active=True).exclude(pk=instance.person_id)
        stand_in.queryset = others
        stand_in.empty_label = _("Choose a person")

    def clean(self) -> dict[str, Any]:
        """Check the days against each other, against today and against other absences."""
        data = super().clean() or {}
        first, last = data.get("first_day"), data.get("last_day")
        if not first or not last:
            return data
        if last < first:
            self.add_error(
                "last_day",
                _("%(last)s is before the first day, %(first)s: change one of them.")
                % {"last": _day(last), "first": _day(first)},
            )
        elif last < self.today:
            self.add_error(
                "last_day", _("%(last)s has passed: give a later day.") % {"last": _day(last)}
            )
        elif other := self.overlapping(first, last):
            self.add_error(None, overlaps(other))
        return data

    def overlapping(self, first: date, last: date) -> Absence | None:
        """Another absence of the person that shares a day with these."""
        own = Absence.objects.filter(person=self.instance.person_id).exclude(pk=self.instance.pk)
        return own.filter(first_day__lte=last, last_day__gte=first).first()


def overlaps(other: Absence) -> str:
    """The error for days that another absence has already."""
    return _(
        "These days overlap with your absence from %(first)s to %(last)s: change that one, or "
        "choose other days."
    ) % {"first": _day(other.first_day), "last": _day(other.last_day)}


def _day(day: date) -> str:
    return date_format(day, "SHORT_DATE_FORMAT")


def _is_between(at: time, first: time, last: time) -> bool:
    """Whether `at` lies in the hours from `first` to `last`, which may run over midnight."""
    if first <= last:
        return first <= at < last
    return at >= first or at < last
