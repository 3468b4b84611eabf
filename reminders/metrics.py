"""Figures on reminders for Prometheus, read from the database when they are asked for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from django.db.models import Case, F, Min, Q, When
from django.utils import timezone
from prometheus_client.metrics_core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from reminders.models import Heartbeat, Message, Reminder

PREFIX = "governance_"
HOUR = timedelta(hours=1)


class ReminderCollector(Collector):
    """What was done in the last hour, what waits, what failed, and the age of each heartbeat.

    Only what is recent or stands out is counted, by indexes of its own: the tables grow for ever.
    """

    def describe(self) -> list[Metric]:
        """Nothing: registering this must not ask the database."""
        return []

    def collect(self) -> Iterator[Metric]:
        now = timezone.now()
        sent = Message.objects.filter(state=Message.State.SENT, sent_at__gt=now - HOUR)
        late = Reminder.objects.filter(message__in=sent.filter(kind=Message.Kind.LATE))
        figures = {
            "reminders_planned_last_hour": (
                "Reminders planned in the last hour",
                Reminder.objects.filter(planned_at__gt=now - HOUR),
            ),
            "reminders_late_last_hour": (
                "Reminders sent in a digest after an outage in the last hour",
                late,
            ),
            "messages_sent_last_hour": ("Messages sent in the last hour", sent),
            "messages_failed": (
                "Messages given up and settled by nobody",
                Message.objects.failed(),
            ),
            "messages_stuck": (
                "Messages tried in vain for hours, or refused with all others",
                Message.objects.stuck().filter(stuck_at__lte=now),
            ),
            "messages_outstanding": (
                "Messages neither sent nor given up",
                Message.objects.outstanding(),
            ),
            "reminders_to_nobody": (
                "Reminders without a recipient",
                Reminder.objects.standing().exclude(problem=""),
            ),
        }
        for name, (said, rows) in figures.items():
            yield _gauge(name, said, rows.count())
        yield _gauge("queue_age_seconds", "How long the oldest due message waits", _queue_age())
        yield _heartbeats()


def _gauge(name: str, help_text: str, value: float) -> Metric:
    return GaugeMetricFamily(PREFIX + name, help_text, value=value)


def _queue_age() -> float:
    """Seconds since the oldest message that is due should have gone; 0 when none is.

    A digest waits for its hour, which is no delay; an attempt that failed moves the next one ahead,
    so from then on the age counts from the planning.
    """
    now = timezone.now()
    oldest = (
        Message.objects.outstanding()
        .filter(Q(next_try_at__lte=now) | Q(attempt__gt=0))
        .aggregate(since=Min(Case(When(attempt=0, then=F("next_try_at")), default=F("created_at"))))
    )["since"]
    return (now - oldest).total_seconds() if oldest else 0.0


def _heartbeats() -> Metric:
    ages = GaugeMetricFamily(
        PREFIX + "heartbeat_age_seconds", "Since a periodic task last ran", labels=["task"]
    )
    for heartbeat in Heartbeat.objects.order_by("name"):
        age = timezone.now() - heartbeat.beat_at
        ages.add_metric([heartbeat.name], age.total_seconds())
    return ages
