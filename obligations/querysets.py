"""Reads on obligations, events and deadlines; they read like sentences."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Self

from django.apps import apps
from django.db import models
from django.db.models import F, Func, Q, Value

from accounts.models import User
from agreements.querysets import may_know
from obligations.status import NEEDS_ACTION, Status, StatusOn

if TYPE_CHECKING:
    from obligations.models import Deadline, Event, Obligation, Performance  # noqa: F401


class Horizon(Func):
    """The first day of the month 24 months after a day."""

    template = "date_trunc('month', %(expressions)s + interval '24 months')::date"
    output_field = models.DateField()


class ObligationQuerySet(models.QuerySet["Obligation"]):
    def visible_to(self, user: User) -> Self:
        """The obligations under instruments that `user` may know."""
        return self.filter(may_know(user, "article__agreement__"))

    def with_places(self) -> Self:
        """Load what a list shows beside each obligation."""
        return self.select_related("article__agreement", "obligor", "obligee", "team")

    def listed(self) -> Self:
        """Only the columns that a list shows, of each obligation and of its places."""
        return self.with_places().only(
            "key",
            "title",
            "kind",
            "article__number",
            "article__slug",
            "article__agreement__slug",
            "article__agreement__short_title",
            "obligor__short_name",
            "obligee__short_name",
            "team__name",
        )


class EventQuerySet(models.QuerySet["Event"]):
    def visible_to(self, user: User) -> Self:
        """The facts under instruments that `user` may know."""
        return self.filter(may_know(user, "type__agreement__"))

    def effective(self) -> Self:
        """The last record of each chain that was not withdrawn."""
        return self.filter(corrected_by=None, withdrawn=False)

    def as_of(self, day: date) -> Self:
        """The facts dated on or before `day`, and what was withdrawn of them."""
        withdrawn = Q(happened_on=None, corrects__happened_on__lte=day)
        return self.filter(Q(happened_on__lte=day) | withdrawn)


class PerformanceQuerySet(models.QuerySet["Performance"]):
    def effective(self) -> Self:
        """The records that no later record corrects or withdraws."""
        return self.filter(corrected_by=None, withdrawn=False)


class DeadlineQuerySet(models.QuerySet["Deadline"]):
    def visible_to(self, user: User) -> Self:
        """The deadlines under instruments that `user` may know."""
        return self.filter(may_know(user, "state__agreement__"))

    def known_on(self, day: date) -> Self:
        """The deadlines that the facts dated on or before `day` give.

        Fiscal periods that begin within 24 months after `day` give scheduled deadlines.
        """
        return self.filter(
            Q(state__period_start__lte=Horizon(Value(day, output_field=models.DateField())))
            | Q(period=None, state__anchored_on=None)
            | Q(period=None, state__anchored_on__lte=day),
            state__isnull=False,
        )

    def as_of(self, day: date) -> Self:
        """The deadlines known on `day`, each with its `status` and its day to act by."""
        return (
            self.known_on(day)
            .annotate(
                asked_on=Value(day, output_field=models.DateField()),
                performed_on=models.Case(
                    models.When(state__counted_on__lte=day, then="state__counted_on")
                ),
                act_by=F("state__act_by"),
            )
            .annotate(status=StatusOn(day))
        )

    def with_places(self) -> Self:
        """Load what a list shows beside each deadline.

        An obligation has many deadlines: each is loaded once.
        """
        obligations = apps.get_model("obligations", "Obligation").objects.with_places()
        return self.with_dates().prefetch_related(models.Prefetch("obligation", obligations))

    def listed(self) -> Self:
        """Only the columns that a list shows, of each deadline, its dates and its obligation."""
        obligations = apps.get_model("obligations", "Obligation").objects.listed()
        return (
            self.with_dates()
            .only(
                "obligation",
                "current__kind",
                "current__opens",
                "current__safe",
                "current__before_roll",
                "current__due",
                "current__closed_on",
                "current__internal_target",
                "current__rule_version",
                "period__unit",
                "period__number",
                "period__fiscal_year__label",
                "subject__short_name",
            )
            .prefetch_related(models.Prefetch("obligation", obligations))
        )

    def with_dates(self) -> Self:
        """Load the latest version and the period; the steps only where they are shown."""
        return self.defer("current__steps").select_related(
            "current", "period__fiscal_year", "subject"
        )

    def needing_action(self) -> Self:
        """Overdue, due, or waiting for somebody; needs `as_of`."""
        return self.filter(status__in=NEEDS_ACTION)

    def with_status(self, *statuses: Status) -> Self:
        """The deadlines that have one of `statuses`; needs `as_of`."""
        return self.filter(status__in=statuses)

    def count_by_status(self) -> dict[str, int]:
        """How many deadlines have each status; needs `as_of`."""
        return {row["status"]: row["number"] for row in self.counted()}

    def counted(self) -> models.QuerySet[Any, dict[str, Any]]:
        """Each status with the number of deadlines that have it; needs `as_of`."""
        return self.order_by().values("status").annotate(number=models.Count("pk"))  # type: ignore[misc]

    def soonest_first(self) -> Self:
        """By the day to act by; those without a day last."""
        return self.order_by(F("act_by").asc(nulls_last=True), "pk")

    def acting_between(self, first: date, last: date) -> Self:
        """Those with a day that a calendar of `first` to `last` shows; needs `as_of`."""
        span = (first, last)
        return self.filter(
            Q(current__safe__range=span)
            | Q(current__before_roll__range=span)
            | Q(current__due__range=span)
            | Q(current__internal_target__range=span)
            | Q(current__kind="from", current__opens__range=span)
        )
