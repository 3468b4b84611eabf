"""Amendments of an instrument: recording one, reading it, withdrawing it, and the redline."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.db import IntegrityError
from django.db.models import Exists, OuterRef
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from accounts.requests import Request
from agreements.models import Agreement, Amendment, ArticleChange
from agreements.texts import changes_between
from obligations.access import may_draft, require_drafter
from obligations.amendment_forms import SpanForm, WithdrawAmendmentForm, title_is_taken
from obligations.amendment_notices import notices
from obligations.amendment_sheet import MOST_ROWS, AmendmentSheet
from obligations.deadlines import DeadlineError
from obligations.matters import known_changes
from obligations.models import Obligation, Proposal
from obligations.planning import Change
from obligations.proposal_records import ProposalRefused
from obligations.proposed import differences
from obligations.proposing_amendments import (
    pending_of,
    propose_amendment,
    propose_withdrawal,
    say_pending,
)
from obligations.services.amendment_withdrawals import (
    AlreadyWithdrawn,
    InTheWay,
    preview_without,
)
from obligations.services.amendments import (
    RecordMoved,
    preview_amendment,
    state_of_instrument,
)

PROPOSED = gettext_lazy(
    "What it does to obligations waits for a second person of Legal. Until then none of them moves."
)


@require_safe
def amendments(request: Request, slug: str) -> HttpResponse:
    """The amendments of an instrument that are dated on or before the day of the page."""
    agreement = _agreement(request, slug)
    waiting = Proposal.objects.pending().filter(amendment=OuterRef("pk"))
    rows = agreement.amendments.filter(executed__lte=request.as_of).annotate(
        is_waiting=Exists(waiting)
    )
    context = {
        "agreement": agreement,
        "amendments": rows.select_related("recorded_by").prefetch_related(
            "changes__article", "obligation_changes"
        ),
        "may_draft": may_draft(request),
    }
    return render(request, "obligations/amendment_list.html", context)


@require_safe
def amendment(request: Request, slug: str, pk: int) -> HttpResponse:
    """What an amendment changed in the text and did to obligations, and who recorded it."""
    found = _amendment(request, slug, pk)
    changes = found.changes.select_related("article__agreement")
    inserted = changes.filter(effect=ArticleChange.Effect.INSERTED).values("article")
    proposals = list(found.proposals.with_places())
    context = {
        "agreement": found.agreement,
        "amendment": found,
        "proposals": proposals,
        "proposed": [
            (each, differences(each)) for each in proposals if not hasattr(each, "decision")
        ],
        "changes": changes,
        "turns": found.obligation_changes.select_related(
            "obligation__article__agreement", "version"
        ),
        "hanging": Obligation.objects.filter(article__in=inserted).with_places(),
        "may_draft": may_draft(request),
    }
    return render(request, "obligations/amendment_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def record(request: Request, slug: str) -> HttpResponse:
    """Record an amendment: what moves is shown before anything is saved."""
    agreement = _agreement(request, slug)
    require_drafter(request)
    sheet = AmendmentSheet(_with_more_rows(request), agreement=agreement, today=request.today)
    context: dict[str, Any] = {"agreement": agreement, "sheet": sheet}
    if request.method == "POST":
        if {"more", "fill"} & request.POST.keys():
            sheet.unsent()
        elif sheet.is_valid():
            if "save" in request.POST and (saved := _try_to_record(request, sheet)):
                return redirect(saved)
            context |= _preview(request, sheet)
    sheet.show_present()
    template = "obligations/amendment_form.html"
    if request.htmx:
        template = "obligations/includes/amendment_preview_fragment.html"
    return render(request, template, context)


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: Request, slug: str, pk: int) -> HttpResponse:
    """Withdraw an amendment recorded in error; it stays visible."""
    found = _amendment(request, slug, pk)
    require_drafter(request)
    form = WithdrawAmendmentForm(request.POST or None)
    context: dict[str, Any] = {"agreement": found.agreement, "amendment": found, "form": form}
    try:
        if found.withdrawn_at:
            raise AlreadyWithdrawn
        if (pending := pending_of(found)) is not None:
            raise ProposalRefused(say_pending(pending))
        if request.method == "POST" and form.is_valid():
            proposal = propose_withdrawal(
                amendment=found, by=request.user, today=request.today, **form.cleaned_data
            )
            said = _("Amendment withdrawn. It stays visible.")
            messages.success(request, str(PROPOSED) if proposal else said)
            return redirect(found)
        context["preview"] = _moved(request, preview_without(amendment=found, today=request.today))
    except AlreadyWithdrawn:
        messages.error(request, _("This amendment was withdrawn already."))
        return redirect(found)
    except ProposalRefused as refusal:
        messages.error(request, str(refusal))
        return redirect(found)
    except InTheWay as error:
        context["in_the_way"] = error.obligation
    return render(request, "obligations/amendment_withdraw.html", context)


@require_safe
def redline(request: Request, slug: str) -> HttpResponse:
    """How the text of the instrument on one day differs from that on another."""
    agreement = _agreement(request, slug)
    start = agreement.executed or agreement.in_force_from
    span = {"from": start.isoformat() if start else "", "to": request.as_of.isoformat()}
    form = SpanForm(span | request.GET.dict())
    context: dict[str, Any] = {"agreement": agreement, "form": form}
    if form.is_valid():
        context |= form.cleaned_data
        context["changes"] = changes_between(agreement, **form.cleaned_data)
    return render(request, "obligations/amendment_redline.html", context)


def _agreement(request: Request, slug: str) -> Agreement:
    return get_object_or_404(Agreement.objects.visible_to(request.user), slug=slug)


def _amendment(request: Request, slug: str, pk: int) -> Amendment:
    rows = Amendment.objects.visible_to(request.user).filter(executed__lte=request.as_of)
    people = ("agreement", "recorded_by", "withdrawn_by")
    return get_object_or_404(rows.select_related(*people), agreement__slug=slug, pk=pk)


def _with_more_rows(request: Request) -> QueryDict | None:
    """What was typed, with one more empty row of the kind that was asked for."""
    if request.method != "POST":
        return None
    data = request.POST.copy()
    count = f"{data.get('more')}-TOTAL_FORMS"
    rows = str(data.get(count, ""))
    if rows.isdecimal() and int(rows[:4]) < MOST_ROWS:
        data[count] = str(int(rows[:4]) + 1)
    return data


def _preview(request: Request, sheet: AmendmentSheet) -> dict[str, Any]:
    if sheet.head.errors:
        return {}
    try:
        preview = preview_amendment(draft=sheet.draft, today=request.today)
    except DeadlineError as error:
        sheet.head.add_error(None, _(error.template) % error.values)
        return {}
    preview = replace(preview, deadlines=known_changes(preview.deadlines, request.user))
    return {
        "preview": preview,
        "notices": notices(sheet.draft, preview.texts, sheet.record),
        "seen": state_of_instrument(sheet.agreement),
    }


def _try_to_record(request: Request, sheet: AmendmentSheet) -> Amendment | None:
    try:
        made, proposal = propose_amendment(
            draft=sheet.draft,
            by=request.user,
            today=request.today,
            seen=request.POST.get("seen", ""),
        )
        messages.success(request, _("Amendment recorded."))
        if proposal:
            messages.success(request, PROPOSED)
        return made
    except RecordMoved:
        messages.error(
            request,
            _(
                "The instrument changed after you looked. Nothing of yours is lost or saved: "
                "look again at what follows, and save."
            ),
        )
    except IntegrityError as error:
        if "amendment_once" not in str(error):
            raise
        sheet.head.add_error("title", title_is_taken(sheet.draft.title))
    except DeadlineError as error:
        sheet.head.add_error(None, _(error.template) % error.values)
    return None


def _moved(request: Request, changes: list[Change]) -> list[Change]:
    known = known_changes(changes, request.user)
    return [change for change in known if not change.keeps_its_days]
