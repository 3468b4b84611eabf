"""How the rule of an obligation came to be what it is."""

from __future__ import annotations

from obligations.models import Obligation, ObligationVersion


def versions_with_reasons(obligation: Obligation) -> list[tuple[ObligationVersion, str]]:
    """The versions of the rule, the one recorded last first, each with why somebody wrote it.

    The words stand in the history of the obligation, under the same person and instant.
    """
    signed = obligation.history.exclude(history_change_reason=None).values_list(
        "history_date", "history_user", "history_change_reason"
    )
    why = {(at, by): words for at, by, words in signed}
    versions = sorted(obligation.versions.all(), key=lambda v: v.pk, reverse=True)
    return [(v, why.get((v.recorded_at, v.recorded_by_id), "")) for v in versions]
