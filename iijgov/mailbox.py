"""The local mailbox at /mailbox/: what the system sent on a developer's machine.

``iijgov.urls`` includes it under LOCAL only: in production mail goes to people, and is not kept.
"""

from datetime import UTC, datetime
from email import message_from_bytes, policy
from mailbox import Maildir, NoSuchMailboxError
from typing import NamedTuple

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe


class Letter(NamedTuple):
    """A message as the pages show it."""

    key: str
    sender: str
    recipients: str
    subject: str
    sent: datetime
    text: str


def letters() -> list[Letter]:
    """All messages, the newest first."""
    try:
        maildir = _maildir()
    except NoSuchMailboxError:
        return []
    found = [_letter(maildir, key) for key in maildir.keys()]  # noqa: SIM118  no dictionary
    return sorted(found, key=lambda letter: letter.sent, reverse=True)


@login_not_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    return render(request, "mailbox/index.html", {"letters": letters()})


@login_not_required
@require_safe
def letter(request: HttpRequest, key: str) -> HttpResponse:
    try:
        found = _letter(_maildir(), key)
    except (KeyError, NoSuchMailboxError):
        raise Http404(_("No message has the key “%(key)s”.") % {"key": key}) from None
    return render(request, "mailbox/letter.html", {"letter": found})


def _maildir() -> Maildir:
    return Maildir(settings.VAR_DIR / "mailbox", create=False)


def _letter(maildir: Maildir, key: str) -> Letter:
    message = message_from_bytes(maildir.get_bytes(key), policy=policy.default)
    sent = message["Date"].datetime
    body = message.get_body(preferencelist=("plain", "html"))
    return Letter(
        key=key,
        sender=message["From"],
        recipients=message["To"],
        subject=message["Subject"],
        sent=sent if sent.tzinfo else sent.replace(tzinfo=UTC),  # RFC 5322: -0000 is UTC
        text=body.get_content() if body else "",
    )


app_name = "mailbox"
urlpatterns = [
    path("", index, name="index"),
    path("<str:key>/", letter, name="letter"),
]
