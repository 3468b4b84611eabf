"""Commenting on obligations and deadlines, and taking a comment back."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from accounts.models import User
from obligations.models import Comment, CommentWithdrawal, Deadline, Obligation
from obligations.services.deadlines import lock_agreement
from obligations.services.notifications import tell_of_mention


@transaction.atomic
def add_comment(
    *, about: Obligation | Deadline, words: str, by: User, tell: Iterable[User] = ()
) -> tuple[Comment, bool]:
    """Keep a comment, and put it into the inbox of those who are told and may know of it.

    Returns the comment and whether it is new: the same words of the same person stand only once.
    """
    obligation = about.obligation if isinstance(about, Deadline) else about
    lock_agreement(obligation.article.agreement)
    place = "deadline" if isinstance(about, Deadline) else "obligation"
    said = {place: about, "words": words, "recorded_by": by}
    if earlier := Comment.objects.standing().filter(**said).first():
        return earlier, False
    comment = Comment.objects.create(**said)
    tell_of_mention(comment=comment, people=tell)
    return comment, True


@transaction.atomic
def withdraw_comment(*, comment: Comment, by: User, reason: str) -> CommentWithdrawal:
    """Take back one's own comment; whoever reads everything still reads its words.

    Raises ValueError for a comment of somebody else, and django.db.IntegrityError when it was
    withdrawn in the meantime.
    """
    if comment.recorded_by_id != by.pk:
        raise ValueError(f"Comment {comment.pk} is another person's: only its author withdraws it.")
    return CommentWithdrawal.objects.create(comment=comment, reason=reason)
