"""Cancelling what nobody needs any more; the row stays and says why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_noop

from obligations.models import Deadline
from obligations.status import DONE, Status
from reminders.models import Message, Reminder

PERFORMED = gettext_noop("It was performed.")
WAIVED = gettext_noop("It was waived or declined.")
MOVED = gettext_noop("The deadline moved: reminders follow the new day.")
WITHDRAWN = gettext_noop("What the deadline was counted from no longer stands.")
NOT_ASSESSED = gettext_noop("It fell due before the instrument was tracked.")
HIDDEN = gettext_noop("The recipient has left, or may not know of it.")
REPLACED = gettext_noop("A later step replaces what was still unsent.")
REACHED = gettext_noop("Somebody can be reminded now.")
AWAY = gettext_noop("The recipient is away: the stand-in is reminded.")
PLANNABLE = gettext_noop("It can be planned again.")
WEBHOOK_OFF = gettext_noop("The webhook was switched off.")


def why_not(reminder: Reminder, deadline: Deadline | None) -> str:
    """Why `reminder` must not be sent; empty where it still holds.

    `deadline` carries its status (`as_of`); None where the recipient may not know of it.
    """
    if deadline is None:
        return HIDDEN
    match deadline.status:
        case Status.WAIVED | Status.DECLINED:
            return WAIVED
        case status if status in DONE:
            return PERFORMED
        case Status.WITHDRAWN:
            return WITHDRAWN
        case Status.NOT_ASSESSED:
            return NOT_ASSESSED
    return MOVED if reminder.version_id != deadline.current_id else ""


def cancel(reasons: Iterable[tuple[Reminder, str]], *, now: datetime) -> None:
    """Cancel reminders, each for its reason, and the unsent messages that carry nothing more."""
    by_reason: dict[str, list[Reminder]] = defaultdict(list)
    for reminder, why in reasons:
        by_reason[why].append(reminder)
    for why, reminders in by_reason.items():
        Reminder.objects.standing().filter(pk__in=[reminder.pk for reminder in reminders]).update(
            cancelled_at=now, cancelled_why=why
        )
    messages = {r.message_id for rows in by_reason.values() for r in rows if r.message_id}
    if messages:
        carried = Reminder.objects.standing().filter(message=OuterRef("pk"))
        Message.objects.filter(
            ~Exists(carried), pk__in=messages, state=Message.State.PLANNED
        ).update(state=Message.State.CANCELLED)


def cancel_unsent(reasons: Iterable[tuple[Reminder, str]], *, now: datetime) -> None:
    """Cancel those of the reminders that nobody has begun to send, or that reached nobody.

    Call it within a transaction: it holds their messages, so that nobody begins meanwhile.
    """
    rows = list(reasons)
    waiting = Message.objects.filter(
        pk__in={row.message_id for row, _why in rows if row.message_id},
        state=Message.State.PLANNED,
    )
    held = set(waiting.order_by("pk").select_for_update().values_list("pk", flat=True))
    cancel([(row, why) for row, why in rows if row.problem or row.message_id in held], now=now)
