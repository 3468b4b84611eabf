"""What reached nobody, and who is told of it: owner, backup, administrators, head of compliance."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Exists, OuterRef, Q

from accounts.models import Role, User
from reminders.models import Message, Reminder
from reminders.querysets import MessageQuerySet, ReminderQuerySet


def failures(person: User) -> MessageQuerySet:
    """The messages given up and not settled that concern `person`."""
    return Message.objects.failed().filter(_concern(person))


def stuck(person: User, now: datetime) -> MessageQuerySet:
    """The messages that concern `person` and have been tried in vain for hours.

    Those that a mail server refuses along with everything else count at once.
    """
    return Message.objects.stuck().filter(_concern(person), stuck_at__lte=now)


def unreachable(person: User) -> ReminderQuerySet:
    """The reminders for which there was nobody to remind, of deadlines that concern `person`."""
    return _concerning(person).standing().exclude(problem="")


def watches_all(person: User) -> bool:
    """Whether failures of all teams concern this person."""
    return person.heads_compliance or person.role in {Role.ADMINISTRATOR, Role.AUDITOR}


def _concern(person: User) -> Q:
    """Whether a message carries what concerns `person`, or is an alarm to those who watch all."""
    carried = Q(message=OuterRef("pk")) | Q(message=OuterRef("about"))
    concerns = Q(Exists(_concerning(person).filter(carried)))
    return concerns | Q(kind=Message.Kind.ALARM) if watches_all(person) else concerns


def _concerning(person: User) -> ReminderQuerySet:
    """The reminders of deadlines of `person`'s own teams, or of all that `person` may know."""
    known = Reminder.objects.visible_to(person)
    if watches_all(person):
        return known
    team = "deadline__obligation__team__"
    return known.filter(Q(**{f"{team}responsible": person}) | Q(**{f"{team}backup": person}))
