"""The product's settings with a faster beat, so that a fault is over in seconds."""

from celery.schedules import schedule

from iijgov.settings import *  # noqa: F403  all of them

EMAIL_TIMEOUT = 2
CELERY_BEAT_SCHEDULE = {
    "plan-and-send-reminders": {"task": "reminders.tasks.plan_and_send", "schedule": schedule(2)},
    "send-reminders": {"task": "reminders.tasks.send", "schedule": schedule(1)},
}
