"""The demonstration: people, teams, what is tracked, and facts, from `fixtures/demo.yaml`."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import transaction

from accounts.demo import DEMO_PASSWORD
from accounts.models import Role, Team, User
from agreements.models import Agreement, AgreementInstance, Party
from obligations.instruments.files import read_yaml
from obligations.loading import load_instrument, load_parties
from obligations.models import Deadline, EventType, Obligation
from obligations.services import (
    When,
    open_coming_deadlines,
    record_closing,
    record_event,
    record_performance,
)
from obligations.services.findings import run_checks

INSTRUMENTS = (
    "subscription-agreement",
    "schedule-13d",
    "joint-filing-agreement",
    "limited-liability-agreement",
    "bribery-prevention-regulations",
)
"""The files of instruments in the order in which each finds what it refers to."""


@transaction.atomic
def load_demo(folder: Path, *, today: date) -> None:
    """Load parties, instruments and the demonstration; what is there already is left alone."""
    load_parties(folder / "parties.yaml")
    loaded = _load_instruments(folder)
    demo = read_yaml(folder / "demo.yaml")
    _load_accounts(demo["accounts"])
    people = {user.email: user for user in User.objects.all()}
    for entry in demo["teams"]:
        team, is_new = Team.objects.get_or_create(
            name=entry["name"],
            defaults={
                "responsible": people[entry["responsible"]],
                "backup": people[entry["backup"]],
            },
        )
        if is_new:
            team.members.set(people[email] for email in entry.get("members", []))
    ours = Obligation.objects.filter(article__agreement__in=loaded, kind=Obligation.Kind.DUTY)
    ours.filter(obligor__is_home=True).update(team=Team.objects.get(name=demo["otherwise"]))
    clerk = people[demo["accounts"][0]["email"]]
    for slug, entry in demo["instruments"].items():
        agreement = Agreement.objects.get(slug=slug)
        if agreement.tracked_from is None:
            _track(agreement, entry, by=clerk, today=today)
    run_checks(today=today)


def _load_instruments(folder: Path) -> list[Agreement]:
    """Load the instruments that are not on record; what people changed of the others stays."""
    known = set(Agreement.objects.values_list("slug", flat=True))
    paths = [folder / f"{name}.yaml" for name in INSTRUMENTS if name not in known]
    return [load_instrument(path) for path in paths if path.exists()]


def _load_accounts(entries: list[dict[str, Any]]) -> None:
    """One public password, so it is hashed once: to be slow is what a hash is for."""
    known = set(User.objects.values_list("email", flat=True))
    fresh = [entry for entry in entries if entry["email"] not in known]
    password = make_password(DEMO_PASSWORD) if fresh else ""
    for entry in fresh:
        administrator = entry["role"] == Role.ADMINISTRATOR
        User.objects.create(
            **entry, password=password, is_staff=administrator, is_superuser=administrator
        )


def _track(agreement: Agreement, entry: dict[str, Any], *, by: User, today: date) -> None:
    agreement.tracked_from = entry["tracked_from"]
    agreement.in_force_confirmed_on = entry["in_force_confirmed_on"]
    agreement.in_force_confirmed_by = entry["in_force_confirmed_by"]
    agreement.save()
    for team, keys in entry["teams"].items():
        Obligation.objects.filter(key__in=keys).update(team=Team.objects.get(name=team))
    for concluded in entry.get("concluded", []):
        _conclude(agreement, concluded)
    open_coming_deadlines(agreement=agreement, today=today)
    for fact in entry["facts"]:
        _record(agreement, fact, by=by, today=today)
    for performance in entry.get("performances", []):
        _perform(performance, by=by)
    for closing in entry.get("closing", []):
        _close(closing, by=by, today=today)


def _conclude(template: Agreement, entry: dict[str, Any]) -> None:
    """Conclude a template with somebody who was invented for the demonstration."""
    names = {"name": entry["name"], "short_name": entry["short_name"], "kind": Party.Kind.PERSON}
    party, _created = Party.objects.get_or_create(key=entry["key"], defaults=names)
    AgreementInstance.objects.get_or_create(
        agreement=template, counterparty=party, executed=entry["executed"]
    )


def _record(agreement: Agreement, entry: dict[str, Any], *, by: User, today: date) -> None:
    """Record a fact of which nothing is on record."""
    subject = Party.objects.get(key=entry["with"]) if "with" in entry else None
    event_type = EventType.objects.get(agreement=agreement, name=entry["event"])
    if not event_type.events.filter(subject=subject).exists():
        record_event(
            event_type=event_type,
            when=When(on=entry["date"]),
            by=by,
            today=today,
            subject=subject,
            note=entry["note"],
        )


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


def _close(entry: dict[str, Any], *, by: User, today: date) -> None:
    """Record one state of several items of the closing checklist."""
    by = User.objects.get(email=entry["by"]) if "by" in entry else by
    for key in entry["items"]:
        record_closing(
            obligation=Obligation.objects.with_places().get(key=key),
            state=entry["state"],
            on=entry["date"],
            note=f"Demonstration, not a statement about the agreement. {entry['note']}",
            by=by,
            today=today,
        )
