"""The local servers, as `manage.py` and whoever else uses them at the same time find them."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

import psutil
import pytest

from iijgov.embedded import CannotStart, prepare_environment
from iijgov.embedded.folder import open_folder

ROOT = Path(__file__).resolve().parents[2]
SERVER_VARIABLES = {"DATABASE_URL", "REDIS_URL", "EMAIL_URL", "SECRET_KEY", "ALLOWED_HOSTS", "PORT"}
USER = """
import os, psycopg2
from iijgov import embedded
embedded.prepare_environment(durable=False)
print(os.environ["DATABASE_URL"], flush=True)
for statement in iter(input, "leave"):
    with psycopg2.connect(os.environ["DATABASE_URL"]) as connection, connection.cursor() as cursor:
        cursor.execute(statement)
        answer = cursor.fetchone()[0] if cursor.description else "done"
    print(answer, flush=True)
"""

pytestmark = pytest.mark.slow


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "var"


class User:
    """A process that uses the local servers until it is told to leave."""

    def __init__(self, folder: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", USER],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
            env=environment(folder),
        )
        assert self.process.stdin
        assert self.process.stdout
        self.stdin: IO[str] = self.process.stdin
        self.stdout: IO[str] = self.process.stdout

    def address(self) -> str:
        return self.stdout.readline().strip()

    def ask(self, statement: str) -> str:
        print(statement, file=self.stdin, flush=True)
        return self.stdout.readline().strip()

    def leave(self) -> None:
        self.process.communicate("leave\n", timeout=30)
        assert self.process.returncode == 0


@pytest.fixture
def new_user(folder: Path) -> Iterator[Callable[[], User]]:
    users = []

    def new() -> User:
        users.append(User(folder))
        return users[-1]

    yield new
    for user in users:
        user.process.kill()
        user.process.communicate()


def environment(folder: Path, **more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in SERVER_VARIABLES}
    return {**kept, "VAR_DIR": str(folder), **more}


def manage(folder: Path, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "manage.py", "version"],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env=environment(folder, **more),
        timeout=60,
    )


def servers(folder: Path) -> list[psutil.Process]:
    return [
        process
        for process in psutil.process_iter(["cwd"])
        if str(process.info["cwd"]).startswith(str(folder))
    ]


def test_all_share_two_servers_and_the_last_one_stops_them(
    folder: Path, new_user: Callable[[], User]
) -> None:
    first, second, third = new_user(), new_user(), new_user()  # at once, and the folder is new
    assert len({first.address(), second.address(), third.address()}) == 1
    first.ask("create table kept (day date)")
    first.leave()
    second.process.terminate()
    assert second.process.wait(timeout=30) == 128 + signal.SIGTERM
    assert third.ask("select count(*) from kept") == "0"
    third.leave()
    assert servers(folder) == []


def test_data_survive_and_a_killed_user_leaves_nothing_stale(
    folder: Path, new_user: Callable[[], User]
) -> None:
    user = new_user()
    user.address()
    user.ask("create table kept as select date '2026-11-13' as day")
    user.process.kill()
    user.process.wait()
    assert servers(folder)
    heir = new_user()
    heir.address()
    heir.leave()
    assert servers(folder) == []
    heir = new_user()
    heir.address()
    assert heir.ask("select day from kept") == "2026-11-13"
    heir.leave()


def test_a_process_id_left_by_a_crash_is_not_taken_for_a_server(
    folder: Path, new_user: Callable[[], User]
) -> None:
    user = new_user()
    user.address()
    user.leave()
    (folder / "postgres" / "postmaster.pid").write_text(
        f"{os.getpid()}\n{folder}/postgres\n1700000000\n5432\n\n127.0.0.1\n\nready\n"
    )
    user = new_user()
    user.address()
    assert user.ask("select 'well'") == "well"
    user.leave()
    assert servers(folder) == []


def test_a_start_that_is_interrupted_leaves_no_server(
    folder: Path, new_user: Callable[[], User]
) -> None:
    user = new_user()
    while not (folder / "postgres.new").exists():
        time.sleep(0.01)
    user.process.terminate()
    assert user.process.wait(timeout=30) == 128 + signal.SIGTERM
    assert servers(folder) == []


def test_a_damaged_folder_is_one_sentence(folder: Path) -> None:
    (folder / "postgres").mkdir(parents=True)
    result = manage(folder)
    assert (result.returncode, result.stdout) == (1, "")
    assert result.stderr == (
        f'PostgreSQL does not start on {folder}/postgres (directory "{folder}/postgres" is not a '
        "database cluster directory): restore this folder from a backup, or move it away to "
        "begin anew.\n"
    )
    assert servers(folder) == []


def test_an_impossible_port_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "http")
    with pytest.raises(CannotStart, match=r"^PORT must be a number from 1 to 65535, not 'http'\.$"):
        prepare_environment()


def test_a_folder_without_write_access_is_one_sentence() -> None:
    with pytest.raises(CannotStart) as refusal:
        open_folder(Path("/proc/nowhere"))
    assert str(refusal.value) == (
        "Cannot write to /proc/nowhere (No such file or directory): "
        "make it writable, or choose another folder with VAR_DIR."
    )


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can mount a small disk")
def test_a_full_disk_is_one_sentence(folder: Path) -> None:
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=60m", "tmpfs", str(folder)]
    if subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("no mounting here")
    try:
        with pytest.raises(CannotStart) as refusal:
            open_folder(folder)
    finally:
        subprocess.run(["umount", str(folder)], check=True)
    assert str(refusal.value) == (
        f"The disk of {folder} is full: 60 MB are free, and 200 MB are needed."
    )


def test_servers_of_the_users_own_are_used_alone(folder: Path) -> None:
    result = manage(
        folder,
        SECRET_KEY="placeholder",
        ALLOWED_HOSTS="governance.example",
        DATABASE_URL="postgres://nobody@127.0.0.1:1/nothing",
        REDIS_URL="redis://127.0.0.1:1/0",
        EMAIL_URL="smtp://127.0.0.1:1",
    )
    assert result.returncode == 0
    assert not folder.exists()
