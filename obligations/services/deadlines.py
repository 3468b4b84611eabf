"""Opening and moving deadlines: what the facts of an instrument give is planned, then written."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Prefetch
from django.utils import timezone
from django.utils.translation import gettext_noop

from accounts.models import User
from agreements.models import Agreement, FiscalPeriod, Party
from agreements.services import extend_fiscal_years
from obligations.facts import FactBook, load_facts
from obligations.models import (
    Deadline,
    DeadlineVersion,
    Decision,
    Event,
    Obligation,
    ObligationVersion,
    Performance,
    Recomputation,
)
from obligations.planning import Change, plan, plan_one
from obligations.querysets import ObligationQuerySet
from obligations.services.notifications import tell_of_days

HORIZON = timedelta(days=731)


def lock_agreement(agreement: Agreement) -> Agreement:
    """The instrument as it stands, held for this transaction: one writer at a time for each."""
    return Agreement.objects.select_for_update(no_key=True).get(pk=agreement.pk)


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


def settling() -> tuple[Prefetch[str], ...]:
    """What planning reads of the acts and decisions that settle deadlines."""
    return (
        Prefetch("deadlines__performances", Performance.objects.complete()),
        Prefetch("deadlines__decisions", Decision.objects.settling()),
    )


def load_for_planning(rows: ObligationQuerySet) -> ObligationQuerySet:
    """The obligations with all that planning reads of each."""
    return rows.with_places().prefetch_related(
        "versions",
        Prefetch("deadlines__current", DeadlineVersion.objects.select_related("rule_version")),
        Prefetch("deadlines__event", Event.objects.select_related("type")),
        Prefetch("deadlines__period", FiscalPeriod.objects.select_related("fiscal_year")),
        *settling(),
    )


def plan_written(
    book: FactBook, obligation: Obligation, versions: Sequence[ObligationVersion]
) -> list[Change]:
    """What the facts change under the terms and versions that somebody writes.

    Under an instrument that is not tracked only facts that somebody records open anything.
    """
    tracked = book.agreement.tracked_from
    changes = plan_one(book, obligation, versions, since=tracked)
    return [change for change in changes if tracked or change.event or not change.is_new]


def plan_deadlines(
    book: FactBook, *, names: set[str] | None = None, only: Deadline | None = None
) -> list[Change]:
    """What the facts change, under rules that name `names`, or for `only` one deadline."""
    obligations = load_for_planning(Obligation.objects.filter(article__agreement=book.agreement))
    if only:
        obligations = obligations.filter(pk=only.obligation_id)
    changes = plan(book, obligations, since=book.agreement.tracked_from, names=names)
    return [change for change in changes if only is None or change.deadline == only]


def look_again(*, agreement: Agreement, deadline: Deadline, reason: str) -> None:
    """Bring a deadline to facts that changed while it was settled; wake the planner."""
    book = load_facts(agreement, until=deadline.period.end if deadline.period else date.min)
    apply_changes(plan_deadlines(book, only=deadline), reason=reason)
    Deadline.objects.filter(pk=deadline.pk).update(next_step_at=timezone.now())


def apply_changes(
    changes: Iterable[Change],
    *,
    reason: str,
    moved: str = "",
    cause: Event | None = None,
    recomputation: Recomputation | None = None,
    by: User | None = None,
) -> None:
    """Write each change as a version, with its reason; wake the planner of reminders.

    Who answers for deadlines whose days changed finds it in the inbox, save `by`, who did it: by
    default who recorded the cause or asked for the recomputation.
    """
    now = timezone.now()
    changed = []
    for change in changes:
        deadline = change.deadline or Deadline.objects.create(
            obligation=change.obligation,
            event=change.event,
            period=change.period,
            subject=change.subject,
        )
        version: DeadlineVersion = change.after
        version.deadline = deadline
        version.number = change.before.number + 1 if change.before else 1
        if change.before:
            version.extended_on = change.before.extended_on
            version.extended_safe = change.before.extended_safe
            version.extended_until = change.before.extended_until
        version.steps = [step.to_json() for step in change.answer.steps()] if change.answer else []
        version.reason = reason if change.is_new else moved or reason
        version.cause = cause
        version.recomputation = recomputation
        version.save()
        deadline.current = version
        deadline.next_step_at = now
        deadline.save(update_fields=["current", "next_step_at"])
        if change.takes_its_days:
            changed.append(deadline)
    if by is None and cause:
        by = cause.recorded_by
    if by is None and recomputation:
        by = recomputation.requested_by
    tell_of_days(deadlines=changed, reason=moved or reason, by=by)
