"""What the page of a deadline says of decisions, and which it offers to whom."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q
from django.urls import reverse

from accounts.prepared import Prepared
from accounts.requests import Request
from obligations.models import Deadline, Decision, Obligation, Performance
from obligations.transitions import REVIEWERS, Action, may

JUDGEMENTS = {Decision.Kind.VERIFIED, Decision.Kind.REJECTED}
PAGES = {
    Action.APPROVE: "approve-dispatch",
    Action.DECLINE: "decline-right",
    Action.WAIVE: "waive-deadline",
    Action.EXTEND: "extend-deadline",
}


KNOWN = Prepared(
    lambda deadline, day: Decision.objects.told().filter(
        Q(on__lte=day) | Q(kind=Decision.Kind.REJECTED), deadline=deadline
    ),
    deadline=int,
    day=date,
)


@dataclass(frozen=True)
class Offered:
    """A decision that this person may record now."""

    label: str
    url: str


def decided(
    request: Request, deadline: Deadline, performances: Iterable[Performance]
) -> dict[str, Any]:
    """The decisions known on the day of the page, and those that are offered; one query.

    Each of `performances` gets its `judgements`, whether it `awaits_verification`, and whether it
    `lacks_approval`: was dispatched where nobody had approved that.
    """
    known: list[Decision] = KNOWN.objects(deadline=deadline.pk, day=request.as_of)
    shown = [row for row in known if row.kind not in {"confirmed", "withdrawn"}]
    for performance in performances:
        _judge(performance, deadline.obligation, shown)
    return {
        "decisions": [row for row in shown if row.kind not in JUDGEMENTS or _is_withdrawn(row)],
        "offers": list(_offers(request, deadline)),
        "may_decide": request.user.role in REVIEWERS and request.is_today,
    }


def _judge(performance: Performance, obligation: Obligation, decisions: list[Decision]) -> None:
    standing = [row for row in decisions if not _is_withdrawn(row)]
    judgements = [
        row for row in standing if row.performance_id == performance.pk and row.kind in JUDGEMENTS
    ]
    counts = performance.counted_on is not None and not performance.is_partial
    taken_back = performance.withdrawn or hasattr(performance, "corrected_by")
    sent = performance.dispatched_on
    performance.judgements = judgements
    performance.awaits_verification = (
        performance.needs_verification and counts and not taken_back and not judgements
    )
    performance.lacks_approval = (
        obligation.review == Obligation.Review.APPROVAL
        and sent is not None
        and not any(row.kind == Decision.Kind.APPROVED and row.on <= sent for row in standing)
    )


def _is_withdrawn(decision: Decision) -> bool:
    return hasattr(decision, "withdrawal")


def _offers(request: Request, deadline: Deadline) -> Iterable[Offered]:
    obligation = deadline.obligation
    possible = {
        Action.APPROVE: obligation.review == Obligation.Review.APPROVAL,
        Action.DECLINE: True,
        Action.WAIVE: obligation.grantor is not None,
        Action.EXTEND: obligation.grantor is not None and deadline.last_day is not None,
    }
    for action, page in PAGES.items():
        allowed = may(
            action,
            role=request.user.role,
            status=deadline.status,
            is_right=obligation.is_right,
        )
        if request.is_today and allowed and possible[action]:
            yield Offered(str(action.label), reverse(page, args=[deadline.pk]))
