"""The system under fault, once for all scenarios, and the table that is printed at the end."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from tests.faults.run import Row
from tests.faults.system import System


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
    """Print what the ledgers say; the reports come from all the processes that ran scenarios."""
    reports = [*terminalreporter.getreports("passed"), *terminalreporter.getreports("failed")]
    told = (found for report in reports for found in report.user_properties)
    rows = [Row(*value) for name, value in told if name == "row" and isinstance(value, Sequence)]
    if not rows:
        return
    line = "{:<58}{:>9}{:>8}{:>6}{:>12}{:>10}".format
    terminalreporter.section("what the mail server took")
    header = ("scenario", "messages", "faults", "lost", "duplicated", "delay")
    terminalreporter.write_line(line(*header))
    for row in sorted(rows, key=lambda row: row.name):
        terminalreporter.write_line(line(*row[:-1], f"{row.delay:.1f} s"))
    total = [sum(column) for column in zip(*(row[1:5] for row in rows), strict=True)]
    terminalreporter.write_line(line(f"{len(rows)} scenarios", *total, ""))
