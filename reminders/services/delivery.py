"""Delivery: claim in a short transaction, send outside it, write the result.

A claim is a lease: when its worker dies, another one sends, so nothing is lost and at most the
one message on the wire is repeated. Only the attempt that still holds the claim writes a result.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

import structlog
from django.db import InterfaceError, OperationalError, transaction
from django.db.models import F, Q, Value
from django.db.models.functions import Least
from django.utils import timezone

from obligations.models import Deadline
from reminders.carrying import Carried, Known, load_carried
from reminders.mail import compose
from reminders.mail_server import (
    ConnectionBroke,
    MailServer,
    MailServerDown,
    MailServerRefuses,
    refusal,
)
from reminders.models import Message, Preferences, Reminder
from reminders.services.attempts import give_back, holds, record_sent
from reminders.services.cancelling import AWAY, WEBHOOK_OFF, cancel, why_not
from reminders.services.failing import fail_message
from reminders.services.gathering import gather_late
from reminders.services.splitting import split_long
from reminders.timing import retry_at
from reminders.webhook_payloads import webhook_payload
from reminders.webhooks import WebhookRefused, WebhookUnavailable, send_webhook

log = structlog.get_logger(__name__)
BATCH = 100
# Longer than one message can take: about ten replies of the server, each within EMAIL_TIMEOUT.
LEASE = timedelta(minutes=5)
# A run ends before the next tick, so that a worker told to stop never keeps anybody waiting.
RUN = timedelta(seconds=25)
# Webhooks have so much of it at least, however many mails there are and however slow their server.
CALLS = timedelta(seconds=5)
# What was read so long ago is given back, and read again before it is sent.
FRESH = timedelta(seconds=5)
# Pauses double from a minute to half an hour; giving up takes five days (RFC 5321, 4.5.4.1).
FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=1), timedelta(minutes=30)
ATTEMPTS = 245
# What we cannot write ourselves is given up after half an hour: somebody has to see it.
ATTEMPTS_OF_OURS = 6
# What was refused for so long is shown to people, while it is still being tried.
PATIENCE = timedelta(hours=3)
URGENT = {Message.Kind.UNDELIVERED, Message.Kind.ALARM}
TROUBLE = (OSError, ConnectionBroke, MailServerDown, WebhookRefused, WebhookUnavailable)
EVERYTHING = Q()
TO_PEOPLE, TO_WEBHOOKS = Q(webhook=None), Q(recipient=None)
Send = Callable[[Message, list[Carried]], None]


def deliver_messages(*, clock: Callable[[], datetime] = timezone.now) -> int:
    """Send what is outstanding, e-mails and then webhooks; the number of messages sent.

    Ends when nothing is left, or after 25 to 30 seconds. What a mail server in trouble leaves over
    waits for the next run; a webhook in trouble keeps nobody else waiting.
    """
    now = clock()
    until = now + RUN
    gather_late(now=now)
    with MailServer() as server:
        mails = _Run(clock, until, lambda message, items: server.send(compose(message, items)))
        sent = mails.drain(TO_PEOPLE)
    until = max(until, clock() + CALLS)
    calls = _Run(clock, until, lambda m, items: send_webhook(m, webhook_payload(m, _told(items))))
    return sent + calls.drain(TO_WEBHOOKS)


@transaction.atomic
def claim_messages(*, now: datetime, among: Q = EVERYTHING, limit: int = BATCH) -> list[Message]:
    """Take outstanding messages, the oldest due first, for five minutes each.

    In what is returned `next_try_at` still says since when each has been waiting.
    """
    claimed = list(
        Message.objects.claimable(now)
        .filter(among)
        .select_related("recipient", "webhook__on_behalf_of", "about__recipient", "about__webhook")
        .select_for_update(skip_locked=True, of=("self",))[:limit]
    )
    new = {"state": Message.State.SENDING, "next_try_at": now + LEASE}
    Message.objects.filter(pk__in=[message.pk for message in claimed]).update(
        **new, attempt=F("attempt") + 1
    )
    split_long([message for message in claimed if message.attempt == 0], now=now)
    for message in claimed:
        message.state = Message.State.SENDING
        message.attempt += 1
    return claimed


class _Run:
    """One run over messages of one kind, which `send` puts on the wire."""

    def __init__(self, clock: Callable[[], datetime], until: datetime, send: Send) -> None:
        self.clock = clock
        self.until = until
        self.send = send
        self.unavailable: set[int | None] = set()
        self.known: Known = {}
        self.known_at = until
        self.held: Message | None = None

    def drain(self, among: Q) -> int:
        """Send until nothing is left, time is up or the server is down; the number sent."""
        sent = 0
        while (now := self.clock()) < self.until:
            batch = claim_messages(now=now, among=among & ~Q(webhook__in=self.unavailable - {None}))
            if not batch:
                break
            done, goes_on = self._send_batch(batch, now)
            sent += done
            if not goes_on:
                break
        return sent

    def _send_batch(self, batch: Sequence[Message], now: datetime) -> tuple[int, bool]:
        """The number sent, and whether the server is up; what was not tried is given back."""
        carried = self._load(batch, now)
        sent = 0
        for index, message in enumerate(batch):
            if message.pk not in carried:
                continue
            moment = self.clock()
            if index and not now <= moment <= min(now + FRESH, self.until):
                give_back(batch[index:])
                break
            following = next(iter(batch[index + 1 :]), None)
            try:
                sent += self._deliver(message, carried[message.pk], following)
            except MailServerDown:
                give_back(batch[index + 1 :])
                return sent, False
        return sent, True

    def _known_at(self, now: datetime) -> Known:
        """What readers may know, asked afresh after a few seconds."""
        if not self.known_at <= now <= self.known_at + FRESH:
            self.known, self.known_at = {}, now
        return self.known

    def _load(self, batch: Sequence[Message], now: datetime) -> dict[int, list[Carried]]:
        """What the messages carry; one that cannot be read is put off and stops no other."""
        try:
            return load_carried(batch, now, self._known_at(now))
        except (OperationalError, InterfaceError):
            raise
        except Exception as error:
            log.exception("messages_not_read", messages=[message.pk for message in batch])
            if len(batch) > 1:
                parts = [self._load([message], now) for message in batch]
                return {key: items for part in parts for key, items in part.items()}
            _put_off(batch[0], error, now)
            return {}

    def _deliver(self, message: Message, carried: list[Carried], following: Message | None) -> bool:
        """Whether the message was sent. Raises MailServerDown.

        With its result it is asked whether the attempt of `following` holds: that one is next.
        """
        held, self.held = self.held, None
        if message.webhook_id in self.unavailable:
            give_back([message])
            return False
        if message is not held and not holds(message):
            log.warning("message_claim_lost", message=message.pk, attempt=message.attempt)
            return False
        items = self._still_due(message, carried)
        if not items and message.kind != Message.Kind.ALARM:
            _write(message, state=Message.State.CANCELLED)
            return False
        try:
            self.send(message, items)
        except (OperationalError, InterfaceError):
            raise
        except TROUBLE as error:
            self._note(message, items, error)
            return False
        except Exception as error:
            log.exception("message_not_composed", message=message.pk)
            self._note(message, items, error)
            return False
        recorded, goes_on = record_sent(message, self.clock(), following)
        self.held = following if goes_on else None
        if not recorded:
            log.warning("message_claim_lost", message=message.pk, attempt=message.attempt)
        return True

    def _still_due(self, message: Message, carried: list[Carried]) -> list[Carried]:
        """What of it still holds; the rest is cancelled, and the planner looks what holds now."""
        is_off = message.webhook is not None and not message.webhook.is_active
        is_notice = message.kind == Message.Kind.UNDELIVERED
        reasons = [
            (
                item,
                WEBHOOK_OFF
                if is_off
                else why_not(item.reminder, item.deadline)
                or (AWAY if item.is_away and not is_notice else ""),
            )
            for item in carried
        ]
        outdated = [(item.reminder, why) for item, why in reasons if why]
        if outdated and not is_notice:
            now = self.clock()
            cancel(outdated, now=now)
            numbers = {reminder.deadline_id for reminder, _why in outdated}
            Deadline.objects.filter(pk__in=numbers).update(next_step_at=now)
        return [item for item, why in reasons if not why]

    def _note(self, message: Message, items: list[Carried], error: Exception) -> None:
        """Give up what was refused for good, and put off the rest. Raises MailServerDown."""
        log.warning("message_not_sent", message=message.pk, error=str(error))
        if isinstance(error, MailServerRefuses):
            log.error("mail_server_refuses_all", error=str(error))
        now = self.clock()
        attempts = ATTEMPTS if isinstance(error, TROUBLE) else ATTEMPTS_OF_OURS
        if _is_final(error) or message.attempt >= attempts:
            fail_message(message=message, carried=items, error=_said(error), now=now)
            return
        _put_off(message, error, now)
        if isinstance(error, WebhookUnavailable):
            self.unavailable.add(message.webhook_id)
        if isinstance(error, MailServerDown):
            raise error


def _is_final(error: Exception) -> bool:
    """Whether trying again would not help: 5xx, or a webhook that says no."""
    return isinstance(error, WebhookRefused) or (refusal(error) or 0) >= 500


def _said(error: Exception) -> str:
    """What is recorded of an error: a receiver may answer what no text in PostgreSQL can hold."""
    return str(error).replace("\0", "\N{REPLACEMENT CHARACTER}")


def _put_off(message: Message, error: Exception, now: datetime) -> None:
    """Try again after a pause that grows, outside the recipient's quiet hours."""
    pause = min(FIRST_PAUSE * 2 ** min(message.attempt - 1, 10), LONGEST_PAUSE)
    stuck_at = now if isinstance(error, MailServerRefuses) else now + PATIENCE
    _write(
        message,
        state=Message.State.PLANNED,
        next_try_at=_awake(message, now + pause),
        error=_said(error),
        stuck_at=Least("stuck_at", Value(stuck_at)),
    )


def _awake(message: Message, at: datetime) -> datetime:
    """`at`, or when the quiet hours of who is reminded end."""
    person = message.recipient
    wishes = Preferences.objects.filter(person=person).first() if person else None
    if not person or not wishes or message.kind in URGENT:
        return at
    return retry_at(at, preferences=wishes, zone=person.zone, act_by=message.act_by)


def _write(message: Message, **result: object) -> None:
    """Write the result of an attempt, if it still holds the message."""
    if not Message.objects.held(message).update(**result):
        log.warning("message_claim_lost", message=message.pk, attempt=message.attempt)


def _told(items: list[Carried]) -> list[tuple[Reminder, Deadline]]:
    return [(item.reminder, item.deadline) for item in items if item.deadline]
