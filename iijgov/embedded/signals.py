"""Ctrl-C and SIGTERM, for a process that uses the local servers."""

import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager


def end_cleanly_when_terminated() -> None:
    """Let SIGTERM unwind the process, so that it leaves the servers as any other exit does."""
    if _ours_to_handle() and signal.getsignal(signal.SIGTERM) is signal.SIG_DFL:
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))


@contextmanager
def held_back() -> Iterator[None]:
    """Deliver signals after the block: nothing is left half started or half stopped."""
    if not _ours_to_handle():
        yield
        return
    came: list[int] = []
    handlers = {
        number: signal.signal(number, lambda number, _: came.append(number))
        for number in (signal.SIGINT, signal.SIGTERM)
    }
    try:
        yield
    finally:
        for number, handler in handlers.items():
            signal.signal(number, handler)
        for first in came[:1]:
            signal.raise_signal(first)


def _ours_to_handle() -> bool:
    return threading.current_thread() is threading.main_thread()
