"""The system under fault: real servers, worker, beat and ledger, each a process."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any

from iijgov.embedded.folder import free_port
from tests.faults.servers import Postgres, Valkey

ROOT = Path(__file__).resolve().parents[2]
FAKETIME = next(iter(Path("/usr/lib").glob("*/faketime/libfaketime.so.1")), None)
CELERY = ("-m", "celery", "--quiet", "--app=tests.faults.app")
COMMANDS = {
    "worker": (
        *(*CELERY, "worker", "--pool=threads", "--concurrency=2"),
        *("--without-gossip", "--without-mingle", "--loglevel=WARNING"),
    ),
    "beat": (*CELERY, "beat", "--pidfile=", "--loglevel=WARNING"),
}


class System:
    """Starts everything in `folder`, and PostgreSQL on `disk`; `watch` starts again what died."""

    def __init__(self, folder: Path, disk: Path) -> None:
        self.folder = folder
        self.disk = disk
        self.postgres = Postgres(disk)
        self.valkey = Valkey()
        self._serial = 0
        self._has_own_clock = False
        self._processes: dict[str, subprocess.Popen[bytes]] = {}
        self.deaths = 0
        self.numbers = count()
        port = free_port()
        self._environment = {
            "PATH": os.environ["PATH"],
            "ALLOWED_HOSTS": "governance.example",
            "DATABASE_URL": self.postgres.url,
            "DJANGO_SETTINGS_MODULE": "tests.faults.settings",
            "EMAIL_URL": f"smtp+tls://localhost:{port}",
            "FAULTS_FOLDER": str(folder),
            "PYTHONWARNINGS": "ignore",
            "REDIS_URL": self.valkey.url,
            "SECRET_KEY": "placeholder",
            "SITE_URL": "https://governance.example",
            "SSL_CERT_FILE": str(folder / "authority.pem"),
        }
        self._ledger = self._python("ledger", "-m", "tests.faults.ledger", str(port), str(folder))
        self.wait((folder / "ledger-listens").exists)
        self._acts = self._python("acts", "-m", "tests.faults.acts", talks=True)
        self.act("prepare")

    def start(self, *names: str) -> None:
        """Start `worker`, `beat`, or another one such as `beat-2`."""
        for name in names:
            self._processes[name] = self._python(name, *COMMANDS[name.partition("-")[0]])

    def end(self, *names: str, by: signal.Signals = signal.SIGKILL) -> None:
        for name in names:
            process = self._processes.pop(name)
            process.send_signal(by)
            process.wait(60)

    def send_signal(self, name: str, by: signal.Signals) -> None:
        self._processes[name].send_signal(by)

    def watch(self) -> None:
        """Start what died, as an init system does."""
        for name, process in list(self._processes.items()):
            if process.poll() is not None:
                self.deaths += 1
                self.start(name)

    def set_clock(self, time: str) -> None:
        """Set the clock of worker, beat and acts, for example to `+1h` or `@2027-03-14 06:59:50`.

        It is set while they run; only before the first time they are started anew.
        """
        new = self.folder / "clock.new"
        new.write_text(time)
        new.replace(self.folder / "clock")
        if not self._has_own_clock:
            self._has_own_clock = True
            self._start_anew()

    def forget_clock(self) -> None:
        """Back to the clock of this machine, if another one was set."""
        if self._has_own_clock:
            self._has_own_clock = False
            self._start_anew()

    def _start_anew(self) -> None:
        names = list(self._processes)
        self.end(*names)
        _close(self._acts)
        self._acts = self._python("acts", "-m", "tests.faults.acts", talks=True)
        self.start(*names)

    def behave(self, mode: str = "", *, times: int = 0, seconds: float = 0) -> None:
        """How the mail server behaves from now on."""
        self._tell("behaviour", mode=mode, times=times, seconds=seconds)
        (self.folder / "on-the-wire").unlink(missing_ok=True)

    def kill_at(self, point: str, *, times: int) -> None:
        """Kill who comes to this point of the work, so often."""
        self._tell("kill", point=point, times=times)

    def act(self, *words: Any) -> None:
        """Let somebody act, see tests/faults/acts.py."""
        assert self._acts.stdin
        assert self._acts.stdout
        self._acts.stdin.write(json.dumps(words).encode() + b"\n")
        self._acts.stdin.flush()
        answer = json.loads(self._acts.stdout.readline())
        assert answer == "done", answer

    def ledger(self) -> list[dict[str, Any]]:
        """All that the mail server took, in order."""
        return [json.loads(line) for line in (self.folder / "ledger").read_text().splitlines()]

    def on_the_wire(self) -> bool:
        """Whether a message came since the last change of behaviour."""
        return (self.folder / "on-the-wire").exists()

    def wait(self, condition: Callable[[], object], seconds: float = 60) -> bool:
        """Whether the condition comes true in time; what dies meanwhile is started again."""
        end = time.monotonic() + seconds
        while not (met := bool(condition())) and time.monotonic() < end:
            self.watch()
            time.sleep(0.05)
        return met

    def stop(self) -> None:
        self.end(*list(self._processes))
        _close(self._acts)
        _close(self._ledger)
        self.valkey.stop()
        self.postgres.stop()

    def _tell(self, name: str, **words: Any) -> None:
        self._serial += 1
        new = self.folder / f"{name}.new"
        new.write_text(json.dumps({"serial": self._serial, **words}))
        shutil.move(new, self.folder / name)

    def _python(self, name: str, *words: str, talks: bool = False) -> subprocess.Popen[bytes]:
        clock = {}
        if self._has_own_clock:
            clock = {
                "LD_PRELOAD": str(FAKETIME),
                "FAKETIME_TIMESTAMP_FILE": str(self.folder / "clock"),
                "FAKETIME_CACHE_DURATION": "1",
                "DONT_FAKE_MONOTONIC": "1",
                "TZ": "UTC",
            }
        with (self.folder / f"{name}.log").open("a") as log:
            return subprocess.Popen(
                [sys.executable, *words],
                env=self._environment | clock,
                cwd=ROOT,
                stdin=subprocess.PIPE if talks else subprocess.DEVNULL,
                stdout=subprocess.PIPE if talks else log,
                stderr=log,
            )


def _close(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.communicate()
