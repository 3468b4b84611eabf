"""What became of reminders, told by person and step."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils.translation import gettext

from accounts.prepared import Prepared
from obligations.models import Deadline
from reminders.models import Channel, Message, Reminder
from reminders.querysets import ReminderQuerySet

LOOKS = {
    Message.State.PLANNED: "idle",
    Message.State.SENDING: "idle",
    Message.State.SENT: "done",
    Message.State.FAILED: "overdue",
    Message.State.CANCELLED: "idle",
}


@dataclass(frozen=True)
class Outcome:
    """What became of a reminder by one channel: `look` is a class of static/css/status.css."""

    channel: str
    look: str
    label: str
    at: datetime | None = None
    why: str = ""


@dataclass
class Told:
    """One step for one person or webhook, by all channels."""

    first: Reminder
    outcomes: list[Outcome] = field(default_factory=list)
    acknowledged_at: datetime | None = None

    @property
    def who(self) -> object:
        """Whom it went to; None where there was nobody."""
        return self.first.recipient or self.first.webhook


def told(reminders: Iterable[Reminder]) -> list[Told]:
    """`reminders` by step and person, in the order given."""
    groups: dict[tuple[object, ...], Told] = {}
    for reminder in reminders:
        key = (reminder.version_id, reminder.step, reminder.recipient_id, reminder.webhook_id)
        group = groups.setdefault(key, Told(reminder))
        group.outcomes.append(outcome(reminder))
        group.acknowledged_at = group.acknowledged_at or reminder.acknowledged_at
    return list(groups.values())


def outcome(reminder: Reminder) -> Outcome:
    """What became of one reminder."""
    channel = str(Channel(reminder.channel).label)
    if reminder.cancelled_at:
        why = gettext(reminder.cancelled_why)
        return Outcome(channel, "idle", gettext("Cancelled"), reminder.cancelled_at, why)
    if reminder.problem:
        why = gettext(reminder.problem)
        return Outcome(channel, "overdue", gettext("Not sent"), reminder.planned_at, why)
    if reminder.channel == Channel.INBOX:
        if reminder.read_at:
            return Outcome(channel, "done", gettext("Read"), reminder.read_at)
        return Outcome(channel, "idle", gettext("Not read"), reminder.planned_at)
    message = reminder.message
    assert message is not None
    state = Message.State(message.state)
    at = message.sent_at or message.next_try_at
    return Outcome(channel, LOOKS[state], str(state.label), at, message.error)


def log_of(deadline: Deadline, *, until: date | None = None) -> list[Reminder]:
    """The reminders of `deadline`, the latest first, with all that telling them needs.

    Only those planned on or before `until` in Tokyo, where it is given.
    """
    if until:
        return list(with_telling(deadline.reminders.planned_by(until)))
    reminders: list[Reminder] = LOG.objects(deadline=deadline.pk)
    return reminders


def with_telling(reminders: ReminderQuerySet) -> ReminderQuerySet:
    """`reminders`, the latest first, with what `told` reads."""
    rows = reminders.select_related("recipient", "webhook", "stands_in_for", "asked_by", "message")
    return rows.order_by("-remind_at", "recipient__name", "recipient", "-pk")


LOG = Prepared(
    lambda deadline: with_telling(Reminder.objects.filter(deadline=deadline)), deadline=int
)
