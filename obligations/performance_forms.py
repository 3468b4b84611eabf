"""Forms of performances: dispatched, arrived, how, to whom, with what proof."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal
from zoneinfo import ZoneInfo

from django import forms
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from obligations.evidence_forms import EvidenceField
from obligations.forms import ZONES, ClockField, DayField
from obligations.models import Deadline, Performance
from obligations.notice_addresses import describe, notice_addresses
from obligations.period_forms import AsksWhyLate

Moment = Literal["dispatched", "arrived"]


class WithdrawPerformanceForm(forms.Form):
    """Why a record of performance is withdrawn."""

    note = forms.CharField(
        label=_("Why the record is wrong"), widget=forms.Textarea(attrs={"rows": 3})
    )


class PerformanceForm(AsksWhyLate):
    """What was done; a day, or where the hour matters an instant with its zone."""

    dispatched_on = DayField(label=_("Dispatched on"), required=False)
    dispatched_time = ClockField(label=_("Time of dispatch"), required=False)
    dispatched_zone = forms.ChoiceField(label=_("Zone of that time"), choices=ZONES, required=False)
    arrived_on = DayField(label=_("Arrived on"), required=False)
    arrived_time = ClockField(label=_("Time of arrival"), required=False)
    arrived_zone = forms.ChoiceField(label=_("Zone of that time"), choices=ZONES, required=False)
    proof = forms.CharField(
        label=_("Proof of arrival"),
        required=False,
        max_length=300,
        help_text=_("What shows that it arrived: a receipt, a return mail, a transmission report."),
    )
    means = forms.ChoiceField(label=_("How"), choices=Performance.Means)
    address = forms.ChoiceField(
        label=_("Address for notices"),
        required=False,
        help_text=_("The version that was in force when it was sent."),
    )
    to_whom = forms.CharField(label=_("To whom, at which address"), required=False, max_length=300)
    is_partial = forms.BooleanField(
        label=_("In part only"),
        required=False,
        help_text=_("Something is still to be done: the deadline stays open."),
    )
    note = forms.CharField(
        label=_("Note"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    evidence = EvidenceField(label=_("Evidence"), required=False)

    def __init__(
        self,
        *args: Any,
        deadline: Deadline,
        today: date,
        corrects: Performance | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.deadline, self.today = deadline, today
        self.corrected = (corrects.dispatched_on, corrects.arrived_on) if corrects else ()
        self.zone = deadline.obligation.article.agreement.zone
        self.initial.update(dispatched_zone=self.zone, arrived_zone=self.zone)
        if asked := deadline.obligation.form:
            self.fields["means"].help_text = gettext(
                "Asked for: %(form)s. Anything else is recorded as doubtful in form."
            ) % {"form": asked}
        self._offer_addresses(deadline)
        self.ask_for(deadline.obligation.article.agreement)
        if corrects:
            self.initial.update(_initial_of(corrects))
            self.fields["note"].label = gettext("Note, with the reason of the correction")
            self.fields["note"].required = True

    def _offer_addresses(self, deadline: Deadline) -> None:
        obligation = deadline.obligation
        known = notice_addresses(obligation.article.agreement)
        self.addresses = {
            str(address.version.pk): address
            for address in known
            if address.version.party_id != obligation.obligor_id
        }
        if not self.addresses:
            del self.fields["address"]
            return
        field = self.fields["address"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [
            ("", gettext("None of these")),
            *((key, describe(address)) for key, address in self.addresses.items()),
        ]

    def clean(self) -> dict[str, Any]:
        """Check the moments against each other, against now and against the opening."""
        data = super().clean() or {}
        sent, arrived = self._day("dispatched"), self._day("arrived")
        if not sent and not arrived and not self.errors:
            self.add_error("dispatched_on", _("Give the day of dispatch, of arrival, or both."))
        self._check_moment("dispatched", sent)
        self._check_moment("arrived", arrived)
        if self._arrives_too_early(sent, arrived):
            self.add_error(
                "arrived_on",
                _("It cannot arrive before it was dispatched: check which day is wrong."),
            )
        self._check_address(sent or arrived)
        self.check_period(
            self.deadline.obligation.article.agreement, sent, arrived, *self.corrected
        )
        return data

    @property
    def said(self) -> dict[str, Any]:
        """What `record_performance` takes."""
        data = self.cleaned_data
        chosen = self.addresses.get(data.get("address", ""))
        plain = ("means", "to_whom", "proof", "is_partial", "note")
        return {
            **{name: data[name] for name in plain},
            "dispatched_on": data["dispatched_on"],
            "dispatched_at": self._instant("dispatched"),
            "arrived_on": data["arrived_on"],
            "arrived_at": self._instant("arrived"),
            "address": chosen.version if chosen else None,
            "late_reason": data.get("late_reason", ""),
        }

    def _instant(self, moment: Moment) -> datetime | None:
        """The instant in the zone in which it was typed; None where there is but a day."""
        day = self.cleaned_data.get(f"{moment}_on")
        time = self.cleaned_data.get(f"{moment}_time")
        if day is None or time is None:
            return None
        zone = self.cleaned_data.get(f"{moment}_zone") or self.zone
        return datetime.combine(day, time, ZoneInfo(zone))

    def _day(self, moment: Moment) -> date | None:
        """The local day in the zone of the instrument."""
        at = self._instant(moment)
        day: date | None = self.cleaned_data.get(f"{moment}_on")
        return at.astimezone(ZoneInfo(self.zone)).date() if at else day

    def _arrives_too_early(self, sent: date | None, arrived: date | None) -> bool:
        sent_at, arrived_at = self._instant("dispatched"), self._instant("arrived")
        if sent_at and arrived_at:
            return arrived_at < sent_at
        return bool(sent and arrived and arrived < sent)

    def _check_moment(self, moment: Moment, day: date | None) -> None:
        at = self._instant(moment)
        opens = self.deadline.current.opens if self.deadline.current else None
        if day is None:
            if self.cleaned_data.get(f"{moment}_time") and f"{moment}_on" not in self.errors:
                self.add_error(f"{moment}_on", _("Give the day of this time too."))
        elif day > self.today or (at and at > timezone.now()):
            self.add_error(
                f"{moment}_on",
                _("%(day)s has not come yet: record it when it has.") % {"day": _shown(at or day)},
            )
        elif opens and day < opens:
            self.add_error(
                f"{moment}_on",
                _("%(day)s is before the deadline opens on %(opens)s: check the period.")
                % {"day": _shown(day), "opens": _shown(opens)},
            )

    def _check_address(self, day: date | None) -> None:
        chosen = self.addresses.get(self.cleaned_data.get("address", ""))
        if chosen is None or day is None or chosen.was_in_force(day):
            return
        self.add_error(
            "address",
            _("This version was not in force on %(day)s: choose the one that was.")
            % {"day": _shown(day)},
        )


def _initial_of(performance: Performance) -> dict[str, Any]:
    """What the form shows of a record that is corrected; its note says why it was made."""
    plain = ("dispatched_on", "arrived_on", "means", "to_whom", "proof", "is_partial")
    initial = {name: getattr(performance, name) for name in plain}
    initial["address"] = str(performance.address_id or "")
    for moment in ("dispatched", "arrived"):
        if at := getattr(performance, f"{moment}_at"):
            zone = getattr(performance, f"{moment}_zone")
            local = at.astimezone(ZoneInfo(zone))
            initial |= {
                f"{moment}_on": local.date(),
                f"{moment}_time": local.time(),
                f"{moment}_zone": zone,
            }
    return initial


def _shown(moment: date | datetime) -> str:
    if isinstance(moment, datetime):
        return date_format(moment, "DATETIME_FORMAT")
    return date_format(moment, "SHORT_DATE_FORMAT")
