"""Writing obligations: changing one and its rule, adding one; what follows is shown first."""

from typing import Any

from django.contrib import messages
from django.db import IntegrityError
from django.db.models import prefetch_related_objects
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from accounts.requests import Request
from obligations.access import get_article, get_obligation, require_drafter
from obligations.deadlines import DeadlineError
from obligations.matters import known_changes
from obligations.obligation_forms import (
    AddObligationForm,
    ChangeObligationForm,
    ObligationForm,
    key_is_taken,
)
from obligations.proposal_records import ProposalRefused
from obligations.proposing import propose_obligation
from obligations.services import (
    Change,
    ChangedMeanwhile,
    add_obligation,
    change_obligation,
    preview_obligation,
    state_of,
)


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: Request, key: str) -> HttpResponse:
    """Change an obligation; a changed rule is proposed, and moves nothing yet."""
    found = get_obligation(request, key)
    require_drafter(request)
    prefetch_related_objects([found], "versions__recorded_by")
    context: dict[str, Any] = {
        "obligation": found,
        "title": found.title,
        "article": found.article,
        "seen": request.POST.get("seen") or state_of(found),
    }
    form = ChangeObligationForm(request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        try:
            if "save" in request.POST:
                return _change(request, form, context["seen"])
            context |= _preview(request, form, context["seen"])
        except ChangedMeanwhile as error:
            form.add_error(None, _say_who_was_first(error))
            context |= {"seen": state_of(found), "on_record": form.on_record()}
        except ProposalRefused as refusal:
            form.add_error(None, str(refusal))
        except DeadlineError as error:
            form.add_error("rule", _(error.template) % error.values)
    return _show(request, form, context)


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: Request, slug: str, provision: str) -> HttpResponse:
    """Add an obligation at a provision; one with a rule is proposed whole."""
    article = get_article(request, slug, provision)
    require_drafter(request)
    context: dict[str, Any] = {"article": article}
    form = AddObligationForm(request.POST or None, article=article)
    if request.method == "POST" and form.is_valid():
        try:
            if "save" in request.POST:
                return _add(request, form)
            context |= _preview(request, form)
        except IntegrityError:
            form.add_error("key", key_is_taken(form.cleaned_data["key"], article))
        except ProposalRefused as refusal:
            form.add_error(None, str(refusal))
        except DeadlineError as error:
            form.add_error("rule", _(error.template) % error.values)
    return _show(request, form, context)


def _change(request: Request, form: ChangeObligationForm, seen: str) -> HttpResponse:
    if form.proposes:
        return _propose(request, form, why=form.cleaned_data["why"], seen=seen)
    changes = change_obligation(
        obligation=form.instance,
        version=None,
        consequences=form.cleaned_data["consequences"],
        why=form.cleaned_data["why"],
        by=request.user,
        today=request.today,
        seen=seen,
    )
    _say(request, _("Obligation changed."), changes)
    return redirect(form.instance)


def _add(request: Request, form: AddObligationForm) -> HttpResponse:
    if form.proposes:
        return _propose(request, form, why="")
    changes = add_obligation(
        obligation=form.instance,
        version=form.version,
        consequences=form.cleaned_data["consequences"],
        by=request.user,
        today=request.today,
    )
    _say(request, _("Obligation added."), changes)
    return redirect(form.instance)


def _propose(
    request: Request, form: ChangeObligationForm | AddObligationForm, *, why: str, seen: str = ""
) -> HttpResponse:
    assert form.version is not None  # it proposes one
    made = propose_obligation(
        obligation=form.instance,
        version=form.version,
        consequences=form.cleaned_data["consequences"],
        why=why,
        by=request.user,
        today=request.today,
        seen=seen,
    )
    messages.success(request, _("Proposed. It takes effect when another person confirms."))
    return redirect(made)


def _preview(
    request: Request, form: ChangeObligationForm | AddObligationForm, seen: str = ""
) -> dict[str, Any]:
    planned = preview_obligation(
        obligation=form.instance, version=form.version, today=request.today, seen=seen
    )
    changes = known_changes(planned, request.user)
    moved = [change for change in changes if not change.keeps_its_days]
    return {"preview": moved, "kept": len(changes) - len(moved), "proposes": form.proposes}


def _show(request: Request, form: ObligationForm, context: dict[str, Any]) -> HttpResponse:
    template = "obligations/obligation_form.html"
    if request.htmx:
        template = "obligations/includes/obligation_preview_fragment.html"
    return render(request, template, context | {"form": form})


def _say_who_was_first(error: ChangedMeanwhile) -> str:
    return _(
        "%(who)s changed this obligation, %(when)s, after you opened it. What you typed is here "
        "and not saved: compare it with what is on record now, and go on to put it in its place."
    ) % {
        "who": error.by or _("The loader of files"),
        "when": date_format(timezone.localtime(error.at), "DATETIME_FORMAT"),
    }


def _say(request: Request, said: str, changes: list[Change]) -> None:
    known = known_changes(changes, request.user)
    number = sum(not change.keeps_its_days for change in known)
    changed = ngettext(
        "%(number)s deadline opened, moved or withdrawn.",
        "%(number)s deadlines opened, moved or withdrawn.",
        number,
    )
    messages.success(request, f"{said} {changed % {'number': number}}")
