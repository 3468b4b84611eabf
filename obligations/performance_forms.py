"""Forms of performances: dispatched, arrived, how, to whom, with what proof."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from obligations.evidence_forms import EvidenceField
from obligations.models import Deadline, Performance
from obligations.moment_forms import AsksWhen, initial_moments, shown
from obligations.notice_addresses import describe, notice_addresses
from obligations.period_forms import AsksWhyLate


class WithdrawPerformanceForm(forms.Form):
    """Why a record of performance is withdrawn."""

    note = forms.CharField(
        label=_("Why the record is wrong"), widget=forms.Textarea(attrs={"rows": 3})
    )


class PerformanceForm(AsksWhen, AsksWhyLate):
    """What was done; a day, or where the hour matters an instant with its zone."""

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
        sent, arrived = self.check_moments(self.today)
        self._check_opening("dispatched_on", sent)
        self._check_opening("arrived_on", arrived)
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
            **self.moments,
            "address": chosen.version if chosen else None,
            "late_reason": data.get("late_reason", ""),
        }

    def _check_opening(self, name: str, day: date | None) -> None:
        opens = self.deadline.current.opens if self.deadline.current else None
        if opens and day and day < opens and name not in self.errors:
            self.add_error(
                name,
                _("%(day)s is before the deadline opens on %(opens)s: check the period.")
                % {"day": shown(day), "opens": shown(opens)},
            )

    def _check_address(self, day: date | None) -> None:
        chosen = self.addresses.get(self.cleaned_data.get("address", ""))
        if chosen is None or day is None or chosen.was_in_force(day):
            return
        self.add_error(
            "address",
            _("This version was not in force on %(day)s: choose the one that was.")
            % {"day": shown(day)},
        )


def _initial_of(performance: Performance) -> dict[str, Any]:
    """What the form shows of a record that is corrected; its note says why it was made."""
    initial = {
        name: getattr(performance, name) for name in ("means", "to_whom", "proof", "is_partial")
    }
    address = str(performance.address_id or "")
    return initial | initial_moments(performance) | {"address": address}
