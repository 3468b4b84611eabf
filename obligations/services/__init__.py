"""The writes of the register: one function for each."""

from obligations.planning import Change
from obligations.repetition import AlreadyRecorded
from obligations.services.closing import record_closing
from obligations.services.deadlines import (
    HORIZON,
    apply_changes,
    lock_agreement,
    open_coming_deadlines,
    plan_deadlines,
)
from obligations.services.facts import (
    Recorded,
    When,
    preview_event,
    preview_withdrawal,
    record_event,
    withdraw_event,
)
from obligations.services.obligations import (
    ChangedMeanwhile,
    add_obligation,
    change_obligation,
    preview_obligation,
    state_of,
)
from obligations.services.performances import record_performance, withdraw_performance

__all__ = [
    "HORIZON",
    "AlreadyRecorded",
    "Change",
    "ChangedMeanwhile",
    "Recorded",
    "When",
    "add_obligation",
    "apply_changes",
    "change_obligation",
    "lock_agreement",
    "open_coming_deadlines",
    "plan_deadlines",
    "preview_event",
    "preview_obligation",
    "preview_withdrawal",
    "record_closing",
    "record_event",
    "record_performance",
    "state_of",
    "withdraw_event",
    "withdraw_performance",
]
