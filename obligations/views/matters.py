"""Matters: what is confidential, who was let in, who read it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import IntegrityError
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.requests import Request
from obligations.access import (
    get_deadline,
    get_event,
    get_matter,
    may_restrict,
    require_restricter,
)
from obligations.matter_forms import LetInForm, OpenMatterForm, ReasonForm
from obligations.matters import (
    deadlines_of,
    grants_of,
    people_to_let_in,
    readings_of,
    reminded_no_more,
)
from obligations.models import Deadline, Event, Matter, MatterGrant
from obligations.services.matters import (
    AlreadyInMatter,
    AlreadyLetIn,
    NobodyLeft,
    close_matter,
    end_access,
    let_in,
    open_matter,
)


@require_safe
def matters(request: Request) -> HttpResponse:
    """The matters that the person was let in to."""
    rows = Matter.objects.visible_to(request.user).select_related("agreement", "closing")
    return render(request, "obligations/matter_list.html", {"matters": rows})


@require_safe
def matter(request: Request, pk: int) -> HttpResponse:
    """What belongs to it, who is let in since when, and who read what."""
    found = get_matter(request, pk)
    items = found.items.select_related(
        "event__type", "deadline__obligation__article__agreement", "deadline__subject"
    )
    context = {
        "matter": found,
        "items": [(item, deadlines_of(item.about)) for item in items],
        "grants": grants_of(found),
        "readings": readings_of(found),
        "may_change": may_restrict(request) and not hasattr(found, "closing"),
    }
    return render(request, "obligations/matter_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def start(request: Request, kind: str, pk: int) -> HttpResponse:
    """Open a matter to which a deadline or a fact belongs."""
    about: Deadline | Event = (get_deadline if kind == "deadline" else get_event)(request, pk)
    require_restricter(request)
    form = OpenMatterForm(request.POST or None, today=request.today)
    if request.method == "POST" and form.is_valid():
        try:
            found = open_matter(about=about, by=request.user, **form.cleaned_data)
        except AlreadyInMatter as already:
            messages.info(request, _("It belongs to an open matter already: nothing was changed."))
            return redirect(_known(request, already.matter))
        messages.success(
            request, _("Matter opened. From now on only people let in, and auditors, know of it.")
        )
        return redirect(found)
    deadlines = deadlines_of(about)
    outside = reminded_no_more(deadlines, by=request.user)
    context = {"about": about, "deadlines": deadlines, "outside": outside}
    return _form(request, form, "open", context)


@require_http_methods(["GET", "HEAD", "POST"])
def add_person(request: Request, pk: int) -> HttpResponse:
    """Let a person in."""
    found = _open(request, pk)
    people = people_to_let_in(found)
    form = LetInForm(request.POST or None, people=people, today=request.today)
    if request.method == "POST" and form.is_valid():
        try:
            let_in(matter=found, by=request.user, **form.cleaned_data)
            said = _("%(person)s was let in.")
        except AlreadyLetIn:
            said = _("%(person)s was let in already.")
        messages.success(request, said % {"person": form.cleaned_data["person"]})
        return redirect(found)
    return _form(request, form, "let-in", {"matter": found})


@require_http_methods(["GET", "HEAD", "POST"])
def end(request: Request, pk: int, grant: int) -> HttpResponse:
    """End a person's access."""
    found = _open(request, pk)
    row = get_object_or_404(found.grants.select_related("person", "end"), pk=grant)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _try_to_end(request, row, form):
        return redirect(found if row.person != request.user else "matters")
    return _form(request, form, "end", {"matter": found, "grant": row})


@require_http_methods(["GET", "HEAD", "POST"])
def close(request: Request, pk: int) -> HttpResponse:
    """Close the matter: what belongs to it is there for everybody again."""
    found = _open(request, pk)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            close_matter(matter=found, by=request.user, **form.cleaned_data)
        except IntegrityError:
            messages.info(request, _("It was closed already."))
        else:
            messages.success(request, _("Matter closed. What belonged to it is there again."))
        return redirect(found)
    return _form(request, form, "close", {"matter": found})


def _try_to_end(request: Request, grant: MatterGrant, form: Form) -> bool:
    try:
        end_access(grant=grant, by=request.user, **form.cleaned_data)
    except NobodyLeft:
        form.add_error(
            None, _("Nobody of Legal would be left to let others in: let in a colleague first.")
        )
        return False
    except IntegrityError:
        messages.info(request, _("The access had ended already."))
        return True
    messages.success(request, _("The access of %(person)s has ended.") % {"person": grant.person})
    return True


def _open(request: Request, pk: int) -> Matter:
    """The open matter, to change it."""
    found = get_matter(request, pk)
    require_restricter(request)
    if hasattr(found, "closing"):
        raise Http404
    return found


def _known(request: Request, found: Matter) -> Matter | str:
    return found if Matter.objects.visible_to(request.user).contains(found) else "matters"


def _form(request: Request, form: Form, step: str, context: dict[str, Any]) -> HttpResponse:
    context |= {"form": form, "step": step}
    return render(request, "obligations/matter_form.html", context)
