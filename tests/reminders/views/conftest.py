"""The demonstration on Sunday 22 November 2026, and reminders of it."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from obligations.models import Deadline
from reminders.models import Audience, Channel, Message, Reminder
from tests.obligations.views.conftest import (
    NINE,
    TOKYO,
    auditor,
    insider,
    loaded,
    officer,
    quarterly,
    secret,
    sign_in,
    sunday,
)

__all__ = [
    "auditor", "insider", "loaded", "officer", "quarterly", "secret", "sign_in", "sunday",
]  # fmt: skip
FRIDAY = datetime(2026, 11, 20, 9, tzinfo=TOKYO)


@pytest.fixture
def finance(sign_in: Callable[[str], Client]) -> Client:
    """Mari Suzuki, who answers for the quarterly statements."""
    return sign_in("finance@demo.localhost")


@pytest.fixture
def lawyer(sign_in: Callable[[str], Client]) -> Client:
    """Kenji Sato of Legal."""
    return sign_in("legal@demo.localhost")


@pytest.fixture
def administrator(sign_in: Callable[[str], Client]) -> Client:
    """Hiroshi Mori."""
    return sign_in("admin@demo.localhost")


def person(name: str) -> User:
    """Somebody of the demonstration, by the first part of the address."""
    return User.objects.get(email=f"{name}@demo.localhost")


def remind(deadline: Deadline, recipient: User | None, **changes: Any) -> Reminder:
    """A reminder in the inbox, planned on Friday 20 November 2026, 09:00 in Tokyo."""
    values: dict[str, Any] = {
        "deadline": deadline,
        "version": deadline.current,
        "step": "after-1",
        "recipient": recipient,
        "channel": Channel.INBOX,
        "audience": Audience.OWNER if recipient else "",
        "remind_at": FRIDAY,
        "planned_at": FRIDAY,
    }
    return Reminder.objects.create(**(values | changes))


def mail(deadline: Deadline, recipient: User, state: str = "sent", **changes: Any) -> Reminder:
    """A reminder by e-mail, with the message that carries it."""
    message = Message.objects.create(
        kind=Message.Kind.SINGLE,
        recipient=recipient,
        created_at=FRIDAY,
        next_try_at=FRIDAY,
        act_by=deadline.current.safe if deadline.current else None,
        state=state,
        attempt=1,
        sent_at=FRIDAY if state == "sent" else None,
        error="550 no such mailbox" if state == "failed" else "",
    )
    return remind(deadline, recipient, channel=Channel.EMAIL, message=message, **changes)


__all__ += ["FRIDAY", "NINE", "TOKYO", "mail", "person", "remind"]
