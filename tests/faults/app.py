"""The Celery application of the fault suite: the product's, on a faster clock, and mortal.

Leases and pauses are a sixtieth of the product's. Where FOLDER/kill names a point of the work, the
process that comes there is killed, as often as the file says.
"""

import json
import os
import signal
from datetime import datetime, timedelta
from pathlib import Path
from types import ModuleType
from typing import Any

import django

django.setup()

from django.db import transaction  # noqa: E402

from iijgov.celery import app  # noqa: E402
from reminders import tasks  # noqa: E402
from reminders.models import Message  # noqa: E402
from reminders.services import delivery, outbox, planning  # noqa: E402
from reminders.services.attempts import record_sent  # noqa: E402
from reminders.services.outbox import Outbox  # noqa: E402

__all__ = ["app"]
FAULTS = Path(os.environ["FAULTS_FOLDER"])

FASTER: list[tuple[ModuleType, str, float]] = [
    (tasks, "EVERY", 2),
    (delivery, "LEASE", 6),
    (delivery, "RUN", 5),
    (delivery, "FRESH", 1),
    (delivery, "FIRST_PAUSE", 1),
    (delivery, "LONGEST_PAUSE", 3),
    (outbox, "GATHER", 10),
    (planning, "LOOK_AGAIN", 5),
]
for module, name, seconds in FASTER:
    assert hasattr(module, name), f"{module.__name__} has no {name} any more"
    setattr(module, name, timedelta(seconds=seconds))


def die_at(point: str) -> None:
    """Kill this process where the test says so; each death needs a file that nobody made yet."""
    try:
        told = json.loads((FAULTS / "kill").read_text())
    except FileNotFoundError:
        return
    if told["point"] != point:
        return
    for death in range(told["times"]):
        try:
            os.close(os.open(FAULTS / f"death-{told['serial']}-{death}", os.O_CREAT | os.O_EXCL))
        except FileExistsError:
            continue
        os.kill(os.getpid(), signal.SIGKILL)


@transaction.atomic
def claim_messages(**asked: Any) -> Any:
    die_at("before claim")
    claimed = claim_within_transaction(**asked)
    if claimed:
        die_at("before commit")
    return claimed


def claim_and_die(**asked: Any) -> Any:
    claimed = claim_messages(**asked)
    if claimed:
        die_at("after claim")
    return claimed


def record_and_die(
    message: Message, at: datetime, following: Message | None = None
) -> tuple[bool, bool]:
    die_at("after 250")
    return record_sent(message, at, following)


def save_and_die(outbox: Outbox) -> None:
    save(outbox)
    die_at("planner, before commit")


claim_within_transaction = delivery.claim_messages.__wrapped__  # type: ignore[attr-defined]
save = Outbox.save
delivery.claim_messages = claim_and_die
delivery.record_sent = record_and_die  # type: ignore[attr-defined]
Outbox.save = save_and_die  # type: ignore[assignment, method-assign]
