"""Recording, correcting and withdrawing facts; what they open or move is written with them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext_noop

from accounts.models import User
from agreements.models import Agreement, Party
from obligations.facts import Occurrence, load_facts
from obligations.models import Event, EventType, Matter, MatterGrant, MatterItem
from obligations.planning import Change
from obligations.repetition import refuse_repetition
from obligations.services.deadlines import (
    HORIZON,
    apply_changes,
    lock_agreement,
    plan_deadlines,
)
from obligations.services.periods import why_late


@dataclass(frozen=True)
class When:
    """The day of a fact, or its instant with the zone in which somebody wrote it down."""

    on: date | None = None
    at: datetime | None = None
    zone: str = ""

    def local_day(self, zone: str) -> date:
        """The local date in `zone` (an instant elsewhere is first turned into a local date).

        Raises ValueError without a date, and for an instant without a zone.
        """
        if self.at is not None:
            if self.at.tzinfo is None:
                raise ValueError(f"The instant {self.at} has no zone: say in which it was noted.")
            return self.at.astimezone(ZoneInfo(zone)).date()
        if self.on is None:
            raise ValueError("A fact needs a date or an instant: give one of them.")
        return self.on


class NotLetIn(Exception):
    """The matter was closed, or the person's access to it ended, in the meantime."""


@dataclass(frozen=True)
class Recorded:
    """A recorded fact and what it opened or moved."""

    event: Event
    changes: list[Change]


def preview_event(
    *,
    event_type: EventType,
    when: When,
    today: date,
    subject: Party | None = None,
    corrects: Event | None = None,
) -> list[Change]:
    """What recording this fact would open or move; writes nothing."""
    concerned = corrects.subject if corrects else subject
    book = load_facts(event_type.agreement, until=today + HORIZON)
    new = Occurrence(
        name=event_type.name,
        on=when.local_day(event_type.agreement.zone),
        when=when.at or when.local_day(event_type.agreement.zone),
        root=(corrects.root or corrects) if corrects else None,
        subject_id=concerned.pk if concerned else None,
    )
    return plan_deadlines(book.replacing(new.root, new), names={event_type.name})


def preview_withdrawal(*, event: Event, today: date) -> list[Change]:
    """What withdrawing this fact would open, move or withdraw; writes nothing."""
    agreement = event.type.agreement
    book = load_facts(agreement, until=today + HORIZON)
    without = book.replacing(event.root or event, None)
    return plan_deadlines(without, names={event.type.name})


@transaction.atomic
def record_event(
    *,
    event_type: EventType,
    when: When,
    by: User,
    today: date,
    subject: Party | None = None,
    note: str = "",
    corrects: Event | None = None,
    reason: str = "",
    late_reason: str = "",
    matter: Matter | None = None,
) -> Recorded:
    """Record a fact, or the correction of one, and open or move what follows from it.

    Under a template `subject` is the counterparty whom the fact concerns; a correction keeps it.
    A correction keeps the earlier record; both stay visible. With `matter` a new fact belongs to
    it from the start, and nobody outside is shown or told of it. Raises NotLetIn where that is not
    open to `by`, django.db.IntegrityError when
    `corrects` was corrected in the meantime, ValueError when it is a fact of another kind or
    the subject does not fit the instrument, InClosedPeriod for a day in a closed period without a
    `late_reason`, and AlreadyRecorded for a new fact that says the same as a standing one, its note
    included.
    """
    if corrects and corrects.type_id != event_type.pk:
        raise ValueError(f"A correction keeps the kind of fact: withdraw {corrects} instead.")
    agreement = lock_agreement(event_type.agreement)
    concerned = corrects.subject if corrects else subject
    if agreement.is_template != (concerned is not None):
        raise ValueError(f"{event_type}: a fact under a template, and no other, has a subject.")
    said: dict[str, Any] = {
        "type": event_type,
        "subject": concerned,
        "happened_on": when.local_day(agreement.zone),
        "happened_at": when.at,
        "note": note,
    }
    if corrects is None:
        refuse_repetition(Event.objects.visible_to(by).effective().filter(**said))
    earlier = corrects.happened_on if corrects else None
    event = Event.objects.create(
        **said,
        late_reason=why_late(agreement, said["happened_on"], earlier, reason=late_reason),
        zone=when.zone,
        reason=reason,
        corrects=corrects,
        root=(corrects.root or corrects) if corrects else None,
        recorded_by=by,
    )
    if matter:
        _keep(event, matter, by=by)
    why = gettext_noop("Fact corrected") if corrects else gettext_noop("Fact recorded")
    return Recorded(event, _recompute(agreement, event, today=today, reason=why))


@transaction.atomic
def withdraw_event(*, event: Event, by: User, today: date, reason: str) -> Recorded:
    """Withdraw a fact that did not happen; its deadlines are withdrawn, nothing is deleted."""
    agreement = lock_agreement(event.type.agreement)
    withdrawal = Event.objects.create(
        type=event.type,
        subject=event.subject,
        withdrawn=True,
        corrects=event,
        root=event.root or event,
        reason=reason,
        late_reason=why_late(agreement, event.happened_on, reason=reason),
        recorded_by=by,
    )
    why = gettext_noop("Fact withdrawn")
    return Recorded(withdrawal, _recompute(agreement, withdrawal, today=today, reason=why))


def _keep(event: Event, matter: Matter, *, by: User) -> None:
    """Let a new fact belong to a matter before anything follows from it."""
    if event.root_id or matter.agreement_id != event.type.agreement_id:
        raise ValueError(f"{event}: a new fact belongs to a matter of its own instrument.")
    # Closing it refers to the row, and ending access holds it: either comes before, or after.
    Matter.objects.select_for_update().get(pk=matter.pk)
    grants = MatterGrant.objects.standing().filter(matter=matter, person=by)
    if not grants.filter(matter__closing=None).exists():
        raise NotLetIn
    MatterItem.objects.create(matter=matter, event=event)


def _recompute(agreement: Agreement, event: Event, *, today: date, reason: str) -> list[Change]:
    book = load_facts(agreement, until=today + HORIZON)
    changes = plan_deadlines(book, names={event.type.name})
    apply_changes(changes, reason=reason, cause=event)
    return changes
