"""Reminding the owners of selected deadlines at once, because somebody asks for it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from obligations.models import Deadline
from reminders.models import Audience, Channel, Message, Reminder
from reminders.recipients import Addressee, Roster
from reminders.services.outbox import Outbox
from reminders.steps import SILENT
from reminders.timing import Departure, awake
from reminders.wording import ASKED

NOBODY = _("Nobody answers for it who may know of it and is here.")
TODAY = _("Reminded today already.")
SETTLED = _("Nothing is to be done.")


@dataclass(frozen=True)
class Asked:
    """One deadline: who is reminded of it and when the mail leaves, or why nobody is."""

    deadline: Deadline
    to: Addressee | None = None
    leaves_at: datetime | None = None
    why_not: str | Promise = ""


def preview_asking(*, deadlines: Sequence[Deadline], now: datetime) -> list[Asked]:
    """Whom asking at `now` would remind of each; writes nothing.

    The owner, or who stands in, else the backup. Nobody twice on one day in Tokyo, whoever or
    whatever reminded first. Quiet hours hold the mail back. The deadlines carry their status.
    """
    roster = Roster.load(now, now)
    told = set(
        Reminder.objects.standing()
        .filter(deadline__in=deadlines, planned_at__date=timezone.localdate(now))
        .exclude(recipient=None)
        .values_list("deadline", "recipient")
    )
    return [_ask(deadline, roster, told, now) for deadline in deadlines]


@transaction.atomic
def ask_owners(*, deadlines: Sequence[Deadline], by: User, now: datetime) -> list[Asked]:
    """Remind the owner of each deadline by e-mail and in the inbox; says of whom as above.

    Two who ask at one moment wait for each other, and the second reminds nobody again.
    """
    numbers = [deadline.pk for deadline in deadlines]
    held = Deadline.objects.select_for_update(no_key=True).filter(pk__in=numbers).order_by("pk")
    list(held.values_list("pk", flat=True))
    asked = preview_asking(deadlines=deadlines, now=now)
    outbox = Outbox(now)
    for one in asked:
        if one.to and one.leaves_at:
            mail, inbox = _rows(one, one.to, by, now)
            leaves = Departure(Message.Kind.SINGLE, one.leaves_at)
            outbox.add(mail, leaves, act_by=one.deadline.act_by)
            outbox.add(inbox, None, act_by=one.deadline.act_by)
    outbox.save()
    return asked


def _ask(deadline: Deadline, roster: Roster, told: set[tuple[int, int]], now: datetime) -> Asked:
    if deadline.performed_on or deadline.status in SILENT:
        return Asked(deadline, why_not=SETTLED)
    found = roster.addressees(deadline, {Audience.OWNER}, now)
    if not found:
        return Asked(deadline, why_not=NOBODY)
    to = found[0]
    if (deadline.pk, to.person.pk) in told:
        return Asked(deadline, to, why_not=TODAY)
    wishes = roster.preferences_of(to.person)
    return Asked(deadline, to, awake(wishes, zone=to.person.zone, now=now))


def _rows(one: Asked, to: Addressee, by: User, now: datetime) -> Iterable[Reminder]:
    for channel in (Channel.EMAIL, Channel.INBOX):
        yield Reminder(
            deadline=one.deadline,
            version=one.deadline.current,
            step=f"{ASKED}{timezone.localdate(now)}",
            recipient=to.person,
            audience=to.audience,
            stands_in_for=to.stands_in_for,
            channel=channel,
            remind_at=now,
            planned_at=now,
            asked_by=by,
        )
