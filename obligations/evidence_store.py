"""Where files of evidence lie: outside the web root, each under the SHA-256 of its content."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

from django.conf import settings

DIGEST = re.compile(r"[0-9a-f]{64}")


class Damaged(Exception):
    """What lies there is not what was kept."""


def keep(content: bytes) -> str:
    """Keep a file and give its SHA-256; the same content twice lies there once.

    A crash leaves either the whole file or none. Keeping again mends a file that was damaged.
    Raises OSError where the disk takes nothing.
    """
    digest = sha256(content).hexdigest()
    path = path_of(digest)
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    _write_through(path.parent)
    return digest


def load(digest: str) -> bytes:
    """The file with this SHA-256.

    Raises FileNotFoundError where it is not there, and Damaged where its content is another.
    """
    content = path_of(digest).read_bytes()
    if sha256(content).hexdigest() != digest:
        raise Damaged(digest)
    return content


def kept() -> Iterator[str]:
    """The SHA-256 under which each file lies."""
    for path in settings.EVIDENCE_DIR.glob("??/*"):
        if DIGEST.fullmatch(path.name):
            yield path.name


def path_of(digest: str) -> Path:
    """Where a file lies; raises ValueError for what is no SHA-256 in hexadecimal."""
    if not DIGEST.fullmatch(digest):
        raise ValueError(f"{digest!r} is no SHA-256.")
    folder: Path = settings.EVIDENCE_DIR
    return folder / digest[:2] / digest


def _write_through(folder: Path) -> None:
    """Wait until the names in a folder are on the disk too."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
