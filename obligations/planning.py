"""What the facts of an instrument give: pure planning, nothing is written here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from agreements.models import FiscalPeriod, Party
from obligations.anchoring import Anchor, anchors_of, occurrence_for
from obligations.deadlines import (
    Answer,
    Facts,
    Kind,
    compute,
    parse,
)
from obligations.facts import FactBook, engine_period
from obligations.models import Deadline, DeadlineVersion, Event, Obligation, ObligationVersion
from obligations.terms import terms_of

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


DAYS = ("safe", "before_roll", "due")


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
    subject: Party | None = None

    @property
    def is_new(self) -> bool:
        """Whether this opens a deadline rather than moving one."""
        return self.before is None

    @property
    def keeps_its_days(self) -> bool:
        """Whether only the version of the rule is another one, and the answer the same."""
        return self.before is not None and all(
            getattr(self.before, name) == getattr(self.after, name)
            for name in COMPARED
            if name != "rule_version_id"
        )

    @property
    def takes_its_days(self) -> bool:
        """Whether a day to act by, or a last one, stood on record and is another now, or none."""
        before = [getattr(self.before, name, None) for name in DAYS]
        return any(before) and before != [getattr(self.after, name) for name in DAYS]


def plan(
    book: FactBook,
    obligations: Iterable[Obligation],
    *,
    since: date | None,
    names: set[str] | None = None,
) -> list[Change]:
    """What `book` changes in the deadlines of `obligations`, those naming `names` where given.

    The obligations come with `versions`, `deadlines__current` and what settles deadlines
    prefetched. Periods whose deadline fell due before `since` (tracked from) open nothing.
    Performed, waived and declined deadlines stay; one whose anchor no longer stands is withdrawn.
    """
    return [
        change
        for obligation in obligations
        if names is None or names & _events_named(obligation)
        for change in plan_one(book, obligation, list(obligation.versions.all()), since=since)
    ]


def plan_one(
    book: FactBook,
    obligation: Obligation,
    versions: Sequence[ObligationVersion],
    *,
    since: date | None,
) -> Iterator[Change]:
    """What `book` changes in the deadlines of one obligation under `versions` of its rule.

    The obligation and the last of the versions may be unsaved: then nothing but a preview is asked.
    """
    for own in book.by_subject():
        yield from _plan_for(own, obligation, versions, since=since)


def _plan_for(
    book: FactBook,
    obligation: Obligation,
    versions: Sequence[ObligationVersion],
    *,
    since: date | None,
) -> Iterator[Change]:
    subject_id = book.subject.pk if book.subject else None
    deadlines = obligation.deadlines.all() if obligation.pk else ()
    on_record = {(d.event_id, d.period_id): d for d in deadlines if d.subject_id == subject_id}
    for anchor, version in anchors_of(book, obligation, versions):
        considered = anchor.occurrence is not None and anchor.occurrence.root is None
        deadline = None if considered else on_record.pop(anchor.key, None)
        change = _compare(book, obligation, anchor, version, deadline)
        if change and not (change.is_new and _opens_nothing(change, anchor, since)):
            yield change
    for deadline in on_record.values():
        beyond = deadline.period is not None and deadline.period.end > book.until
        if not beyond and not _settled(deadline):
            yield from _withdraw(book, obligation, deadline)


def _events_named(obligation: Obligation) -> set[str]:
    return {name for v in obligation.versions.all() if v.rule for name in parse(v.rule).events}


def _opens_nothing(change: Change, anchor: Anchor, since: date | None) -> bool:
    after = change.after
    if anchor.on is None:
        return False
    if after.kind == Kind.NONE:
        return after.closed_on is None
    return bool(anchor.period and since and after.due and after.due < since)


def _compare(
    book: FactBook,
    obligation: Obligation,
    anchor: Anchor,
    version: ObligationVersion,
    deadline: Deadline | None,
) -> Change | None:
    if deadline and _settled(deadline):
        return None
    answer = _compute(book, obligation, version, anchor)
    after = _to_version(book, version, anchor, answer, _target(book, obligation, anchor, answer))
    before = deadline.current if deadline else None
    if before and all(getattr(before, f) == getattr(after, f) for f in COMPARED):
        return None
    root = anchor.occurrence.root if anchor.occurrence else None
    return Change(obligation, root, anchor.period, deadline, before, after, answer, book.subject)


def _compute(
    book: FactBook, obligation: Obligation, version: ObligationVersion, anchor: Anchor
) -> Answer:
    rule = parse(version.rule)
    found = {name: occurrence_for(book, rule, name, anchor) for name in rule.events}
    facts = Facts(
        events={name: occurrence.when for name, occurrence in found.items() if occurrence},
        period=engine_period(anchor.period) if anchor.period else None,
        states=book.states,
    )
    return compute(rule, facts, terms_of(book.agreement, obligation, book.customs))


def _target(book: FactBook, obligation: Obligation, anchor: Anchor, answer: Answer) -> date | None:
    if answer.kind != Kind.STANDARD or not obligation.target_days or anchor.on is None:
        return None
    rule = parse(f"within {obligation.target_days} business days after anchor")
    return compute(
        rule,
        Facts(events={"anchor": anchor.on}),
        terms_of(book.agreement, obligation, book.customs),
    ).due


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


def _settled(deadline: Deadline) -> bool:
    """Whether an act or a decision ended it; dispatched, but not known to have arrived, does not.

    Needs the complete performances and the settling decisions prefetched.
    """
    acts = any(performance.counted_on for performance in deadline.performances.all())
    return acts or bool(deadline.decisions.all())


def _withdraw(book: FactBook, obligation: Obligation, deadline: Deadline) -> Iterator[Change]:
    before = deadline.current
    if before is None or before.kind == DeadlineVersion.Kind.WITHDRAWN:
        return
    after = DeadlineVersion(
        kind=DeadlineVersion.Kind.WITHDRAWN,
        anchored_on=before.anchored_on,
        rule_version=before.rule_version,
        policy=book.agreement.policy,
        zone=book.agreement.zone,
    )
    yield Change(
        obligation, deadline.event, deadline.period, deadline, before, after, None, book.subject
    )
