"""What messages carry as it stands now: reminders with deadlines that the recipient may know."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db.models import DateField, F, Value
from django.utils import timezone

from accounts.models import User
from agreements.models import Agreement
from obligations.matter_querysets import hidden_deadlines
from obligations.models import Deadline, DeadlineVersion
from obligations.status import StatusOn
from reminders.models import Absence, Message, Reminder
from reminders.recipients import Roster


@dataclass(frozen=True)
class Carried:
    """A reminder with its deadline, which has its status; None where it must not be known.

    `earlier` is the version before the one that the deadline has now. `is_away` says that the
    recipient is not there and has a stand-in, who may know of it.
    """

    reminder: Reminder
    deadline: Deadline | None
    earlier: DeadlineVersion | None = None
    is_away: bool = False


Known = dict[int, tuple[set[int], set[int]]]
"""By the key of a person those of the instruments that the person may know, and those of the
deadlines that matters keep from the person."""


def load_carried(
    messages: Iterable[Message], now: datetime, known: Known | None = None
) -> dict[int, list[Carried]]:
    """By the key of each message what it carries, the earliest day to act by first.

    A notice of a failed delivery carries what the message that failed carries. `reader` of each
    message is loaded. `known` keeps what readers may know from one call to the next.
    """
    known = {} if known is None else known
    carriers: dict[int | None, list[Message]] = defaultdict(list)
    for message in messages:
        carriers[message.about_id or message.pk].append(message)
    reminders = (
        Reminder.objects.standing().filter(message__in=carriers).select_related("stands_in_for")
    )
    pairs = [(message, row) for row in reminders for message in carriers[row.message_id]]
    deadlines = _deadlines({row.deadline_id for _message, row in pairs}, now)
    earlier = _earlier(deadlines)
    absent = _Absent(pairs, now)
    carried: dict[int, list[Carried]] = {m.pk: [] for listed in carriers.values() for m in listed}
    for message, row in pairs:
        deadline = deadlines.get(row.deadline_id)
        if deadline and _may_know(message.reader, deadline, known):
            found = Carried(row, deadline, earlier.get(deadline.pk), absent.replaced(row, deadline))
        else:
            found = Carried(row, None)
        carried[message.pk].append(found)
    for items in carried.values():
        items.sort(key=_urgency)
    return carried


class _Absent:
    """Whom somebody else stands in for at an instant; most often nobody is away."""

    def __init__(self, pairs: Iterable[tuple[Message, Reminder]], now: datetime) -> None:
        people = {row.recipient_id for _message, row in pairs if row.recipient_id}
        away = Absence.objects.around(now, now).filter(person__in=people)
        self._people = set(away.values_list("person", flat=True))
        self._roster = Roster.load(now, now) if self._people else Roster()
        self._now = now

    def replaced(self, reminder: Reminder, deadline: Deadline) -> bool:
        """Whether the stand-in of its recipient is to be reminded instead."""
        person = reminder.recipient_id
        if person not in self._people:
            return False
        return self._roster.stand_in(person, deadline, self._now) is not None


def _deadlines(numbers: Iterable[int], now: datetime) -> dict[int, Deadline]:
    """As known today, each with its status on the day that it is in its own zone.

    A day in New York goes on for half of the next one in Tokyo: until then nothing is overdue.
    """
    today = timezone.localdate(now)
    known = Deadline.objects.as_of(today).with_places()
    found = {deadline.pk: deadline for deadline in known.filter(pk__in=numbers)}
    elsewhere: dict[date, list[int]] = defaultdict(list)
    for deadline in found.values():
        assert deadline.current is not None
        day = now.astimezone(ZoneInfo(deadline.current.zone)).date()
        if day != today:
            elsewhere[day].append(deadline.pk)
    for day, others in elsewhere.items():
        on_day = {"asked_on": Value(day, DateField()), "status": StatusOn(day)}
        asked = known.annotate(**on_day)
        found |= {deadline.pk: deadline for deadline in asked.filter(pk__in=others)}
    return found


def _earlier(deadlines: dict[int, Deadline]) -> dict[int, DeadlineVersion]:
    moved = [d.pk for d in deadlines.values() if d.current and d.current.number > 1]
    if not moved:
        return {}
    versions = DeadlineVersion.objects.filter(
        deadline__in=moved, number=F("deadline__current__number") - 1
    )
    return {version.deadline_id: version for version in versions.defer("steps")}


def _may_know(reader: User, deadline: Deadline, known: Known) -> bool:
    if reader.pk not in known:
        visible = Agreement.objects.visible_to(reader)
        instruments = set(visible.values_list("pk", flat=True))
        known[reader.pk] = (instruments, hidden_deadlines(reader))
    instruments, hidden = known[reader.pk]
    return deadline.obligation.article.agreement_id in instruments and deadline.pk not in hidden


def _urgency(carried: Carried) -> tuple[date, int]:
    act_by = carried.deadline.act_by if carried.deadline else None
    return act_by or date.max, carried.reminder.pk
