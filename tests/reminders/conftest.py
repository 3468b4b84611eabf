"""Deadlines of IIJ and NTT, the people who are reminded, and the mail server."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from agreements.models import Party
from obligations.models import Deadline, DeadlineVersion
from reminders.models import Reminder
from tests.factories import (
    DeadlineVersionFactory,
    PartyFactory,
    ReminderFactory,
    TeamFactory,
    UserFactory,
)
from tests.reminders.mail_server import MailServer

TOKYO = ZoneInfo("Asia/Tokyo")


@pytest.fixture
def mail_server(settings: Any) -> Iterator[MailServer]:
    """The server that Django's settings point to."""
    server = MailServer()
    server.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = "127.0.0.1"
    settings.EMAIL_PORT = server.port
    yield server
    server.stop()


@pytest.fixture
def iij(db: None) -> Party:
    """Our company."""
    return PartyFactory(key="iij", short_name="IIJ", is_home=True)


@pytest.fixture
def team(db: None) -> Any:
    """Finance: Mari Suzuki, and Aiko Tanaka as her backup."""
    return TeamFactory(
        name="Finance",
        responsible=UserFactory(name="Mari Suzuki", email="mari@iij.example"),
        backup=UserFactory(name="Aiko Tanaka", email="aiko@iij.example"),
    )


@pytest.fixture
def open_deadline(iij: Party, team: Any) -> Callable[..., Deadline]:
    """A deadline of IIJ that nobody has looked at: act by Fri 13, due Mon 16 November 2026."""

    def open_deadline(**changes: Any) -> Deadline:
        defaults = {
            "deadline__obligation__obligor": iij,
            "deadline__obligation__team": team,
            "deadline__obligation__title": "Furnish quarterly statements",
            "deadline__obligation__article__number": "12.1(3)",
            "deadline__obligation__article__agreement__short_title": "Subscription Agreement",
            "deadline__next_step_at": at(1, 0),
            "anchored_on": date(2026, 9, 30),
            "safe": date(2026, 11, 13),
            "before_roll": date(2026, 11, 14),
            "due": date(2026, 11, 16),
        }
        version: DeadlineVersion = DeadlineVersionFactory(**(defaults | changes))
        return version.deadline

    return open_deadline


@pytest.fixture
def due_today(open_deadline: Callable[..., Deadline]) -> Deadline:
    """A deadline for those tests that run on the real clock."""
    today = timezone.localdate()
    return open_deadline(
        deadline__next_step_at=timezone.now(),
        anchored_on=today - timedelta(days=45),
        safe=today,
        before_roll=today,
        due=today,
    )


@pytest.fixture
def planned(open_deadline: Callable[..., Deadline], team: Any) -> Callable[..., Reminder]:
    """A reminder to Mari Suzuki, due since Friday 6 November 2026, 09:00 in Tokyo."""

    def planned(deadline: Deadline | None = None, **changes: Any) -> Reminder:
        deadline = deadline or open_deadline(deadline__next_step_at=None)
        defaults = {
            "version": deadline.current,
            "recipient": team.responsible,
            "step": "before-7",
            "remind_at": at(6, 9),
        }
        return ReminderFactory(**(defaults | changes))

    return planned


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """An instant in November 2026 on the clock of Tokyo."""
    return datetime(2026, 11, day, hour, minute, tzinfo=TOKYO)
