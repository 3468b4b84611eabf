"""The form that tries a rule."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.zones import validate_zone
from agreements.models import Agreement
from obligations.widgets import RuleWidget


class TryRuleForm(forms.Form):
    """A rule, facts, and the two policies to compare."""

    rule = forms.CharField(label=_("Rule"), max_length=1000, widget=RuleWidget)
    given = forms.CharField(
        label=_("Facts"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "spellcheck": "false"}),
        help_text=_("One a line: receipt of issuance notice = 2026-11-12T10:20 Asia/Tokyo"),
    )
    policy = forms.ChoiceField(
        label=_("Policy"), choices=Agreement.Policy, initial=Agreement.Policy.JAPAN_FULL
    )
    other = forms.ChoiceField(
        label=_("Compared with"), choices=Agreement.Policy, initial=Agreement.Policy.NONE
    )
    zone = forms.CharField(
        label=_("Time zone"), initial="Asia/Tokyo", validators=[validate_zone], max_length=40
    )

    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        """What the address leaves out takes its initial value."""
        if data is not None:
            initial = {name: f.initial for name, f in self.base_fields.items() if f.initial}
            data = {**initial, **data.dict()}
        super().__init__(data, **kwargs)
