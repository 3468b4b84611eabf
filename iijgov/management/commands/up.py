"""``make run``: bring the whole system up on this machine."""

import errno
import fcntl
import os
import socket
import time
from functools import partial
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any, TextIO

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from accounts.demo import DEMO_ACCOUNTS
from iijgov.processes import Processes, commands

SECONDS_TO_ANSWER = 60


class Command(BaseCommand):
    help = "Bring the whole system up on this machine; Ctrl-C ends it."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.LOCAL:
            raise CommandError(
                "`up` serves a developer's machine, and DATABASE_URL is set: "
                "unset it, or start each process as docker-compose.yml does."
            )
        port = int(os.environ["PORT"])
        with only_one(settings.VAR_DIR / "run" / "up.lock"):
            check_free(port)
            prepare_data()
            self.run(port)

    def run(self, port: int) -> None:
        """Run all processes until one ends or the user ends them."""
        processes = Processes(
            commands(port=port, mail_port=settings.EMAIL_PORT, folder=settings.VAR_DIR),
            when_started=partial(self.welcome, port),
        )
        processes.loop()
        if processes.ended:
            names = ", ".join(processes.ended)
            raise CommandError(f"The {names} process ended by itself, so all were stopped.")

    def welcome(self, port: int) -> None:
        """Say where the system is, once it is there."""
        if wait_for_web(port):
            self.stdout.write(welcome(port))


def only_one(path: Path) -> TextIO:
    """Hold this file's lock until it is closed: two beats would do everything twice."""
    lock = path.open("w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise CommandError(f"The system already runs on the data in {settings.VAR_DIR}.") from None
    return lock


def check_free(port: int) -> None:
    """Refuse a port on which nobody could reach us."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise CommandError(
                    f"Port {port} is taken by another program: choose one with `make run PORT=…`."
                ) from None
            raise CommandError(f"Port {port} cannot be used: {error.strerror}.") from None


def prepare_data() -> None:
    """Bring the tables up to date and load the instruments and the demo accounts."""
    try:
        call_command("migrate", verbosity=0)
        call_command("load_demo")
    except DatabaseError as error:
        reason = " ".join(str(error).split())
        raise CommandError(
            f"The database in {settings.VAR_DIR / 'postgres'} cannot be used ({reason}): "
            "restore this folder from a backup, or move it away to begin anew."
        ) from error


def wait_for_web(port: int) -> bool:
    """Wait until the web server answers."""
    deadline = time.monotonic() + SECONDS_TO_ANSWER
    while time.monotonic() < deadline:
        connection = HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            connection.request("GET", "/healthz")
            return connection.getresponse().status == 200
        except (OSError, HTTPException):
            time.sleep(0.1)
        finally:
            connection.close()
    return False


def welcome(port: int) -> str:
    """What the user needs to begin."""
    address = f"http://localhost:{port}/"
    accounts = "\n".join(
        f"  {email:<34} {password:<20} {who}" for email, password, who in DEMO_ACCOUNTS
    )
    return f"""
{address}
{address}mailbox/  shows the mail that the system sends

Sign in as
{accounts}

Ctrl-C stops everything.
"""
