"""HTTP with a limit for the whole call: who answers byte by byte cannot hold a worker.

The limits of a socket count anew with every byte; this one ends the connection, whatever it does.
"""

from __future__ import annotations

import socket
from collections.abc import Callable
from contextlib import suppress
from threading import Timer

import urllib3
from urllib3.connection import HTTPConnection, HTTPSConnection

LONGEST = 20.0
"""Seconds from the connection to the last byte of the answer."""


class _Limited(HTTPConnection):
    """Its connection is shut down when the time is up."""

    _end: Callable[[], None] | None = None

    def _new_conn(self) -> socket.socket:
        connected = super()._new_conn()
        ours = connected.dup()  # TLS takes the other one over
        timer = Timer(LONGEST, _shut_down, [ours])
        timer.daemon = True
        timer.start()

        def end() -> None:
            timer.cancel()
            ours.close()

        self._end = end
        return connected

    def close(self) -> None:
        if self._end:
            self._end()
            self._end = None
        super().close()


class LimitedHTTPConnection(_Limited):
    """Without TLS."""


class LimitedHTTPSConnection(_Limited, HTTPSConnection):
    """With TLS, whose handshake counts too."""


class LimitedHTTPPool(urllib3.HTTPConnectionPool):
    """Connections without TLS."""

    ConnectionCls = LimitedHTTPConnection


class LimitedHTTPSPool(urllib3.HTTPSConnectionPool):
    """Connections with TLS."""

    ConnectionCls = LimitedHTTPSConnection


def get(url: str, *, timeout: float) -> None:
    """GET an address and drop the answer; raises HTTPError.

    `timeout` holds for connecting and for each read, LONGEST for all of it.
    """
    with urllib3.PoolManager() as pools:
        pools.pool_classes_by_scheme = {"http": LimitedHTTPPool, "https": LimitedHTTPSPool}
        pools.request("GET", url, timeout=timeout, retries=False)


def _shut_down(connection: socket.socket) -> None:
    with suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)
