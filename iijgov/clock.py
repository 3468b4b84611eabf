"""What time it is for the people who use this: Tokyo's day, unless a page asks for another."""

from datetime import date, datetime

from django.utils import timezone


def now() -> datetime:
    """The present instant."""
    return timezone.now()


def today() -> date:
    """The present day in Tokyo (`settings.TIME_ZONE`)."""
    return timezone.localdate()
