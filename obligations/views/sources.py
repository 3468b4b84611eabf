"""The signed text of an instrument: importing it, reading a document, settling what it holds."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from accounts.requests import Request
from agreements.models import Agreement, SourceArticle, SourceUpload
from agreements.services import (
    Draft,
    Superseded,
    draft_source,
    keep_upload,
    latest_source,
    settle_piece,
)
from agreements.sources import SourceError
from obligations.access import may_draft
from obligations.services.sources import import_uploaded_text
from obligations.source_forms import PartForm, SettleForm, UploadForm
from obligations.source_sheet import Entry, SourceSheet

OPEN = SourceArticle.Match.OPEN


@require_safe
def sources(request: Request, slug: str) -> HttpResponse:
    """The documents imported as the text of an instrument, the latest first."""
    agreement = _agreement(request, slug)
    rows = agreement.sources.defer("content").select_related("imported_by")
    rows = rows.order_by("-imported_at", "-pk")
    context = {
        "agreement": agreement,
        "documents": rows.annotate(
            pieces=Count("articles"), open=Count("articles", filter=Q(articles__match=OPEN))
        ),
        "may_draft": may_draft(request),
    }
    return render(request, "obligations/source_list.html", context)


@require_safe
def source(request: Request, slug: str, pk: int) -> HttpResponse:
    """A document piece by piece, with its pages and what was left out of them."""
    return render(request, "obligations/source_detail.html", _context(request, slug, pk))


@require_safe
def mismatches(request: Request, slug: str, pk: int) -> HttpResponse:
    """The pieces to be settled beside the provisions that they may be, and those settled."""
    return render(request, "obligations/source_mismatches.html", _context(request, slug, pk))


@require_safe
def original(request: Request, slug: str, pk: int) -> HttpResponse:
    """The file as it was imported."""
    document = get_object_or_404(_agreement(request, slug).sources, pk=pk)
    headers = {
        "Content-Disposition": content_disposition_header(True, document.name) or "attachment",
        "X-Content-Type-Options": "nosniff",
    }
    content = bytes(document.content)
    return HttpResponse(content, content_type="application/octet-stream", headers=headers)


@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: Request, slug: str) -> HttpResponse:
    """Take a file; what it holds is shown before it is imported."""
    agreement = _agreement(request, slug)
    _require_importer(request)
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        file.seek(0)
        kept = keep_upload(
            agreement=agreement,
            content=file.read(),
            name=file.name,
            standing=form.cleaned_data["standing"],
            by=request.user,
        )
        return redirect("preview-source", slug, kept.pk)
    context = {"agreement": agreement, "form": form}
    return render(request, "obligations/source_import.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def preview(request: Request, slug: str, pk: int) -> HttpResponse:
    """What a file holds and which provisions it would give their text, then the import."""
    agreement = _agreement(request, slug)
    _require_importer(request)
    kept = _upload(request, agreement, pk)
    if kept is None:
        messages.error(request, _("This file was imported already, or a day ago: choose it again."))
        return redirect("sources", slug)
    draft = _draft(request, kept)
    initial = {"part": draft.document.part, "standing": kept.standing}
    form = PartForm(request.POST or None, parts=draft.parts, initial=initial)
    if request.method == "POST" and form.is_valid() and "import" in request.POST:
        return _import(request, kept, form)
    context = {
        "agreement": agreement,
        "upload": kept,
        "form": form,
        "document": draft.document,
        "sheet": SourceSheet(draft.document, draft.pieces),
        "same": agreement.sources.filter(sha256=draft.document.sha256, part=draft.document.part)
        .defer("content")
        .first(),
    }
    return render(request, "obligations/source_preview.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def settle(request: Request, slug: str, pk: int, position: int) -> HttpResponse:
    """Settle which provision a piece is, that it is none, or that it stays open."""
    context = _context(request, slug, pk)
    _require_importer(request)
    entry = _entry(context["sheet"], position)
    form = SettleForm(
        request.POST or None, agreement=context["agreement"], initial=_proposed(entry)
    )
    if request.method == "POST" and form.is_valid():
        try:
            number = settle_piece(piece=entry.piece, by=request.user, **form.cleaned_data)
        except Superseded:
            messages.error(
                request, _("Nothing was settled: a later document is the text of the instrument.")
            )
        else:
            said = ngettext("%(number)s piece settled.", "%(number)s pieces settled.", number)
            messages.success(request, said % {"number": number})
        return redirect("source-mismatches", slug, pk)
    return render(
        request, "obligations/source_settle.html", context | {"form": form, "entry": entry}
    )


def _upload(request: Request, agreement: Agreement, pk: int) -> SourceUpload | None:
    """The file, if it is still kept and the person has uploaded it for this instrument."""
    rows = SourceUpload.objects.select_related("agreement")
    return rows.filter(agreement=agreement, uploaded_by=request.user, pk=pk).first()


def _agreement(request: Request, slug: str) -> Agreement:
    return get_object_or_404(Agreement.objects.visible_to(request.user), slug=slug)


def _require_importer(request: Request) -> None:
    """Raise PermissionDenied unless the person may write the record, and reads as of today."""
    if may_draft(request):
        return
    if not request.is_today:
        raise PermissionDenied(
            _("This page is read as of another day. Go back to today to change it.")
        )
    raise PermissionDenied(
        _("The signed text is imported and settled by Legal. Ask a colleague there to do it.")
    )


def _context(request: Request, slug: str, pk: int) -> dict[str, Any]:
    """A document with its pieces; raises Http404 where it must not be known."""
    agreement = _agreement(request, slug)
    rows = agreement.sources.defer("content").select_related("imported_by")
    document = get_object_or_404(rows, pk=pk)
    document.agreement = agreement
    pieces = list(document.articles.select_related("article", "settled_by").order_by("position"))
    for piece in pieces:
        piece.document = document
        if piece.article:
            piece.article.agreement = agreement
    latest = latest_source(agreement)
    return {
        "agreement": agreement,
        "document": document,
        "sheet": SourceSheet(document, pieces),
        "latest": latest,
        "may_draft": may_draft(request) and latest == document,
    }


def _draft(request: Request, kept: SourceUpload) -> Draft:
    """The file as it would be imported; of a part that it does not hold, the whole of it."""
    drafted = partial(
        draft_source,
        agreement=kept.agreement,
        content=bytes(kept.content),
        name=kept.name,
        standing=kept.standing,
    )
    try:
        return drafted(part=request.POST.get("part"))
    except SourceError:
        return drafted(part="")


def _import(request: Request, kept: SourceUpload, form: PartForm) -> HttpResponse:
    try:
        document = import_uploaded_text(
            upload=kept, by=request.user, today=request.today, **form.cleaned_data
        )
    except SourceUpload.DoesNotExist:
        messages.info(request, _("This file was imported already."))
        return redirect("sources", kept.agreement.slug)
    messages.success(
        request,
        _("“%(name)s” is the text of the instrument now. Earlier documents stay.")
        % {"name": document.name},
    )
    page = "source-mismatches" if document.articles.filter(match=OPEN).exists() else "source"
    return redirect(page, kept.agreement.slug, document.pk)


def _entry(sheet: SourceSheet, position: int) -> Entry:
    entries = sheet.entries
    if position >= len(entries):
        raise Http404
    return entries[position]


def _proposed(entry: Entry) -> dict[str, Any]:
    """What stands, or for an open piece what is suggested."""
    piece = entry.piece
    if piece.match == OPEN and entry.suggestion:
        return {"match": SourceArticle.Match.SETTLED, "article": entry.suggestion}
    match = SourceArticle.Match.SETTLED if piece.article else piece.match
    return {"match": match, "article": piece.article, "note": piece.note}
