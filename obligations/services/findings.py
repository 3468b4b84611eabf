"""Running the checks, keeping what they find, and settling it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from django.conf import settings
from django.db import connection, transaction

from accounts.models import User
from agreements.models import Agreement, Finding
from obligations.consistency import (
    OF_ONE,
    Checks,
    Found,
    Settlement,
    Weighed,
    find_addresses,
    read_checks,
    read_figures,
    read_instruments,
    read_places,
    weigh,
)

CHECKS = settings.BASE_DIR / "fixtures" / "checks.yaml"
NO_CHECKS = Checks([], [])
LOCK = 0x66696E64
"""Two runs at a time would both add what is new; the number names the lock and means nothing."""


class AlreadySettled(ValueError):
    """Somebody has settled the finding meanwhile, or it is open already."""


@dataclass
class Outcome:
    """The keys of what a run found: new, found again, and no longer found."""

    new: list[str] = field(default_factory=list)
    still: list[str] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)


@transaction.atomic
def run_checks(*, today: date, agreement: Agreement | None = None) -> Outcome:
    """Check all instruments, or one of them and how it agrees with its neighbours.

    Findings are known again by their key. One whose values changed is open again: the earlier
    settlement spoke of others. One that is no longer found stays on record as gone, and keeps its
    settlement for when it comes back. Call it after every import. Raises InstrumentFileError for
    a file of checks that cannot be read.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    checks = read_checks(CHECKS) if CHECKS.exists() else NO_CHECKS
    found = {(each.instrument, each.key): each for each in _find(checks, agreement, today)}
    known = Finding.objects.prefetch_related("articles").select_related("agreement")
    scope = known.exclude(check_kind__in=OF_ONE) | known.filter(
        **({"agreement": agreement} if agreement else {})
    )
    rows = {(row.agreement_id, row.key): row for row in scope}
    slugs = dict(Agreement.objects.values_list("pk", "slug"))
    said = {(each.instrument, each.key): each for each in _settlements(checks)}
    outcome = Outcome()
    for place, each in found.items():
        settlement = said.get((slugs[each.instrument], each.key))
        known_row = rows.get(place)
        (outcome.still if known_row and known_row.gone_on is None else outcome.new).append(each.key)
        _keep(known_row, each, settlement, today)
    for place, row in rows.items():
        if place not in found and row.gone_on is None:
            row.gone_on = today
            row.save()
            outcome.gone.append(row.key)
    return outcome


def weigh_equations(*, user: User) -> list[Weighed]:
    """The equations on the figures on record, of instruments that `user` may all know.

    Raises InstrumentFileError for a file of checks that cannot be read.
    """
    checks = read_checks(CHECKS) if CHECKS.exists() else NO_CHECKS
    visible = Agreement.objects.visible_to(user)
    return list(weigh(checks.equations, read_figures(), read_places(visible)))


@transaction.atomic
def settle_finding(*, finding: Finding, reason: str, by: User, today: date) -> Finding:
    """Record how a finding was settled; raises AlreadySettled where somebody has done so."""
    row = Finding.objects.select_for_update(of=("self",)).get(pk=finding.pk)
    if row.settled_on is not None:
        raise AlreadySettled(row.settlement)
    row.settlement, row.settled_by, row.settled_on = reason, by, today
    row.save()
    return row


@transaction.atomic
def reopen_finding(*, finding: Finding) -> Finding:
    """Open a settled finding again; the settlement stays in its history, as does who did it.

    Raises AlreadySettled where it is open already.
    """
    row = Finding.objects.select_for_update(of=("self",)).get(pk=finding.pk)
    if row.settled_on is None:
        raise AlreadySettled(row.key)
    _reopen(row)
    row.save()
    return row


def _find(checks: Checks, agreement: Agreement | None, today: date) -> Iterator[Found]:
    agreements = Agreement.objects.order_by("executed", "pk")
    instruments = read_instruments(agreements, day=today)
    for instrument in instruments:
        if agreement is None or instrument.pk == agreement.pk:
            for check in OF_ONE.values():
                yield from check(instrument)
    yield from find_addresses(instruments)
    for weighed in weigh(checks.equations, read_figures(), read_places(agreements.order_by())):
        if weighed.found:
            yield weighed.found


def _settlements(checks: Checks) -> Iterator[Settlement]:
    yield from checks.settlements
    for equation in checks.equations:
        if equation.settled_on:
            key = f"figures:{equation.key}"
            yield Settlement(equation.instrument, key, equation.settlement, equation.settled_on)


def _keep(row: Finding | None, found: Found, said: Settlement | None, today: date) -> None:
    """Write what changed: a new finding, other values, a settlement of the file."""
    if row is None:
        row = Finding(agreement_id=found.instrument, key=found.key, found_on=today)
    before = {name: getattr(row, name) for name in KEPT}
    if row.pk and row.values != found.values:
        _reopen(row)
    row.check_kind, row.template, row.values = found.check, found.template, found.values
    row.gone_on = None
    if said and _may_settle(row, said):
        row.settlement, row.settled_on = said.settlement, said.settled_on
    if row.pk is None or any(getattr(row, name) != value for name, value in before.items()):
        row.save()
    if {article.pk for article in row.articles.all()} != set(found.articles):
        row.articles.set(found.articles)


KEPT = ("check_kind", "template", "values", "gone_on", "settlement", "settled_on", "settled_by_id")


def _may_settle(row: Finding, said: Settlement) -> bool:
    """Whether the file speaks: nobody settled otherwise, and nobody reopened what it said."""
    if row.pk is None:
        return True
    if row.settled_by_id or (row.settled_on and row.settlement == said.settlement):
        return False
    return not row.history.filter(settlement=said.settlement).exists()


def _reopen(row: Finding) -> None:
    row.settlement, row.settled_by, row.settled_on = "", None, None
