"""How the rule of an obligation came to be what it is."""

from __future__ import annotations

from datetime import datetime

from accounts.models import User
from obligations.models import Obligation, ObligationVersion, Proposal


def versions_with_reasons(
    obligation: Obligation,
) -> list[tuple[ObligationVersion, str, User | None]]:
    """The versions of the rule, the one recorded last first, each with why, and who proposed it.

    The words stand in the history of the obligation, under the same person and instant; a proposal
    was confirmed at that instant too.
    """
    signed = obligation.history.exclude(history_change_reason=None).values_list(
        "history_date", "history_user", "history_change_reason"
    )
    why = {(at, by): words for at, by, words in signed}
    versions = sorted(obligation.versions.all(), key=lambda v: v.pk, reverse=True)
    confirmed = Proposal.objects.filter(
        subject=Proposal.subject_of(obligation), decision__kind="confirmed"
    ).select_related("proposed_by", "decision")
    proposers: dict[tuple[datetime, int | None], User] = {
        (each.decision.recorded_at, each.decision.decided_by_id): each.proposed_by
        for each in confirmed
    }
    return [
        (v, why.get(signed_by, ""), proposers.get(signed_by))
        for v in versions
        for signed_by in [(v.recorded_at, v.recorded_by_id)]
    ]
