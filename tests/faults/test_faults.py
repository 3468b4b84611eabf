"""Nothing is lost, and a fault costs one duplicate at most: said by the mail server's ledger.

`make test-faults` runs all of it, two systems side by side, in less than a quarter of an hour;
the slow tests a shorter form. The worker is the product's, with leases, pauses and ticks a sixtieth
as long (see app.py).
"""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.faults import scenarios
from tests.faults.run import Row, Run
from tests.faults.scenarios import Scenario, clock_set, in_trouble, killed_at, refused_for_now
from tests.faults.system import FAKETIME, System

LEASE, MOMENT = 7, 2
"""Seconds after which a message that a dead worker held has come again, and any other one."""
SHORT = [
    scenarios.nothing,
    killed_at("after claim"),
    killed_at("after 250"),
    scenarios.broker_stopped_briefly,
    scenarios.broker_flushed,
    scenarios.database_crashed,
    scenarios.three_day_outage,
    scenarios.refused_for_good,
]
LONG = [
    scenarios.told_to_end,
    killed_at("before claim"),
    killed_at("before commit"),
    killed_at("planner, before commit"),
    scenarios.killed_during_data,
    scenarios.killed_before_it_heard_250,
    scenarios.broker_stopped,
    scenarios.broker_read_only,
    scenarios.database_slow,
    scenarios.two_beats,
    scenarios.no_beat,
    refused_for_now("421"),
    refused_for_now("451"),
    in_trouble("tls", "TLS failure"),
    in_trouble("hang", "hang on connect"),
    in_trouble("late", "250 comes too late", seconds=3),
    in_trouble("drop", "drops the connection after DATA"),
    in_trouble("taken-and-dropped", "takes the message and drops the connection"),
    scenarios.poison,
    scenarios.paused_past_its_lease,
    scenarios.moved_in_flight,
    scenarios.performed_in_flight,
]
CLOCK = [
    *(clock_set(to=to) for to in ("+1h", "-1h", "+1d", "-1d")),
    scenarios.summer_time(
        "the hour that is missing",
        before="2027-03-14 06:59:40",
        quiet_until="02:30",
        after="2027-03-14 07:31:00",
    ),
    scenarios.summer_time(
        "the hour that comes twice",
        before="2027-11-07 05:15:00",
        quiet_until="01:30",
        after="2027-11-07 06:31:00",
    ),
]
pytestmark = pytest.mark.faults


def named(scenario: Scenario) -> str:
    return str(scenario.__doc__)


Check = Callable[[Scenario], None]


@pytest.fixture
def check(system: System, record_property: Callable[[str, object], None]) -> Check:
    """Run a scenario, note its row, and hold the promise."""

    def check(scenario: Scenario) -> None:
        if scenario not in CLOCK:
            system.forget_clock()
        row = came_to(system, scenario)
        record_property("row", tuple(row))
        system.behave()
        assert row.lost == 0
        assert row.duplicated <= row.faults

    return check


def came_to(system: System, scenario: Scenario) -> Row:
    run = Run(system, f"{next(system.numbers):02d}")
    scenario(run)
    name = named(scenario)
    return run.finish(name, LEASE if {"worker", "database"} & set(name.split()) else MOMENT)


@pytest.mark.slow
@pytest.mark.parametrize("scenario", SHORT, ids=named)
def test_short(check: Check, scenario: Scenario) -> None:
    check(scenario)


@pytest.mark.parametrize("scenario", LONG, ids=named)
def test_long(check: Check, scenario: Scenario) -> None:
    check(scenario)


def test_disk_full(check: Check, own_disk: Path | None) -> None:
    if own_disk is None:
        pytest.skip("no small disk can be mounted here")
    check(scenarios.disk_full)


@pytest.mark.skipif(FAKETIME is None, reason="needs libfaketime (Debian: apt-get install faketime)")
@pytest.mark.parametrize("scenario", CLOCK, ids=named)
def test_clock(check: Check, scenario: Scenario) -> None:
    check(scenario)
