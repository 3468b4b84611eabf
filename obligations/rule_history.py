"""How the rule of an obligation came to be what it is."""

from __future__ import annotations

from datetime import datetime

from django.db.models import F, Q

from accounts.models import User
from accounts.prepared import Prepared
from obligations.models import Obligation, ObligationVersion, Proposal


def versions_with_reasons(
    obligation: Obligation,
) -> list[tuple[ObligationVersion, str, User | None]]:
    """The versions of the rule, the one recorded last first, each with why, and who proposed it.

    The words stand in the history of the obligation, under the same person and instant; a proposal
    was confirmed at that instant too.
    """
    why = {(row["at"], row["by"]): row["why"] for row in SIGNED(obligation=obligation.pk)}
    proposers: dict[tuple[datetime, int | None], User] = {
        (each.decision.recorded_at, each.decision.decided_by_id): each.proposed_by
        for each in CONFIRMED.objects(
            obligation=obligation.pk, subject=Proposal.subject_of(obligation)
        )
    }
    return [
        (v, why.get(signed_by, ""), proposers.get(signed_by))
        for v in RECORDED.objects(obligation=obligation.pk)
        for signed_by in [(v.recorded_at, v.recorded_by_id)]
    ]


RECORDED = Prepared(
    lambda obligation: (
        ObligationVersion.objects.filter(obligation=obligation)
        .select_related("recorded_by", "withdrawn_by")
        .order_by("-pk")
    ),
    obligation=int,
)
SIGNED = Prepared(
    lambda obligation: (
        Obligation.history.filter(id=obligation)
        .exclude(history_change_reason=None)
        .order_by()
        .values(at=F("history_date"), by=F("history_user"), why=F("history_change_reason"))
    ),
    obligation=int,
)
CONFIRMED = Prepared(
    lambda obligation, subject: (
        Proposal.objects.filter(
            Q(subject=subject) | Q(amendment__obligation_changes__obligation=obligation),
            decision__kind="confirmed",
        )
        .select_related("proposed_by", "decision")
        .distinct()
    ),
    obligation=int,
    subject=str,
)
