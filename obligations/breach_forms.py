"""Forms of breaches: what happened, and how it was remedied."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from agreements.models import Party
from obligations.consent_forms import parties_of
from obligations.forms import DayField, refuse_coming
from obligations.models import Breach, Deadline, EventType, Obligation
from obligations.period_forms import AsksWhyLate


class BreachForm(AsksWhyLate):
    """What happened, when, since when we know, and why it is a breach."""

    party = forms.ModelChoiceField(
        Party.objects.none(), label=_("Who broke it"), empty_label=_("Choose a party")
    )
    happened_on = DayField(label=_("Day of the breach"))
    known_on = DayField(label=_("Known on"))
    what = forms.CharField(label=_("What happened"), widget=forms.Textarea(attrs={"rows": 3}))
    reason = forms.CharField(
        label=_("Why it is a breach"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The words of the text that were not kept."),
    )
    deadline = forms.ModelChoiceField(
        Deadline.objects.none(), required=False, widget=forms.HiddenInput
    )
    event_type = forms.ModelChoiceField(
        EventType.objects.none(),
        label=_("Fact that is recorded with it"),
        required=False,
        empty_label=_("None"),
        help_text=_(
            "What follows from a breach counts on it. It is dated by the day of the breach."
        ),
    )

    def __init__(
        self,
        *args: Any,
        obligation: Obligation,
        deadlines: QuerySet[Deadline],
        events: QuerySet[EventType],
        today: date,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.obligation, self.today = obligation, today
        self.ask_for(obligation.article.agreement)
        parties = parties_of(obligation)
        offered: dict[str, Any] = {
            "party": Party.objects.filter(pk__in=[party.pk for party in parties]),
            "deadline": deadlines,
            "event_type": events,
        }
        for name, rows in offered.items():
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = rows
        if obligation.obligor in parties:
            self.initial.setdefault("party", obligation.obligor_id)
        self.initial.setdefault("known_on", today)
        if not events.exists():
            del self.fields["event_type"]

    def clean_happened_on(self) -> date:
        """Refuse a day that has not come."""
        return self._come("happened_on")

    def clean_known_on(self) -> date:
        """Refuse a day that has not come."""
        return self._come("known_on")

    def clean(self) -> dict[str, Any]:
        """Check the days against each other, and whom a fact under a template concerns."""
        data = super().clean() or {}
        happened, known = data.get("happened_on"), data.get("known_on")
        if happened and known and known < happened:
            self.add_error("known_on", _("Nobody knows of a breach before it happens."))
        if data.get("event_type") and self.obligation.article.agreement.is_template:
            deadline = data.get("deadline")
            if deadline is None or deadline.subject is None:
                said = _("Record the breach at the deadline of the counterparty whom it concerns.")
                self.add_error("event_type", said)
        self.check_period(self.obligation.article.agreement, happened)
        return data

    def _come(self, name: str) -> date:
        day: date = self.cleaned_data[name]
        refuse_coming(day, self.today)
        return day


class RemedyForm(AsksWhyLate):
    """When and how a breach was remedied."""

    on = DayField(label=_("Remedied on"))
    note = forms.CharField(label=_("How it was remedied"), widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, breach: Breach, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.breach, self.today = breach, today
        self.ask_for(breach.obligation.article.agreement)

    def clean_on(self) -> date:
        """Refuse a day that has not come, and one before the breach."""
        day: date = self.cleaned_data["on"]
        refuse_coming(day, self.today)
        if day < self.breach.happened_on:
            raise forms.ValidationError(
                _("%(day)s is before the breach of %(breach)s: check which day is wrong."),
                params={
                    "day": date_format(day, "SHORT_DATE_FORMAT"),
                    "breach": date_format(self.breach.happened_on, "SHORT_DATE_FORMAT"),
                },
            )
        return day

    def clean(self) -> dict[str, Any]:
        """Ask why it is recorded late."""
        data = super().clean() or {}
        self.check_period(self.breach.obligation.article.agreement, data.get("on"))
        return data
