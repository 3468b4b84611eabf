"""What goes wrong: each function is a scenario, the first line of its docstring is its name."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.faults.run import Run, wait_for

Scenario = Callable[[Run], None]


def nothing(run: Run) -> None:
    """no fault"""
    run.open(40)


def killed_at(point: str) -> Scenario:
    """A worker that comes to `point` is killed, three times."""

    def killed(run: Run) -> None:
        run.system.kill_at(point, times=3)
        run.faults = 3
        deaths = run.system.deaths
        run.open()
        assert run.system.wait(lambda: run.system.deaths >= deaths + 3), "nobody came to the point"

    killed.__doc__ = f"worker killed: {point}"
    return killed


def killed_during_data(run: Run) -> None:
    """worker killed: during DATA"""
    _kill_on_the_wire(run, "hold")


def killed_before_it_heard_250(run: Run) -> None:
    """worker killed: taken, 250 not heard"""
    _kill_on_the_wire(run, "taken-and-held")


def _kill_on_the_wire(run: Run, mode: str) -> None:
    system = run.system
    for _ in range(3):
        system.behave(mode, times=1)
        run.open(5)
        assert system.wait(system.on_the_wire)
        system.end("worker")
        run.faults += 1
        system.behave()
        system.start("worker")


def broker_stopped(run: Run) -> None:
    """broker stopped for 2 minutes"""
    _without_broker(run, 120)


def broker_stopped_briefly(run: Run) -> None:
    """broker stopped for 10 seconds"""
    _without_broker(run, 10)


def _without_broker(run: Run, seconds: float) -> None:
    run.faults = 1
    run.open(10)
    run.system.valkey.stop()
    run.open(10)
    wait_for(seconds, run.system.watch)
    run.system.valkey.start()


def broker_flushed(run: Run) -> None:
    """broker flushed, 20 times"""
    run.faults = 20
    run.open()
    for _ in range(20):
        run.system.valkey.client.flushall()
        time.sleep(0.3)


def broker_read_only(run: Run) -> None:
    """broker read-only for 15 seconds"""
    run.faults = 1
    run.system.valkey.client.replicaof("127.0.0.1", 1)
    run.open()
    wait_for(15, run.system.watch)
    run.system.valkey.client.replicaof("NO", "ONE")


def database_crashed(run: Run) -> None:
    """database crashed and restarted, twice"""
    system = run.system
    system.behave("slow", seconds=0.1)
    for _ in range(2):
        run.open()
        assert system.wait(system.on_the_wire)
        system.postgres.crash()
        run.faults += 1
        wait_for(2, system.watch)
        system.postgres.start()
        system.behave("slow", seconds=0.1)
    system.behave()


def database_slow(run: Run) -> None:
    """database slow by 5 s, three times"""
    run.open(40)
    for _ in range(3):
        run.system.postgres.hold(5)
        run.faults += 1
        time.sleep(0.3)


def two_beats(run: Run) -> None:
    """two beats"""
    run.system.start("beat-2")
    run.open(40)
    run.system.wait(run.arrived)
    run.system.end("beat-2")


def no_beat(run: Run) -> None:
    """no beat for half an hour, then alarmed"""
    run.faults = 1
    run.system.end("beat")
    time.sleep(3)
    run.open()
    run.system.act("stand still", 0.02)
    run.system.start("beat")
    assert run.system.wait(lambda: _alarms(run)), "no alarm"
    assert _alarms(run) == ["admin@faults.example"]


def _alarms(run: Run) -> list[str]:
    return [mail["to"] for mail in run.mails() if "stood still" in mail["subject"]]


def three_day_outage(run: Run) -> None:
    """outage of three days"""
    run.faults = 1
    now = datetime.now(UTC)
    back = next(n for n in (1, 2, 3) if (now - timedelta(days=n)).weekday() < 5)
    run.system.end("beat", "worker")
    run.system.act("stand still", 3.5)
    run.open(40, days=14 - back)
    run.system.start("worker", "beat")
    run.system.wait(run.arrived)
    mails = [mail for mail in run.mails() if mail["duties"]]
    assert len(mails) == 1, f"{len(mails)} mails for one person"
    assert mails[0]["subject"].startswith("Late after an outage")


def refused_for_now(code: str) -> Scenario:
    """The mail server answers five times with `code`."""

    def refused(run: Run) -> None:
        run.system.behave(code, times=5)
        run.faults = 5
        run.open()

    refused.__doc__ = f"mail server: {code}, five times"
    return refused


def refused_for_good(run: Run) -> None:
    """mail server: 550, three times; others are told"""
    run.system.behave("550", times=3)
    run.faults = 3
    run.open()
    run.system.wait(run.arrived)
    assert [to for to, _duty in run.counts()].count("backup@faults.example") == 3


def in_trouble(mode: str, words: str, *, seconds: float = 0) -> Scenario:
    """The mail server behaves like this three times."""

    def trouble(run: Run) -> None:
        run.system.behave(mode, times=3, seconds=seconds)
        run.faults = 3
        run.open()

    trouble.__doc__ = f"mail server: {words}"
    return trouble


def poison(run: Run) -> None:
    """poison rows: one not to be planned, one not to be composed"""
    run.faults = 2
    run.system.act("poison", "poison")
    run.open()


def disk_full(run: Run) -> None:
    """disk of the database full for 10 seconds"""
    run.faults = 1
    system = run.system
    system.behave("slow", seconds=0.1)
    run.open(40)
    assert system.wait(system.on_the_wire)
    ballast = system.disk / "ballast"
    _fill(ballast)
    wait_for(10, system.watch)
    ballast.unlink()
    system.behave()
    if not system.postgres.is_up:
        system.postgres.crash()
        system.postgres.start()


def _fill(path: Path) -> None:
    with path.open("wb", buffering=0) as file:
        for size in (2**20, 2**12, 1):
            try:
                while file.write(bytes(size)):
                    pass
            except OSError:
                continue


def told_to_end(run: Run) -> None:
    """SIGTERM under load, three times"""
    system = run.system
    for _ in range(3):
        system.behave("slow", seconds=0.1)
        run.open()
        assert system.wait(system.on_the_wire)
        system.end("worker", by=signal.SIGTERM)
        system.start("worker")
    system.behave()


def paused_past_its_lease(run: Run) -> None:
    """worker paused past its lease"""
    system = run.system
    run.faults = 1
    system.behave("taken-and-held", times=1)
    run.open()
    assert system.wait(system.on_the_wire)
    system.send_signal("worker", signal.SIGSTOP)
    system.behave()
    system.start("worker-2")
    system.wait(run.arrived)
    wait_for(8, system.watch)
    system.send_signal("worker", signal.SIGCONT)
    wait_for(3, system.watch)
    system.end("worker-2")


def moved_in_flight(run: Run) -> None:
    """dates edited while in flight"""
    run.faults = 1
    run.system.behave("hold", times=1)
    titles = run.open()
    assert run.system.wait(run.system.on_the_wire)
    run.system.act("move", 5, *titles[:10])
    time.sleep(1.5)  # what was read before is read again after a second
    run.system.behave()


def performed_in_flight(run: Run) -> None:
    """performed while in flight"""
    run.faults = 1
    run.system.behave("hold", times=1)
    titles = run.open()

    def sent_of(wanted: list[str]) -> list[str]:
        return sorted(duty for _to, duty in run.counts() if duty in wanted)

    assert run.system.wait(run.system.on_the_wire)
    run.system.act("perform", *titles[:10])
    run.no_longer_expect(titles[:10])
    time.sleep(1.5)  # what was read before is read again after a second
    before = sent_of(titles[:10])
    run.system.behave()
    run.system.wait(run.arrived)
    assert sent_of(titles[:10]) == before


def clock_set(*, to: str) -> Scenario:
    """The clock jumps while everything runs, and back again.

    What was opened or claimed by a clock that was ahead may wait until that time comes.
    """

    def clock(run: Run) -> None:
        run.faults = 2
        for moment in ("+0", to, "+0"):
            run.system.set_clock(moment)
            time.sleep(1.5)
            run.open(10)
            time.sleep(3)
        if to.startswith("+") and not run.system.wait(run.arrived, 20):
            run.system.set_clock(to)

    clock.__doc__ = f"clock {to}, and back"
    return clock


def summer_time(words: str, *, before: str, quiet_until: str, after: str) -> Scenario:
    """Quiet hours of somebody in New York that end in the hour that is missing, or comes twice."""

    def change(run: Run) -> None:
        run.faults = 1
        system = run.system
        system.set_clock(f"@{before}")
        time.sleep(1.5)
        system.act("sleep in", "America/New_York", quiet_until)
        run.open(10, days=20, zone="America/New_York")
        time.sleep(4)
        assert not run.arrived(), "sent within quiet hours"
        system.set_clock(f"@{after}")
        time.sleep(1.5)
        system.wait(run.arrived)
        system.act("wake up")

    change.__doc__ = f"New York: {words}"
    return change
