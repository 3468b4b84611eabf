"""Delivery: claim in a short transaction, send outside it, write the result.

A claim is a lease: when its worker dies, the reminder is sent by another one, so nothing is lost
and at most one message is repeated. Only the attempt that still holds the claim writes a result.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import structlog
from django.core.mail import get_connection
from django.db import transaction
from django.utils import timezone

from obligations.models import Deadline
from reminders.mail import compose, refusal
from reminders.models import Reminder
from reminders.steps import SILENT

log = structlog.get_logger(__name__)
# Longer than one message can take: about ten replies of the server, each within EMAIL_TIMEOUT.
LEASE = timedelta(minutes=5)
# A run ends before the next tick, so that a worker told to stop never keeps anybody waiting.
RUN = timedelta(seconds=25)
# Pauses double from a minute to half an hour; giving up takes five days (RFC 5321, 4.5.4.1).
FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=1), timedelta(minutes=30)
ATTEMPTS = 245


def deliver_reminders(*, clock: Callable[[], datetime] = timezone.now) -> int:
    """Send what is outstanding, one message after the other; the number of messages sent.

    Ends when nothing is left, after 25 seconds, or when the mail server is in trouble: what is
    left then waits for the next run.
    """
    until = clock() + RUN
    sent = 0
    while (now := clock()) < until and (reminder := claim_reminder(now=now)):
        try:
            sent += _deliver(reminder, clock)
        except MailServerDown:
            break
    return sent


@transaction.atomic
def claim_reminder(*, now: datetime) -> Reminder | None:
    """Take the outstanding reminder that waits longest, for five minutes; None without one."""
    reminder = (
        Reminder.objects.claimable(now)
        .select_related("recipient", "version")
        .select_for_update(skip_locked=True, of=("self",))
        .first()
    )
    if reminder:
        reminder.state = Reminder.State.SENDING
        reminder.attempt += 1
        reminder.next_try_at = now + LEASE
        reminder.save(update_fields=["state", "attempt", "next_try_at"])
    return reminder


class MailServerDown(Exception):
    """The mail server cannot take anything at present."""


def _deliver(reminder: Reminder, clock: Callable[[], datetime]) -> bool:
    """Whether the message was sent. Raises MailServerDown."""
    try:
        deadline = _still_due(reminder, clock())
        if deadline is None:
            _cancel(reminder, clock())
            return False
        with get_connection() as mail_server:
            mail_server.send_messages([compose(reminder, deadline)])
    except OSError as error:  # as all errors of smtplib are
        log.warning("reminder_not_sent", reminder=reminder.pk, error=str(error))
        _put_off(reminder, error, clock())
        if refusal(error) is None:
            raise MailServerDown from error
        return False
    except Exception as error:
        log.exception("reminder_not_composed", reminder=reminder.pk)
        _put_off(reminder, error, clock())
        return False
    _write(reminder, state=Reminder.State.SENT, sent_at=clock(), error="")
    return True


def _still_due(reminder: Reminder, now: datetime) -> Deadline | None:
    """The deadline, unless it was performed or moved, or the recipient may not know of it."""
    assert reminder.recipient is not None
    deadline = (
        Deadline.objects.visible_to(reminder.recipient)
        .as_of(timezone.localdate(now))
        .with_places()
        .filter(pk=reminder.deadline_id, current=reminder.version_id)
        .first()
    )
    return deadline if deadline and deadline.status not in SILENT else None


def _cancel(reminder: Reminder, now: datetime) -> None:
    """Let go of what nobody needs any more; the planner sees whether something else is due."""
    _write(reminder, state=Reminder.State.CANCELLED)
    Deadline.objects.filter(pk=reminder.deadline_id).update(next_step_at=now)


def _put_off(reminder: Reminder, error: Exception, now: datetime) -> None:
    """Try again after a pause that grows, unless the server refused this message for good (5xx)."""
    failed = (refusal(error) or 0) >= 500 or reminder.attempt >= ATTEMPTS
    pause = min(FIRST_PAUSE * 2 ** min(reminder.attempt - 1, 10), LONGEST_PAUSE)
    _write(
        reminder,
        state=Reminder.State.FAILED if failed else Reminder.State.PLANNED,
        next_try_at=now + pause,
        error=str(error),
    )


def _write(reminder: Reminder, **result: object) -> None:
    """Write the result of an attempt, if it still holds the claim."""
    if not Reminder.objects.held(reminder).update(**result):
        log.warning("reminder_claim_lost", reminder=reminder.pk, attempt=reminder.attempt)
