"""Mails about accounts leave from a worker, so that no page tells by its time who exists."""

from datetime import datetime

from celery import shared_task

from accounts.mails import notice_mail, reset_mail
from accounts.models import User


@shared_task
def send_reset(address: str) -> None:
    """Send the link for a new password to whoever signs in with `address`, if anybody does."""
    person = User.objects.filter(email__iexact=address, is_active=True).first()
    if person is not None:
        reset_mail(person).send()


@shared_task
def send_notice(person_id: int, kind: str, at: str, address: str) -> None:
    """Tell a person what happened to their account at the instant `at` (ISO 8601)."""
    person = User.objects.get(pk=person_id)
    notice_mail(person, kind=kind, at=datetime.fromisoformat(at), address=address).send()
