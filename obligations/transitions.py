"""What may be done to a deadline in which status, by whom, and what follows: the one state table.

Services refuse, pages offer and forms explain by it. It is pure: it reads nothing and writes
nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from accounts.models import Role
from obligations.status import Status


class Action(TextChoices):
    """What a person does to a deadline."""

    RECORD = "record", _("Record performance")
    EXERCISE = "exercise", _("Record exercise")
    DECLINE = "decline", _("Record that it is declined")
    APPROVE = "approve", _("Approve dispatch")
    VERIFY = "verify", _("Verify")
    REJECT = "reject", _("Reject")
    WAIVE = "waive", _("Record waiver")
    EXTEND = "extend", _("Record extension")
    CONFIRM = "confirm", _("Confirm")
    WITHDRAW = "withdraw", _("Withdraw the decision")
    WITHDRAW_RECORD = "withdraw-record", _("Withdraw this record")


@dataclass(frozen=True)
class Transition:
    """One row of the table: in any status of `before`, `roles` may act, and one of `after` follows.

    A waiver or an extension that waits for its confirmation changes nothing yet, and an approval
    never does: then `after` is what was before. `rights` says whether it is for rights (True), for
    all but rights (False), or for both (None).
    """

    action: Action
    roles: frozenset[Role]
    before: frozenset[Status]
    after: frozenset[Status]
    rights: bool | None = None


RECORDERS = frozenset({Role.COMPLIANCE, Role.LEGAL})
REVIEWERS = frozenset({Role.LEGAL})

OURS = frozenset(
    {
        Status.OVERDUE,
        Status.PAST_SAFE,
        Status.DUE_SOON,
        Status.OPEN,
        Status.EXTENDED,
        Status.STANDARD,
    }
)
OTHERS = frozenset({Status.ANSWER_PENDING, Status.ANSWER_LATE})
DUE = OURS | OTHERS | {Status.NOT_ASSESSED}
WAIVABLE = DUE | {Status.SCHEDULED, Status.STANDING}
DATED = WAIVABLE - {Status.STANDARD, Status.NOT_ASSESSED, Status.STANDING}
WINDOWS = frozenset({Status.RIGHT_OPEN, Status.WINDOW_OPEN})
ENDED = frozenset({Status.ENDED})
OF_AN_ACT = frozenset({Status.PERFORMED, Status.PERFORMED_LATE, Status.DISPUTED, Status.PENDING})
OF_AN_EXERCISE = frozenset({Status.EXERCISED, Status.DISPUTED, Status.PENDING})
ANY = frozenset(Status)

TABLE = (
    # In part, or without the day that counts, it stays what it was.
    Transition(Action.RECORD, RECORDERS, DUE, OF_AN_ACT | DUE, rights=False),
    # After its window too: then it is received late, and nobody here decides what that means.
    Transition(
        Action.EXERCISE,
        RECORDERS,
        DUE | WINDOWS | ENDED,
        OF_AN_EXERCISE | DUE | WINDOWS | ENDED,
        rights=True,
    ),
    Transition(Action.DECLINE, RECORDERS, DUE | WINDOWS, frozenset({Status.DECLINED}), rights=True),
    Transition(Action.APPROVE, REVIEWERS, OURS, OURS, rights=False),
    Transition(Action.APPROVE, REVIEWERS, OURS | WINDOWS, OURS | WINDOWS, rights=True),
    Transition(
        Action.VERIFY,
        REVIEWERS,
        frozenset({Status.PENDING}),
        frozenset({Status.PERFORMED, Status.PERFORMED_LATE, Status.EXERCISED, Status.DISPUTED}),
    ),
    Transition(Action.REJECT, REVIEWERS, frozenset({Status.PENDING}), DUE | WINDOWS | ENDED),
    Transition(Action.WAIVE, REVIEWERS, WAIVABLE, WAIVABLE, rights=False),
    Transition(Action.EXTEND, REVIEWERS, DATED, DATED, rights=False),
    # Now a waiver takes effect, and an extension moves the day.
    Transition(Action.CONFIRM, REVIEWERS, WAIVABLE, WAIVABLE | {Status.WAIVED}, rights=False),
    # What was wrong can always be taken back; the status follows from what still stands.
    Transition(Action.WITHDRAW, REVIEWERS, ANY, ANY),
    Transition(Action.WITHDRAW_RECORD, RECORDERS, ANY, ANY),
)


def find(action: Action, *, status: str, is_right: bool) -> Transition | None:
    """The row for an action in a status; None where it makes no sense."""
    rows = (
        row
        for row in TABLE
        if row.action == action and status in row.before and row.rights in {None, is_right}
    )
    return next(rows, None)


def roles_for(action: Action) -> frozenset[Role]:
    """Who may do this at all, in whatever status."""
    return frozenset().union(*(row.roles for row in TABLE if row.action == action))


def may(action: Action, *, role: str, status: str, is_right: bool) -> bool:
    """Whether a person of `role` may act, in this status."""
    row = find(action, status=status, is_right=is_right)
    return row is not None and role in row.roles


def act_of(*, is_right: bool) -> Action:
    """How doing it is called: a duty is performed, a right is exercised."""
    return Action.EXERCISE if is_right else Action.RECORD
