"""The scheduler: at once, then at its interval, whatever the clock on the wall says."""

from datetime import UTC, datetime
from typing import Any

import pytest
from celery import Celery
from celery.schedules import schedule

from iijgov.beat import SteadyScheduler
from iijgov.celery import app

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


class Recorder(SteadyScheduler):
    """Notes what it would send."""

    producer = None  # type: ignore[assignment]

    def __init__(self) -> None:
        self.sent: list[str] = []
        own = Celery(set_as_current=False)
        own.conf.beat_schedule = {
            "often": {"task": "often", "schedule": schedule(30)},
            "seldom": {"task": "seldom", "schedule": schedule(600)},
        }
        super().__init__(own)

    def apply_entry(self, entry: Any, producer: Any = None) -> None:
        self.sent.append(entry.name)


@pytest.fixture
def monotonic(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The seconds that this machine is up; the tests let them pass."""
    up = [1000.0]
    monkeypatch.setattr("iijgov.beat.time.monotonic", lambda: up[0])
    return up


@pytest.fixture
def beat(monotonic: list[float]) -> Recorder:
    return Recorder()


def test_everything_is_sent_when_it_starts(beat: Recorder) -> None:
    assert beat.tick() == 30
    assert sorted(beat.sent) == ["often", "seldom"]


def test_then_each_at_its_interval(beat: Recorder, monotonic: list[float]) -> None:
    beat.tick()
    beat.sent.clear()
    for _ in range(600):
        monotonic[0] += 1
        beat.tick()
    assert (beat.sent.count("often"), beat.sent.count("seldom")) == (20, 1)


@pytest.mark.parametrize("days", [-1, 1])
def test_a_clock_that_is_set_changes_nothing(
    beat: Recorder, monotonic: list[float], time_machine: Any, days: int
) -> None:
    time_machine.move_to(NOON)
    beat.tick()
    time_machine.move_to(NOON.replace(day=22 + days))
    monotonic[0] += 29
    assert beat.tick() == 1
    monotonic[0] += 1
    beat.tick()
    assert sorted(beat.sent) == ["often", "often", "seldom"]


def test_celery_runs_it_with_our_schedule() -> None:
    assert app.conf.beat_scheduler == "iijgov.beat:SteadyScheduler"
    app.loader.import_default_modules()
    tasks = {entry["task"] for entry in app.conf.beat_schedule.values()}
    assert tasks <= set(app.tasks)
    assert "reminders.tasks.plan_and_send" in tasks
