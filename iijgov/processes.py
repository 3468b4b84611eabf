"""The processes of a local system, run side by side until one of them ends or we are told to."""

import shlex
import sys
from collections.abc import Callable
from pathlib import Path
from threading import Thread

from honcho.manager import Manager
from honcho.printer import Message, Printer


def commands(*, port: int, mail_port: int, folder: Path) -> dict[str, list[str]]:
    """The command line of each process; whatever listens, listens on 127.0.0.1 only."""
    celery = ["celery", "--quiet", "--app=iijgov"]
    arguments = {
        "web": [
            *("gunicorn", "iijgov.wsgi", f"--bind=127.0.0.1:{port}", "--workers=2", "--threads=4"),
            *("--preload", "--graceful-timeout=3", "--log-level=warning", "--no-control-socket"),
        ],
        "worker": [
            *(*celery, "worker", "--pool=threads", "--concurrency=2"),
            *("--without-gossip", "--without-mingle"),
        ],
        "beat": [*celery, "beat"],
        "mailbox": [
            *("aiosmtpd", "--nosetuid", f"--listen=127.0.0.1:{mail_port}"),
            *("--class=aiosmtpd.handlers.Mailbox", str(folder / "mailbox")),
        ],
    }
    python = [sys.executable, "-W", "ignore:You're running the worker with superuser privileges"]
    return {name: [*python, "-m", *words] for name, words in arguments.items()}


class Processes(Manager):  # type: ignore[misc]
    """Honcho's manager, without its own chatter; Ctrl-C and SIGTERM end all processes."""

    def __init__(self, commands: dict[str, list[str]], *, when_started: Callable[[], None]) -> None:
        super().__init__(QuietPrinter())
        self.ended: list[str] = []
        self._when_started = when_started
        self._told_to_end = False
        for name, words in commands.items():
            self.add_process(name, f"exec {shlex.join(words)}")

    def _start(self) -> None:
        super()._start()
        Thread(target=self._when_started, daemon=True).start()

    def terminate(self) -> None:
        """End all processes, once all have started: before that, honcho knows no process ids."""
        self._told_to_end = True
        if self._all_started():
            if self.returncode not in (130, 143):
                self.ended = [
                    name for name, state in self._processes.items() if "returncode" in state
                ]
            super().terminate()

    def _any_stopped(self) -> bool:
        return self._told_to_end or bool(super()._any_stopped())


class QuietPrinter(Printer):  # type: ignore[misc]
    """Prints what the processes say, not what honcho says about them."""

    def write(self, message: Message) -> None:
        if message.name != "system":
            super().write(message)
