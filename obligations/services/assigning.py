"""Giving obligations to the team that answers for them."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction

from accounts.models import Team, User
from obligations.models import Obligation
from obligations.services.notifications import tell_of_owner
from obligations.services.obligations import ChangedMeanwhile


@transaction.atomic
def assign_obligations(*, seen: Mapping[int, int | None], team: Team, by: User) -> int:
    """Give the obligations numbered in `seen` to `team`: all of them, or none.

    `seen` says which team the person saw at each. Returns how many changed hands. Raises
    ChangedMeanwhile where one has another team by now. Who answered for them and who answers now
    find it in the inbox.
    """
    rows = (
        Obligation.objects.select_for_update(no_key=True, of=("self",))
        .select_related("article__agreement")
        .filter(pk__in=seen)
        .order_by("pk")
    )
    moving = [row for row in rows if row.team_id != team.pk]
    for row in moving:
        if row.team_id != seen[row.pk]:
            change = row.history.select_related("history_user").latest("history_id")
            raise ChangedMeanwhile(change.history_user, change.history_date)
    for row in moving:
        row.team = team
        row._history_user = by  # type: ignore[attr-defined]  # noqa: SLF001 (simple_history reads it)
        row.save(update_fields=["team"])
    tell_of_owner(obligations=moving, before=seen, now=team, by=by)
    return len(moving)
