"""What people said about an obligation or a deadline, as a page shows it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone

from accounts.prepared import Prepared
from accounts.requests import Request
from obligations.comment_forms import CommentForm
from obligations.mentions import people_who_may_know
from obligations.models import Comment, CommentWithdrawal, Deadline, Obligation


@dataclass(frozen=True)
class Said:
    """A comment as one person reads it on a day."""

    comment: Comment
    withdrawal: CommentWithdrawal | None
    words: str
    told: list[str]
    is_own: bool


def discussion(request: Request, about: Obligation | Deadline) -> dict[str, Any]:
    """What a page shows: the comments by its day, and a form for who may write one."""
    may_comment = request.user.may_record and request.is_today
    return {
        "comments": [_said(comment, request) for comment in _comments(request, about)],
        "comment_form": form_of(request, about) if may_comment else None,
        "comment_url": address_of_form(about),
    }


def _comments(request: Request, about: Obligation | Deadline) -> Iterable[Comment]:
    """Those written by the day of the page: who may know what they are about may read them."""
    if not request.is_today:
        return about.comments.filter(recorded_at__date__lte=request.as_of).told()
    said = ABOUT_DEADLINE if isinstance(about, Deadline) else ABOUT_OBLIGATION
    comments: list[Comment] = said.objects(about=about.pk)
    return comments


def form_of(
    request: Request, about: Obligation | Deadline, said: QueryDict | None = None
) -> CommentForm:
    """The form for a comment, offering the people who may know of it."""
    return CommentForm(said, people=people_who_may_know(about), by=request.user)


def address_of_form(about: Obligation | Deadline) -> str:
    """Where a comment is sent to."""
    if isinstance(about, Deadline):
        return reverse("comment-deadline", args=[about.pk])
    return reverse("comment-obligation", args=[about.key])


def _said(comment: Comment, request: Request) -> Said:
    withdrawal: CommentWithdrawal | None = getattr(comment, "withdrawal", None)
    if withdrawal and not request.is_today and _day(withdrawal.recorded_at) > request.as_of:
        withdrawal = None
    is_readable = withdrawal is None or request.user.reads_everything
    return Said(
        comment=comment,
        withdrawal=withdrawal,
        words=comment.words if is_readable else "",
        told=comment.names_told or [],
        is_own=comment.recorded_by_id == request.user.pk,
    )


def _day(at: datetime) -> date:
    """The day of an instant in Tokyo."""
    return timezone.localtime(at).date()


ABOUT_DEADLINE = Prepared(lambda about: Comment.objects.filter(deadline=about).told(), about=int)
ABOUT_OBLIGATION = Prepared(
    lambda about: Comment.objects.filter(obligation=about).told(), about=int
)
