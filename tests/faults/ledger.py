"""A mail server in a process of its own: `python -m tests.faults.ledger PORT FOLDER`.

It writes each message that it took into FOLDER/ledger, a JSON object a line, before it says 250.
FOLDER/behaviour tells it how to behave:
`{"serial": 1, "mode": "451", "times": 3, "seconds": 0}`; another serial begins a new count.
"""

from __future__ import annotations

import asyncio
import email
import json
import logging
import os
import re
import ssl
import sys
import time
from email.policy import default
from pathlib import Path
from typing import Any

import trustme
from aiosmtpd.smtp import SMTP

REPLIES = {
    "421": "421 closing down",
    "451": "451 try again later",
    "452": "452 no space left",
    "550": "550 no such mailbox",
}


class Silent(asyncio.Protocol):
    """Takes the connection and says nothing."""


class Ledger:
    """What the server took, and how it behaves at present."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._file = (folder / "ledger").open("a")
        self._serial, self._done = 0, 0
        authority = trustme.CA()
        authority.cert_pem.write_to_path(str(folder / "authority.pem"))
        self._trusted = _context(authority)
        self._unknown = _context(trustme.CA())

    def connection(self) -> asyncio.Protocol:
        """What answers a connection."""
        if self._takes("hang"):
            return Silent()
        context = self._unknown if self._takes("tls") else self._trusted
        return SMTP(self, tls_context=context, require_starttls=True, enable_SMTPUTF8=True)

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        (self._folder / "on-the-wire").touch()
        mode = self._mode()
        if mode in REPLIES and self._takes(mode):
            return REPLIES[mode]
        if self._takes("hold"):  # the test kills or pauses whoever sends, and lets us go on
            while self._mode() == "hold":
                await asyncio.sleep(0.02)
            return "451 nobody hears this"
        if self._takes("drop"):
            server.transport.abort()
            return "451 nobody hears this"
        late, lost = self._takes("late"), self._takes("taken-and-dropped")
        held = self._takes("taken-and-held")
        self._write(envelope)
        while held and self._mode() == "taken-and-held":
            await asyncio.sleep(0.02)
        await asyncio.sleep(self._behaviour().get("seconds", 0) if late or mode == "slow" else 0)
        if lost:
            server.transport.abort()
        return "250 OK"

    def _write(self, envelope: Any) -> None:
        message = email.message_from_bytes(envelope.content, policy=default)
        body: Any = message.get_body(("plain",))
        entry = {
            "at": time.time(),
            "id": message["Message-ID"],
            "to": envelope.rcpt_tos[0],
            "subject": message["Subject"],
            "duties": sorted(set(re.findall(r"Duty [\w.-]+", body.get_content()))),
        }
        self._file.write(json.dumps(entry) + "\n")
        self._file.flush()
        os.fsync(self._file.fileno())

    def _behaviour(self) -> dict[str, Any]:
        try:
            told: dict[str, Any] = json.loads((self._folder / "behaviour").read_text())
        except FileNotFoundError:
            return {}
        if told["serial"] != self._serial:
            self._serial, self._done = told["serial"], 0
        return told

    def _mode(self) -> str:
        return str(self._behaviour().get("mode", ""))

    def _takes(self, mode: str) -> bool:
        """Whether to behave like this once more."""
        told = self._behaviour()
        if told.get("mode") != mode or self._done >= told["times"]:
            return False
        self._done += 1
        return True


def _context(authority: trustme.CA) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(context)
    return context


async def serve(port: int, folder: Path) -> None:
    """Listen until somebody ends this process."""
    ledger = Ledger(folder)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(ledger.connection, "localhost", port)
    (folder / "ledger-listens").touch()
    await server.serve_forever()


if __name__ == "__main__":
    logging.disable(logging.CRITICAL)
    asyncio.run(serve(int(sys.argv[1]), Path(sys.argv[2])))
