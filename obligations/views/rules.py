"""Trying a rule, and reading one as it is typed."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts.requests import Request
from agreements.models import Agreement, FiscalPeriod
from obligations.deadlines import DeadlineError, Policy, RuleError
from obligations.rule_forms import TryRuleForm
from obligations.rule_reading import explain, read_rule
from obligations.trying import try_rule


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
    """The canonical words of the rule in the field that asks, or its error.

    Where the field names an instrument, the rule may name only the events that this declares.
    """
    text = request.GET.get(request.htmx.trigger_name or "rule", "")
    declared = None
    if slug := request.GET.get("agreement"):
        agreement = get_object_or_404(Agreement.objects.visible_to(request.user), slug=slug)
        declared = set(agreement.event_types.values_list("name", flat=True))
    return render(request, "obligations/includes/rule_checked.html", read_rule(text, declared))


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
    except RuleError:
        return {}  # the field itself says it
    except DeadlineError as error:
        return explain(error)
