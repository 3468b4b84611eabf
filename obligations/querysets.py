"""Reads on obligations, events and deadlines; they read like sentences."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Self

from django.apps import apps
from django.db import models
from django.db.models import F, Func, Q, Value

from accounts.models import User
from agreements.querysets import may_know
from obligations.matter_querysets import may_know_deadline, may_know_event
from obligations.status import NEEDS_ACTION, SETTLED, AsExtended, Status, StatusOn

if TYPE_CHECKING:
    from obligations.models import (  # noqa: F401
        Deadline,
        Decision,
        Event,
        Evidence,
        Obligation,
        Performance,
    )


DEADLINE_SHOWN = (
    "deadline__obligation__article__agreement",
    "deadline__subject",
    "deadline__period__fiscal_year",
)


UNSETTLED = Q(performed_on=None) | Q(state__safe=None) | ~Q(state__kind="date")
"""All deadlines that may have a status not among SETTLED: it spares most the work to compute it."""


class Horizon(Func):
    """The first day of the month 24 months after a day."""

    template = "date_trunc('month', %(expressions)s + interval '24 months')::date"
    output_field = models.DateField()


def _by(day: date, moment: str, *, then: str = "") -> models.Case:
    """What the state says of a moment, where it lies on or before `day`."""
    happened = {f"state__{moment}__lte": day}
    return models.Case(models.When(**happened, then=f"state__{then or moment}"))


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
            "article__agreement__tracked_from",
            "obligor__short_name",
            "obligee__short_name",
            "team__name",
        )


class EventQuerySet(models.QuerySet["Event"]):
    def visible_to(self, user: User) -> Self:
        """The facts that `user` may know: by their instrument, and by matters."""
        return self.filter(may_know(user, "type__agreement__"), may_know_event(user))

    def telling_of_matters(self) -> Self:
        """Each with `is_in_matter`: whether it belongs to an open matter."""
        items = apps.get_model("obligations", "MatterItem").objects.open()
        return self.annotate(is_in_matter=items.has_event())

    def effective(self) -> Self:
        """The last record of each chain that was not withdrawn."""
        return self.filter(corrected_by=None, withdrawn=False)

    def as_of(self, day: date) -> Self:
        """The facts dated on or before `day`, and what was withdrawn of them."""
        withdrawn = Q(happened_on=None, corrects__happened_on__lte=day)
        return self.filter(Q(happened_on__lte=day) | withdrawn)


class PerformanceQuerySet(models.QuerySet["Performance"]):
    def visible_to(self, user: User) -> Self:
        """The records of deadlines that `user` may know."""
        return self.filter(
            may_know(user, "deadline__obligation__article__agreement__"),
            may_know_deadline(user, "deadline__"),
        )

    def effective(self) -> Self:
        """The records that no later record corrects or withdraws."""
        return self.filter(corrected_by=None, withdrawn=False)

    def with_evidence(self) -> Self:
        """Load the files of each record, with who added and who withdrew them."""
        files = apps.get_model("obligations", "Evidence").objects.select_related(
            "recorded_by", "withdrawal__recorded_by"
        )
        return self.prefetch_related(models.Prefetch("evidence", files))

    def with_deadlines(self) -> Self:
        """Load what a list shows of each record and of its deadline; the oldest first."""
        return self.select_related("recorded_by", *DEADLINE_SHOWN).order_by("counted_on", "pk")

    def accepted(self) -> Self:
        """Those, whole or in part, that nobody rejected: what was rejected never counted."""
        rejected = apps.get_model("obligations", "Decision").objects.rejections()
        return self.effective().exclude(pk__in=rejected.values("performance"))

    def complete(self) -> Self:
        """The accepted ones of the whole act."""
        return self.accepted().filter(is_partial=False)

    def unverified(self) -> Self:
        """Those that count and that a second person still has to verify."""
        verified = apps.get_model("obligations", "Decision").objects.verifications()
        return (
            self.complete()
            .filter(needs_verification=True, counted_on__isnull=False)
            .exclude(pk__in=verified.values("performance"))
        )


class DecisionQuerySet(models.QuerySet["Decision"]):
    def visible_to(self, user: User) -> Self:
        """The decisions on deadlines that `user` may know."""
        return self.filter(
            may_know(user, "deadline__obligation__article__agreement__"),
            may_know_deadline(user, "deadline__"),
        )

    def told(self) -> Self:
        """Load who decided, confirmed and withdrew each."""
        return self.select_related(
            "decided_by", "granted_by", "confirmation__decided_by", "withdrawal__decided_by"
        )

    def with_deadlines(self) -> Self:
        """Load what a list shows of each decision and of its deadline; the oldest first."""
        shown = self.select_related("decided_by", "granted_by", *DEADLINE_SHOWN)
        return shown.order_by("recorded_at", "pk")

    def standing(self) -> Self:
        """The decisions that nobody withdrew, without the rows that only confirm or withdraw."""
        return self.filter(withdrawal=None).exclude(kind__in=["confirmed", "withdrawn"])

    def effective(self) -> Self:
        """The standing decisions that wait for nobody's confirmation."""
        return self.standing().exclude(kind__in=["waived", "extended"], confirmation=None)

    def unconfirmed(self) -> Self:
        """The standing waivers and extensions that a second person still has to confirm."""
        return self.standing().filter(kind__in=["waived", "extended"], confirmation=None)

    def verifications(self) -> Self:
        """The standing verifications."""
        return self.standing().filter(kind="verified")

    def rejections(self) -> Self:
        """The standing rejections."""
        return self.standing().filter(kind="rejected")

    def settling(self) -> Self:
        """What ends a deadline without performance: effective waivers, and rights declined."""
        return self.effective().filter(kind__in=["waived", "declined"])


class EvidenceQuerySet(models.QuerySet["Evidence"]):
    def visible_to(self, user: User) -> Self:
        """The files about deadlines that `user` may know."""
        return self.filter(
            may_know(user, "performance__deadline__obligation__article__agreement__"),
            may_know_deadline(user, "performance__deadline__"),
        )

    def standing(self) -> Self:
        """The files that nobody withdrew."""
        return self.filter(withdrawal=None)


class DeadlineQuerySet(models.QuerySet["Deadline"]):
    def visible_to(self, user: User) -> Self:
        """The deadlines that `user` may know: by their instrument, and by matters."""
        return self.filter(may_know(user, "state__agreement__"), may_know_deadline(user))

    def outside_matters_of_others(self, user: User) -> Self:
        """The deadlines that no matter keeps from `user`, who may know their instruments."""
        return self.filter(may_know_deadline(user))

    def telling_of_matters(self) -> Self:
        """Each with `is_in_matter`: whether it belongs to an open matter."""
        items = apps.get_model("obligations", "MatterItem").objects.open()
        return self.annotate(is_in_matter=items.has_deadline())

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
        """The deadlines known on `day`, each with its `status` and its day to act by.

        An extension moves the day to act by from the day on which it was granted.
        """
        return (
            self.known_on(day)
            .annotate(
                asked_on=Value(day, output_field=models.DateField()),
                performed_on=_by(day, "counted_on"),
                partly_on=_by(day, "partly_on"),
                waived_on=_by(day, "waived_on"),
                extended_until=_by(day, "extended_on", then="extended_until"),
                act_by=AsExtended("act_by", "extended_safe", day),
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
        return self.with_status(*NEEDS_ACTION)

    def with_status(self, *statuses: Status) -> Self:
        """The deadlines that have one of `statuses`; needs `as_of`."""
        found = self.filter(status__in=statuses)
        return found if set(statuses) & set(SETTLED) else found.filter(UNSETTLED)

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
            | Q(act_by__range=span)
            | Q(extended_until__range=span)
            | Q(current__kind="from", current__opens__range=span)
        )
