"""The demonstration: people, teams, what is tracked, and facts, from `fixtures/demo.yaml`."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from django.db import transaction

from accounts.demo import DEMO_PASSWORD
from accounts.models import Role, Team, User
from agreements.models import Agreement
from obligations.instrument_files import read_yaml
from obligations.loading import load_instrument, load_parties
from obligations.models import Deadline, Event, EventType, Obligation
from obligations.services import (
    When,
    open_coming_deadlines,
    record_event,
    record_performance,
)


@transaction.atomic
def load_demo(folder: Path, *, today: date) -> None:
    """Load parties, instruments and the demonstration; what is there already is left alone."""
    load_parties(folder / "parties.yaml")
    load_instrument(folder / "subscription-agreement.yaml")
    demo = read_yaml(folder / "demo.yaml")
    for account in demo["accounts"]:
        _load_account(account)
    people = {user.email: user for user in User.objects.all()}
    for team in demo["teams"]:
        Team.objects.get_or_create(
            name=team["name"],
            defaults={
                "responsible": people[team["responsible"]],
                "backup": people[team["backup"]],
            },
        )
    clerk = people[demo["accounts"][0]["email"]]
    for slug, entry in demo["instruments"].items():
        if slug.startswith("__"):
            continue
        agreement = Agreement.objects.get(slug=slug)
        if agreement.tracked_from is None:
            _track(agreement, entry, by=clerk, today=today)


def _load_account(entry: dict[str, Any]) -> None:
    if User.objects.filter(email=entry["email"]).exists():
        return
    administrator = entry["role"] == Role.ADMINISTRATOR
    User.objects.create_user(
        entry["email"],
        DEMO_PASSWORD,
        name=entry["name"],
        role=entry["role"],
        is_staff=administrator,
        is_superuser=administrator,
    )


def _track(agreement: Agreement, entry: dict[str, Any], *, by: User, today: date) -> None:
    agreement.tracked_from = entry["tracked_from"]
    agreement.in_force_confirmed_on = entry["in_force_confirmed_on"]
    agreement.in_force_confirmed_by = entry["in_force_confirmed_by"]
    agreement.save()
    for team, keys in entry["teams"].items():
        if not team.startswith("__"):
            Obligation.objects.filter(key__in=keys).update(team=Team.objects.get(name=team))
    open_coming_deadlines(agreement=agreement, today=today)
    for fact in entry["facts"]:
        if not Event.objects.filter(type__agreement=agreement, type__name=fact["event"]).exists():
            record_event(
                event_type=EventType.objects.get(agreement=agreement, name=fact["event"]),
                when=When(on=fact["date"]),
                by=by,
                today=today,
                note=fact["note"],
            )
    for performance in entry["performances"]:
        _perform(performance, by=by)


def _perform(entry: dict[str, Any], *, by: User) -> None:
    deadlines = Deadline.objects.filter(obligation__key=entry["obligation"]).with_places()
    deadline = next(d for d in deadlines if str(d.period) == entry["period"])
    record_performance(
        deadline=deadline,
        by=by,
        dispatched_on=entry["dispatched"],
        arrived_on=entry["arrived"],
        means=entry["means"],
        to_whom="NTT, address for notices",
        note="Demonstration",
    )
