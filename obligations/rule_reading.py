"""Reading a rule for somebody who writes it: its canonical words, or the error at its column."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from obligations.deadlines import DeadlineError, RuleError, check_events, parse


def read_rule(text: str, declared: Iterable[str] | None = None) -> dict[str, Any]:
    """What `rule_checked.html` shows for `text`; nothing for an empty one.

    An event that is not among `declared`, where given, is an error that offers those that are.
    """
    if not text.strip():
        return {}
    try:
        rule = parse(text.strip())
        if declared is not None:
            check_events(rule, declared)
    except DeadlineError as error:
        return explain(error)
    return {"canonical": str(rule)}


def explain(error: DeadlineError) -> dict[str, Any]:
    """The error in the reader's language, with the text before, at and after its column."""
    context: dict[str, Any] = {"error": error, "error_text": _(error.template) % error.values}
    if isinstance(error, RuleError):
        text, at = " ".join(error.text.split("\n")), error.column - 1
        context["pointer"] = (text[:at], text[at : at + 1] or "␣", text[at + 1 :])
    return context
