"""Whom a reminder goes to."""

from __future__ import annotations

from accounts.models import User
from obligations.models import Deadline
from reminders.steps import Step


def recipients(deadline: Deadline, step: Step) -> list[User]:
    """The responsible person, and after the last day the backup too.

    Who has left, or may not know of the instrument, gets nothing; then the backup stands in.
    """
    team = deadline.obligation.team
    people = [team.responsible, team.backup] if team else []
    reachable = [person for person in people if person and _may_know(person, deadline)]
    return reachable if step.is_after else reachable[:1]


def _may_know(person: User, deadline: Deadline) -> bool:
    return Deadline.objects.visible_to(person).filter(pk=deadline.pk).exists()
