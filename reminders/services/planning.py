"""Planning: what each deadline asks to be sent, and when to look at it again.

Level-triggered: the planner looks at every deadline whose time has come, whoever set that time,
so it may run twice, late, or beside another one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from functools import partial

import structlog
from django.db import InterfaceError, OperationalError, transaction
from django.utils.translation import gettext_noop

from accounts.models import User
from obligations.models import Deadline
from obligations.querysets import DeadlineQuerySet
from reminders.models import Channel, Heartbeat, Message, Reminder
from reminders.outlook import Outlook
from reminders.services.cancelling import PLANNABLE, REACHED, REPLACED, cancel_unsent, why_not
from reminders.services.due import due_at, look_again, planned_for
from reminders.services.outbox import Outbox
from reminders.steps import SILENT, Step, passed_and_next
from reminders.timing import Departure, awake
from reminders.wording import UNPLANNED

log = structlog.get_logger(__name__)
BATCH = 500
LOOK_AGAIN = timedelta(hours=1)
# Without a sign of life for so long, what fell due meanwhile is late for reasons of ours.
OUTAGE = timedelta(hours=1)
NOBODY = gettext_noop("Nobody to remind: no team, or its people have left or may not know of it.")
UNPLANNABLE = gettext_noop(
    "It cannot be planned, so nobody is reminded of it. The log of the worker says why."
)
Written = tuple[int, str, int | None, int | None, str]
Planned = tuple[Reminder, Departure | None, date | None]


def plan_reminders(*, now: datetime, after_batch: Callable[[], None] = lambda: None) -> None:
    """Plan the reminders that are due at `now`, and cancel those that no longer hold.

    Calls `after_batch` now and then: a run over very many deadlines has to show that it lives.

    Of several steps that have passed only the latest is planned: one notice, never a burst. After
    an outage each person gets what fell due in it as one digest.
    """
    if not Deadline.objects.filter(next_step_at__lte=now).exists():
        return
    run = _Run(now)
    while run.plan_batch():
        after_batch()
    run.release()


class _Run:
    """One run of the planner: what it read once, and the late digests that it gathers."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.outlook = Outlook.load(now, now)
        self.silent_since = _silent_since(now)
        self.late: dict[tuple[int | None, int | None], datetime] = {}

    def plan_batch(self) -> int:
        """The number of deadlines looked at; none of them asks for a look at `now` any more.

        What the database refuses is looked for one by one, so that one deadline that cannot be
        planned waits for an hour and does not stop the others.
        """
        due = due_at(self.now)[:BATCH]
        try:
            return self._plan(due)
        except (OperationalError, InterfaceError):
            raise
        except Exception:
            log.exception("batch_not_planned")
        numbers = list(due_at(self.now, lock=False).values_list("pk", flat=True)[:BATCH])
        for number in numbers:
            try:
                self._plan(due_at(self.now).filter(pk=number))
            except (OperationalError, InterfaceError):
                raise
            except Exception:
                log.exception("deadline_not_planned", deadline=number)
                _show_unplanned(number, self.now)
                Deadline.objects.filter(pk=number).update(next_step_at=self.now + LOOK_AGAIN)
        return len(numbers)

    def release(self) -> None:
        """Let the late digests go, each when its recipient's quiet hours allow."""
        for (person, webhook), at in self.late.items():
            Message.objects.filter(
                kind=Message.Kind.LATE,
                created_at=self.now,
                state=Message.State.PLANNED,
                recipient=person,
                webhook=webhook,
            ).update(next_try_at=at)

    def leaves(self, reminder: Reminder, step: Step, departure: Departure) -> Departure:
        """As `departure` says, or in the late digest of what fell due in an outage."""
        if self.silent_since is None or step.at <= self.silent_since:
            return departure
        at = self._awake(reminder, departure)
        key = (reminder.recipient_id, reminder.webhook_id)
        self.late[key] = min(self.late.get(key, at), at)
        return Departure(Message.Kind.LATE, self.now)

    def _awake(self, reminder: Reminder, departure: Departure) -> datetime:
        """When the late digest may go: its regular hour comes too late, quiet hours hold."""
        person = reminder.recipient
        if person is None or departure.kind == Message.Kind.SINGLE:
            return departure.at
        wishes = self.outlook.roster.preferences_of(person)
        return min(departure.at, awake(wishes, zone=person.zone, now=self.now))

    @transaction.atomic
    def _plan(self, due: DeadlineQuerySet) -> int:
        """Plan what the deadlines ask that are free; the number of deadlines."""
        looks = {deadline.pk: _Look(self, deadline) for deadline in due}
        standing = planned_for(looks, {s.name for look in looks.values() for s in look.passed})
        written = {_key(reminder) for reminder in standing}
        outdated = [(row, why) for row in standing if (why := looks[row.deadline_id].why_not(row))]
        cancel_unsent(outdated, now=self.now)
        outbox = Outbox(self.now)
        for look in looks.values():
            for reminder, leaves, act_by in look.reminders:
                if _key(reminder) not in written:
                    outbox.add(reminder, leaves, act_by=act_by)
        outbox.save()
        look_again({pk: look.again for pk, look in looks.items()})
        return len(looks)


class _Look:
    """One deadline: the steps that passed last, the one that follows, and when to look again."""

    def __init__(self, run: _Run, deadline: Deadline) -> None:
        self.run = run
        self.deadline = deadline
        self.passed: list[Step] = []
        self.following: Step | None = None
        self.again: datetime | None = None
        self.reminders: list[Planned] = []
        try:
            self._look()
        except (OperationalError, InterfaceError):
            raise
        except Exception:
            log.exception("deadline_not_planned", deadline=deadline.pk)
            self.passed = []
            assert deadline.current_id is not None
            self.reminders = [(_unplanned(deadline.pk, deadline.current_id, run.now), None, None)]
            self.again = run.now + LOOK_AGAIN

    def _look(self) -> None:
        if self.deadline.performed_on:
            return
        now = self.run.now
        passed, self.following = passed_and_next(self.run.outlook.steps(self.deadline), now)
        self.again = self.following.at if self.following else None
        if passed and self.deadline.status not in SILENT:
            self.passed = passed
            self.reminders = list(self._once(passed))
            if self.reaches_nobody:
                self.again = min(self.again or now + LOOK_AGAIN, now + LOOK_AGAIN)

    @property
    def reaches_nobody(self) -> bool:
        """Whether there is a step, and nobody to tell; or no step can be told."""
        return any(reminder.problem for reminder, *_way in self.reminders)

    def why_not(self, reminder: Reminder) -> str:
        """Why a reminder that was planned earlier must not be sent; empty where it still holds."""
        if why := why_not(reminder, self.deadline):
            return why
        if reminder.step == UNPLANNED:
            return "" if self.reaches_nobody else PLANNABLE
        if not self.passed:
            return ""
        if reminder.problem and not self.reaches_nobody:
            return REACHED
        is_earlier = reminder.remind_at < self.passed[-1].at
        again = {_way(planned) for planned, *_leaves in self.reminders}
        return REPLACED if is_earlier and _way(reminder) in again else ""

    def _once(self, passed: list[Step]) -> Iterator[Planned]:
        """What the steps of one moment ask, the last one first: nobody is told of two of them."""
        told: set[tuple[int | None, int | None, str]] = set()
        for step in reversed(passed):
            for reminder, leaves in self._reminders(step):
                if _way(reminder) not in told:
                    told.add(_way(reminder))
                    yield reminder, leaves, step.act_by

    def _reminders(self, step: Step) -> Iterator[tuple[Reminder, Departure | None]]:
        """A row for each person and webhook whom `step` concerns and each channel, with its way."""
        row = partial(
            Reminder,
            deadline=self.deadline,
            version=self.deadline.current,
            step=step.name,
            remind_at=step.at,
            planned_at=self.run.now,
        )
        channels = set(step.rule.channels)
        webhooks = self.run.outlook.roster.webhooks_for(self.deadline)
        if Channel.WEBHOOK in channels:
            for webhook in webhooks:
                reminder = row(webhook=webhook, channel=Channel.WEBHOOK)
                yield (
                    reminder,
                    self.run.leaves(reminder, step, Departure(Message.Kind.SINGLE, self.run.now)),
                )
        addressees = self.run.outlook.addressees(self.deadline, step, self.run.now)
        if channels == {Channel.WEBHOOK} and webhooks:
            return
        if not addressees:
            log.warning("nobody_to_remind", deadline=self.deadline.pk, step=step.name)
            yield row(problem=NOBODY), None
        for to in addressees:
            person = partial(
                row, recipient=to.person, audience=to.audience, stands_in_for=to.stands_in_for
            )
            mail = person(channel=Channel.EMAIL)
            leaves = self._departure(mail, step, to.person) if Channel.EMAIL in channels else None
            if leaves:
                yield mail, leaves
            if Channel.INBOX in channels or not leaves:
                yield person(channel=Channel.INBOX), None

    def _departure(self, mail: Reminder, step: Step, person: User) -> Departure | None:
        leaves = self.run.outlook.departure(step, self.following, person, self.run.now)
        return self.run.leaves(mail, step, leaves) if leaves else None


def _unplanned(deadline: int, version: int, now: datetime) -> Reminder:
    """What tells people that a deadline cannot be planned."""
    return Reminder(
        deadline_id=deadline,
        version_id=version,
        step=UNPLANNED,
        remind_at=now,
        planned_at=now,
        problem=UNPLANNABLE,
    )


def _show_unplanned(number: int, now: datetime) -> None:
    """The same for one that the database refuses to plan; it may refuse this, too."""
    try:
        version = Deadline.objects.values_list("current", flat=True).get(pk=number)
        assert version is not None
        Reminder.objects.bulk_create([_unplanned(number, version, now)], ignore_conflicts=True)
    except (OperationalError, InterfaceError):
        raise
    except Exception:
        log.exception("deadline_not_shown", deadline=number)


def _silent_since(now: datetime) -> datetime | None:
    """The planner's last sign of life, where an outage followed; None in ordinary times."""
    beat_at = Heartbeat.objects.filter(name="reminders").values_list("beat_at", flat=True).first()
    return beat_at if beat_at and now - beat_at > OUTAGE else None


def _key(reminder: Reminder) -> Written:
    return (reminder.version_id, reminder.step, *_way(reminder))


def _way(reminder: Reminder) -> tuple[int | None, int | None, str]:
    return (reminder.recipient_id, reminder.webhook_id, reminder.channel)
