"""The field in which people write a rule and see it read as they type."""

from typing import Any, ClassVar

from django import forms
from django.urls import reverse_lazy


class RuleWidget(forms.Textarea):
    """A text area; under it the rule in canonical words, or the error under its column.

    Without JavaScript the form itself says the same when it is sent.
    """

    template_name = "obligations/widgets/rule.html"

    class Media:
        js: ClassVar[list[str]] = ["django_htmx/htmx-2.min.js"]
        css: ClassVar[dict[str, list[str]]] = {"all": ["css/rule-field.css"]}

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(
            {
                "rows": 2,
                "spellcheck": "false",
                "autocapitalize": "off",
                "hx-get": reverse_lazy("check-rule"),
                "hx-trigger": "input changed delay:200ms",
                "hx-swap": "innerHTML",
                "hx-sync": "this:replace",
                "hx-target": "next .rule-checked",
                **(attrs or {}),
            }
        )
