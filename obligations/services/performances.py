"""Recording and withdrawing what was done."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from accounts.models import User
from agreements.models import Agreement
from obligations.facts import load_facts
from obligations.models import Deadline, Obligation, Performance
from obligations.repetition import refuse_repetition
from obligations.services.deadlines import apply_changes, lock_agreement, plan_deadlines


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


def _look_again(agreement: Agreement, deadline: Deadline) -> None:
    """Bring a deadline to facts that changed while it counted as performed; wake the planner."""
    book = load_facts(agreement, until=deadline.period.end if deadline.period else date.min)
    changes = plan_deadlines(book, only=deadline)
    apply_changes(changes, reason=gettext_noop("Record of performance changed"))
    Deadline.objects.filter(pk=deadline.pk).update(next_step_at=timezone.now())
