"""Proposing rules, readings and calendar days, and deciding whatever others proposed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import partial
from typing import Any

from celery import current_app
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.models import User
from agreements.models import Article
from obligations.anchoring import binding_version
from obligations.deadlines import DeadlineError
from obligations.facts import load_facts
from obligations.models import (
    CalendarDay,
    Obligation,
    ObligationVersion,
    Proposal,
    ProposalDecision,
    Reading,
    Recomputation,
)
from obligations.proposal_records import (
    ProposalRefused,
    hold,
    propose,
    refuse_unless_another,
    say_changed,
)
from obligations.proposed import (
    DAY,
    READING,
    VERSION,
    changed_fields,
    proposed_consequences,
    proposed_obligation,
    put,
    values_of,
)
from obligations.proposing_amendments import (
    preview_amended,
    preview_withdrawn,
    write_amended,
    write_withdrawn,
)
from obligations.recomputing import request_recomputation
from obligations.services import (
    HORIZON,
    Change,
    ChangedMeanwhile,
    add_obligation,
    apply_changes,
    change_obligation,
    lock_agreement,
    plan_deadlines,
    preview_obligation,
)

Kind = ProposalDecision.Kind
READING_RECORDED = gettext_noop("Reading recorded")


@transaction.atomic
def propose_obligation(
    *,
    obligation: Obligation,
    version: ObligationVersion,
    why: str,
    by: User,
    today: date,
    seen: str = "",
    consequences: Iterable[Article] | None = None,
) -> Proposal:
    """Propose a new version of a rule with what changes beside it, or a new obligation whole.

    `obligation` carries the new values. Raises ProposalRefused where another proposal for it is
    pending, and what `preview_obligation` raises.
    """
    lock_agreement(obligation.article.agreement)
    preview_obligation(obligation=obligation, version=version, today=today, seen=seen)
    present = Obligation.objects.filter(pk=obligation.pk).first()
    names = changed_fields(present, obligation)
    latest = binding_version(present.versions.all()) if present else None
    led_to = _led_to(present)
    wanted = None if consequences is None else [each.pk for each in consequences]
    before = {
        "row": values_of(present, names),
        "version": values_of(latest, VERSION) or {},
        "consequences": led_to,
    }
    after = {
        "row": values_of(obligation, names),
        "version": values_of(version, VERSION),
        "consequences": None if wanted is None or set(wanted) == set(led_to) else wanted,
    }
    return propose(
        Proposal.subject_of(obligation),
        by=by,
        kind=Proposal.Kind.RULE if present else Proposal.Kind.OBLIGATION,
        agreement=obligation.article.agreement,
        article=obligation.article,
        obligation=present,
        before=before if present else None,
        after=after,
        seen=seen,
        why=why,
    )


@transaction.atomic
def propose_reading(*, reading: Reading, by: User) -> Proposal:
    """Propose a reading, or other values for one on record; `reading` carries them.

    Raises ProposalRefused where another proposal for it is pending.
    """
    lock_agreement(reading.agreement)
    present = Reading.objects.filter(pk=reading.pk).first()
    about = present.pk if present else reading.question
    return propose(
        f"reading {reading.agreement_id} {about}",
        by=by,
        kind=Proposal.Kind.READING,
        agreement=reading.agreement,
        reading=present,
        before=values_of(present, READING),
        after=values_of(reading, READING),
        why=reading.reason,
    )


@transaction.atomic
def propose_day(*, country: str, day: date, rests: bool | None, reason: str, by: User) -> Proposal:
    """Propose that a day is special in a country, or (`rests` None) that it is no longer.

    Raises ProposalRefused where that is on record, or another proposal for the day is pending.
    """
    present = CalendarDay.objects.filter(country=country, day=day).first()
    wanted = rests is not None
    entry = CalendarDay(country=country, day=day, rests=bool(rests), reason=reason)
    before, after = values_of(present, DAY), values_of(entry, DAY) if wanted else None
    if before == after:
        raise ProposalRefused(_("This is on record already: nothing would change."))
    return propose(
        f"day {country} {day}",
        by=by,
        kind=Proposal.Kind.DAY,
        before=before,
        after=after,
        why=reason,
    )


def preview_proposal(*, proposal: Proposal, today: date) -> list[Change]:
    """What confirming would open, move or withdraw; empty for readings and calendar days.

    Raises ProposalRefused where what is on record is no longer what the proposer saw.
    """
    match proposal.kind:
        case Proposal.Kind.READING:
            on_record = values_of(proposal.reading, READING)
        case Proposal.Kind.DAY:
            on_record = values_of(_day_on_record(proposal), DAY)
        case Proposal.Kind.AMENDMENT:
            return preview_amended(proposal, today)
        case Proposal.Kind.WITHDRAWAL:
            return preview_withdrawn(proposal, today)
        case _:
            return _preview_obligation(proposal, today)
    if on_record != proposal.before:
        raise ProposalRefused(say_changed())
    return []


@transaction.atomic
def confirm_proposal(*, proposal: Proposal, by: User, today: date) -> ProposalDecision:
    """Confirm what another person proposed: now it takes effect.

    Raises ProposalRefused for an own proposal, for one that is decided already, and where what is
    on record is no longer what the proposer saw.
    """
    hold(proposal)
    refuse_unless_another(proposal, by)
    preview_proposal(proposal=proposal, today=today)
    recomputation = None
    match proposal.kind:
        case Proposal.Kind.READING:
            _write_reading(proposal, by=by, today=today)
        case Proposal.Kind.DAY:
            recomputation = _write_day(proposal, by=by)
        case Proposal.Kind.AMENDMENT:
            write_amended(proposal, by=by, today=today)
        case Proposal.Kind.WITHDRAWAL:
            write_withdrawn(proposal, by=by, today=today)
        case _:
            _write_obligation(proposal, by=by, today=today)
    return ProposalDecision.objects.create(
        proposal=proposal, kind=Kind.CONFIRMED, decided_by=by, recomputation=recomputation
    )


@transaction.atomic
def reject_proposal(*, proposal: Proposal, by: User, reason: str) -> ProposalDecision:
    """Reject what another person proposed: it never takes effect, and stays visible.

    Raises ProposalRefused for an own proposal, and for one that is decided already.
    """
    hold(proposal)
    refuse_unless_another(proposal, by)
    return ProposalDecision.objects.create(
        proposal=proposal, kind=Kind.REJECTED, reason=reason, decided_by=by
    )


@transaction.atomic
def take_back_proposal(*, proposal: Proposal, by: User) -> ProposalDecision:
    """Take back one's own proposal; it stays visible.

    Raises ProposalRefused for somebody else's proposal, and for one that is decided already.
    """
    hold(proposal)
    if proposal.proposed_by_id != by.pk:
        raise ProposalRefused(_("Only who proposed it takes it back: reject it instead."))
    return ProposalDecision.objects.create(proposal=proposal, kind=Kind.DROPPED, decided_by=by)


def _led_to(obligation: Obligation | None) -> list[int]:
    if obligation is None:
        return []
    own = obligation.breach_leads_to.filter(agreement=obligation.article.agreement_id)
    return list(own.values_list("pk", flat=True))


def _preview_obligation(proposal: Proposal, today: date) -> list[Change]:
    obligation, version = proposed_obligation(proposal)
    if obligation.pk is None and Obligation.objects.filter(key=obligation.key).exists():
        raise ProposalRefused(say_changed())
    try:
        return preview_obligation(
            obligation=obligation, version=version, today=today, seen=proposal.seen
        )
    except (ChangedMeanwhile, DeadlineError) as error:
        raise ProposalRefused(say_changed()) from error


def _write_obligation(proposal: Proposal, *, by: User, today: date) -> None:
    obligation, version = proposed_obligation(proposal)
    said: dict[str, Any] = {"obligation": obligation, "version": version, "by": by, "today": today}
    consequences = proposed_consequences(proposal)
    try:
        with transaction.atomic():
            if obligation.pk is None:
                add_obligation(**said, consequences=consequences or ())
            else:
                change_obligation(
                    **said, consequences=consequences, why=proposal.why, seen=proposal.seen
                )
    except (ChangedMeanwhile, DeadlineError, IntegrityError) as error:
        raise ProposalRefused(say_changed()) from error


def _write_reading(proposal: Proposal, *, by: User, today: date) -> None:
    """Save the reading; deadlines of its instrument that count by it move at once."""
    assert proposal.agreement is not None  # a constraint
    agreement = lock_agreement(proposal.agreement)
    reading = proposal.reading or Reading(agreement=agreement)
    put(reading, proposal.after or {})
    reading._history_user = by  # type: ignore[attr-defined]  # noqa: SLF001 (as simple_history asks)
    reading.save()
    changes = plan_deadlines(load_facts(agreement, until=today + HORIZON))
    known = [change for change in changes if agreement.tracked_from or not change.is_new]
    apply_changes(known, reason=READING_RECORDED, by=by)


def _write_day(proposal: Proposal, *, by: User) -> Recomputation:
    """Save the day, or take it back; a worker then brings all open deadlines to it."""
    entry = _day_on_record(proposal) or CalendarDay()
    entry._history_user = by  # type: ignore[attr-defined]  # noqa: SLF001 (as simple_history asks)
    if proposal.after is None:
        said = _("%(day)s: special day taken back") % {"day": entry}
        entry.delete()
    else:
        put(entry, proposal.after)
        entry.save()
        kind = _("no business") if entry.rests else _("business as usual")
        said = f"{entry}: {kind} ({entry.reason})"
    asked = request_recomputation(reason=said, by=by)
    transaction.on_commit(partial(current_app.send_task, "obligations.tasks.recompute_deadlines"))
    return asked


def _day_on_record(proposal: Proposal) -> CalendarDay | None:
    values = proposal.before or proposal.after or {}
    return CalendarDay.objects.filter(country=values["country"], day=values["day"]).first()
