"""What a person finds in the inbox besides reminders: a mention, or a change that concerns them."""

from __future__ import annotations

from typing import Self

import pgtrigger
from django.conf import settings
from django.contrib.postgres.functions import TransactionNow
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from agreements.models import Agreement
from agreements.querysets import may_know
from obligations.models.comment import Comment
from obligations.models.deadline import Deadline
from obligations.models.obligation import Obligation

EXCERPT = 140
"""Characters of a comment that the inbox shows."""


class NotificationQuerySet(models.QuerySet["Notification"]):
    def visible_to(self, user: User) -> Self:
        """Those about what `user` may know, today."""
        deadlines = Deadline.objects.visible_to(user).order_by()
        return self.filter(
            may_know(user, "agreement__"),
            Q(deadline=None) | Q(deadline__in=deadlines.values("pk")),
        )

    def in_inbox_of(self, person: User) -> Self:
        """What `person` finds in the inbox, the latest first."""
        return self.filter(person=person).visible_to(person).order_by("-pk")

    def with_places(self) -> Self:
        """Load what the inbox shows of each."""
        return self.select_related(
            "by",
            "agreement",
            "obligation__article__agreement",
            "comment__withdrawal",
            "deadline__obligation__article__agreement",
            "deadline__subject",
            "deadline__period__fiscal_year",
        )


class Notification(models.Model):
    """One line for one person and one change, however many deadlines it moved.

    `obligation` and `deadline` are set where it is about a single one. Only the moment of reading
    is ever changed.
    """

    class Kind(models.TextChoices):
        MENTION = "mention", _("Mention")
        OWNER = "owner", _("Change of owner")
        RULE = "rule", _("Change of rule")
        DATES = "dates", _("Change of dates")

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="notifications",
        verbose_name=_("person"),
    )
    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    agreement = models.ForeignKey(
        Agreement, models.PROTECT, related_name="+", verbose_name=_("instrument")
    )
    obligation = models.ForeignKey(
        Obligation, models.PROTECT, null=True, related_name="+", verbose_name=_("obligation")
    )
    deadline = models.ForeignKey(
        Deadline, models.PROTECT, null=True, related_name="+", verbose_name=_("deadline")
    )
    comment = models.ForeignKey(
        Comment,
        models.PROTECT,
        null=True,
        related_name="notifications",
        verbose_name=_("comment"),
    )
    number = models.PositiveIntegerField(
        _("number"), default=1, help_text=_("Obligations that changed hands, or deadlines moved.")
    )
    detail = models.CharField(
        _("detail"), max_length=400, blank=True, help_text=_("The team, the rule, or the reason.")
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("changed by"),
    )
    recorded_at = models.DateTimeField(_("recorded"), db_default=TransactionNow(), editable=False)
    read_at = models.DateTimeField(_("read"), null=True, editable=False)

    objects = NotificationQuerySet.as_manager()

    class Meta:
        verbose_name = _("notification")
        verbose_name_plural = _("notifications")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["mention", "owner", "rule", "dates"]),
                name="notification_kind_known",
            ),
            models.CheckConstraint(
                condition=Q(kind="mention", comment__isnull=False)
                | (~Q(kind="mention") & Q(comment=None)),
                name="notification_of_a_mention_has_the_comment",
            ),
            models.CheckConstraint(
                condition=Q(by=None) | ~Q(by=models.F("person")),
                name="notification_of_what_others_do",
            ),
            models.UniqueConstraint(
                fields=["comment", "person"],
                condition=Q(comment__isnull=False),
                name="notification_once_of_a_comment",
            ),
        ]
        indexes = [
            models.Index(fields=["person"], condition=Q(read_at=None), name="notification_unread"),
        ]
        triggers = [
            pgtrigger.Protect(name="not_deleted", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="only_read",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange(exclude=["read_at"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.person}"

    def get_absolute_url(self) -> str:
        if self.comment:
            return self.comment.get_absolute_url()
        if about := self.deadline or self.obligation:
            return about.get_absolute_url()
        return f"{reverse('obligations')}?agreement={self.agreement.slug}&show=all"

    @property
    def title(self) -> str:
        """What it is about."""
        about = self.deadline or self.obligation
        return about.title if about else str(self.agreement)

    @property
    def text(self) -> str:
        """What was said or changed, in words."""
        told = {"number": self.number, "detail": gettext(self.detail) if self.detail else ""}
        match self.kind:
            case self.Kind.MENTION:
                assert self.comment is not None
                if hasattr(self.comment, "withdrawal"):
                    return gettext("The comment that mentioned you was withdrawn.")
                return gettext("Mentions you: “%(words)s”") % {
                    "words": Truncator(self.comment.words).chars(EXCERPT)
                }
            case self.Kind.OWNER:
                said = ngettext(
                    "%(number)s obligation is answered for by %(detail)s now.",
                    "%(number)s obligations are answered for by %(detail)s now.",
                    self.number,
                )
                return said % told
            case self.Kind.RULE:
                return gettext("The rule reads now: %(detail)s") % told
        said = ngettext(
            "The days of %(number)s deadline changed: %(detail)s.",
            "The days of %(number)s deadlines changed: %(detail)s.",
            self.number,
        )
        return said % told
