"""What a page of a matter shows: who is let in, what belongs to it, who read it."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from accounts.models import Role, User
from obligations.matter_querysets import hidden_parts
from obligations.models import Deadline, Event, Matter, MatterGrant, MatterReading
from obligations.planning import Change

READINGS_SHOWN = 200


def known_changes(changes: Iterable[Change], user: User) -> list[Change]:
    """Those of `changes`, planned or made, that no matter keeps from `user`."""
    single, facts = hidden_parts(user)
    return [
        change
        for change in changes
        if not (change.event and (change.event.root_id or change.event.pk) in facts)
        and not (change.deadline and change.deadline.pk in single)
        and not (change.deadline and change.deadline.event_id in facts)
    ]


def deadlines_of(about: Deadline | Event) -> list[Deadline]:
    """What is kept from others with a deadline, or with a fact."""
    if isinstance(about, Event):
        anchored = Deadline.objects.filter(event=about.root_id or about.pk)
        return list(anchored.with_places().select_related("subject").order_by("pk"))
    return [about]


def reminded_no_more(deadlines: Iterable[Deadline], *, by: User) -> QuerySet[User]:
    """Who answers for the deadlines, or watches all, and is outside if `by` alone is let in."""
    teams = {deadline.obligation.team_id for deadline in deadlines} - {None}
    answers = Q(responsible_for__in=teams) | Q(backup_for__in=teams) | Q(teams__in=teams)
    people = User.objects.filter(answers | Q(heads_compliance=True), is_active=True)
    return people.exclude(pk=by.pk).exclude(role=Role.AUDITOR).order_by("name").distinct()


def people_to_let_in(matter: Matter) -> QuerySet[User]:
    """Active people who may know the instrument, and not the matter yet."""
    people = User.objects.filter(is_active=True).exclude(role=Role.AUDITOR)
    if matter.agreement.restricted:
        people = people.filter(agreements_read=matter.agreement)
    inside = matter.grants.standing().values("person")
    return people.exclude(pk__in=inside).order_by("name", "pk")


def grants_of(matter: Matter) -> list[tuple[MatterGrant, bool]]:
    """Everybody who was ever let in, each with whether it stands."""
    standing = set(matter.grants.standing().values_list("pk", flat=True))
    rows = matter.grants.select_related("person", "granted_by", "end__ended_by")
    return [(grant, grant.pk in standing) for grant in rows]


def readings_of(matter: Matter) -> list[MatterReading]:
    """Who opened what on which day, the latest first."""
    rows = MatterReading.objects.filter(item__matter=matter).select_related(
        "person",
        "item__event__type",
        "item__deadline__obligation__article__agreement",
        "item__deadline__subject",
        "item__deadline__period__fiscal_year",
    )
    return list(rows[:READINGS_SHOWN])
