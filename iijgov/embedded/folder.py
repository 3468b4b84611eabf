"""The data folder of the local servers."""

import secrets
import shutil
import socket
import tempfile
from importlib.util import find_spec
from pathlib import Path

MINIMUM_FREE = 200 * 2**20
"""Bytes; a new PostgreSQL data folder takes 40 MB and its log grows by 16 MB at a time."""


class CannotStart(Exception):
    """The local servers cannot be used; the message is one sentence for the user."""


def open_folder(folder: Path) -> None:
    """Make the folder if need be, and refuse one that is not writable or nearly full."""
    try:
        (folder / "run").mkdir(parents=True, exist_ok=True)
        tempfile.TemporaryFile(dir=folder).close()
    except OSError as error:
        raise CannotStart(
            f"Cannot write to {folder} ({error.strerror}): "
            "make it writable, or choose another folder with VAR_DIR."
        ) from error
    free = shutil.disk_usage(folder).free
    if free < MINIMUM_FREE:
        raise CannotStart(
            f"The disk of {folder} is full: {free // 2**20} MB are free, "
            f"and {MINIMUM_FREE // 2**20} MB are needed."
        )


def secret(path: Path) -> str:
    """Read the secret in this file; a new one is made once, readable by its owner alone."""
    if not path.exists():
        new = path.with_suffix(".new")
        new.touch(mode=0o600)
        new.write_text(secrets.token_urlsafe(48))
        new.replace(path)
    return path.read_text().strip()


def package_folder(name: str) -> Path:
    """Where an installed package's files are; it is not imported. Raises CannotStart."""
    package = find_spec(name)
    if package is None or package.origin is None:
        raise CannotStart(f"DATABASE_URL is not set, and {name} is not installed: `make install`.")
    return Path(package.origin).parent


def free_port() -> int:
    """Return a TCP port of 127.0.0.1 that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
