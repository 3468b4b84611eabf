"""Reads on notices, consents and breaches; they read like sentences."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Self

from django.apps import apps
from django.db import models
from django.db.models import Q

from accounts.models import User
from agreements.querysets import may_know

if TYPE_CHECKING:
    from obligations.models import (  # noqa: F401
        Breach,
        BreachRecord,
        Consent,
        ConsentRecord,
        Notice,
        Obligation,
        PeriodLock,
        Proposal,
    )


def _known(model: str, user: User, path: str) -> Q:
    """Rows that lead over `path` to nothing, or to a row of `model` that `user` may know."""
    rows = apps.get_model("obligations", model).objects.visible_to(user)
    return Q(**{path: None}) | Q(**{f"{path}__in": rows.order_by().values("pk")})


class NoticeQuerySet(models.QuerySet["Notice"]):
    def visible_to(self, user: User) -> Self:
        """The notices under instruments, about deadlines and facts, that `user` may know."""
        return self.filter(
            may_know(user, "agreement__"),
            _known("Deadline", user, "deadline"),
            _known("Event", user, "event"),
        )

    def effective(self) -> Self:
        """The last record of each notice that was not withdrawn."""
        return self.filter(corrected_by=None, withdrawn=False)


class ConsentQuerySet(models.QuerySet["Consent"]):
    def visible_to(self, user: User) -> Self:
        """The requests for consent under instruments that `user` may know."""
        return self.filter(may_know(user, "obligation__article__agreement__"))

    def as_of(self, day: date) -> Self:
        """What was asked by `day`, each with its `state` on that day and what it rests on.

        Silence decides nothing: without an answer it is pending, however long. A consent that was
        given until a day has run out after it.
        """
        records = apps.get_model("obligations", "ConsentRecord").objects
        last = records.standing().filter(consent=models.OuterRef("pk"), on__lte=day)
        last = last.order_by("-on", "-pk")
        return self.filter(asked_on__lte=day).annotate(
            answered=models.Subquery(last.values("kind")[:1]),
            answered_on=models.Subquery(last.values("on")[:1]),
            given_until=models.Subquery(last.values("until")[:1]),
            state=models.Case(
                models.When(answered="given", given_until__lt=day, then=models.Value("ended")),
                models.When(answered=None, then=models.Value("pending")),
                default=models.F("answered"),
                output_field=models.CharField(),
            ),
        )

    def in_state(self, state: str) -> Self:
        """Those in one state; needs `as_of`."""
        return self.filter(state=state)

    def with_places(self) -> Self:
        """Load what a list shows beside each."""
        return self.select_related(
            "obligation__article__agreement", "asked_by", "asked_of", "recorded_by"
        )

    def counted(self) -> dict[str, int]:
        """How many have each state; needs `as_of`."""
        rows = self.order_by().values("state").annotate(number=models.Count("pk"))  # type: ignore[misc]
        return {row["state"]: row["number"] for row in rows}


class ConsentRecordQuerySet(models.QuerySet["ConsentRecord"]):
    def visible_to(self, user: User) -> Self:
        """The answers to requests that `user` may know."""
        return self.filter(may_know(user, "consent__obligation__article__agreement__"))

    def standing(self) -> Self:
        """The records that nobody withdrew, without the rows that only withdraw."""
        return self.filter(withdrawal=None, withdraws=None)


class BreachQuerySet(models.QuerySet["Breach"]):
    def visible_to(self, user: User) -> Self:
        """The breaches of instruments, about deadlines and facts, that `user` may know."""
        return self.filter(
            may_know(user, "obligation__article__agreement__"),
            _known("Deadline", user, "deadline"),
            _known("Event", user, "event"),
        )

    def as_of(self, day: date) -> Self:
        """What was known by `day`, each with its `state` and the day of the remedy by then."""
        records = apps.get_model("obligations", "BreachRecord").objects.standing()
        remedy = records.filter(breach=models.OuterRef("pk"), kind="remedied", on__lte=day)
        dropped = records.filter(breach=models.OuterRef("pk"), kind="withdrawn")
        return self.filter(known_on__lte=day).annotate(
            remedied_on=models.Subquery(remedy.order_by("on", "pk").values("on")[:1]),
            state=models.Case(
                models.When(models.Exists(dropped), then=models.Value("withdrawn")),
                models.When(remedied_on=None, then=models.Value("open")),
                default=models.Value("remedied"),
                output_field=models.CharField(),
            ),
        )

    def in_state(self, state: str) -> Self:
        """Those in one state; needs `as_of`."""
        return self.filter(state=state)

    def with_places(self) -> Self:
        """Load what a list shows beside each."""
        return self.select_related(
            "obligation__article__agreement",
            "deadline__period__fiscal_year",
            "deadline__subject",
            "party",
            "event__type",
            "recorded_by",
        )

    def counted(self) -> dict[str, int]:
        """How many have each state; needs `as_of`."""
        rows: Any = self.order_by().values("state").annotate(number=models.Count("pk"))  # type: ignore[misc]
        return {row["state"]: row["number"] for row in rows}


class BreachRecordQuerySet(models.QuerySet["BreachRecord"]):
    def visible_to(self, user: User) -> Self:
        """The records about breaches that `user` may know."""
        breaches = apps.get_model("obligations", "Breach").objects.visible_to(user)
        return self.filter(breach__in=breaches.order_by().values("pk"))

    def standing(self) -> Self:
        """The records that nobody withdrew, without the rows that only withdraw another."""
        return self.filter(withdrawal=None, withdraws=None)


class PeriodLockQuerySet(models.QuerySet["PeriodLock"]):
    def visible_to(self, user: User) -> Self:
        """The closings of periods of instruments that `user` may know."""
        return self.filter(may_know(user, "agreement__"))

    def days(self) -> dict[int, date]:
        """The day until which each instrument is closed; those that are not are left out."""
        rows = self.order_by("agreement", "-pk").distinct("agreement")
        return {
            agreement: day
            for agreement, day in rows.values_list("agreement", "closed_until")
            if day is not None
        }


class ProposalQuerySet(models.QuerySet["Proposal"]):
    def visible_to(self, user: User) -> Self:
        """Those about calendars, and about instruments that `user` may know."""
        agreements = apps.get_model("agreements", "Agreement").objects.visible_to(user)
        known = Q(agreement__in=agreements.order_by().values("pk"))
        return self.filter(Q(agreement=None) | known)

    def pending(self) -> Self:
        """Those that nobody decided yet."""
        return self.filter(decision=None)

    def about(self, obligation: Obligation) -> Self:
        """Those that change an obligation: of its own, and under an amendment or without it."""
        turned = Q(after__turns__contains=[{"obligation": obligation.pk}])
        amended = obligation.amended_by.order_by().values("amendment")
        restored = Q(kind="withdrawal", amendment__in=amended)
        return self.filter(Q(obligation=obligation) | turned | restored)

    def with_places(self) -> Self:
        """Load what a list shows beside each."""
        return self.select_related(
            "agreement",
            "article__agreement",
            "amendment__agreement",
            "obligation__article__agreement",
            "proposed_by",
            "decision__decided_by",
            "decision__recomputation",
        )
