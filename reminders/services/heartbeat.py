"""Signs of life of periodic tasks."""

from datetime import datetime

from reminders.models import Heartbeat


def record_heartbeat(*, name: str, now: datetime) -> None:
    """Note that the periodic task `name` ran at `now`."""
    Heartbeat.objects.update_or_create(name=name, defaults={"beat_at": now})
