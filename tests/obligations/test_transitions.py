"""The state table, whole: every status, every action, every role, duty or right."""

import pytest

from accounts.models import Role
from obligations.status import Status
from obligations.transitions import TABLE, Action, find, may, roles_for

# c: Compliance and Legal; L: Legal alone; a dot: nobody. Written by hand from what lawyers ask:
# nothing is decided about what is settled, history can still be filled in, and what is wrong can
# always be taken back. Auditors and administrators do none of it.
COLUMNS = [
    *("record", "exercise", "decline", "approve", "verify"),
    *("reject", "waive", "extend", "confirm", "withdraw"),
]
DUTIES = """
overdue         c . . L . . L L L L
past_safe       c . . L . . L L L L
due_soon        c . . L . . L L L L
open            c . . L . . L L L L
extended        c . . L . . L L L L
scheduled       . . . . . . L L L L
performed       . . . . . . . . . L
performed_late  . . . . . . . . . L
pending         . . . . L L . . . L
waived          . . . . . . . . . L
not_assessed    c . . . . . L . L L
standing        . . . . . . L . L L
standard        c . . L . . L . L L
waiting         . . . . . . . . . L
never_arose     . . . . . . . . . L
right_open      . . . . . . . . . L
right_future    . . . . . . . . . L
window_open     . . . . . . . . . L
right_ended     . . . . . . . . . L
exercised       . . . . . . . . . L
declined        . . . . . . . . . L
disputed        . . . . . . . . . L
answer_pending  c . . . . . L L L L
answer_late     c . . . . . L L L L
withdrawn       . . . . . . . . . L
"""
RIGHTS = """
overdue         . c c L . . . . . L
past_safe       . c c L . . . . . L
due_soon        . c c L . . . . . L
open            . c c L . . . . . L
extended        . c c L . . . . . L
scheduled       . . . . . . . . . L
performed       . . . . . . . . . L
performed_late  . . . . . . . . . L
pending         . . . . L L . . . L
waived          . . . . . . . . . L
not_assessed    . c c . . . . . . L
standing        . . . . . . . . . L
standard        . c c L . . . . . L
waiting         . . . . . . . . . L
never_arose     . . . . . . . . . L
right_open      . c c L . . . . . L
right_future    . . . . . . . . . L
window_open     . c c L . . . . . L
right_ended     . c . . . . . . . L
exercised       . . . . . . . . . L
declined        . . . . . . . . . L
disputed        . . . . . . . . . L
answer_pending  . c c . . . . . . L
answer_late     . c c . . . . . . L
withdrawn       . . . . . . . . . L
"""
MEANING = {".": set(), "c": {"compliance", "legal"}, "L": {"legal"}}


def cells(table: str) -> dict[tuple[str, str], set[str]]:
    """Who may, by status and action."""
    lines = [line.split() for line in table.strip().splitlines()]
    return {
        (status, action): MEANING[mark]
        for status, *marks in lines
        for action, mark in zip(COLUMNS, marks, strict=True)
    }


@pytest.mark.parametrize(
    ("table", "is_right"), [(DUTIES, False), (RIGHTS, True)], ids=["duty", "right"]
)
def test_every_status_every_action_every_role(table: str, is_right: bool) -> None:
    expected = cells(table)
    assert {status for status, _action in expected} == set(Status.values)
    assert {*COLUMNS, "withdraw-record"} == set(Action.values)
    for (status, name), roles in expected.items():
        action = Action(name)
        allowed = {
            role for role in Role.values if may(action, role=role, status=status, is_right=is_right)
        }
        assert allowed == roles, (status, name)


def test_a_record_of_performance_is_withdrawn_in_any_status_by_whoever_may_record() -> None:
    for status in Status.values:
        for is_right in (True, False):
            row = find(Action.WITHDRAW_RECORD, status=status, is_right=is_right)
            assert row is not None
            assert row.roles == {Role.COMPLIANCE, Role.LEGAL}


def test_no_two_rows_answer_for_one_cell() -> None:
    for status in Status:
        for action in Action:
            for is_right in (True, False):
                rows = [
                    row
                    for row in TABLE
                    if row.action == action
                    and status in row.before
                    and row.rights in {None, is_right}
                ]
                assert len(rows) <= 1, (status, action, is_right)


def test_what_follows_is_said_for_every_row() -> None:
    assert all(row.after for row in TABLE)
    after = {
        action: set().union(*(r.after for r in TABLE if r.action == action)) for action in Action
    }
    assert after[Action.DECLINE] == {"declined"}
    assert after[Action.VERIFY] == {"performed", "performed_late", "exercised", "disputed"}
    assert not after[Action.REJECT] & {"performed", "performed_late", "pending", "exercised"}
    assert "waived" in after[Action.CONFIRM]
    assert "waived" not in after[Action.WAIVE]


def test_roles_of_an_action() -> None:
    assert roles_for(Action.RECORD) == {Role.COMPLIANCE, Role.LEGAL}
    assert roles_for(Action.VERIFY) == {Role.LEGAL}
