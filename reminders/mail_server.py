"""The mail server that Django's settings name: one connection for a run, renewed when it breaks."""

from __future__ import annotations

from contextlib import AbstractContextManager
from smtplib import (
    SMTPDataError,
    SMTPRecipientsRefused,
    SMTPResponseException,
    SMTPSenderRefused,
)

from django.core.mail import EmailMessage, get_connection

SERVICE_CLOSES = 421
TOO_LARGE = 552  # RFC 1870: said of the sender, and meant of this one message


class MailServerDown(Exception):
    """The mail server cannot take anything at present."""


class MailServerRefuses(MailServerDown):
    """It answers, and refuses whatever comes from us for good: sign-in, sender, connection (5xx).

    Somebody has to change something there or in our settings.
    """


class ConnectionBroke(Exception):
    """A connection that had served before broke; a new one may do."""


class MailServer(AbstractContextManager["MailServer"]):
    """Opens its connection with the first message."""

    def __init__(self) -> None:
        self._connection = get_connection()
        self._has_served = False

    def send(self, message: EmailMessage) -> None:
        """Raises OSError for a message that the server refused, see `refusal`.

        Raises ConnectionBroke, MailServerDown and MailServerRefuses for any other trouble of the
        server, ValueError for a message to nobody.
        """
        try:
            self._connection.open()
            taken = self._connection.send_messages([message])
        except OSError as error:  # as all errors of smtplib are
            if refusal(error) is not None:
                self._has_served = True
                raise
            had_served = self._has_served
            self.close()
            if isinstance(error, SMTPResponseException) and error.smtp_code >= 500:
                raise MailServerRefuses(str(error)) from error
            raise (ConnectionBroke if had_served else MailServerDown)(str(error)) from error
        if not taken:
            raise ValueError("Nothing was sent: the recipient has no e-mail address.")
        self._has_served = True

    def close(self) -> None:
        """End the connection; the next message opens another."""
        self._has_served = False
        self._connection.close()

    def __exit__(self, *_error: object) -> None:
        self.close()


def refusal(error: Exception) -> int | None:
    """The code with which the mail server refused one message (4xx for now, 5xx for good).

    None for any other trouble: no connection, no sign-in, the service closing down, or a server
    that takes nothing from our address.
    """
    code = None
    match error:
        case SMTPRecipientsRefused():
            code = max(code for code, _reply in error.recipients.values())
        case SMTPSenderRefused(smtp_code=said) if said < 500 or said == TOO_LARGE:
            code = said
        case SMTPDataError():
            code = error.smtp_code
    return None if code == SERVICE_CLOSES else code
