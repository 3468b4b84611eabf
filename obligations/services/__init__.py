"""The writes of the register: one function for each."""

from obligations.planning import Change
from obligations.repetition import AlreadyPerformed, AlreadyRecorded
from obligations.services.closing import record_closing
from obligations.services.deadlines import (
    HORIZON,
    apply_changes,
    lock_agreement,
    open_coming_deadlines,
    plan_deadlines,
)
from obligations.services.decisions import (
    DecisionRefused,
    approve_dispatch,
    confirm_decision,
    decline_right,
    record_extension,
    record_waiver,
    reject_performance,
    verify_performance,
    withdraw_decision,
)
from obligations.services.evidence import add_evidence, withdraw_evidence
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
    "AlreadyPerformed",
    "AlreadyRecorded",
    "Change",
    "ChangedMeanwhile",
    "DecisionRefused",
    "Recorded",
    "When",
    "add_evidence",
    "add_obligation",
    "apply_changes",
    "approve_dispatch",
    "change_obligation",
    "confirm_decision",
    "decline_right",
    "lock_agreement",
    "open_coming_deadlines",
    "plan_deadlines",
    "preview_event",
    "preview_obligation",
    "preview_withdrawal",
    "record_closing",
    "record_event",
    "record_extension",
    "record_performance",
    "record_waiver",
    "reject_performance",
    "state_of",
    "verify_performance",
    "withdraw_decision",
    "withdraw_event",
    "withdraw_evidence",
    "withdraw_performance",
]
