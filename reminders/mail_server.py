"""The mail server that Django's settings name: one connection for a run, renewed when it breaks."""

from __future__ import annotations

from contextlib import AbstractContextManager
from functools import lru_cache
from smtplib import (
    SMTPDataError,
    SMTPRecipientsRefused,
    SMTPResponseException,
    SMTPSenderRefused,
)

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.smtp import EmailBackend
from django.core.mail.message import sanitize_address

SMTP = "django.core.mail.backends.smtp.EmailBackend"
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


class Backend(EmailBackend):
    """Django's, but it parses an address once, and not with every message."""

    def _send(self, email_message: EmailMessage) -> bool:
        recipients = [_address(address) for address in email_message.recipients()]
        if not recipients:
            return False
        sender = _address(email_message.from_email)
        assert self.connection is not None
        written = email_message.message().as_bytes(linesep="\r\n")  # type: ignore[call-arg]
        self.connection.sendmail(sender, recipients, written)
        return True


@lru_cache(maxsize=4_096)
def _address(address: str) -> str:
    return sanitize_address(address, "utf-8")


def _backend() -> str | None:
    """The one above for mail servers; where settings name something else, that."""
    return f"{__name__}.{Backend.__name__}" if settings.EMAIL_BACKEND == SMTP else None


class MailServer(AbstractContextManager["MailServer"]):
    """Opens its connection with the first message."""

    def __init__(self) -> None:
        self._connection = get_connection(_backend())
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
