"""What was recorded later than it happened, and what was said about it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import (
    CharField,
    DurationField,
    ExpressionWrapper,
    F,
    Q,
    QuerySet,
    Value,
)
from django.db.models.functions import Coalesce, TruncDate

from accounts.models import User
from obligations.models import Deadline, Event, Performance

ZONE = ZoneInfo(settings.TIME_ZONE)


@dataclass(frozen=True)
class Late:
    """A record with the day that it counts for; `days` are calendar days in Tokyo."""

    record: Event | Performance
    day: date
    days: int

    @property
    def is_event(self) -> bool:
        return isinstance(self.record, Event)


def late_records(*, user: User, day: date, at_least: int) -> QuerySet[Any, Any]:
    """The kind and the id of each record of `at_least` calendar days after its day, latest first.

    Those made by the end of `day`, about instruments that `user` may know. Corrections count too,
    withdrawals do not.
    """
    events = Event.objects.visible_to(user).filter(withdrawn=False)
    performances = Performance.objects.filter(
        deadline__in=Deadline.objects.visible_to(user).values("pk"), withdrawn=False
    )
    done = Coalesce("counted_on", "arrived_on", "dispatched_on")
    found: Iterator[QuerySet[Any, Any]] = (
        rows.annotate(
            of=Value(kind, output_field=CharField()),
            lag=ExpressionWrapper(
                TruncDate("recorded_at", tzinfo=ZONE) - happened, output_field=DurationField()
            ),
        )
        .filter(Q(lag__gte=timedelta(days=at_least)), recorded_at__date__lte=day)
        .order_by()
        .values_list("of", "pk", "lag")
        for kind, rows, happened in (
            ("event", events, F("happened_on")),
            ("performance", performances, done),
        )
    )
    first, second = found
    return first.union(second, all=True).order_by("-lag", "of", "-id")


def load(found: list[tuple[str, int, timedelta]]) -> list[Late]:
    """The records themselves, with what a list shows; two queries and their places."""
    by_kind: dict[str, Mapping[int, Event | Performance]] = {
        "event": Event.objects.select_related("type__agreement", "subject", "recorded_by").in_bulk(
            [pk for kind, pk, _lag in found if kind == "event"]
        ),
        "performance": Performance.objects.select_related(
            "deadline__obligation__article__agreement", "recorded_by"
        ).in_bulk([pk for kind, pk, _lag in found if kind == "performance"]),
    }
    return [_late(by_kind[kind][pk], lag) for kind, pk, lag in found]


def _late(record: Event | Performance, lag: timedelta) -> Late:
    if isinstance(record, Event):
        day = record.happened_on
    else:
        day = record.counted_on or record.arrived_on or record.dispatched_on
    assert day is not None  # a constraint of both tables
    return Late(record=record, day=day, days=lag.days)
