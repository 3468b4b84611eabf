"""Who uses the local servers: a lock that every user shares and the last one holds alone.

The kernel lets go of the locks of a process that is killed, so nothing here can be stale.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class Lease:
    """One process's use of the servers. Take and drop it inside ``transition()`` only."""

    def __init__(self, folder: Path) -> None:
        self._users = folder / "users.lock"
        self._transition = folder / "transition.lock"
        self._held = -1

    @contextmanager
    def transition(self) -> Iterator[None]:
        """Keep every other process from starting or stopping the servers meanwhile."""
        descriptor = _open(self._transition)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)

    def take(self) -> bool:
        """Become a user of the servers; true if there was none."""
        self._held = _open(self._users)
        first = _alone(self._held)
        fcntl.flock(self._held, fcntl.LOCK_SH)
        return first

    def drop(self) -> bool:
        """Stop being a user of the servers; true if none is left."""
        os.close(self._held)
        descriptor = _open(self._users)
        try:
            return _alone(descriptor)
        finally:
            os.close(descriptor)


def _open(path: Path) -> int:
    return os.open(path, os.O_RDWR | os.O_CREAT, 0o600)


def _alone(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
