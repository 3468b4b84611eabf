"""The register and the findings as tables: what each column says of a row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from obligations.exports import Cell, Column, Table
from obligations.finding_list import Group, Row
from obligations.models import Deadline, Obligation

PLACE = [
    Column(gettext_lazy("Instrument"), width=26),
    Column(gettext_lazy("Article"), width=10),
    Column(gettext_lazy("Obligation"), width=40),
]
SIDES = [
    Column(gettext_lazy("Kind"), width=14),
    Column(gettext_lazy("Obligor"), width=14),
    Column(gettext_lazy("Obligee"), width=14),
    Column(gettext_lazy("Team"), width=14),
    Column(gettext_lazy("Rule"), width=40),
]
DAYS = [
    Column(gettext_lazy("Subject"), width=18),
    Column(gettext_lazy("Period"), width=12),
    *(
        Column(heading, date)
        for heading in (
            gettext_lazy("Opens"),
            gettext_lazy("Act by"),
            gettext_lazy("Safe date"),
            gettext_lazy("Contractual day"),
            gettext_lazy("Arguable until"),
            gettext_lazy("Internal target"),
            gettext_lazy("Performed on"),
        )
    ),
]
STATUS = Column(gettext_lazy("Status"), width=20)


def deadline_table(deadlines: Iterable[Deadline], *, day: date) -> Table:
    """Deadlines as of `day`, as `DeadlineQuerySet.listed` loads them."""
    title = _("Obligations as of %(day)s") % {"day": day.isoformat()}
    rows = (_deadline(each) for each in deadlines)
    return Table(title, [*PLACE, *SIDES, *DAYS, STATUS], rows)


def obligation_table(obligations: Iterable[Obligation], *, day: date) -> Table:
    """Obligations that have no deadline on `day`."""
    title = _("Obligations without a deadline as of %(day)s") % {"day": day.isoformat()}
    rows = ((*_obligation(each, each.latest_rule), _why_none(each, day)) for each in obligations)
    return Table(title, [*PLACE, *SIDES, STATUS], rows)


def finding_table(groups: Iterable[Group]) -> Table:
    """Consistency findings, by instrument."""
    columns = [
        Column(gettext_lazy("Instrument"), width=26),
        Column(gettext_lazy("Kind of check"), width=18),
        Column(gettext_lazy("Finding"), width=60),
        Column(gettext_lazy("Articles"), width=24),
        STATUS,
        *(
            Column(heading, date)
            for heading in (
                gettext_lazy("Found"),
                gettext_lazy("Settled"),
                gettext_lazy("No longer found"),
            )
        ),
        Column(gettext_lazy("Settled by"), width=20),
        Column(gettext_lazy("How it was settled"), width=50),
    ]
    return Table(_("Consistency findings"), columns, _findings(groups))


def _obligation(obligation: Obligation, rule: str) -> tuple[Cell, ...]:
    return (
        str(obligation.article.agreement),
        obligation.article.number,
        obligation.title,
        obligation.kind_label,
        name_of(obligation.obligor),
        name_of(obligation.obligee),
        name_of(obligation.team),
        rule,
    )


def _deadline(deadline: Deadline) -> tuple[Cell, ...]:
    version = deadline.current
    assert version is not None
    return (
        *_obligation(deadline.obligation, version.rule_version.rule),
        name_of(deadline.subject),
        name_of(deadline.period),
        version.opens,
        deadline.act_by,
        version.safe,
        version.before_roll,
        version.due,
        version.internal_target,
        deadline.performed_on,
        deadline.status_label,
    )


def _why_none(obligation: Obligation, day: date) -> str:
    """Why an obligation has no deadline on `day`."""
    if not obligation.latest_rule:
        return _("No date attaches")
    tracked_from = obligation.article.agreement.tracked_from
    if tracked_from and day < tracked_from:
        return _("Before tracking")
    return _("Not triggered")


def _findings(groups: Iterable[Group]) -> Iterator[tuple[Cell, ...]]:
    for group in groups:
        for row in group.rows:
            yield (str(group.agreement), *_finding(row))


def _finding(row: Row) -> tuple[Cell, ...]:
    finding = row.finding
    settled = row.is_settled
    by = str(finding.settled_by or _("File of checks")) if settled else ""
    return (
        finding.get_check_kind_display(),
        finding.sentence,
        ", ".join(article.number for article in finding.articles.all()),
        _state(row),
        finding.found_on,
        finding.settled_on if settled else None,
        finding.gone_on if row.is_gone else None,
        by,
        finding.settlement if settled else "",
    )


def _state(row: Row) -> str:
    if row.is_gone:
        return _("No longer found")
    return _("Settled") if row.is_settled else _("Open")


def name_of(thing: Any) -> str:
    """Its name; empty for None."""
    return str(thing) if thing else ""
