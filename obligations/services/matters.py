"""Opening a matter, letting people in, ending their access, closing it; and who read what."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_noop

from accounts.models import Role, User
from agreements.models import Agreement
from obligations.matter_querysets import MatterItemQuerySet
from obligations.models import (
    Deadline,
    Event,
    Matter,
    MatterClosing,
    MatterGrant,
    MatterGrantEnd,
    MatterItem,
    MatterReading,
)


class AlreadyInMatter(Exception):
    """The deadline or fact belongs to an open matter already: `matter`."""

    def __init__(self, matter: Matter) -> None:
        super().__init__(f"Belongs to an open matter already: {matter}")
        self.matter = matter


class AlreadyLetIn(Exception):
    """The person was let in already."""


class NobodyLeft(Exception):
    """Nobody of Legal could let others in any more."""


@transaction.atomic
def open_matter(
    *, about: Deadline | Event, title: str, reason: str, bound_on: date, by: User
) -> Matter:
    """Open a matter to which a deadline, or a fact with all deadlines that it anchors, belongs.

    Whoever opens it is let in, bound since `bound_on`. From now on nobody else knows of it but the
    auditors. Raises AlreadyInMatter.
    """
    agreement = _agreement_of(about)
    Agreement.objects.select_for_update(no_key=True).get(pk=agreement.pk)  # one after the other
    if earlier := _items_of(about).first():
        raise AlreadyInMatter(earlier.matter)
    matter = Matter.objects.create(agreement=agreement, title=title, reason=reason, opened_by=by)
    if isinstance(about, Event):
        MatterItem.objects.create(matter=matter, event=about.root or about)
    else:
        MatterItem.objects.create(matter=matter, deadline=about)
    MatterGrant.objects.create(
        matter=matter, person=by, reason=reason, bound_on=bound_on, granted_by=by
    )
    return matter


@transaction.atomic
def let_in(
    *, matter: Matter, person: User, reason: str, bound_on: date, until: date | None, by: User
) -> MatterGrant:
    """Let a person in, to the end of the day `until` in the zone of the instrument, or for good.

    Raises AlreadyLetIn.
    """
    Matter.objects.select_for_update(no_key=True).get(pk=matter.pk)  # one after the other
    if matter.grants.standing().filter(person=person).exists():
        raise AlreadyLetIn
    return MatterGrant.objects.create(
        matter=matter,
        person=person,
        reason=reason,
        bound_on=bound_on,
        until=until,
        granted_by=by,
    )


@transaction.atomic
def end_access(*, grant: MatterGrant, reason: str, by: User) -> MatterGrantEnd:
    """End somebody's access from now on; what the person read stays on record.

    Raises IntegrityError where it was ended already, and NobodyLeft.
    """
    Matter.objects.select_for_update(no_key=True).get(pk=grant.matter_id)  # one after the other
    lawyers = MatterGrant.objects.standing().filter(
        matter=grant.matter_id, person__role=Role.LEGAL, person__is_active=True, until=None
    )
    if grant.until is None and not lawyers.exclude(pk=grant.pk).exists():
        raise NobodyLeft
    return MatterGrantEnd.objects.create(grant=grant, reason=reason, ended_by=by)


def end_overdue_access(*, now: datetime) -> None:
    """End each access whose last day is over at `now`. Safe to run twice or late."""
    grants = MatterGrant.objects.standing().filter(until__isnull=False).order_by("pk")
    for grant in grants.select_related("matter__agreement"):
        if not grant.is_over(now):
            continue
        with transaction.atomic():
            Matter.objects.select_for_update(no_key=True).get(pk=grant.matter_id)
            MatterGrantEnd.objects.get_or_create(
                grant=grant, defaults={"reason": gettext_noop("Its last day is over.")}
            )


@transaction.atomic
def close_matter(*, matter: Matter, reason: str, by: User) -> MatterClosing:
    """Say that it is confidential no more; who knew and read what stays on record.

    Raises IntegrityError where it was closed already.
    """
    return MatterClosing.objects.create(matter=matter, reason=reason, closed_by=by)


def note_readings(*, items: Iterable[MatterItem], person: User, day: date) -> None:
    """Keep that a person opened what belongs to matters: once a day for each."""
    MatterReading.objects.bulk_create(
        [MatterReading(item=item, person=person, day=day) for item in items], ignore_conflicts=True
    )


def _items_of(about: Deadline | Event) -> MatterItemQuerySet:
    items = MatterItem.objects.open()
    return items.of_event(about) if isinstance(about, Event) else items.of_deadline(about)


def _agreement_of(about: Deadline | Event) -> Agreement:
    if isinstance(about, Event):
        return about.type.agreement
    return about.obligation.article.agreement
