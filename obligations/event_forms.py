"""Forms for facts: what happened when, and why a record of it is corrected or withdrawn."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from agreements.models import Agreement, AgreementInstance, Party
from agreements.querysets import may_know
from obligations.forms import ZONES, ClockField, DayField
from obligations.models import Event, EventType, Matter
from obligations.period_forms import AsksWhyLate
from obligations.services import When

if TYPE_CHECKING:
    ModelChoiceField = forms.ModelChoiceField[Matter]
else:
    ModelChoiceField = forms.ModelChoiceField


class MatterField(ModelChoiceField):
    """A matter; its label says under which instrument."""

    def label_from_instance(self, obj: Matter) -> str:
        return f"{obj} ({obj.agreement})"


class EventForm(AsksWhyLate):
    """A fact: what happened, on which day or at which instant."""

    type = forms.ModelChoiceField(
        EventType.objects.none(), label=_("What happened"), empty_label=_("Choose an event")
    )
    subject = forms.ModelChoiceField(
        Party.objects.none(),
        label=_("Whom it concerns"),
        required=False,
        empty_label=_("Nobody in particular"),
        help_text=_("The counterparty, where each one concludes the instrument on its own."),
    )
    happened_on = DayField(label=_("Date"))
    time = ClockField(
        label=_("Time"),
        required=False,
        help_text=_("Where the hour matters."),
    )
    zone = forms.ChoiceField(label=_("Zone of that time"), choices=ZONES, required=False)
    note = forms.CharField(
        label=_("Note"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    matter = MatterField(
        Matter.objects.none(),
        label=_("Confidential matter"),
        required=False,
        empty_label=_("None: who may know the instrument may know it"),
        help_text=_("From the first moment only people let in to the matter, and auditors, know."),
    )
    reason = forms.CharField(
        label=_("Reason of the correction"), widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(
        self, *args: Any, user: User, today: date, corrects: Event | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.corrected_on = corrects.happened_on if corrects else None
        self.ask_for(*Agreement.objects.visible_to(user))
        types = EventType.objects.filter(may_know(user, "agreement__"))
        field = self.fields["type"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = types.select_related("agreement")
        if corrects is None:
            del self.fields["reason"]
            self._offer_subjects(user)
            self._offer_matters(user)
            return
        del self.fields["subject"], self.fields["matter"]
        field.queryset = types.filter(pk=corrects.type_id)
        self.initial.update(_initial_of(corrects))

    def _offer_subjects(self, user: User) -> None:
        concluded = AgreementInstance.objects.filter(may_know(user, "agreement__"))
        subjects = Party.objects.filter(pk__in=concluded.values("counterparty"))
        field = self.fields["subject"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = subjects
        if not subjects.exists():
            del self.fields["subject"]

    def _offer_matters(self, user: User) -> None:
        matters = Matter.objects.visible_to(user).filter(closing=None)
        field = self.fields["matter"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = matters.select_related("agreement")
        if not matters.exists():
            del self.fields["matter"]

    def clean_happened_on(self) -> date:
        """Refuse a day that has not come: a fact has happened."""
        day: date = self.cleaned_data["happened_on"]
        if day > self.today:
            raise forms.ValidationError(
                _("%(day)s has not come yet: record a fact when it has happened."),
                params={"day": date_format(day, "SHORT_DATE_FORMAT")},
            )
        return day

    def clean(self) -> dict[str, Any]:
        """Refuse an instant that has not come, and a counterparty that does not fit."""
        data = super().clean() or {}
        if data.get("type") and "subject" in self.fields and "subject" not in self.errors:
            self._check_subject(data["type"], data.get("subject"))
        if data.get("type") and (matter := data.get("matter")):
            self._check_matter(data["type"], matter)
        if {"happened_on", "time", "zone"} <= data.keys():
            at = self.when.at
            if at and at > timezone.now():
                self.add_error(
                    "time",
                    _("%(time)s in this zone has not come yet: record a fact when it has happened.")
                    % {"time": date_format(at, "DATETIME_FORMAT")},
                )
            elif event_type := data.get("type"):
                agreement = event_type.agreement
                day = self.when.local_day(agreement.zone)
                self.check_period(agreement, day, self.corrected_on)
        return data

    def _check_subject(self, event_type: EventType, subject: Party | None) -> None:
        agreement = event_type.agreement
        names = {"event": event_type, "agreement": agreement, "party": subject}
        if agreement.is_template and subject is None:
            said = _("“%(event)s” happens under the agreement with one counterparty: choose whom.")
        elif not agreement.is_template and subject is not None:
            said = _("“%(event)s” concerns no single counterparty: choose nobody in particular.")
        elif subject and not agreement.instances.filter(counterparty=subject).exists():
            said = _("No %(agreement)s with %(party)s is on record: choose another counterparty.")
        else:
            return
        self.add_error("subject", said % names)

    def _check_matter(self, event_type: EventType, matter: Matter) -> None:
        if matter.agreement_id == event_type.agreement_id:
            return
        said = _("“%(matter)s” belongs to %(agreement)s: choose a matter of %(other)s, or none.")
        names = {"matter": matter, "agreement": matter.agreement, "other": event_type.agreement}
        self.add_error("matter", said % names)

    @property
    def when(self) -> When:
        """The day, or the instant in its zone."""
        day, time = self.cleaned_data["happened_on"], self.cleaned_data["time"]
        if time is None:
            return When(on=day)
        zone = self.cleaned_data["zone"] or "Asia/Tokyo"
        return When(at=datetime.combine(day, time, ZoneInfo(zone)), zone=zone)


class WithdrawEventForm(forms.Form):
    """Why a fact is withdrawn."""

    reason = forms.CharField(
        label=_("Why it did not happen"), widget=forms.Textarea(attrs={"rows": 3})
    )


def _initial_of(event: Event) -> dict[str, Any]:
    initial: dict[str, Any] = {
        "type": event.type_id,
        "happened_on": event.happened_on,
        "note": event.note,
    }
    if event.happened_at:
        local = event.happened_at.astimezone(ZoneInfo(event.zone))
        initial |= {"happened_on": local.date(), "time": local.time(), "zone": event.zone}
    return initial
