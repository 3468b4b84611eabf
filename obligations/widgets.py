"""The field in which people write a rule and see it read as they type."""

from collections.abc import Collection
from typing import Any, ClassVar

from django import forms
from django.urls import reverse_lazy

from obligations.rule_reading import read_rule


class RuleWidget(forms.Textarea):
    """A text area; under it the rule in canonical words, or the error under its column.

    Without JavaScript the form says the same when it is sent. The rule may name only the events
    `declared`, where they are given.
    """

    template_name = "obligations/widgets/rule.html"

    class Media:
        js: ClassVar[list[str]] = ["django_htmx/htmx-2.min.js"]
        css: ClassVar[dict[str, list[str]]] = {"all": ["css/rule-field.css"]}

    def __init__(
        self, attrs: dict[str, Any] | None = None, *, declared: Collection[str] | None = None
    ) -> None:
        self.declared = declared
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

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """What the template shows: the field, and how its text is read."""
        read = read_rule(self.format_value(value) or "", self.declared)
        return super().get_context(name, value, attrs) | read
