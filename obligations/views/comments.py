"""Comments on obligations and deadlines: writing one, and taking one's own back."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from accounts.requests import Request
from obligations.access import get_deadline, get_obligation, require_recorder
from obligations.comment_forms import CommentForm, WithdrawCommentForm
from obligations.discussion import form_of
from obligations.models import Comment, Deadline, Obligation
from obligations.services import add_comment, withdraw_comment


@require_http_methods(["GET", "HEAD", "POST"])
def on_deadline(request: Request, pk: int) -> HttpResponse:
    """Comment on one deadline."""
    return _comment(request, get_deadline(request, pk))


@require_http_methods(["GET", "HEAD", "POST"])
def on_obligation(request: Request, key: str) -> HttpResponse:
    """Comment on an obligation as such."""
    return _comment(request, get_obligation(request, key))


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: Request, pk: int) -> HttpResponse:
    """Take back one's own comment."""
    rows = Comment.objects.visible_to(request.user).select_related("recorded_by", "withdrawal")
    found = get_object_or_404(rows, pk=pk)
    require_recorder(request)
    if found.recorded_by != request.user:
        raise PermissionDenied(
            _("%(who)s wrote this comment, who alone can withdraw it.") % {"who": found.recorded_by}
        )
    form = WithdrawCommentForm(request.POST or None)
    if hasattr(found, "withdrawal"):
        return _withdrawn_already(request, found)
    if request.method == "POST" and form.is_valid():
        try:
            withdraw_comment(comment=found, by=request.user, **form.cleaned_data)
        except IntegrityError:
            return _withdrawn_already(request, found)
        messages.success(request, _("Comment withdrawn."))
        return redirect(found)
    context = {"comment": found, "about": found.about, "form": form}
    return render(request, "obligations/comment_withdraw.html", context)


def _comment(request: Request, about: Obligation | Deadline) -> HttpResponse:
    require_recorder(request)
    form = form_of(request, about, request.POST or None)
    if request.method == "POST" and form.is_valid():
        return redirect(_add(request, about, form))
    context = {"about": about, "form": form}
    return render(request, "obligations/comment_form.html", context)


def _add(request: Request, about: Obligation | Deadline, form: CommentForm) -> Comment:
    words = form.cleaned_data["words"]
    comment, is_new = add_comment(about=about, words=words, by=request.user, tell=form.told)
    if is_new:
        messages.success(request, _say(comment))
    else:
        messages.info(request, _("Your comment stands here already; nothing was added."))
    return comment


def _say(comment: Comment) -> str:
    number = comment.notifications.count()
    if not number:
        return _("Comment added.")
    said = ngettext(
        "Comment added. %(number)s person finds it in the inbox.",
        "Comment added. %(number)s people find it in the inbox.",
        number,
    )
    return said % {"number": number}


def _withdrawn_already(request: Request, found: Comment) -> HttpResponse:
    messages.error(request, _("This comment was withdrawn already."))
    return redirect(found)
