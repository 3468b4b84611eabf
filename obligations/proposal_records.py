"""Recording proposals and holding them while somebody decides: one of a subject at a time."""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from accounts.models import User
from obligations.models import Proposal, ProposalDecision
from obligations.transitions import REVIEWERS


class ProposalRefused(Exception):
    """A proposal or a decision on one that was not recorded; the text says why."""


def propose(subject: str, *, by: User, **said: Any) -> Proposal:
    """Record a proposal, one at a time for a subject: a form that is sent twice proposes once."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"proposal {subject}"])
    pending = Proposal.objects.pending().filter(subject=subject).select_related("proposed_by")
    if (earlier := pending.first()) is not None:
        raise ProposalRefused(
            _("%(who)s proposed a change of it, %(when)s: that has to be decided first.")
            % {
                "who": earlier.proposed_by,
                "when": date_format(localtime(earlier.proposed_at), "DATETIME_FORMAT"),
            }
        )
    return Proposal.objects.create(subject=subject, proposed_by=by, **said)


def hold(proposal: Proposal) -> None:
    """Hold the proposal for this transaction; refuse it where it is decided."""
    Proposal.objects.select_for_update(no_key=True).get(pk=proposal.pk)
    decided = ProposalDecision.objects.filter(proposal=proposal).select_related("decided_by")
    if (earlier := decided.first()) is not None:
        raise ProposalRefused(
            _("Decided already: “%(decision)s”, by %(who)s, %(when)s.")
            % {
                "decision": earlier,
                "who": earlier.decided_by,
                "when": date_format(localtime(earlier.recorded_at), "DATETIME_FORMAT"),
            }
        )


def refuse_unless_another(proposal: Proposal, by: User) -> None:
    """Refuse who proposed it, and who is not of Legal: administrators propose and do not decide."""
    if by.role not in REVIEWERS or proposal.proposed_by_id == by.pk:
        raise ProposalRefused(say_own_proposal())


def say_own_proposal() -> str:
    """Why nobody decides about what they proposed themselves."""
    return _("A second person of Legal decides about it: nobody confirms their own proposal.")


def say_changed() -> str:
    """Why a proposal can no longer be confirmed, and what to do."""
    return _(
        "What is on record changed after this was proposed. Reject it, or take it back, and "
        "propose it anew on what is on record now."
    )
