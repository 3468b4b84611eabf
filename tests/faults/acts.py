"""What people do while the system runs: `python -m tests.faults.acts`, a JSON list a line.

`["open", "07", 60]` opens sixty deadlines; the answer is a line too.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from datetime import date, time, timedelta
from typing import Any

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import close_old_connections, transaction  # noqa: E402
from django.utils import timezone  # noqa: E402

from accounts.models import Role, Team, User  # noqa: E402
from agreements.models import Article, Party  # noqa: E402
from obligations.models import Deadline, Obligation  # noqa: E402
from reminders.models import Heartbeat, Preferences  # noqa: E402
from tests.factories import (  # noqa: E402
    AgreementFactory,
    ArticleFactory,
    DeadlineVersionFactory,
    ObligationFactory,
    PartyFactory,
    PerformanceFactory,
)

NO_STEP_SOON = 20
"""Days to the safe date: the last step was ten days ago, the next one comes in six."""


def prepare() -> None:
    """Tables, an instrument, and a team that has no quiet hours."""
    call_command("migrate", verbosity=0)
    PartyFactory(key="iij", short_name="IIJ", is_home=True)
    PartyFactory(key="ntt", short_name="NTT")
    ArticleFactory(agreement=AgreementFactory(short_title="Subscription Agreement"))
    for name in ("owner", "backup"):
        person = User.objects.create_user(f"{name}@faults.example", name=name, role=Role.COMPLIANCE)
        awake(person)
    people = {p.name: p for p in User.objects.all()}
    Team.objects.create(name="Team", responsible=people["owner"], backup=people["backup"])
    User.objects.create_user("admin@faults.example", name="admin", role=Role.ADMINISTRATOR)


def awake(person: User) -> None:
    Preferences.objects.create(person=person, quiet_from=time(0), quiet_until=time(0))


def open_deadlines(prefix: str, number: int, days: int = NO_STEP_SOON, zone: str = "") -> None:
    """Deadlines that the planner is to look at now, `Duty 07-0` and so on."""
    today = timezone.localdate()
    with transaction.atomic():
        deadlines = [
            _open(f"Duty {prefix}-{n}", today + timedelta(days), zone) for n in range(number)
        ]
        Deadline.objects.filter(pk__in=deadlines).update(next_step_at=timezone.now())


def _open(title: str, day: date, zone: str) -> int:
    obligation = ObligationFactory(
        article=Article.objects.get(),
        title=title,
        key=title.replace(" ", "-").lower(),
        team=Team.objects.get(name="Team"),
        obligor=Party.objects.get(key="iij"),
        obligee=Party.objects.get(key="ntt"),
    )
    version = DeadlineVersionFactory(
        deadline__obligation=obligation,
        safe=day,
        before_roll=day,
        due=day,
        anchored_on=day - timedelta(days=60),
        zone=zone or "Asia/Tokyo",
    )
    return int(version.deadline.pk)


def perform(*titles: str) -> None:
    today = timezone.localdate()
    for deadline in Deadline.objects.filter(obligation__title__in=titles):
        PerformanceFactory(deadline=deadline, dispatched_on=today, arrived_on=today)
        _look(deadline)


def move(days: int, *titles: str) -> None:
    """Another date for these deadlines, as an amendment or a correction gives."""
    for deadline in Deadline.objects.filter(obligation__title__in=titles):
        assert deadline.current
        day = deadline.current.safe + timedelta(days=days)  # type: ignore[operator]
        DeadlineVersionFactory(
            deadline=deadline, safe=day, before_roll=day, due=day, anchored_on=timezone.localdate()
        )
        _look(deadline)


def _look(deadline: Deadline) -> None:
    Deadline.objects.filter(pk=deadline.pk).update(next_step_at=timezone.now())


def poison(prefix: str) -> None:
    """A deadline that cannot be planned, and a person to whom no mail can be composed."""
    open_deadlines(f"{prefix}-unreadable", 1, zone="Nowhere/City")
    forged = User.objects.create(
        email=f"{prefix}@faults.example\nBcc: all@faults.example", name=prefix, role=Role.COMPLIANCE
    )
    awake(forged)
    team = Team.objects.create(name=f"Team {prefix}", responsible=forged)
    open_deadlines(f"{prefix}-forged", 1)
    Obligation.objects.filter(title=f"Duty {prefix}-forged-0").update(team=team)


def stand_still(days: float) -> None:
    """As if the planner had died so many days ago."""
    Heartbeat.objects.update(beat_at=timezone.now() - timedelta(days=days))


def sleep_in(zone: str, until: str) -> None:
    """Let the responsible person live in `zone`, with quiet hours from 20:00 to `until`."""
    User.objects.filter(name="owner").update(zone=zone)
    Preferences.objects.filter(person__name="owner").update(
        quiet_from=time(20), quiet_until=time.fromisoformat(until)
    )


def wake_up() -> None:
    """Undo `sleep_in`."""
    sleep_in("Asia/Tokyo", "00:00")
    Preferences.objects.update(quiet_from=time(0))


ACTS: dict[str, Callable[..., None]] = {
    "prepare": prepare,
    "open": open_deadlines,
    "perform": perform,
    "move": move,
    "poison": poison,
    "stand still": stand_still,
    "sleep in": sleep_in,
    "wake up": wake_up,
}


def main() -> None:
    for line in sys.stdin:
        name, *arguments = json.loads(line)
        close_old_connections()
        try:
            ACTS[name](*arguments)
            answer: Any = "done"
        except Exception as error:  # noqa: BLE001  the test reads it
            answer = f"{type(error).__name__}: {error}"
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
