"""Trying a rule, and reading one as it is typed."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.requests import Request
from agreements.models import FiscalPeriod
from obligations.deadlines import DeadlineError, Policy, RuleError
from obligations.rule_forms import TryRuleForm
from obligations.trying import check_rule, try_rule


@require_safe
def try_a_rule(request: Request) -> HttpResponse:
    """Type a rule, give facts, see the next dates under two policies side by side."""
    form = TryRuleForm(request.GET or None)
    context: dict[str, Any] = {"form": form}
    if request.GET and form.is_valid():
        context |= _try(request, form.cleaned_data)
    template = "obligations/try_rule.html"
    if request.htmx:
        template = "obligations/includes/trial.html"
    return render(request, template, context)


@require_safe
def check(request: Request) -> HttpResponse:
    """The canonical words of the rule in the field that asks, or its error."""
    text = request.GET.get(request.htmx.trigger_name or "rule", "").strip()
    canonical, error = check_rule(text) if text else ("", None)
    context = {"canonical": canonical, **(_explain(error) if error else {})}
    return render(request, "obligations/includes/rule_checked.html", context)


def _try(request: Request, asked: dict[str, Any]) -> dict[str, Any]:
    periods = (
        FiscalPeriod.objects.filter(fiscal_year__party__is_home=True, end__gte=request.as_of)
        .select_related("fiscal_year")
        .order_by("end")
    )
    try:
        return {
            "trial": try_rule(
                text=asked["rule"],
                given=asked["given"],
                policies=[Policy(asked["policy"]), Policy(asked["other"])],
                zone=asked["zone"],
                periods=periods,
            )
        }
    except RuleError as error:
        # While somebody types, the field itself says it.
        return {} if request.htmx else _explain(error)
    except DeadlineError as error:
        return _explain(error)


def _explain(error: DeadlineError) -> dict[str, Any]:
    context: dict[str, Any] = {"error": error, "error_text": _(error.template) % error.values}
    if isinstance(error, RuleError):
        text, at = " ".join(error.text.split("\n")), error.column - 1
        context["pointer"] = (text[:at], text[at : at + 1] or "␣", text[at + 1 :])
    return context
