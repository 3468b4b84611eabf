"""What is done to an account besides signing in: telling its owner, ending, taking away."""

import logging

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from axes.utils import reset
from celery import current_app
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from kombu.exceptions import OperationalError

from accounts.models import User

logger = logging.getLogger(__name__)


def request_reset(*, address: str) -> None:
    """Have a link for a new password sent to whoever signs in with `address`, if anybody does.

    A worker looks for the person, so that asking takes the same for everybody. Raises
    kombu.exceptions.OperationalError while the broker is away.
    """
    current_app.send_task(
        "accounts.tasks.send_reset", [address], expires=settings.PASSWORD_RESET_TIMEOUT
    )


def tell(*, person: User, kind: str, address: str) -> None:
    """Mail `person` what happened to their account (a key of `mails.NOTICES`).

    What happened stands, whether or not the broker takes the mail.
    """
    try:
        current_app.send_task(
            "accounts.tasks.send_notice", [person.pk, kind, timezone.now().isoformat(), address]
        )
    except OperationalError:
        logger.exception("No mail tells person %s: %s", person.pk, kind)


def end_sessions(*, person: User, but: str | None = None) -> int:
    """Sign `person` out everywhere, save in the session with the key `but`; how many ended."""
    sessions = UserSession.objects.filter(user=person).exclude(session_key=but)
    for session in sessions:
        session.end()
    return len(sessions)


@transaction.atomic
def remove_factors(*, person: User, address: str) -> None:
    """Take away all second factors of `person`, who lost them, and end all their sessions."""
    Authenticator.objects.filter(user=person).delete()
    end_sessions(person=person)
    transaction.on_commit(lambda: tell(person=person, kind="factors_removed", address=address))


def unlock(*, person: User) -> None:
    """Let `person` try passwords again at once."""
    reset(username=person.email.lower())
