"""The writes on facts, deadlines and performances: one function for each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Prefetch
from django.utils import timezone
from django.utils.translation import gettext_noop

from accounts.models import User
from agreements.models import Agreement, Party
from agreements.services import extend_fiscal_years
from obligations.facts import FactBook, Occurrence, load_facts, occurrence_of
from obligations.models import (
    Deadline,
    DeadlineVersion,
    Event,
    EventType,
    Obligation,
    Performance,
    Recomputation,
)
from obligations.planning import Change, plan
from obligations.repetition import AlreadyRecorded, refuse_repetition

HORIZON = timedelta(days=731)


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


@dataclass(frozen=True)
class Recorded:
    """A recorded fact and what it opened or moved."""

    event: Event
    changes: list[Change]


def preview_event(
    *, event_type: EventType, when: When, today: date, corrects: Event | None = None
) -> list[Change]:
    """What recording this fact would open or move; writes nothing."""
    book = load_facts(event_type.agreement, until=today + HORIZON)
    new = Occurrence(
        name=event_type.name,
        on=when.local_day(event_type.agreement.zone),
        when=when.at or when.local_day(event_type.agreement.zone),
        root=(corrects.root or corrects) if corrects else None,
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
    note: str = "",
    corrects: Event | None = None,
    reason: str = "",
) -> Recorded:
    """Record a fact, or the correction of one, and open or move what follows from it.

    A correction keeps the earlier record; both stay visible. Raises django.db.IntegrityError when
    `corrects` was corrected in the meantime, ValueError when it is a fact of another kind, and
    AlreadyRecorded for a new fact that says the same as a standing one, its note included.
    """
    if corrects and corrects.type_id != event_type.pk:
        raise ValueError(f"A correction keeps the kind of fact: withdraw {corrects} instead.")
    agreement = lock_agreement(event_type.agreement)
    said = {
        "type": event_type,
        "happened_on": when.local_day(agreement.zone),
        "happened_at": when.at,
        "note": note,
    }
    if corrects is None:
        refuse_repetition(Event.objects.effective().filter(**said))
    event = Event.objects.create(
        **said,
        zone=when.zone,
        reason=reason,
        corrects=corrects,
        root=(corrects.root or corrects) if corrects else None,
        recorded_by=by,
    )
    why = gettext_noop("Fact corrected") if corrects else gettext_noop("Fact recorded")
    return Recorded(event, _recompute(agreement, event, today=today, reason=why))


@transaction.atomic
def withdraw_event(*, event: Event, by: User, today: date, reason: str) -> Recorded:
    """Withdraw a fact that did not happen; its deadlines are withdrawn, nothing is deleted."""
    agreement = lock_agreement(event.type.agreement)
    withdrawal = Event.objects.create(
        type=event.type,
        withdrawn=True,
        corrects=event,
        root=event.root or event,
        reason=reason,
        recorded_by=by,
    )
    why = gettext_noop("Fact withdrawn")
    return Recorded(withdrawal, _recompute(agreement, withdrawal, today=today, reason=why))


@transaction.atomic
def open_coming_deadlines(*, agreement: Agreement, today: date) -> list[Change]:
    """Open the deadlines of the coming 24 months, and recompute those that rules or terms moved.

    Safe to run twice, late or at the same time: an unchanged result writes nothing.
    """
    agreement = lock_agreement(agreement)
    for party in Party.objects.filter(fiscal_years__isnull=False).distinct().order_by("pk"):
        extend_fiscal_years(party=party, until=today + HORIZON)
    changes = plan_deadlines(load_facts(agreement, until=today + HORIZON))
    apply_changes(
        changes,
        reason=gettext_noop("Opened for the coming 24 months"),
        moved=gettext_noop("Rule or terms changed"),
    )
    return changes


@transaction.atomic
def record_performance(
    *,
    deadline: Deadline,
    by: User,
    dispatched_on: date | None,
    arrived_on: date | None,
    means: str,
    to_whom: str = "",
    note: str = "",
    corrects: Performance | None = None,
) -> Performance:
    """Record that a deadline was met: late is recorded, never refused.

    The day that counts is the arrival (Civil Code art. 97), the dispatch, or the acceptance of a
    filing, which `arrived_on` gives too, as the obligation says. Raises django.db.IntegrityError
    before the deadline opens, and when `corrects` was corrected in the meantime, AlreadyRecorded
    for a new record that says the same as a standing one.
    """
    agreement = lock_agreement(deadline.obligation.article.agreement)
    dispatch = deadline.obligation.counts_on == Obligation.CountsOn.DISPATCH
    said = {
        "deadline": deadline,
        "dispatched_on": dispatched_on,
        "arrived_on": arrived_on,
        "means": means,
        "to_whom": to_whom,
        "note": note,
    }
    if corrects is None:
        refuse_repetition(Performance.objects.effective().filter(**said))
    performance = Performance.objects.create(
        **said,
        counted_on=dispatched_on or arrived_on if dispatch else arrived_on,
        corrects=corrects,
        recorded_by=by,
    )
    _look_again(agreement, deadline)
    return performance


@transaction.atomic
def withdraw_performance(*, performance: Performance, by: User, note: str) -> Performance:
    """Withdraw a record made in error; it stays visible, and the deadline follows the facts again.

    Raises django.db.IntegrityError when the record was withdrawn or corrected in the meantime.
    """
    agreement = lock_agreement(performance.deadline.obligation.article.agreement)
    withdrawal = Performance.objects.create(
        deadline=performance.deadline,
        corrects=performance,
        withdrawn=True,
        means=performance.means,
        note=note,
        recorded_by=by,
    )
    _look_again(agreement, performance.deadline)
    return withdrawal


def lock_agreement(agreement: Agreement) -> Agreement:
    """The instrument as it stands, held for this transaction: one writer at a time for each."""
    return Agreement.objects.select_for_update(no_key=True).get(pk=agreement.pk)


def _look_again(agreement: Agreement, deadline: Deadline) -> None:
    """Bring a deadline to facts that changed while it counted as performed; wake the planner."""
    book = load_facts(agreement, until=deadline.period.end if deadline.period else date.min)
    changes = plan_deadlines(book, only=deadline)
    apply_changes(changes, reason=gettext_noop("Record of performance changed"))
    Deadline.objects.filter(pk=deadline.pk).update(next_step_at=timezone.now())


def _recompute(agreement: Agreement, event: Event, *, today: date, reason: str) -> list[Change]:
    book = load_facts(agreement, until=today + HORIZON)
    changes = plan_deadlines(book, names={event.type.name})
    apply_changes(changes, reason=reason, cause=event)
    return changes


def plan_deadlines(
    book: FactBook, *, names: set[str] | None = None, only: Deadline | None = None
) -> list[Change]:
    """What the facts change, under rules that name `names`, or for `only` one deadline."""
    obligations = (
        Obligation.objects.filter(article__agreement=book.agreement)
        .with_places()
        .prefetch_related(
            "versions",
            "deadlines__current__rule_version",
            Prefetch("deadlines__performances", queryset=Performance.objects.effective()),
        )
    )
    if only:
        obligations = obligations.filter(pk=only.obligation_id)
    changes = plan(book, obligations, since=book.agreement.tracked_from, names=names)
    return [change for change in changes if only is None or change.deadline == only]


def apply_changes(
    changes: Iterable[Change],
    *,
    reason: str,
    moved: str = "",
    cause: Event | None = None,
    recomputation: Recomputation | None = None,
) -> None:
    """Write each change as a version, with its reason; wake the planner of reminders."""
    now = timezone.now()
    for change in changes:
        deadline = change.deadline or Deadline.objects.create(
            obligation=change.obligation,
            event=change.event,
            period=change.period,
        )
        version: DeadlineVersion = change.after
        version.deadline = deadline
        version.number = change.before.number + 1 if change.before else 1
        version.steps = [step.to_json() for step in change.answer.steps()] if change.answer else []
        version.reason = reason if change.is_new else moved or reason
        version.cause = cause
        version.recomputation = recomputation
        version.save()
        deadline.current = version
        deadline.next_step_at = now
        deadline.save(update_fields=["current", "next_step_at"])


__all__ = [
    "AlreadyRecorded",
    "Change",
    "Recorded",
    "When",
    "occurrence_of",
    "open_coming_deadlines",
    "preview_event",
    "preview_withdrawal",
    "record_event",
    "record_performance",
    "withdraw_event",
    "withdraw_performance",
]
