"""What an amendment or its withdrawal does to obligations: proposed, and written once confirmed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from agreements.models import Amendment, ArticleChange
from obligations.amending import Draft, Turn
from obligations.anchoring import binding_version
from obligations.deadlines import DeadlineError
from obligations.models import Obligation, Proposal
from obligations.planning import Change
from obligations.proposal_records import ProposalRefused, propose, say_changed
from obligations.services.amendment_withdrawals import (
    AlreadyWithdrawn,
    InTheWay,
    preview_without,
    withdraw_amendment,
)
from obligations.services.amendments import (
    preview_amendment,
    preview_turns,
    record_amendment,
    turn_obligations,
)
from obligations.services.deadlines import lock_agreement


@transaction.atomic
def propose_amendment(
    *, draft: Draft, by: User, today: date, seen: str
) -> tuple[Amendment, Proposal | None]:
    """Record an amendment with its texts, and propose what it does to obligations.

    Until a second person confirms that, no obligation and no deadline moves. None where it changes
    texts alone. Raises what `preview_amendment` and `record_amendment` raise.
    """
    preview_amendment(draft=draft, today=today)
    amendment = record_amendment(draft=draft, by=by, seen=seen)
    if not draft.turns:
        return amendment, None
    turns = [
        {"obligation": turn.obligation.pk, "effect": str(turn.effect), "rule": turn.rule}
        for turn in draft.turns
    ]
    return amendment, propose(
        _subject(amendment),
        by=by,
        kind=Proposal.Kind.AMENDMENT,
        agreement=amendment.agreement,
        amendment=amendment,
        before={"turns": _on_record(amendment, turns)},
        after={"turns": turns},
        why=amendment.note,
    )


@transaction.atomic
def propose_withdrawal(
    *, amendment: Amendment, because: str, by: User, today: date
) -> Proposal | None:
    """Withdraw an amendment recorded in error; propose that where obligations follow it.

    None where it was withdrawn at once, since it changed texts alone. Raises what
    `withdraw_amendment` raises, and ProposalRefused while something else about it is pending.
    """
    if _moves_obligations(amendment):
        preview_without(amendment=amendment, today=today)
        return propose(
            _subject(amendment),
            by=by,
            kind=Proposal.Kind.WITHDRAWAL,
            agreement=amendment.agreement,
            amendment=amendment,
            after={"because": because},
            why=because,
        )
    if (pending := pending_of(amendment)) is not None:
        raise ProposalRefused(say_pending(pending))
    withdraw_amendment(amendment=amendment, because=because, by=by, today=today)
    return None


def pending_of(amendment: Amendment) -> Proposal | None:
    """What is proposed about an amendment and not decided yet."""
    return amendment.proposals.pending().select_related("proposed_by").first()


def say_pending(proposal: Proposal) -> str:
    """Why an amendment cannot be withdrawn now, and what to do."""
    return _(
        "What %(who)s proposed about it waits for a second person: take it back, or reject it, "
        "first."
    ) % {"who": proposal.proposed_by}


def preview_amended(proposal: Proposal, today: date) -> list[Change]:
    """What confirming would do to deadlines.

    Raises ProposalRefused where what is on record is no longer what the proposer saw.
    """
    amendment = _unchanged(proposal)
    try:
        return preview_turns(amendment=amendment, turns=_turns(_kept(proposal)), today=today)
    except DeadlineError as error:
        raise ProposalRefused(say_changed()) from error


def write_amended(proposal: Proposal, *, by: User, today: date) -> None:
    """Start, end and change the obligations as proposed; raises as `preview_amended` does."""
    lock_agreement(_amendment(proposal).agreement)
    amendment, turns = _unchanged(proposal), _turns(_kept(proposal))
    turn_obligations(amendment=amendment, turns=turns, by=by, today=today)


def preview_withdrawn(proposal: Proposal, today: date) -> list[Change]:
    """What confirming the withdrawal would do to deadlines; raises as `preview_amended` does."""
    amendment = _amendment(proposal)
    if amendment.withdrawn_at:
        raise ProposalRefused(say_changed())
    try:
        return preview_without(amendment=amendment, today=today)
    except InTheWay as error:
        raise ProposalRefused(say_changed()) from error


def write_withdrawn(proposal: Proposal, *, by: User, today: date) -> None:
    """Withdraw the amendment as proposed."""
    amendment, because = _amendment(proposal), (proposal.after or {})["because"]
    try:
        with transaction.atomic():
            withdraw_amendment(amendment=amendment, because=because, by=by, today=today)
    except (AlreadyWithdrawn, InTheWay) as error:
        raise ProposalRefused(say_changed()) from error


def _subject(amendment: Amendment) -> str:
    return f"amendment {amendment.pk}"


def _amendment(proposal: Proposal) -> Amendment:
    assert proposal.amendment_id is not None  # a constraint
    return Amendment.objects.select_related("agreement").get(pk=proposal.amendment_id)


def _unchanged(proposal: Proposal) -> Amendment:
    amendment, before = _amendment(proposal), (proposal.before or {})["turns"]
    if amendment.withdrawn_at or _on_record(amendment, _kept(proposal)) != before:
        raise ProposalRefused(say_changed())
    return amendment


def _kept(proposal: Proposal) -> list[dict[str, Any]]:
    kept: list[dict[str, Any]] = (proposal.after or {})["turns"]
    return kept


def _turns(kept: Iterable[dict[str, Any]]) -> list[Turn]:
    rows = Obligation.objects.in_bulk([turn["obligation"] for turn in kept])
    return [Turn(rows[turn["obligation"]], turn["effect"], turn["rule"]) for turn in kept]


def _on_record(amendment: Amendment, kept: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """What stands of each obligation, by the rule that binds on the effective day."""
    pks = [turn["obligation"] for turn in kept]
    rows = Obligation.objects.prefetch_related("versions").in_bulk(pks)
    return [_values(rows[pk], amendment.effective) for pk in pks]


def _values(obligation: Obligation, day: date) -> dict[str, Any]:
    versions = list(obligation.versions.all())
    binding = binding_version(versions, day)
    first, last = obligation.in_force_from, obligation.in_force_until
    return {
        "obligation": obligation.pk,
        "rule": binding.rule if binding else "",
        "in_force_from": first.isoformat() if first else None,
        "in_force_until": last.isoformat() if last else None,
        "latest": max((version.pk for version in versions), default=None),
    }


def _moves_obligations(amendment: Amendment) -> bool:
    inserted = amendment.changes.filter(effect=ArticleChange.Effect.INSERTED).values("article")
    return (
        amendment.obligation_changes.exists()
        or Obligation.objects.filter(article__in=inserted).exists()
    )
