"""A real mail server that keeps a ledger of what it took, and can be in trouble."""

from __future__ import annotations

import asyncio
import email
import logging
from collections.abc import Callable
from email.message import EmailMessage
from email.policy import default
from typing import Any

from aiosmtpd.controller import Controller

from iijgov.embedded.folder import free_port

OK = "250 OK"
logging.getLogger("mail.log").setLevel(logging.ERROR)  # else every command that it hears


class MailServer:
    """`ledger` holds every message that was taken, in the order of arrival.

    `on_sender`, `on_recipient` and `on_message` give the reply to each. `silence` is
    the number of seconds before the reply to a message; with `takes_first` the message counts as
    taken all the same. `hangs_up` ends the connection instead of replying.
    """

    def __init__(self) -> None:
        self.ledger: list[EmailMessage] = []
        self.connections = 0
        self.on_sender: Callable[[str], str] = lambda address: OK
        self.on_recipient: Callable[[str], str] = lambda address: OK
        self.on_message: Callable[[EmailMessage], str] = lambda message: OK
        self.silence = 0.0
        self.takes_first = False
        self.hangs_up = False
        self.port = free_port()
        self._controller: Controller | None = None

    def start(self) -> None:
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port)
        self._controller.start()

    def stop(self) -> None:
        """Refuse connections; may be started again."""
        if self._controller:
            self._controller.stop()
            self._controller = None

    def addresses(self) -> list[str]:
        """To whom the messages that were taken went."""
        return [message["To"] for message in self.ledger]

    async def handle_EHLO(  # noqa: N802
        self, server: Any, session: Any, envelope: Any, hostname: str, responses: list[str]
    ) -> list[str]:
        self.connections += 1
        session.host_name = hostname
        return responses

    async def handle_MAIL(  # noqa: N802
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        reply = self.on_sender(address)
        if reply == OK:
            envelope.mail_from = address
        return reply

    async def handle_RCPT(  # noqa: N802
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        reply = self.on_recipient(address)
        if reply == OK:
            envelope.rcpt_tos.append(address)
        return reply

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        message = email.message_from_bytes(envelope.content, policy=default)
        reply = await asyncio.to_thread(self.on_message, message)
        if self.takes_first and reply == OK:
            self.ledger.append(message)
        await asyncio.sleep(self.silence)
        if self.hangs_up:
            server.transport.abort()
        elif reply == OK and not self.takes_first:
            self.ledger.append(message)
        return reply
