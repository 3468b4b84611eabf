"""The facts of one instrument, as the engine wants them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from agreements.models import Agreement, FiscalPeriod, Party
from obligations.deadlines import FiscalPeriod as EnginePeriod
from obligations.deadlines import FiscalUnit, StateFact
from obligations.models import Event, State
from obligations.terms import Customs, customs_of


@dataclass(frozen=True)
class Occurrence:
    """One fact as it stands after its corrections.

    `root` is the first record of the chain, `latest` the last one (None for a fact that is only
    being considered); `on` is the local date in the instrument's zone. Under a template a fact
    concerns the counterparty `subject_id`.
    """

    name: str
    on: date
    when: date | datetime
    root: Event | None = None
    latest: Event | None = None
    subject_id: int | None = None


@dataclass(frozen=True)
class Concluded:
    """A template as concluded with one counterparty, the subject; from `executed` to `ended`."""

    subject: Party
    executed: date
    ended: date | None


@dataclass(frozen=True)
class FactBook:
    """Everything known about an instrument; fiscal periods are known as far as `until`.

    The book of a template holds what concerns all counterparties; `by_subject` divides it.
    """

    agreement: Agreement
    occurrences: Mapping[str, tuple[Occurrence, ...]] = field(default_factory=dict)
    states: Mapping[str, StateFact] = field(default_factory=dict)
    periods: tuple[FiscalPeriod, ...] = ()
    until: date = date.max
    customs: Customs = field(default_factory=Customs)
    instances: tuple[Concluded, ...] = ()
    concluded: Concluded | None = None

    @property
    def subject(self) -> Party | None:
        """The counterparty whom this book concerns, under a template."""
        return self.concluded.subject if self.concluded else None

    def by_subject(self) -> Iterator[FactBook]:
        """This book, or for a template one for each counterparty with what concerns it alone."""
        if not self.agreement.is_template:
            yield self
        for concluded in self.instances:
            own = {
                name: tuple(item for item in items if item.subject_id == concluded.subject.pk)
                for name, items in self.occurrences.items()
            }
            yield replace(self, occurrences=own, concluded=concluded)

    def replacing(self, root: Event | None, new: Occurrence | None) -> FactBook:
        """The same book with the chain of `root` replaced by `new`, or taken out."""
        kept = {
            name: tuple(item for item in items if root is None or item.root != root)
            for name, items in self.occurrences.items()
        }
        if new is not None:
            kept[new.name] = _in_order((*kept.get(new.name, ()), new))
        return replace(self, occurrences=kept)

    def first(
        self, name: str, *, from_day: date | None = None, before: date | None = None
    ) -> Occurrence | None:
        """The earliest occurrence of `name`, on or after `from_day` and before `before`."""
        items = (
            item
            for item in self.occurrences.get(name, ())
            if (from_day is None or item.on >= from_day) and (before is None or item.on < before)
        )
        return next(items, None)


def load_facts(agreement: Agreement, *, until: date) -> FactBook:
    """Read the standing facts of `agreement`, and fiscal periods that end by `until`."""
    rows = (
        Event.objects.effective()
        .filter(type__agreement=agreement)
        .select_related("type", "root")
        .order_by("happened_on", "pk")
    )
    by_name: dict[str, list[Occurrence]] = {}
    for row in rows:
        by_name.setdefault(row.type.name, []).append(occurrence_of(row))
    return FactBook(
        agreement=agreement,
        occurrences={name: tuple(items) for name, items in by_name.items()},
        states={
            row.name: StateFact(since=row.since, until=row.until, confirmed_on=row.confirmed_on)
            for row in State.objects.filter(agreement=agreement)
        },
        periods=tuple(
            FiscalPeriod.objects.ending_until(until).select_related("fiscal_year__party")
        ),
        until=until,
        customs=customs_of(agreement),
        instances=_instances_of(agreement),
    )


def _instances_of(agreement: Agreement) -> tuple[Concluded, ...]:
    """Whom a template was concluded with; of several with one counterparty the latest counts."""
    if not agreement.is_template:
        return ()
    rows = agreement.instances.select_related("counterparty").order_by("executed", "pk")
    latest = {row.counterparty_id: row for row in rows}
    return tuple(Concluded(row.counterparty, row.executed, row.ended) for row in latest.values())


def occurrence_of(event: Event) -> Occurrence:
    """The occurrence that `event`, a standing record with a date, states."""
    on = event.happened_on
    if on is None:
        raise ValueError(f"Event {event.pk} withdraws a fact: it states no date.")
    return Occurrence(
        name=event.type.name,
        on=on,
        when=event.happened_at.astimezone(ZoneInfo(event.zone)) if event.happened_at else on,
        root=event.root or event,
        latest=event,
        subject_id=event.subject_id,
    )


def periods_of(book: FactBook, party: Party | None) -> Iterable[FiscalPeriod]:
    """The fiscal periods by which `party` reports; those of our company where it states none."""
    own = [p for p in book.periods if party and p.fiscal_year.party_id == party.pk]
    return own or [p for p in book.periods if p.fiscal_year.party.is_home]


def engine_period(period: FiscalPeriod) -> EnginePeriod:
    """The period as the engine's value."""
    return EnginePeriod(
        unit=FiscalUnit(period.unit), number=period.number, start=period.start, end=period.end
    )


def _in_order(items: tuple[Occurrence, ...]) -> tuple[Occurrence, ...]:
    return tuple(sorted(items, key=lambda item: item.on))
