"""The register of notices as a table, whatever recorded each notice."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from obligations.export_records import LATE, RECORDED, on_its_clock, recorded_by_whom
from obligations.export_tables import PLACE, name_of
from obligations.exports import Cell, Column, Table
from obligations.models import Event, Notice, Performance
from obligations.notices import Line

DISPATCH = [
    Column(gettext_lazy("Dispatched"), date),
    Column(gettext_lazy("Instant of dispatch"), datetime),
    Column(gettext_lazy("Zone of dispatch"), width=16),
]
ARRIVAL = [
    Column(gettext_lazy("Arrived"), date),
    Column(gettext_lazy("Instant of arrival"), datetime),
    Column(gettext_lazy("Zone of arrival"), width=16),
]


def notice_table(lines: Iterable[Line]) -> Table:
    """Notices in and out, whatever recorded them; each instant on the clock of its own zone."""
    columns = [
        Column(gettext_lazy("Direction"), width=10),
        Column(gettext_lazy("Record"), width=14),
        *PLACE[:2],
        Column(gettext_lazy("What it says"), width=40),
        Column(gettext_lazy("Parties"), width=18),
        *DISPATCH,
        *ARRIVAL,
        Column(gettext_lazy("How"), width=16),
        Column(gettext_lazy("Form asked for, where it is doubtful"), width=20),
        Column(gettext_lazy("To whom, at which address"), width=30),
        Column(gettext_lazy("Proof of arrival"), width=24),
        Column(gettext_lazy("Note"), width=40),
        LATE,
        *RECORDED,
    ]
    return Table(_("Notices"), columns, (_notice(each) for each in lines))


def _notice(line: Line) -> tuple[Cell, ...]:
    record = line.record
    if isinstance(record, Performance):
        place, deadline = record.deadline.obligation.article, record.deadline
        said: tuple[str, ...] = (deadline.title, deadline.obligation.sides)
        article = place.number
        agreement = place.agreement
    elif isinstance(record, Event):
        agreement, said = record.type.agreement, (str(record.type), name_of(record.subject))
        article = record.type.article.number if record.type.article else ""
    else:
        agreement, said = record.agreement, (record.title, name_of(record.party))
        article = record.article.number if record.article else ""
    return (
        line.way_label,
        _kind(record),
        str(agreement),
        article,
        *said,
        *_way_of(line),
        record.note,
        record.late_reason,
        *recorded_by_whom(record, agreement),
    )


def _kind(record: Performance | Event | Notice) -> str:
    """Which record a notice is."""
    if isinstance(record, Performance):
        return _("Performance")
    return _("Event") if isinstance(record, Event) else _("Entry")


def _way_of(line: Line) -> tuple[Cell, ...]:
    """When it was sent and when it came, how, to whom; of a fact only one of the two."""
    record = line.record
    if isinstance(record, Event):
        moment = (record.happened_on, *on_its_clock(record.happened_at, record.zone))
        nothing = (None, None, "")
        days = (*moment, *nothing) if line.is_dispatch else (*nothing, *moment)
        return (*days, _("not recorded"), "", "", "")
    address = record.address
    to_whom = f"{address.party}: {address.notice_address}" if address else record.to_whom
    return (
        record.dispatched_on,
        *_moment_of(record, "dispatched"),
        record.arrived_on,
        *_moment_of(record, "arrived"),
        record.get_means_display(),
        line.form,
        to_whom,
        record.proof,
    )


def _moment_of(record: Performance | Notice, moment: str) -> tuple[datetime | None, str]:
    """The instant and its zone, on the clock of that zone."""
    return on_its_clock(getattr(record, f"{moment}_at"), getattr(record, f"{moment}_zone"))
