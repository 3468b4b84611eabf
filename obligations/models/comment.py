"""Comments on obligations and deadlines: append-only, withdrawn by a later row."""

from __future__ import annotations

from typing import Self

from django.apps import apps
from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.functions import TransactionNow
from django.db import models
from django.db.models import OuterRef, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from obligations.models.deadline import Deadline
from obligations.models.obligation import Obligation
from obligations.triggers import APPEND_ONLY

LONGEST = 4_000
"""Characters of the longest comment."""


class CommentQuerySet(models.QuerySet["Comment"]):
    def visible_to(self, user: User) -> Self:
        """The comments on what `user` may know."""
        deadlines = Deadline.objects.visible_to(user).order_by()
        obligations = Obligation.objects.visible_to(user).order_by()
        return self.filter(
            Q(deadline__in=deadlines.values("pk")) | Q(obligation__in=obligations.values("pk"))
        )

    def standing(self) -> Self:
        """The comments that nobody withdrew."""
        return self.filter(withdrawal=None)

    def told(self) -> Self:
        """Load who wrote each, its withdrawal, and the names of those who were told of it."""
        told = apps.get_model("obligations", "Notification").objects.filter(comment=OuterRef("pk"))
        names = told.order_by("person__name").values("person__name")
        shown = self.select_related("recorded_by", "withdrawal")
        return shown.annotate(names_told=ArraySubquery(names))


class Comment(models.Model):
    """What somebody says about an obligation, or about one deadline; it decides nothing."""

    obligation = models.ForeignKey(
        Obligation,
        models.PROTECT,
        null=True,
        related_name="comments",
        verbose_name=_("obligation"),
    )
    deadline = models.ForeignKey(
        Deadline, models.PROTECT, null=True, related_name="comments", verbose_name=_("deadline")
    )
    words = models.TextField(_("comment"), max_length=LONGEST)
    recorded_at = models.DateTimeField(_("recorded"), db_default=TransactionNow(), editable=False)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("recorded by")
    )

    # Annotated by `CommentQuerySet.told`.
    names_told: list[str] | None

    objects = CommentQuerySet.as_manager()

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        ordering = ["recorded_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(obligation=None, deadline__isnull=False)
                | Q(obligation__isnull=False, deadline=None),
                name="comment_about_one_thing",
            ),
            models.CheckConstraint(condition=~Q(words=""), name="comment_says_something"),
        ]
        triggers = [APPEND_ONLY]

    def __str__(self) -> str:
        return self.words[:80]

    def get_absolute_url(self) -> str:
        return f"{self.about.get_absolute_url()}#comment-{self.pk}"

    @property
    def about(self) -> Obligation | Deadline:
        """What it is about."""
        about = self.deadline or self.obligation
        assert about is not None
        return about


class CommentWithdrawal(models.Model):
    """That the author takes a comment back, and why; the auditor still reads it. Append-only."""

    comment = models.OneToOneField(
        Comment, models.PROTECT, related_name="withdrawal", verbose_name=_("comment")
    )
    reason = models.CharField(_("why it is withdrawn"), max_length=300)
    recorded_at = models.DateTimeField(_("recorded"), db_default=TransactionNow(), editable=False)

    class Meta:
        verbose_name = _("withdrawal of a comment")
        verbose_name_plural = _("withdrawals of comments")
        ordering = ["recorded_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="comment_withdrawal_has_a_reason")
        ]
        triggers = [APPEND_ONLY]

    def __str__(self) -> str:
        return self.reason
