"""The form that records the state of an item of a closing checklist."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts.models import Role, User
from obligations.closing import Item, State
from obligations.forms import DayField
from obligations.period_forms import AsksWhyLate


class ClosingForm(AsksWhyLate):
    """Which state an item has, from which day on, and on what basis."""

    state = forms.ChoiceField(
        label=_("State"),
        choices=State,
        error_messages={"required": _("Choose the state that the item has.")},
    )
    on = DayField(
        label=_("From which day"),
        help_text=_(
            "The state counts from this day on and replaces what was recorded before for it and "
            "for later days. Earlier records stay visible."
        ),
    )
    note = forms.CharField(
        label=_("Basis"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("How you know: a document, a letter, who said it."),
    )

    def __init__(self, *args: Any, item: Item, user: User, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.item, self.user, self.today = item, user, today
        self.ask_for(item.obligation.article.agreement)
        self.fields["on"].initial = today
        self.fields["state"].widget = forms.Select(choices=self._offered())

    def clean_state(self) -> str:
        """Refuse a waiver that nobody may give or that this person may not record."""
        state: str = self.cleaned_data["state"]
        if state == State.WAIVED and self.item.waiver is None:
            raise forms.ValidationError(_("Nobody may waive this item: choose another state."))
        if state == State.WAIVED and not self._may_record_waivers:
            raise forms.ValidationError(
                _("A waiver is recorded by Legal: ask a colleague there, or choose another state.")
            )
        if state == State.OPEN and not self.item.records:
            raise forms.ValidationError(
                _("Nothing is recorded, so the item is open already: choose another state.")
            )
        return state

    def clean_on(self) -> date:
        """Refuse a day that has not come: a state has come about."""
        day: date = self.cleaned_data["on"]
        if day > self.today:
            raise forms.ValidationError(
                _("%(day)s has not come yet: record the state when it has come about."),
                params={"day": date_format(day, "SHORT_DATE_FORMAT")},
            )
        return day

    def clean(self) -> dict[str, Any]:
        """Ask why it is recorded late."""
        data = super().clean() or {}
        self.check_period(self.item.obligation.article.agreement, data.get("on"))
        return data

    @property
    def _may_record_waivers(self) -> bool:
        return self.user.role == Role.LEGAL

    def _offered(self) -> list[tuple[str, Any]]:
        """The states that this person may choose; a waiver says by whom."""
        offered: list[tuple[str, Any]] = [
            ("", _("Choose a state")),
            (State.SATISFIED, State.SATISFIED.label),
        ]
        if self.item.waiver and self._may_record_waivers:
            by = _t("Waived by %(party)s") % {"party": self.item.waiver}
            offered.append((State.WAIVED, by))
        offered.append((State.FAILED, State.FAILED.label))
        if self.item.records:
            offered.append((State.OPEN, State.OPEN.label))
        return offered
