"""What the lists of the register's filter offer a person, asked in one query."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.db.models import F, Q, QuerySet, TextField, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Concat

from accounts.models import Team, User
from accounts.prepared import PreparedForReaders
from agreements.models import Agreement, AgreementInstance, AgreementParty, Party
from agreements.querysets import may_know
from obligations.models import Obligation, SavedView

TEXT = TextField()
Choices = dict[str, list[tuple[str, str]]]


def register_choices(user: User) -> Choices:
    """Instruments by slug, parties by key, teams and people that own obligations by number, the
    person's saved views by their query.

    Only parties to an instrument that `user` may know, or to one of its obligations.
    """
    choices: Choices = defaultdict(list)
    for row in OFFERED(user):
        choices[row["of"]].append((row["value"], row["label"]))
    return choices


def _offered(user: User) -> QuerySet[Any, Any]:
    teams = Team.objects.all()
    answering = teams.values("responsible").union(
        teams.filter(backup__isnull=False).values("backup")
    )
    rows = _offer(
        Agreement.objects.visible_to(user), "agreement", F("slug"), F("short_title"), F("executed")
    ).union(
        _offer(_parties(user), "party", F("key"), F("short_name")),
        _offer(teams, "team", _number("team-"), F("name")),
        _offer(User.objects.filter(pk__in=answering), "person", _number("person-"), F("name")),
        _offer(SavedView.objects.visible_to(user), "view", F("query"), F("name")),
        all=True,
    )
    return rows.order_by("of", "place", "label")


OFFERED = PreparedForReaders(_offered)


def _parties(user: User) -> QuerySet[Party]:
    duties = Obligation.objects.filter(may_know(user, "article__agreement__")).order_by()
    named = AgreementParty.objects.filter(may_know(user, "agreement__")).order_by()
    instances = AgreementInstance.objects.filter(may_know(user, "agreement__")).order_by()
    return Party.objects.filter(
        Q(pk__in=duties.values("obligor"))
        | Q(pk__in=duties.values("obligee"))
        | Q(pk__in=named.values("party"))
        | Q(pk__in=instances.values("counterparty"))
    )


def _offer(
    rows: QuerySet[Any], of: str, value: Combinable, label: F, place: Combinable | None = None
) -> QuerySet[Any, Any]:
    offered = rows.order_by().annotate(
        of=Value(of, output_field=TEXT),
        value=Cast(value, TEXT),
        label=Cast(label, TEXT),
        place=Cast(place or Value(""), TEXT),
    )
    values: QuerySet[Any, Any] = offered.values("of", "value", "label", "place")
    return values


def _number(before: str) -> Concat:
    return Concat(Value(before), Cast("pk", TEXT))
