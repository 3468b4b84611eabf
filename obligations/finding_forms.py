"""The form that settles a finding."""

from django import forms
from django.utils.translation import gettext_lazy as _


class SettleFindingForm(forms.Form):
    """How a finding is settled, and why."""

    reason = forms.CharField(
        label=_("How it is settled, and why"),
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("What counts from now on, and on what that rests."),
        error_messages={
            "required": _("Say how the finding is settled: the reason stays on record with it.")
        },
    )
