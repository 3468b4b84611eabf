"""One scenario on the running system, and what the ledger of the mail server says of it."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from typing import Any, NamedTuple

from tests.faults.system import System


class Row(NamedTuple):
    """What a scenario came to: `delay` is that of the last message, in seconds."""

    name: str
    messages: int
    faults: int
    lost: int
    duplicated: int
    delay: float


class Run:
    """Opens deadlines, of each of which somebody is to be reminded once."""

    def __init__(self, system: System, prefix: str) -> None:
        self.system = system
        self.faults = 0
        self._prefix = prefix
        self._groups = 0
        self._expected: set[str] = set()
        self._began = time.time()
        self._taken_before = len(system.ledger())

    def open(self, number: int = 20, **more: Any) -> list[str]:
        """Open deadlines that ask for a reminder at once; their titles."""
        group = f"{self._prefix}{chr(ord('a') + self._groups)}"
        self._groups += 1
        self.system.act("open", group, number, *more.values())
        titles = [f"Duty {group}-{n}" for n in range(number)]
        self._expected |= set(titles)
        return titles

    def no_longer_expect(self, titles: list[str]) -> None:
        self._expected -= set(titles)

    def mails(self) -> list[dict[str, Any]]:
        """What the mail server took since the scenario began."""
        return self.system.ledger()[self._taken_before :]

    def counts(self) -> Counter[tuple[str, str]]:
        """How often each person was told of each deadline of this scenario."""
        return Counter(
            (mail["to"], duty)
            for mail in self.mails()
            for duty in mail["duties"]
            if duty.startswith(f"Duty {self._prefix}")
        )

    def arrived(self) -> bool:
        return self._expected <= {duty for _to, duty in self.counts()}

    def finish(self, name: str, settle: float) -> Row:
        """Wait for what is missing, then for what comes twice."""
        self.system.wait(self.arrived, 90)
        wait_for(settle, self.system.watch)
        counts = self.counts()
        came = {duty for _to, duty in counts}
        times = [m["at"] for m in self.mails() if set(m["duties"]) & self._expected]
        return Row(
            name=name,
            messages=len(self._expected),
            faults=self.faults,
            lost=len(self._expected - came),
            duplicated=sum(counts.values()) - len(counts),
            delay=max(times, default=self._began) - self._began,
        )


def wait_for(seconds: float, meanwhile: Callable[[], object]) -> None:
    """Let time pass."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        meanwhile()
        time.sleep(0.05)
