"""Periodic work of reminders; safe to run twice or late."""

from datetime import timedelta

import structlog
from celery import shared_task
from django.conf import settings
from django.utils import timezone
from urllib3.exceptions import HTTPError

from reminders import limited
from reminders.services import claim_tick, deliver_messages, plan_reminders, record_heartbeat

log = structlog.get_logger(__name__)
EVERY = timedelta(minutes=1)


@shared_task
def plan_and_send() -> None:
    """Plan what is due, note that the planner is alive, send what is outstanding.

    Does nothing when another tick is at it, or the last one is younger than half a minute.
    """
    now = timezone.now()
    if claim_tick(name="reminders", now=now, every=EVERY):
        plan_reminders(now=now, after_batch=_beat)
        _beat()
        ping_dead_man()
        send()


@shared_task
def send() -> None:
    """Send what is outstanding; any number of workers share it."""
    deliver_messages(clock=timezone.now)


def _beat() -> None:
    record_heartbeat(name="reminders", now=timezone.now())


def ping_dead_man() -> None:
    """Tell the watcher outside that the planner works; it raises an alarm when it hears nothing."""
    if settings.DEAD_MAN_URL:
        try:
            limited.get(settings.DEAD_MAN_URL, timeout=5)
        except HTTPError as error:
            log.warning("dead_man_not_reached", error=str(error))
