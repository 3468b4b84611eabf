"""Recording the state of a condition precedent or of a step to closing."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from accounts.models import User
from obligations.closing import waiver_of
from obligations.models import ClosingRecord, Obligation
from obligations.repetition import refuse_repetition
from obligations.services.deadlines import lock_agreement
from obligations.services.periods import why_late


@transaction.atomic
def record_closing(
    *,
    obligation: Obligation,
    state: str,
    on: date,
    note: str,
    by: User,
    today: date,
    late_reason: str = "",
) -> ClosingRecord:
    """Record the state that an item has from the day `on` (local to the instrument) on.

    It replaces what was recorded before for that day and later ones; the earlier records stay
    visible. Raises ValueError for an item that is on no closing checklist, a day after `today` and
    a waiver that nobody may give, InClosedPeriod for a day in a closed period without a
    `late_reason`, and AlreadyRecorded when the last record says the same.
    """
    if not obligation.on_closing_list:
        raise ValueError(f"“{obligation.title}” is on no closing checklist: mark it as such first.")
    if on > today:
        raise ValueError(f"{on} has not come yet: record a state when it has come about.")
    if state == ClosingRecord.State.WAIVED and waiver_of(obligation) is None:
        raise ValueError(f"Nobody may waive “{obligation.title}”: record another state.")
    agreement = lock_agreement(obligation.article.agreement)
    said = {"state": state, "on": on, "note": note}
    last = obligation.closing_records.order_by("-pk").values("pk")[:1]
    refuse_repetition(ClosingRecord.objects.filter(pk__in=last, **said))
    late = why_late(agreement, on, reason=late_reason)
    return ClosingRecord.objects.create(
        obligation=obligation, recorded_by=by, late_reason=late, **said
    )
