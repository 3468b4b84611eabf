"""Several workers at once, and one that is killed on the wire."""

import os
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from email.message import EmailMessage
from threading import Event
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.utils import timezone

from reminders.models import Message, Reminder
from reminders.services import claim_messages, deliver_messages, plan_reminders
from reminders.services.delivery import LEASE
from tests.reminders.conftest import at

pytestmark = pytest.mark.django_db(transaction=True)

WORKERS = 4
SEND = "from reminders.services import deliver_messages; deliver_messages()"


def all_at_once(work: Callable[[], object]) -> None:
    """Let every worker do the same; a failure of any of them is raised."""

    def with_connection_of_its_own(_worker: int) -> None:
        try:
            work()
        finally:
            connection.close()

    with ThreadPoolExecutor(WORKERS) as pool:
        list(pool.map(with_connection_of_its_own, range(WORKERS)))


@pytest.fixture
def outstanding(open_deadline, team):
    """A number of reminders that wait since Friday 6 November 2026, 09:00."""

    def outstanding(number: int) -> None:
        deadline = open_deadline()
        messages = Message.objects.bulk_create(
            Message(
                kind="single",
                recipient=team.responsible,
                created_at=at(6, 9),
                next_try_at=at(6, 9),
            )
            for _ in range(number)
        )
        Reminder.objects.bulk_create(
            Reminder(
                deadline=deadline,
                version=deadline.current,
                recipient=team.responsible,
                step=f"after-{step}",
                remind_at=at(6, 9),
                planned_at=at(6, 9),
                message=message,
            )
            for step, message in enumerate(messages, 1)
        )

    return outstanding


def test_workers_that_claim_at_once_never_claim_the_same(outstanding):
    outstanding(200)
    claimed: list[int] = []

    def claim_all() -> None:
        while messages := claim_messages(now=at(6, 9), limit=7):
            claimed.extend(message.pk for message in messages)

    all_at_once(claim_all)
    assert len(claimed) == 200
    assert len(set(claimed)) == 200


def test_workers_that_send_at_once_send_each_message_once(outstanding, mail_server):
    outstanding(40)
    all_at_once(lambda: deliver_messages(clock=lambda: at(6, 9)))
    assert len(mail_server.ledger) == 40
    assert len({message["Message-ID"] for message in mail_server.ledger}) == 40
    assert set(Message.objects.values_list("state", "attempt")) == {("sent", 1)}


def test_planners_that_run_at_once_plan_each_deadline_once(open_deadline):
    deadlines = [open_deadline() for _ in range(20)]
    all_at_once(lambda: plan_reminders(now=at(6, 9)))
    assert sorted(
        Reminder.objects.filter(channel="email").values_list("deadline", "step")
    ) == sorted((deadline.pk, "before-7") for deadline in deadlines)


@pytest.mark.parametrize("server_took_it", [False, True])
def test_a_sender_killed_on_the_wire_loses_nothing(planned, due_today, mail_server, server_took_it):
    """One message at most is repeated: one that the server took, and the sender never knew."""
    reminder = planned(due_today, remind_at=timezone.now())
    on_the_wire, killed = Event(), Event()

    def wait_for_the_kill(message: EmailMessage) -> str:
        if server_took_it:
            mail_server.ledger.append(message)
        on_the_wire.set()
        killed.wait(20)
        return "451 nobody hears this"

    mail_server.on_message = wait_for_the_kill
    with subprocess.Popen(
        [sys.executable, "manage.py", "shell", "-c", SEND], env=here(mail_server)
    ) as sender:
        assert on_the_wire.wait(20)
        sender.kill()
    killed.set()
    mail_server.on_message = lambda message: "250 OK"
    assert deliver_messages() == 0, "until the lease ends, the killed sender may be alive"
    assert deliver_messages(clock=lambda: timezone.now() + LEASE) == 1
    assert len(mail_server.ledger) == (2 if server_took_it else 1)
    assert len({message["Message-ID"] for message in mail_server.ledger}) == 1
    message = Message.objects.get(pk=reminder.message_id)
    assert (message.state, message.attempt) == ("sent", 2)


def here(mail_server) -> dict[str, str]:
    """The environment of another process on this test's database and mail server."""
    database = urlsplit(os.environ["DATABASE_URL"])._replace(
        path="/" + connection.settings_dict["NAME"]
    )
    return os.environ | {
        "DATABASE_URL": database.geturl(),
        "EMAIL_URL": f"smtp://127.0.0.1:{mail_server.port}",
    }
