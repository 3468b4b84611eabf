"""What time it is for the people who use this: Tokyo's day, unless a page asks for another."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone


def now() -> datetime:
    """The present instant."""
    return timezone.now()


def today() -> date:
    """The present day in Tokyo (`settings.TIME_ZONE`)."""
    return timezone.localdate()


def end_of(day: date) -> datetime:
    """The instant at which a day ends in Tokyo: the next midnight."""
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time()))
