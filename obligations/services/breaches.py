"""Recording breaches, their remedies, and withdrawing either."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Q

from accounts.models import User
from agreements.models import Party
from obligations.models import Breach, BreachRecord, Deadline, Event, EventType, Obligation
from obligations.planning import Change
from obligations.repetition import refuse_repetition
from obligations.services.deadlines import lock_agreement
from obligations.services.facts import When, record_event, withdraw_event
from obligations.services.periods import why_late


@dataclass(frozen=True)
class RecordedBreach:
    """A recorded breach, and what the fact that was recorded with it opened or moved."""

    breach: Breach
    changes: list[Change]


@transaction.atomic
def record_breach(
    *,
    obligation: Obligation,
    party: Party,
    happened_on: date,
    known_on: date,
    what: str,
    reason: str,
    by: User,
    today: date,
    deadline: Deadline | None = None,
    event_type: EventType | None = None,
    late_reason: str = "",
) -> RecordedBreach:
    """Record that a party broke an obligation; with `event_type` the fact that follows counts on.

    The fact is dated by the day of the breach, and opens deadlines as any other. Raises
    AlreadyRecorded when the same breach, or the fact, is on record, and django.db.IntegrityError
    for a deadline of another obligation, or a breach that was known before it happened.
    """
    agreement = lock_agreement(obligation.article.agreement)
    said = {
        "obligation": obligation,
        "deadline": deadline,
        "party": party,
        "happened_on": happened_on,
        "known_on": known_on,
        "what": what,
        "reason": reason,
    }
    withdrawn = BreachRecord.objects.filter(kind=BreachRecord.Kind.WITHDRAWN)
    known = Breach.objects.visible_to(by).filter(**said)
    refuse_repetition(known.exclude(pk__in=withdrawn.values("breach")))
    own = {"late_reason": why_late(agreement, happened_on, reason=late_reason), "recorded_by": by}
    if event_type is None:
        return RecordedBreach(Breach.objects.create(**said, **own), [])
    recorded = record_event(
        event_type=event_type,
        when=When(on=happened_on),
        by=by,
        today=today,
        subject=deadline.subject if deadline else None,
        note=what,
        late_reason=late_reason,
    )
    breach = Breach.objects.create(**said, **own, event=recorded.event)
    return RecordedBreach(breach, recorded.changes)


@transaction.atomic
def remedy_breach(
    *, breach: Breach, on: date, note: str, by: User, late_reason: str = ""
) -> BreachRecord:
    """Record that a breach was remedied `on` a day.

    Raises AlreadyRecorded when a remedy stands already, and django.db.IntegrityError for a day
    before the breach.
    """
    agreement = lock_agreement(breach.obligation.article.agreement)
    refuse_repetition(breach.records.standing().filter(kind=BreachRecord.Kind.REMEDIED))
    return BreachRecord.objects.create(
        breach=breach,
        kind=BreachRecord.Kind.REMEDIED,
        on=on,
        note=note,
        late_reason=why_late(agreement, on, reason=late_reason),
        recorded_by=by,
    )


@transaction.atomic
def withdraw_breach(*, breach: Breach, by: User, today: date, note: str) -> BreachRecord:
    """Withdraw a breach that was none, with the fact that was recorded with it.

    Raises django.db.IntegrityError when it was withdrawn in the meantime.
    """
    agreement = lock_agreement(breach.obligation.article.agreement)
    record = BreachRecord.objects.create(
        breach=breach,
        kind=BreachRecord.Kind.WITHDRAWN,
        on=today,
        note=note,
        late_reason=why_late(agreement, breach.happened_on, reason=note),
        recorded_by=by,
    )
    chain = Q(pk=breach.event_id) | Q(root=breach.event_id)
    standing = Event.objects.effective().filter(chain) if breach.event_id else Event.objects.none()
    for event in standing.select_related("type__agreement", "subject", "root"):
        withdraw_event(event=event, by=by, today=today, reason=note)
    return record


@transaction.atomic
def withdraw_remedy(*, record: BreachRecord, by: User, today: date, note: str) -> BreachRecord:
    """Withdraw a remedy that was recorded in error: the breach is open again.

    Raises django.db.IntegrityError when it was withdrawn in the meantime.
    """
    agreement = lock_agreement(record.breach.obligation.article.agreement)
    return BreachRecord.objects.create(
        breach=record.breach,
        kind=BreachRecord.Kind.UNDONE,
        withdraws=record,
        on=today,
        note=note,
        late_reason=why_late(agreement, record.on, reason=note),
        recorded_by=by,
    )
