"""When something was dispatched and when it arrived: a day, or an instant with its zone."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal
from zoneinfo import ZoneInfo

from django import forms
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from obligations.forms import ZONES, ClockField, DayField
from obligations.models import Notice, Performance

Moment = Literal["dispatched", "arrived"]
MOMENTS: tuple[Moment, ...] = ("dispatched", "arrived")


class AsksWhen(forms.Form):
    """A form of something that was dispatched, and arrived.

    Set `zone`, that of the instrument, before `check_moments`: days are local to it.
    """

    dispatched_on = DayField(label=gettext_lazy("Dispatched on"), required=False)
    dispatched_time = ClockField(label=gettext_lazy("Time of dispatch"), required=False)
    dispatched_zone = forms.ChoiceField(
        label=gettext_lazy("Zone of that time"), choices=ZONES, required=False
    )
    arrived_on = DayField(label=gettext_lazy("Arrived on"), required=False)
    arrived_time = ClockField(label=gettext_lazy("Time of arrival"), required=False)
    arrived_zone = forms.ChoiceField(
        label=gettext_lazy("Zone of that time"), choices=ZONES, required=False
    )
    zone: str

    @property
    def moments(self) -> dict[str, date | datetime | None]:
        """What the services take: each day, and each instant in the zone in which it was typed."""
        said: dict[str, date | datetime | None] = {}
        for moment in MOMENTS:
            said[f"{moment}_on"] = self.cleaned_data[f"{moment}_on"]
            said[f"{moment}_at"] = self.instant(moment)
        return said

    def instant(self, moment: Moment) -> datetime | None:
        """The instant in the zone in which it was typed; None where there is but a day."""
        day = self.cleaned_data.get(f"{moment}_on")
        time = self.cleaned_data.get(f"{moment}_time")
        if day is None or time is None:
            return None
        zone = self.cleaned_data.get(f"{moment}_zone") or self.zone
        return datetime.combine(day, time, ZoneInfo(zone))

    def check_moments(self, today: date) -> tuple[date | None, date | None]:
        """The local days of dispatch and arrival, checked against each other and against now."""
        sent, arrived = self._day("dispatched"), self._day("arrived")
        asked = {f"{moment}_{part}" for moment in MOMENTS for part in ("on", "time")}
        if not sent and not arrived and not asked & self.errors.keys():
            self.add_error("dispatched_on", _("Give the day of dispatch, of arrival, or both."))
        self._check_moment("dispatched", sent, today)
        self._check_moment("arrived", arrived, today)
        if self._arrives_too_early(sent, arrived):
            self.add_error(
                "arrived_on",
                _("It cannot arrive before it was dispatched: check which day is wrong."),
            )
        return sent, arrived

    def _day(self, moment: Moment) -> date | None:
        at = self.instant(moment)
        day: date | None = self.cleaned_data.get(f"{moment}_on")
        return at.astimezone(ZoneInfo(self.zone)).date() if at else day

    def _check_moment(self, moment: Moment, day: date | None, today: date) -> None:
        at = self.instant(moment)
        if day is None:
            if self.cleaned_data.get(f"{moment}_time") and f"{moment}_on" not in self.errors:
                self.add_error(f"{moment}_on", _("Give the day of this time too."))
        elif day > today or (at and at > timezone.now()):
            self.add_error(
                f"{moment}_on",
                _("%(day)s has not come yet: record it when it has.") % {"day": shown(at or day)},
            )

    def _arrives_too_early(self, sent: date | None, arrived: date | None) -> bool:
        sent_at, arrived_at = self.instant("dispatched"), self.instant("arrived")
        if sent_at and arrived_at:
            return arrived_at < sent_at
        return bool(sent and arrived and arrived < sent)


def initial_moments(record: Performance | Notice) -> dict[str, Any]:
    """What the form shows of the moments of a record that is corrected."""
    initial: dict[str, Any] = {}
    for moment in MOMENTS:
        initial[f"{moment}_on"] = getattr(record, f"{moment}_on")
        if at := getattr(record, f"{moment}_at"):
            initial |= initial_instant(moment, at, getattr(record, f"{moment}_zone"))
    return initial


def initial_instant(moment: Moment, at: datetime, zone: str) -> dict[str, Any]:
    """What the form shows of an instant, on the clock of the zone in which it was noted."""
    local = at.astimezone(ZoneInfo(zone))
    return {
        f"{moment}_on": local.date(),
        f"{moment}_time": local.time(),
        f"{moment}_zone": zone,
    }


def shown(moment: date | datetime) -> str:
    """A day with its weekday, or an instant."""
    if isinstance(moment, datetime):
        return date_format(moment, "DATETIME_FORMAT")
    return date_format(moment, "SHORT_DATE_FORMAT")
