"""Figures on reminders for Prometheus, read from the database when they are asked for."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Case, Count, F, Min, Q, When
from django.utils import timezone
from prometheus_client.metrics_core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from reminders.models import Heartbeat, Message, Reminder

PREFIX = "governance_"


class ReminderCollector(Collector):
    """Planned, sent, late, failed; the age of the queue and of each heartbeat, in seconds."""

    def describe(self) -> list[Metric]:
        """Nothing: registering this must not ask the database."""
        return []

    def collect(self) -> Iterator[Metric]:
        reminders = Reminder.objects.aggregate(
            planned=Count("pk"),
            late=Count("pk", Q(message__kind=Message.Kind.LATE, message__state="sent")),
            nobody=Count("pk", ~Q(problem="") & Q(cancelled_at=None)),
        )
        messages = dict(Message.objects.values_list("state").annotate(Count("pk")).order_by())
        yield _counter("reminders_planned", "Reminders planned", reminders["planned"])
        yield _counter(
            "reminders_late", "Reminders sent in a digest after an outage", reminders["late"]
        )
        yield _counter("messages_sent", "Messages sent", messages.get("sent", 0))
        yield _counter("messages_failed", "Messages given up", messages.get("failed", 0))
        yield _gauge(
            "messages_unsettled", "Given up and settled by nobody", Message.objects.failed().count()
        )
        yield _gauge("reminders_to_nobody", "Reminders without a recipient", reminders["nobody"])
        yield _gauge(
            "messages_outstanding",
            "Messages neither sent nor given up",
            messages.get("planned", 0) + messages.get("sending", 0),
        )
        yield _gauge("queue_age_seconds", "How long the oldest due message waits", _queue_age())
        yield _heartbeats()


def _counter(name: str, help_text: str, value: float) -> Metric:
    return CounterMetricFamily(PREFIX + name, help_text, value=value)


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
