"""Forms of notices: the filter of their register, and what an entry says."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from agreements.models import Agreement, Article, Party
from obligations.forms import DayField
from obligations.models import Deadline, Event, Notice, Performance, Way
from obligations.moment_forms import MOMENTS, AsksWhen, initial_moments
from obligations.notice_addresses import describe, notice_addresses
from obligations.notices import Asked
from obligations.period_forms import AsksWhyLate
from obligations.register_choices import register_choices

HOME = "Asia/Tokyo"


class NoticeFilter(forms.Form):
    """Which notices the address asks for."""

    word = forms.CharField(
        label=_("Word or article"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    way = forms.ChoiceField(label=_("Direction"), required=False)
    agreement = forms.ChoiceField(label=_("Instrument"), required=False)
    party = forms.ChoiceField(label=_("Party"), required=False)
    means = forms.ChoiceField(label=_("How"), required=False)
    first = DayField(label=_("From day"), required=False)
    last = DayField(label=_("Until day"), required=False)
    unproved = forms.BooleanField(label=_("Without proof of arrival"), required=False)

    def __init__(self, said: QueryDict, *, user: User) -> None:
        super().__init__(said, auto_id="filter-%s")
        known = register_choices(user)
        offered: dict[str, list[Any]] = {
            "way": [("", _("In and out")), *Way.choices],
            "agreement": [("", _("All instruments")), *known["agreement"]],
            "party": [("", _("All parties")), *known["party"]],
            "means": [("", _("All ways")), *Performance.Means.choices],
        }
        for name, choices in offered.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = choices
            field.error_messages["invalid_choice"] = gettext(
                "%(field)s: “%%(value)s” is not in the list. Choose one of it."
            ) % {"field": field.label}

    def clean(self) -> None:
        first, last = self.cleaned_data.get("first"), self.cleaned_data.get("last")
        if first and last and last < first:
            said = _("%(last)s lies before “from day”, %(first)s: give a later day.")
            days = {"first": first.isoformat(), "last": last.isoformat()}
            self.add_error("last", forms.ValidationError(said, params=days))

    @property
    def asked(self) -> Asked:
        """What it asks for, once it is valid."""
        return Asked(**self.cleaned_data)

    @property
    def narrows(self) -> bool:
        """Whether it asks for less than all."""
        return bool(self.errors) or any(self.cleaned_data.values())


class NoticeForm(AsksWhen, AsksWhyLate):
    """A notice in or out: what it says, between whom, when, how, with what proof."""

    way = forms.ChoiceField(label=_("Direction"), choices=Way)
    agreement = forms.ModelChoiceField(
        Agreement.objects.none(), label=_("Instrument"), empty_label=_("Choose an instrument")
    )
    article = forms.CharField(
        label=_("Article"),
        required=False,
        max_length=40,
        help_text=_("As cited, for example 12.1(3)."),
    )
    title = forms.CharField(label=_("What it says"), max_length=200)
    party = forms.ModelChoiceField(
        Party.objects.none(),
        label=_("Other party"),
        empty_label=_("Choose a party"),
        help_text=_("From whom it came, or to whom it went."),
    )
    means = forms.ChoiceField(
        label=_("How"),
        choices=Performance.Means,
        help_text=_("What is not in the form that the instrument asks for is marked as doubtful."),
    )
    address = forms.ChoiceField(
        label=_("Address for notices"),
        required=False,
        help_text=_("The version that was in force when it was sent."),
    )
    to_whom = forms.CharField(label=_("To whom, at which address"), required=False, max_length=300)
    proof = forms.CharField(
        label=_("Proof of arrival"),
        required=False,
        max_length=300,
        help_text=_("What shows that it arrived: a receipt, a return mail, a transmission report."),
    )
    note = forms.CharField(
        label=_("Note"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    deadline = forms.ModelChoiceField(
        Deadline.objects.none(), required=False, widget=forms.HiddenInput
    )
    event = forms.ModelChoiceField(Event.objects.none(), required=False, widget=forms.HiddenInput)
    reason = forms.CharField(
        label=_("Reason of the correction"), widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(
        self, *args: Any, user: User, today: date, corrects: Notice | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        agreements = Agreement.objects.visible_to(user)
        self.ask_for(*agreements)
        zones: dict[Any, str] = {each.pk: each.zone for each in agreements}
        zone = zones.get(self.initial.get("agreement"), HOME)
        for moment in MOMENTS:
            self.initial.setdefault(f"{moment}_zone", zone)
        self.corrected = (corrects.dispatched_on, corrects.arrived_on) if corrects else ()
        parties = [key for key, _name in register_choices(user)["party"]]
        self._offer("agreement", agreements)
        self._offer("party", Party.objects.filter(key__in=parties))
        self._offer("deadline", Deadline.objects.visible_to(user))
        self._offer("event", Event.objects.visible_to(user).effective())
        self.addresses = {str(found.version.pk): found for found in notice_addresses(*agreements)}
        field = self.fields["address"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [
            ("", gettext("None of these")),
            *((key, describe(address)) for key, address in self.addresses.items()),
        ]
        if corrects is None:
            del self.fields["reason"]
            return
        self.initial.update(initial_of(corrects))
        self._offer("event", Event.objects.visible_to(user))

    def _offer(self, name: str, rows: Any) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = rows

    def clean(self) -> dict[str, Any]:
        """Check the days against each other, and that all of it belongs to one instrument."""
        data = super().clean() or {}
        agreement = data.get("agreement")
        self.zone = agreement.zone if agreement else HOME
        sent, arrived = self.check_moments(self.today)
        if agreement:
            data["article"] = self._find_article(agreement, data.get("article", ""))
            data["address"] = self._check_address(agreement, sent or arrived)
            self._check_links(agreement)
            self.check_period(agreement, sent, arrived, *self.corrected)
        return data

    @property
    def said(self) -> dict[str, Any]:
        """What `record_notice` takes."""
        typed = {f"{moment}_{part}" for moment in MOMENTS for part in ("on", "time", "zone")}
        plain = {name: value for name, value in self.cleaned_data.items() if name not in typed}
        return plain | self.moments

    def _find_article(self, agreement: Agreement, number: str) -> Article | None:
        found = agreement.articles.filter(number=number).first() if number else None
        if number and found is None:
            said = _(
                "“%(number)s” is no provision of %(agreement)s: write it as it is cited there."
            )
            self.add_error("article", said % {"number": number, "agreement": agreement})
        return found

    def _check_address(self, agreement: Agreement, day: date | None) -> Any:
        chosen = self.addresses.get(self.cleaned_data.get("address", ""))
        if chosen is None:
            return None
        if chosen.version.agreement_id != agreement.pk:
            said = _("This address stands in another instrument: choose one of %(agreement)s.")
            self.add_error("address", said % {"agreement": agreement})
        elif day and not chosen.was_in_force(day):
            said = _("This version was not in force on %(day)s: choose the one that was.")
            self.add_error("address", said % {"day": date_format(day, "SHORT_DATE_FORMAT")})
        return chosen.version

    def _check_links(self, agreement: Agreement) -> None:
        deadline, event = self.cleaned_data.get("deadline"), self.cleaned_data.get("event")
        elsewhere = (deadline and deadline.obligation.article.agreement_id != agreement.pk) or (
            event and event.type.agreement_id != agreement.pk
        )
        if elsewhere:
            said = _(
                "What this notice is linked to belongs to another instrument: choose that one."
            )
            self.add_error("agreement", said)


class WithdrawForm(forms.Form):
    """Why a record is withdrawn."""

    reason = forms.CharField(
        label=_("Why the record is wrong"), widget=forms.Textarea(attrs={"rows": 3})
    )


def initial_of(notice: Notice) -> dict[str, Any]:
    """What the form shows of a record that is corrected."""
    names = ("way", "title", "means", "to_whom", "proof", "note")
    plain = {name: getattr(notice, name) for name in names} | initial_moments(notice)
    return plain | {
        "agreement": notice.agreement_id,
        "article": notice.article.number if notice.article else "",
        "party": notice.party_id,
        "address": str(notice.address_id or ""),
        "deadline": notice.deadline_id,
        "event": notice.event_id,
    }
