"""Reads on matters, and the rule that keeps what belongs to them from everybody outside."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.apps import apps
from django.db import models
from django.db.models import Q

from accounts.models import Role, User
from agreements.querysets import may_know

if TYPE_CHECKING:
    from obligations.models import Deadline, Event, Matter, MatterGrant, MatterItem  # noqa: F401


class MatterQuerySet(models.QuerySet["Matter"]):
    def visible_to(self, user: User) -> Self:
        """The matters, under instruments that `user` may know, to which the person was let in.

        An auditor reads all.
        """
        known = self.filter(may_know(user, "agreement__"))
        return known if user.reads_everything else known.filter(pk__in=_let_in(user))


class MatterItemQuerySet(models.QuerySet["MatterItem"]):
    def visible_to(self, user: User) -> Self:
        """What belongs to matters that `user` was let in to."""
        known = apps.get_model("obligations", "Matter").objects.visible_to(user)
        return self.filter(matter__in=known.values("pk"))

    def open(self) -> Self:
        """What belongs to matters that nobody closed."""
        return self.filter(matter__closing=None)

    def of_event(self, event: Event) -> Self:
        """What a fact belongs by to matters, each with its matter."""
        return self.select_related("matter").filter(event=event.root_id or event.pk)

    def of_deadline(self, deadline: Deadline) -> Self:
        """What a deadline belongs by to matters, itself or with its fact, each with its matter."""
        about = Q(deadline=deadline.pk)
        if deadline.event_id:
            about |= Q(event=deadline.event_id)
        return self.select_related("matter").filter(about)

    def has_deadline(self) -> models.Exists:
        """Whether the deadline of the outer query belongs to one of them."""
        about = Q(deadline=models.OuterRef("pk")) | Q(event=models.OuterRef("event"))
        return models.Exists(self.filter(about))

    def has_event(self) -> models.Exists:
        """Whether the fact of the outer query belongs to one of them."""
        about = Q(event=models.OuterRef("pk")) | Q(event=models.OuterRef("root"))
        return models.Exists(self.filter(about))

    def hidden_from(self, user: User) -> Self:
        """What belongs to open matters that `user` was not let in to."""
        return self.open().exclude(matter__in=_let_in(user))


class MatterGrantQuerySet(models.QuerySet["MatterGrant"]):
    def visible_to(self, user: User) -> Self:
        """Who was let in to matters that `user` was let in to."""
        known = apps.get_model("obligations", "Matter").objects.visible_to(user)
        return self.filter(matter__in=known.values("pk"))

    def standing(self) -> Self:
        """Those that were not ended.

        A row ends them, also after their last day (`end_overdue_access`): the rule of visibility
        needs no clock, and holds in queries that are written once for a process.
        """
        return self.filter(end=None)


def may_know_deadline(user: User, path: str = "") -> Q:
    """The deadlines, reached over `path`, that no matter keeps from `user`.

    A deadline belongs to a matter by itself, or with the fact that anchors it.
    """
    if user.reads_everything:
        return Q()
    hidden = apps.get_model("obligations", "MatterItem").objects.hidden_from(user).order_by()
    facts = hidden.filter(event__isnull=False).values("event")
    single = hidden.filter(deadline__isnull=False).values("deadline")
    return ~Q(**{f"{path}pk__in": single}) & ~Q(**{f"{path}event__in": facts})


def hidden_parts(user: User) -> tuple[set[int], set[int]]:
    """The keys of the single deadlines and first records of facts that matters keep from `user`.

    Few, where there are any; one query.
    """
    if user.reads_everything:
        return set(), set()
    items = apps.get_model("obligations", "MatterItem").objects.hidden_from(user)
    rows = list(items.values_list("deadline", "event"))
    return {deadline for deadline, _ in rows if deadline}, {event for _, event in rows if event}


def hidden_deadlines(user: User) -> set[int]:
    """The keys of the deadlines that matters keep from `user`, by themselves or by their facts."""
    single, facts = hidden_parts(user)
    if not facts:
        return single
    anchored = apps.get_model("obligations", "Deadline").objects.filter(event__in=facts)
    return single | set(anchored.order_by().values_list("pk", flat=True))


def kept_outside(deadline: Deadline) -> set[int]:
    """The keys of the people who must not know of a deadline, for its matters."""
    if hasattr(deadline, "matters"):
        matters = {matter.pk for matter in deadline.matters}
    else:
        items = apps.get_model("obligations", "MatterItem").objects.open().of_deadline(deadline)
        matters = {item.matter_id for item in items}
    if not matters:
        return set()
    grants = apps.get_model("obligations", "MatterGrant").objects.standing()
    let_in = grants.filter(matter__in=matters).values("person")
    enters_all = let_in.annotate(number=models.Count("matter", distinct=True)).filter(
        number=len(matters)
    )
    outside = User.objects.exclude(role=Role.AUDITOR).exclude(pk__in=enters_all.values("person"))
    return set(outside.values_list("pk", flat=True))


def may_know_event(user: User) -> Q:
    """The facts that no matter keeps from `user`; a correction belongs to what it corrects."""
    if user.reads_everything:
        return Q()
    hidden = apps.get_model("obligations", "MatterItem").objects.hidden_from(user).order_by()
    facts = hidden.filter(event__isnull=False).values("event")
    return ~Q(pk__in=facts) & ~Q(root__in=facts)


def may_tell_of_matters(user: User) -> Q:
    """The printouts of `user` that may tell of what a matter keeps from the person today.

    Made of deadlines that the person could know then: before the matter was opened, or while the
    person was let in.
    """
    if user.reads_everything:
        return Q(pk__in=[])
    let_in = apps.get_model("obligations", "MatterGrant").objects.filter(person=user)
    hidden = (
        apps.get_model("obligations", "Matter")
        .objects.filter(closing=None, agreement=models.OuterRef("tells_of"))
        .exclude(pk__in=_let_in(user))
        .filter(
            Q(opened_at__gte=models.OuterRef("requested_at")) | Q(pk__in=let_in.values("matter"))
        )
    )
    rows = apps.get_model("obligations", "Printout").objects.filter(models.Exists(hidden))
    return Q(pk__in=rows.order_by().values("pk"))


def _let_in(user: User) -> models.QuerySet[Any, Any]:
    grants = apps.get_model("obligations", "MatterGrant").objects.standing()
    matters: models.QuerySet[Any, Any] = grants.filter(person=user).values("matter")
    return matters
