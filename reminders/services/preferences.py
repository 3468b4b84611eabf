"""How a person wants to be reminded, and who stands in."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db import transaction

from accounts.models import User
from reminders.models import Absence, Preferences


@transaction.atomic
def save_settings(*, person: User, language: str, zone: str, **preferences: Any) -> Preferences:
    """Save language and time zone of `person`, and the fields of Preferences."""
    person.language, person.zone = language, zone
    person.save(update_fields=["language", "zone"])
    row, _created = Preferences.objects.update_or_create(person=person, defaults=preferences)
    return row


def stop_digests(*, person: User) -> None:
    """No digest by e-mail any more; what is due within 7 calendar days still comes."""
    Preferences.objects.update_or_create(person=person, defaults={"digest_stopped": True})


def save_absence(*, absence: Absence) -> Absence:
    """Save an absence; raises IntegrityError where its days overlap with another one."""
    with transaction.atomic():
        absence.save()
    return absence


@transaction.atomic
def end_absence(*, absence: Absence, today: date) -> None:
    """The person is back on `today`: the absence ends the day before, or never began.

    Its history keeps what was planned.
    """
    if absence.first_day >= today:
        absence.delete()
        return
    absence.last_day = today - timedelta(days=1)
    absence.save(update_fields=["last_day"])
