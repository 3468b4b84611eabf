"""Recording and withdrawing what was done."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_noop

from accounts.models import User
from obligations.models import Deadline, Obligation, Performance
from obligations.repetition import AlreadyPerformed, refuse_repetition
from obligations.services.deadlines import lock_agreement, look_again
from obligations.services.moments import moment_columns
from obligations.services.periods import why_late

CHANGED = gettext_noop("Record of performance changed")


@transaction.atomic
def record_performance(
    *,
    deadline: Deadline,
    by: User,
    dispatched_on: date | None = None,
    arrived_on: date | None = None,
    means: str,
    dispatched_at: datetime | None = None,
    arrived_at: datetime | None = None,
    to_whom: str = "",
    address: Any = None,
    proof: str = "",
    is_partial: bool = False,
    note: str = "",
    corrects: Performance | None = None,
    late_reason: str = "",
) -> Performance:
    """Record that a deadline was met: late is recorded, never refused.

    The day that counts is the arrival (Civil Code art. 97), the dispatch, or the acceptance of a
    filing, which `arrived_on` gives too, as the obligation says. An instant, in the zone in which
    it was noted, gives the local day in the zone of the instrument. `address` is a version of an
    AgreementParty from its history. What is done in part only completes nothing. Raises
    django.db.IntegrityError before the deadline opens, and when `corrects` was corrected in the
    meantime, InClosedPeriod for a day in a closed period without a `late_reason`, AlreadyRecorded
    for a new record that says the same as a standing one, and AlreadyPerformed where another act
    counts already.
    """
    obligation = deadline.obligation
    agreement = lock_agreement(obligation.article.agreement)
    said = {
        "deadline": deadline,
        **moment_columns("dispatched", dispatched_on, dispatched_at, agreement.zone),
        **moment_columns("arrived", arrived_on, arrived_at, agreement.zone),
        "means": means,
        "to_whom": to_whom,
        "address": address,
        "proof": proof,
        "is_partial": is_partial,
        "note": note,
    }
    if corrects is None:
        refuse_repetition(Performance.objects.effective().filter(**said))
        _refuse_second(deadline)
    sent, arrived = said["dispatched_on"], said["arrived_on"]
    by_dispatch = obligation.counts_on == Obligation.CountsOn.DISPATCH
    performance = Performance.objects.create(
        **said,
        counted_on=sent or arrived if by_dispatch else arrived,
        needs_verification=obligation.review != Obligation.Review.NONE,
        late_reason=why_late(agreement, sent, arrived, *_days(corrects), reason=late_reason),
        corrects=corrects,
        recorded_by=by,
    )
    look_again(agreement=agreement, deadline=deadline, reason=CHANGED)
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
        late_reason=why_late(agreement, *_days(performance), reason=note),
        recorded_by=by,
    )
    look_again(agreement=agreement, deadline=performance.deadline, reason=CHANGED)
    return withdrawal


def _days(performance: Performance | None) -> tuple[date | None, ...]:
    return (performance.dispatched_on, performance.arrived_on) if performance else ()


def _refuse_second(deadline: Deadline) -> None:
    counting = Performance.objects.complete().filter(deadline=deadline, counted_on__isnull=False)
    earlier = counting.select_related("recorded_by").first()
    if earlier is not None:
        raise AlreadyPerformed(earlier)
