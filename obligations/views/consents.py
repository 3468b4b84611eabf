"""Consents: what was asked of whom, and what became of it."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import IntegrityError, transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.requests import Request
from obligations.access import get_obligation, require_recorder
from obligations.consent_forms import AnswerConsentForm, AskConsentForm
from obligations.export_lists import consents_asked
from obligations.forms import say_already_recorded
from obligations.models import Consent
from obligations.notice_forms import WithdrawForm
from obligations.notices import forms_of_notices
from obligations.services import (
    AlreadyRecorded,
    InClosedPeriod,
    answer_consent,
    ask_consent,
    withdraw_consent_record,
)

PER_PAGE = 50


@require_safe
def consents(request: Request) -> HttpResponse:
    """Every request for a consent by the day of the page, with what became of it."""
    known = Consent.objects.visible_to(request.user).as_of(request.as_of)
    counts = known.counted()
    asked = request.GET.get("state", "")
    shown = consents_asked(known, request.GET)
    context = {
        "page": Paginator(shown.with_places(), PER_PAGE).get_page(request.GET.get("page")),
        "chips": [
            ("", _("All"), sum(counts.values()), shown is known),
            *(
                (state.value, state.label, counts.get(state, 0), asked == state)
                for state in Consent.State
            ),
        ],
    }
    return render(request, "obligations/consent_list.html", context)


@require_safe
def consent(request: Request, pk: int) -> HttpResponse:
    """One request with all that was recorded of it by the day of the page."""
    found = _get(request, pk)
    obligation = found.obligation
    form = obligation.form or forms_of_notices([obligation.article.agreement_id]).get(
        obligation.article.agreement_id, ""
    )
    context = {
        "consent": found,
        "records": found.records.filter(on__lte=request.as_of)
        .exclude(kind="withdrawn")
        .select_related("recorded_by", "withdrawal__recorded_by"),
        "doubtful": form if found.is_loose else "",
    }
    return render(request, "obligations/consent_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: Request, key: str) -> HttpResponse:
    """Record that a consent was asked."""
    obligation = get_obligation(request, key)
    require_recorder(request)
    form = AskConsentForm(
        request.POST if request.method == "POST" else None,
        obligation=obligation,
        today=request.today,
    )
    if form.is_valid():
        try:
            made = ask_consent(obligation=obligation, by=request.user, **form.cleaned_data)
        except AlreadyRecorded as error:
            form.add_error(None, say_already_recorded(error.earlier))
        except InClosedPeriod as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Request recorded. Its answer is pending."))
            return redirect(made)
    context = {"form": form, "obligation": obligation}
    return render(request, "obligations/consent_form.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: Request, pk: int) -> HttpResponse:
    """Record what became of a request."""
    found = _get(request, pk)
    require_recorder(request)
    form = AnswerConsentForm(
        request.POST if request.method == "POST" else None, consent=found, today=request.today
    )
    if form.is_valid():
        try:
            answer_consent(consent=found, by=request.user, **form.cleaned_data)
        except AlreadyRecorded as error:
            form.add_error(None, say_already_recorded(error.earlier))
        except InClosedPeriod as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Recorded."))
            return redirect(found)
    context = {"form": form, "consent": found, "obligation": found.obligation}
    return render(request, "obligations/consent_form.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: Request, pk: int, record: int) -> HttpResponse:
    """Withdraw what was recorded of a request in error; it stays visible."""
    found = _get(request, pk)
    require_recorder(request)
    rows = found.records.exclude(kind="withdrawn").select_related("withdrawal", "consent")
    earlier = get_object_or_404(rows, pk=record)
    form = WithdrawForm(request.POST if request.method == "POST" else None)
    if hasattr(earlier, "withdrawal"):
        return _send_back(request, found)
    if form.is_valid():
        try:
            with transaction.atomic():
                withdraw_consent_record(
                    record=earlier,
                    by=request.user,
                    today=request.today,
                    note=form.cleaned_data["reason"],
                )
        except IntegrityError:
            return _send_back(request, found)
        messages.success(request, _("Record withdrawn. It stays visible in the history."))
        return redirect(found)
    context = {"form": form, "consent": found, "obligation": found.obligation, "record": earlier}
    return render(request, "obligations/consent_form.html", context)


def _get(request: Request, pk: int) -> Consent:
    known = Consent.objects.visible_to(request.user).as_of(request.as_of).with_places()
    return get_object_or_404(known, pk=pk)


def _send_back(request: Request, found: Consent) -> HttpResponse:
    messages.error(request, _("This record was already withdrawn or corrected."))
    return redirect(found)
