"""Recomputing open deadlines after a calendar, a policy or a fiscal year changed."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from agreements.models import Agreement
from obligations.facts import load_facts
from obligations.models import Deadline, Obligation, Recomputation
from obligations.services import HORIZON, apply_changes, lock_agreement, plan_deadlines


def request_recomputation(*, reason: str, by: User | None) -> Recomputation:
    """Ask for a run; a worker does it, at the latest with the next periodic tick."""
    total = Obligation.objects.filter(article__agreement__tracked_from__isnull=False).count()
    return Recomputation.objects.create(reason=reason, requested_by=by, total=total)


def run_recomputation(*, recomputation: Recomputation, today: date) -> None:
    """Bring the open deadlines of every tracked instrument to the present terms.

    Performed deadlines stay. A deadline whose dates do not change gets no version. One transaction
    an instrument, so that progress can be seen; safe to run twice.
    """
    done = 0
    for agreement in Agreement.objects.filter(tracked_from__isnull=False).order_by("pk"):
        _recompute(agreement, recomputation, today)
        done += Obligation.objects.filter(article__agreement=agreement).count()
        Recomputation.objects.filter(pk=recomputation.pk, total__gte=done).update(done=done)
    Recomputation.objects.filter(pk=recomputation.pk, finished_at=None).update(
        finished_at=timezone.now()
    )


@transaction.atomic
def _recompute(agreement: Agreement, recomputation: Recomputation, today: date) -> None:
    locked = lock_agreement(agreement)
    changes = plan_deadlines(load_facts(locked, until=today + HORIZON))
    apply_changes(changes, reason=recomputation.reason, recomputation=recomputation)
    # A reminder may have to move although the deadline does not: its day has become a holiday.
    awaited = Deadline.objects.filter(state__agreement=locked, next_step_at__isnull=False)
    awaited.update(next_step_at=timezone.now())
