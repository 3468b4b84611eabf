"""The writes of the register: one function for each."""

from obligations.planning import Change
from obligations.repetition import AlreadyPerformed, AlreadyRecorded
from obligations.services.breaches import (
    RecordedBreach,
    record_breach,
    remedy_breach,
    withdraw_breach,
    withdraw_remedy,
)
from obligations.services.closing import record_closing
from obligations.services.comments import add_comment, withdraw_comment
from obligations.services.consents import (
    answer_consent,
    ask_consent,
    withdraw_consent_record,
)
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
    NotLetIn,
    Recorded,
    When,
    preview_event,
    preview_withdrawal,
    record_event,
    withdraw_event,
)
from obligations.services.notices import record_notice, withdraw_notice
from obligations.services.obligations import (
    ChangedMeanwhile,
    add_obligation,
    change_obligation,
    preview_obligation,
    state_of,
)
from obligations.services.performances import record_performance, withdraw_performance
from obligations.services.periods import (
    InClosedPeriod,
    PeriodRefused,
    close_period,
    closed_until,
    reopen_period,
)

__all__ = [
    "HORIZON",
    "AlreadyPerformed",
    "AlreadyRecorded",
    "Change",
    "ChangedMeanwhile",
    "DecisionRefused",
    "InClosedPeriod",
    "NotLetIn",
    "PeriodRefused",
    "Recorded",
    "RecordedBreach",
    "When",
    "add_comment",
    "add_evidence",
    "add_obligation",
    "answer_consent",
    "apply_changes",
    "approve_dispatch",
    "ask_consent",
    "change_obligation",
    "close_period",
    "closed_until",
    "confirm_decision",
    "decline_right",
    "lock_agreement",
    "open_coming_deadlines",
    "plan_deadlines",
    "preview_event",
    "preview_obligation",
    "preview_withdrawal",
    "record_breach",
    "record_closing",
    "record_event",
    "record_extension",
    "record_notice",
    "record_performance",
    "record_waiver",
    "reject_performance",
    "remedy_breach",
    "reopen_period",
    "state_of",
    "verify_performance",
    "withdraw_breach",
    "withdraw_comment",
    "withdraw_consent_record",
    "withdraw_decision",
    "withdraw_event",
    "withdraw_evidence",
    "withdraw_notice",
    "withdraw_performance",
    "withdraw_remedy",
]
