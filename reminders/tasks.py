"""Periodic work of reminders; safe to run twice or late."""

from celery import shared_task
from django.utils import timezone

from reminders.services import deliver_reminders, plan_reminders, record_heartbeat


@shared_task
def plan_and_send() -> None:
    """Plan what is due, note that the planner is alive, send what is outstanding."""
    now = timezone.now()
    plan_reminders(now=now)
    record_heartbeat(name="reminders", now=now)
    deliver_reminders(clock=timezone.now)
