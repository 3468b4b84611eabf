"""Reminder policies: read by all, written by Legal and administrators, with a preview."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.db import IntegrityError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.requests import Request
from reminders.access import (
    get_policy,
    may_write_policies,
    require_policy_writer,
    visible_policies,
)
from reminders.models import PolicyStep, ReminderPolicy
from reminders.policies import default_steps
from reminders.policy_forms import ScopeForm, StepFormSet, step_forms
from reminders.previewing import Change, preview_policy
from reminders.services.policies import ChangedMeanwhile, save_policy, state_of

SPAN = timedelta(days=60)
SHOWN = 60


@require_safe
def policies(request: Request) -> HttpResponse:
    """Every policy with its steps, the default first."""
    found = visible_policies(request.user).prefetch_related("steps")
    context = {
        "policies": sorted(found, key=_rank),
        "built_in": default_steps(),
        "may_write": may_write_policies(request),
    }
    return render(request, "reminders/policy_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: Request) -> HttpResponse:
    """Write a policy for an obligation, an instrument or a kind of obligation."""
    require_policy_writer(request)
    scope = ScopeForm(request.POST or None, user=request.user)
    formset = step_forms(request.POST or None, default_steps())
    if request.method == "POST" and scope.is_valid() and formset.is_valid():
        policy = scope.save(commit=False)
        if "save" not in request.POST:
            return _show(request, formset, scope=scope, preview=_preview(request, policy, formset))
        try:
            return _save(request, policy, formset)
        except IntegrityError:
            scope.add_error(None, _("There is a policy for this already: change that one."))
    return _show(request, formset, scope=scope)


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: Request, pk: int) -> HttpResponse:
    """Change the steps of a policy."""
    policy = get_policy(request, pk)
    require_policy_writer(request)
    steps: list[PolicyStep] = list(policy.steps.all()) or default_steps()
    formset = step_forms(request.POST or None, steps)
    context: dict[str, Any] = {
        "policy": policy,
        "seen": request.POST.get("seen") or state_of(policy),
    }
    if request.method == "POST" and formset.is_valid():
        try:
            if "save" in request.POST:
                return _save(request, policy, formset, seen=context["seen"])
            context["preview"] = _preview(request, policy, formset)
        except ChangedMeanwhile as error:
            context |= {"changed": error, "seen": state_of(policy), "on_record": steps}
    return _show(request, formset, **context)


def _rank(policy: ReminderPolicy) -> tuple[int, str]:
    """From the general to the special: default, kinds, instruments, obligations."""
    specific = 1 if policy.kind else 2 if policy.agreement_id else 3 if policy.obligation_id else 0
    return specific, str(policy)


def _preview(request: Request, policy: ReminderPolicy, formset: StepFormSet) -> list[Change]:
    now = timezone.now()
    return preview_policy(
        policy=policy, steps=formset.steps, viewer=request.user, first=now, until=now + SPAN
    )


def _save(
    request: Request, policy: ReminderPolicy, formset: StepFormSet, *, seen: str = ""
) -> HttpResponse:
    save_policy(policy=policy, steps=formset.steps, now=timezone.now(), seen=seen)
    said = _("Policy saved: %(policy)s. Reminders follow it from the next minute on.")
    messages.success(request, said % {"policy": policy})
    return redirect("reminder-policies")


def _show(
    request: Request,
    formset: StepFormSet,
    *,
    preview: list[Change] | None = None,
    **context: Any,
) -> HttpResponse:
    template = "reminders/policy_form.html"
    if request.htmx:
        template = "reminders/includes/policy_preview.html"
    shown = None if preview is None else preview[:SHOWN]
    more = len(preview or ()) - len(shown or ())
    rows = {"formset": formset, "preview": shown, "more": more}
    return render(request, template, context | rows)
