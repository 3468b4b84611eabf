"""Evidence: adding a file to a record of performance, withdrawing it, and the file itself."""

from __future__ import annotations

import structlog
from django.contrib import messages
from django.db import IntegrityError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.requests import Request
from obligations import evidence_store
from obligations.access import get_deadline, require_recorder
from obligations.evidence_forms import EvidenceForm, WithdrawEvidenceForm, say_not_kept
from obligations.forms import say_already_recorded
from obligations.models import Evidence, Performance
from obligations.querysets import EvidenceQuerySet
from obligations.services import AlreadyRecorded, add_evidence, withdraw_evidence

log = structlog.get_logger(__name__)

INERT = {
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
}
"""Headers under which nothing in a file can run, even if a browser were to show it."""


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: Request, pk: int, performance: int) -> HttpResponse:
    """Add a file to a record of performance."""
    deadline = get_deadline(request, pk)
    require_recorder(request)
    record = get_object_or_404(deadline.performances.filter(withdrawn=False), pk=performance)
    form = EvidenceForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid() and _try_to_add(request, record, form):
        messages.success(
            request,
            _("“%(name)s” is kept as evidence.") % {"name": form.cleaned_data["file"].name},
        )
        return redirect(deadline)
    context = {"deadline": deadline, "performance": record, "form": form}
    return render(request, "obligations/evidence_form.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: Request, pk: int, evidence: int) -> HttpResponse:
    """Say that a file is no evidence, and why; it stays."""
    deadline = get_deadline(request, pk)
    require_recorder(request)
    found = get_object_or_404(_evidence(), performance__deadline=deadline, pk=evidence)
    form = WithdrawEvidenceForm(request.POST or None)
    if hasattr(found, "withdrawal"):
        return _withdrawn_already(request, found)
    if request.method == "POST" and form.is_valid():
        try:
            withdraw_evidence(evidence=found, by=request.user, **form.cleaned_data)
        except IntegrityError:
            return _withdrawn_already(request, found)
        messages.success(request, _("Evidence withdrawn. The file stays, marked as withdrawn."))
        return redirect(deadline)
    context = {"deadline": deadline, "evidence": found, "form": form}
    return render(request, "obligations/evidence_withdraw.html", context)


@require_safe
def original(request: Request, pk: int, evidence: int) -> HttpResponse:
    """The file as it was sent; never one that changed since."""
    deadline = get_deadline(request, pk)
    found = get_object_or_404(_evidence(), performance__deadline=deadline, pk=evidence)
    try:
        content = evidence_store.load(found.sha256)
    except (OSError, evidence_store.Damaged):
        log.exception("evidence_damaged", evidence=found.pk, sha256=found.sha256)
        messages.error(
            request,
            _(
                "“%(name)s” is missing or was changed on the disk. Ask an administrator to take it "
                "from the backup."
            )
            % {"name": found.name},
        )
        return redirect(deadline)
    disposition = content_disposition_header(True, found.name) or "attachment"
    headers = INERT | {"Content-Disposition": disposition}
    return HttpResponse(content, content_type=found.media_type, headers=headers)


def _try_to_add(request: Request, record: Performance, form: EvidenceForm) -> bool:
    try:
        add_evidence(performance=record, by=request.user, **form.cleaned_data)
    except AlreadyRecorded as error:
        form.add_error("file", say_already_recorded(error.earlier))
    except OSError:
        log.exception("evidence_not_kept", performance=record.pk)
        form.add_error("file", say_not_kept())
    return form.is_valid()


def _evidence() -> EvidenceQuerySet:
    return Evidence.objects.select_related("performance__deadline", "recorded_by", "withdrawal")


def _withdrawn_already(request: Request, found: Evidence) -> HttpResponse:
    messages.error(request, _("“%(name)s” was withdrawn already.") % {"name": found.name})
    return redirect(found.performance.deadline)
