"""The forms of a reminder policy: what it is for, and its steps."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from agreements.models import Agreement
from obligations.forms import NamesWhatWasTyped
from obligations.models import Obligation
from reminders.models import Audience, Channel, Clock, PolicyStep, ReminderPolicy
from reminders.wording import step_name, step_text

if TYPE_CHECKING:
    BaseSteps = forms.BaseFormSet["StepForm"]
    PolicyModelForm = forms.ModelForm[ReminderPolicy]
else:
    BaseSteps = forms.BaseFormSet
    PolicyModelForm = forms.ModelForm

FARTHEST = 730


class When(TextChoices):
    """On which side of the day a step lies."""

    BEFORE = "before", _("days before")
    ON = "on", _("on the day of")
    AFTER = "after", _("days after")


class WholeDaysField(NamesWhatWasTyped, forms.IntegerField):
    """A number of calendar days, at most two years."""

    default_error_messages = {
        "invalid": _("“%(value)s” is not a number of days: write it in figures, like 7."),
        "min_value": _("Give at least %(limit_value)s."),
        "max_value": _("Give at most %(limit_value)s days."),
    }

    def __init__(self, *, min_value: int, **kwargs: Any) -> None:
        super().__init__(min_value=min_value, max_value=FARTHEST, required=False, **kwargs)


class ScopeForm(PolicyModelForm):
    """What a policy is for: one obligation, one instrument, or one kind of obligation."""

    class Meta:
        model = ReminderPolicy
        fields = ("obligation", "agreement", "kind")
        labels = {"kind": _("Kind of obligation")}

    def __init__(self, data: Any = None, *, user: User) -> None:
        super().__init__(data)
        choices = {
            "obligation": Obligation.objects.visible_to(user).with_places(),
            "agreement": Agreement.objects.visible_to(user),
        }
        for name, rows in choices.items():
            chooser = self.fields[name]
            assert isinstance(chooser, forms.ModelChoiceField)
            chooser.queryset = rows

    def clean(self) -> dict[str, Any]:
        """Check that it is for exactly one of the three."""
        data = super().clean() or {}
        chosen = [name for name in self.Meta.fields if data.get(name)]
        if not self.errors and len(chosen) != 1:
            raise forms.ValidationError(
                _("Choose exactly one: an obligation, an instrument or a kind of obligation.")
            )
        return data


class StepForm(forms.Form):
    """One step: how many days from which date, to whom, by which channels."""

    number = WholeDaysField(label=_("Days"), min_value=1)
    when = forms.ChoiceField(label=_("Before or after"), choices=When, initial=When.BEFORE)
    clock = forms.ChoiceField(label=_("Counted from"), choices=Clock, initial=Clock.AGREEMENT)
    repeat_days = WholeDaysField(label=_("Then every"), min_value=1)
    audience = forms.MultipleChoiceField(
        label=_("To whom"),
        choices=Audience,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one person or group to remind.")},
    )
    channels = forms.MultipleChoiceField(
        label=_("By"),
        choices=Channel,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one channel.")},
    )

    def clean(self) -> dict[str, Any]:
        """Check the days against the side of the date on which they lie."""
        data = super().clean() or {}
        when, number = data.get("when"), data.get("number")
        if when == When.ON and number:
            self.add_error("number", _("On the day itself no days are counted: empty this field."))
        if when != When.ON and number is None and "number" not in self.errors:
            self.add_error("number", _("Say how many calendar days."))
        if data.get("repeat_days") and when != When.AFTER:
            self.add_error("repeat_days", _("Only a step after the last day may repeat."))
        return data

    @property
    def step(self) -> PolicyStep:
        """The step, unsaved; needs a valid form."""
        data = self.cleaned_data
        days = data["number"] or 0
        return PolicyStep(
            clock=data["clock"],
            days=-days if data["when"] == When.BEFORE else days,
            repeat_days=data["repeat_days"],
            audience=data["audience"],
            channels=data["channels"],
        )


class StepFormSet(BaseSteps):
    """The steps of a policy, with rows for further ones; a removed row is left out."""

    def clean(self) -> None:
        """Refuse a step that stands there twice, and a policy that never reminds."""
        if any(form.errors for form in self._kept()):
            return
        seen: set[str] = set()
        for form in self._kept():
            step = form.step
            name = step_name(step.days, to_target=step.clock == Clock.TARGET)
            if name in seen:
                said = _("“%(step)s” stands here twice: remove one, or add people to the other.")
                form.add_error("number", said % {"step": step_text(name)})
            seen.add(name)
        if not seen:
            raise forms.ValidationError(
                _("Without a step nobody would ever be reminded: keep at least one.")
            )

    @property
    def steps(self) -> list[PolicyStep]:
        """The steps, unsaved; needs valid forms."""
        return [form.step for form in self._kept()]

    def _kept(self) -> list[StepForm]:
        return [
            form
            for form in self.forms
            if not getattr(form, "cleaned_data", {}).get("DELETE")
            and (form.has_changed() or not form.empty_permitted)
        ]


def step_forms(data: Any, steps: Iterable[PolicyStep], *, further: int = 2) -> StepFormSet:
    """The forms of `steps` and `further` empty ones; or of what was typed, whatever `steps` are."""
    made = forms.formset_factory(StepForm, formset=StepFormSet, extra=further, can_delete=True)
    formset: StepFormSet = made(  # type: ignore[assignment]
        data, prefix="steps", initial=None if data else [_as_typed(step) for step in steps]
    )
    for form in formset:
        form.fields["DELETE"].label = _("Remove")
    return formset


def _as_typed(step: PolicyStep) -> dict[str, Any]:
    side = When.BEFORE if step.days < 0 else When.AFTER if step.days else When.ON
    return {
        "number": abs(step.days) or None,
        "when": side,
        "clock": step.clock,
        "repeat_days": step.repeat_days,
        "audience": step.audience,
        "channels": step.channels,
    }
