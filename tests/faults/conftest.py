"""The system under fault, once for all scenarios, and the table that is printed at the end."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.run import Row
from tests.faults.system import System

ROWS: list[Row] = []


@pytest.fixture(scope="session")
def own_disk() -> Iterator[Path | None]:
    """A small disk in memory, where we may mount one."""
    folder = Path(tempfile.mkdtemp(prefix="iijgov-faults-"))
    mount = ["mount", "-t", "tmpfs", "-o", "size=500m", "tmpfs", str(folder)]
    if not shutil.which("mount") or subprocess.run(mount, capture_output=True).returncode:
        folder.rmdir()
        yield None
        return
    folder.chmod(0o711)  # PostgreSQL runs as another user than root
    yield folder
    subprocess.run(["umount", str(folder)], check=True)
    folder.rmdir()


@pytest.fixture(scope="session")
def system(own_disk: Path | None) -> Iterator[System]:
    with tempfile.TemporaryDirectory(prefix="iijgov-faults-") as name:
        folder = Path(name)
        system = System(folder, own_disk or folder)
        system.start("worker", "beat")
        yield system
        system.stop()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what the ledger says."""
    if not ROWS:
        return
    line = "{:<58}{:>9}{:>8}{:>6}{:>12}{:>10}".format
    terminalreporter.section("what the mail server took")
    header = ("scenario", "messages", "faults", "lost", "duplicated", "delay")
    terminalreporter.write_line(line(*header))
    for row in ROWS:
        terminalreporter.write_line(line(*row[:-1], f"{row.delay:.1f} s"))
