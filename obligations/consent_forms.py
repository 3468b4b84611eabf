"""Forms of consents: asking for one, and what became of it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from agreements.models import Party
from obligations.forms import DayField, refuse_coming
from obligations.models import Consent, ConsentRecord, Obligation, Performance
from obligations.period_forms import AsksWhyLate


def parties_of(obligation: Obligation) -> list[Party]:
    """The parties to the instrument and to the obligation, without groups of them."""
    named = Party.objects.filter(agreementparty__agreement=obligation.article.agreement)
    sides = Party.objects.filter(pk__in=[obligation.obligor_id, obligation.obligee_id])
    return list((named | sides).exclude(kind=Party.Kind.GROUP).distinct())


class AskConsentForm(AsksWhyLate):
    """What is asked of whom, when and how."""

    asked_by = forms.ModelChoiceField(Party.objects.none(), label=_("Asked by"), empty_label=None)
    asked_of = forms.ModelChoiceField(
        Party.objects.none(), label=_("Asked of"), empty_label=_("Choose a party")
    )
    what = forms.CharField(label=_("What is asked"), widget=forms.Textarea(attrs={"rows": 3}))
    asked_on = DayField(label=_("Asked on"))
    wanted_by = DayField(
        label=_("Answer wanted by"),
        required=False,
        help_text=_("Our own wish. Nothing follows when the day passes."),
    )
    means = forms.ChoiceField(label=_("How"), choices=Performance.Means)
    document = forms.CharField(
        label=_("Document"),
        required=False,
        max_length=300,
        help_text=_("The letter or mail in which it was said, so that everybody finds it again."),
    )

    def __init__(self, *args: Any, obligation: Obligation, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today, self.agreement = today, obligation.article.agreement
        self.ask_for(self.agreement)
        parties = parties_of(obligation)
        for name in ("asked_by", "asked_of"):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = Party.objects.filter(pk__in=[party.pk for party in parties])
        ours = next((party for party in parties if party.is_home), None)
        others = [party for party in parties if party != ours]
        self.initial["asked_by"] = ours
        if len(others) == 1:
            self.initial["asked_of"] = others[0]

    def clean_asked_on(self) -> date:
        """Refuse a day that has not come."""
        day: date = self.cleaned_data["asked_on"]
        refuse_coming(day, self.today)
        return day

    def clean(self) -> dict[str, Any]:
        """Check the parties and the days against each other."""
        data = super().clean() or {}
        if data.get("asked_by") and data.get("asked_by") == data.get("asked_of"):
            self.add_error("asked_of", _("A party does not ask itself: choose another one."))
        asked, wanted = data.get("asked_on"), data.get("wanted_by")
        if asked and wanted and wanted < asked:
            self.add_error("wanted_by", _("An answer cannot be wanted before it is asked."))
        self.check_period(self.agreement, asked)
        return data


class AnswerConsentForm(AsksWhyLate):
    """What became of a request; silence is none of the choices."""

    kind = forms.ChoiceField(
        label=_("What became of it"),
        choices=[
            ("", _("Choose what became of it")),
            *((kind.value, kind.label) for kind in list(ConsentRecord.Kind)[:3]),
        ],
        help_text=_("Only what somebody said. Silence is not recorded as an answer."),
    )
    on = DayField(label=_("On"))
    by_whom = forms.CharField(label=_("By whom"), required=False, max_length=120)
    conditions = forms.CharField(
        label=_("Conditions"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What a consent that was given depends on."),
    )
    until = DayField(label=_("Given until"), required=False, help_text=_("Empty: without an end."))
    document = forms.CharField(
        label=_("Document"),
        required=False,
        max_length=300,
        help_text=_("The letter or mail in which it was said, so that everybody finds it again."),
    )
    note = forms.CharField(
        label=_("Note"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, consent: Consent, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.consent, self.today = consent, today
        self.ask_for(consent.obligation.article.agreement)

    def clean_on(self) -> date:
        """Refuse a day that has not come, and one before the request."""
        day: date = self.cleaned_data["on"]
        refuse_coming(day, self.today)
        if day < self.consent.asked_on:
            raise forms.ValidationError(
                _("%(day)s is before it was asked on %(asked)s: check which day is wrong."),
                params={"day": _shown(day), "asked": _shown(self.consent.asked_on)},
            )
        return day

    def clean(self) -> dict[str, Any]:
        """Only what is given has conditions and an end; taking a request back has a reason."""
        data = super().clean() or {}
        kind, on, until = data.get("kind"), data.get("on"), data.get("until")
        if kind and kind != ConsentRecord.Kind.GIVEN:
            for name in ("conditions", "until"):
                if data.get(name):
                    self.add_error(name, _("Only a consent that is given has this: empty it."))
        if on and until and until < on:
            self.add_error("until", _("It cannot end before it is given."))
        if kind == ConsentRecord.Kind.DROPPED and not data.get("note"):
            self.add_error("note", _("Say why the request is taken back."))
        if kind in {ConsentRecord.Kind.GIVEN, ConsentRecord.Kind.REFUSED}:
            for name in ("by_whom", "document"):
                if not data.get(name) and name not in self.errors:
                    self.add_error(name, _("Say who answered, and where it is written."))
        self.check_period(self.consent.obligation.article.agreement, on)
        return data


def _shown(day: date) -> str:
    return date_format(day, "SHORT_DATE_FORMAT")
