"""What the facts of an instrument give: pure planning, nothing is written here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from agreements.models import FiscalPeriod
from obligations.deadlines import (
    Answer,
    EventAnchor,
    Facts,
    FiscalAnchor,
    Kind,
    Policy,
    Rule,
    Terms,
    compute,
    parse,
)
from obligations.facts import FactBook, Occurrence, engine_period, periods_of
from obligations.models import Deadline, DeadlineVersion, Event, Obligation, ObligationVersion

COMPARED = (
    "kind",
    "safe",
    "before_roll",
    "due",
    "opens",
    "closed_on",
    "ends_at",
    "internal_target",
    "anchored_on",
    "rule_version_id",
    "policy",
    "zone",
)


@dataclass(frozen=True)
class Change:
    """A deadline that the facts open or move.

    `before` is the version on record (None when the deadline is new); `after` is unsaved.
    """

    obligation: Obligation
    event: Event | None
    period: FiscalPeriod | None
    deadline: Deadline | None
    before: DeadlineVersion | None
    after: DeadlineVersion
    answer: Answer | None

    @property
    def is_new(self) -> bool:
        """Whether this opens a deadline rather than moving one."""
        return self.before is None


@dataclass(frozen=True)
class Anchor:
    """That from which one deadline counts: a fact, the end of a fiscal period, or nothing."""

    occurrence: Occurrence | None = None
    period: FiscalPeriod | None = None

    @property
    def on(self) -> date | None:
        """The local date of the anchor."""
        if self.occurrence:
            return self.occurrence.on
        return self.period.end if self.period else None

    @property
    def key(self) -> tuple[int | None, int | None]:
        """How the deadline of this anchor is found again."""
        root = self.occurrence.root if self.occurrence else None
        return (root.pk if root else None, self.period.pk if self.period else None)


def plan(
    book: FactBook,
    obligations: Iterable[Obligation],
    *,
    since: date | None,
    names: set[str] | None = None,
) -> list[Change]:
    """What `book` changes in the deadlines of `obligations`, those naming `names` where given.

    The obligations come with `versions` and `deadlines__current` prefetched. Periods whose
    deadline fell due before `since` (tracked from) open nothing. Performed deadlines stay.
    """
    return [
        change
        for obligation in obligations
        if (version := latest_version(obligation, None)) and version.rule
        if names is None or names & parse(version.rule).events
        for change in _plan_one(book, obligation, since)
    ]


def latest_version(obligation: Obligation, on: date | None) -> ObligationVersion | None:
    """The version of the rule that binds an anchor of day `on`; the newest when `on` is None."""
    versions = [
        v
        for v in obligation.versions.all()
        if on is None or v.applies_from is None or v.applies_from <= on
    ]
    return versions[-1] if versions else None


def _plan_one(book: FactBook, obligation: Obligation, since: date | None) -> Iterator[Change]:
    newest = latest_version(obligation, None)
    assert newest is not None
    on_record = {(d.event_id, d.period_id): d for d in obligation.deadlines.all()}
    for anchor in _anchors(book, obligation, parse(newest.rule)):
        deadline = on_record.pop(anchor.key, None) if anchor.key != (None, None) else None
        if anchor.on is None:
            deadline = on_record.pop((None, None), None)
        change = _compare(book, obligation, anchor, deadline)
        if change and not (change.is_new and _opens_nothing(change, anchor, since)):
            yield change
    for deadline in on_record.values():
        if deadline.event_id and not _performed(deadline):
            yield from _withdraw(book, obligation, deadline)


def _anchors(book: FactBook, obligation: Obligation, rule: Rule) -> Iterator[Anchor]:
    match rule.anchor:
        case FiscalAnchor(unit=unit):
            for period in periods_of(book, obligation.obligor):
                if period.unit == unit and _in_window(book, obligation, period.end):
                    yield Anchor(period=period)
        case EventAnchor(name=name):
            for occurrence in book.occurrences.get(name, ()):
                if _in_window(book, obligation, occurrence.on):
                    yield Anchor(occurrence=occurrence)
        case None:
            yield Anchor()


def _in_window(book: FactBook, obligation: Obligation, on: date) -> bool:
    ends = [day for day in (obligation.in_force_until, book.agreement.terminated) if day]
    return all(on <= day for day in ends)


def _opens_nothing(change: Change, anchor: Anchor, since: date | None) -> bool:
    after = change.after
    if anchor.on is None:
        return False
    if after.kind == Kind.NONE:
        return after.closed_on is None
    return bool(anchor.period and since and after.due and after.due < since)


def _compare(
    book: FactBook, obligation: Obligation, anchor: Anchor, deadline: Deadline | None
) -> Change | None:
    version = latest_version(obligation, anchor.on)
    if version is None or (deadline and _performed(deadline)):
        return None
    answer = _compute(book, obligation, version, anchor)
    after = _to_version(book, version, anchor, answer, _target(book, obligation, anchor, answer))
    before = deadline.current if deadline else None
    if before and all(getattr(before, f) == getattr(after, f) for f in COMPARED):
        return None
    root = anchor.occurrence.root if anchor.occurrence else None
    return Change(obligation, root, anchor.period, deadline, before, after, answer)


def _compute(
    book: FactBook, obligation: Obligation, version: ObligationVersion, anchor: Anchor
) -> Answer:
    rule = parse(version.rule)
    events = {}
    for name in rule.events:
        found = book.first(name, from_day=anchor.on)
        if anchor.occurrence and name == anchor.occurrence.name:
            found = anchor.occurrence
        if found:
            events[name] = found.when
    facts = Facts(
        events=events,
        period=engine_period(anchor.period) if anchor.period else None,
        states=book.states,
    )
    return compute(rule, facts, terms_of(book, obligation))


def terms_of(book: FactBook, obligation: Obligation) -> Terms:
    """The policy, zone and first day of force under which `obligation` is computed."""
    starts = [d for d in (book.agreement.in_force_from, obligation.in_force_from) if d]
    return Terms(
        policy=Policy(book.agreement.policy),
        zone=book.agreement.zone,
        in_force_from=max(starts, default=None),
    )


def _target(book: FactBook, obligation: Obligation, anchor: Anchor, answer: Answer) -> date | None:
    if answer.kind != Kind.STANDARD or not obligation.target_days or anchor.on is None:
        return None
    rule = parse(f"within {obligation.target_days} business days after anchor")
    return compute(rule, Facts(events={"anchor": anchor.on}), terms_of(book, obligation)).due


def _to_version(
    book: FactBook,
    version: ObligationVersion,
    anchor: Anchor,
    answer: Answer,
    target: date | None,
) -> DeadlineVersion:
    return DeadlineVersion(
        kind=answer.kind.value,
        safe=answer.safe,
        before_roll=answer.before_roll,
        due=answer.due,
        opens=answer.opens,
        closed_on=answer.closed_on,
        ends_at=answer.ends_at,
        internal_target=target,
        anchored_on=anchor.on,
        rule_version=version,
        policy=book.agreement.policy,
        zone=book.agreement.zone,
    )


def _performed(deadline: Deadline) -> bool:
    return any(True for _ in deadline.performances.all())


def _withdraw(book: FactBook, obligation: Obligation, deadline: Deadline) -> Iterator[Change]:
    before = deadline.current
    if before is None or before.kind == Kind.WAITING:
        return
    after = DeadlineVersion(
        kind=Kind.WAITING.value,
        anchored_on=before.anchored_on,
        rule_version=before.rule_version,
        policy=book.agreement.policy,
        zone=book.agreement.zone,
    )
    yield Change(obligation, deadline.event, None, deadline, before, after, None)
