"""Obligations, the facts that trigger them, the deadlines that follow, and what was done."""

from obligations.models.breach import Breach, BreachRecord
from obligations.models.calendar import CalendarDay, Recomputation
from obligations.models.closing import ClosingRecord, ObligationChange
from obligations.models.comment import Comment, CommentWithdrawal
from obligations.models.consent import Consent, ConsentRecord
from obligations.models.deadline import Deadline, DeadlineVersion
from obligations.models.decision import Decision
from obligations.models.event import Event, EventType, Reading, State, Way
from obligations.models.evidence import Evidence, EvidenceWithdrawal, MediaType
from obligations.models.matter import (
    Matter,
    MatterClosing,
    MatterGrant,
    MatterGrantEnd,
    MatterItem,
    MatterReading,
)
from obligations.models.notice import Notice
from obligations.models.notification import Notification
from obligations.models.obligation import Obligation, ObligationVersion
from obligations.models.performance import Performance
from obligations.models.period import LateEntry, PeriodLock
from obligations.models.printout import Printout
from obligations.models.proposal import Proposal, ProposalDecision
from obligations.models.saved_view import SavedView
from obligations.models.search import SearchEntry, SearchWord
from obligations.models.state import DeadlineState

__all__ = [
    "Breach",
    "BreachRecord",
    "CalendarDay",
    "ClosingRecord",
    "Comment",
    "CommentWithdrawal",
    "Consent",
    "ConsentRecord",
    "Deadline",
    "DeadlineState",
    "DeadlineVersion",
    "Decision",
    "Event",
    "EventType",
    "Evidence",
    "EvidenceWithdrawal",
    "LateEntry",
    "Matter",
    "MatterClosing",
    "MatterGrant",
    "MatterGrantEnd",
    "MatterItem",
    "MatterReading",
    "MediaType",
    "Notice",
    "Notification",
    "Obligation",
    "ObligationChange",
    "ObligationVersion",
    "Performance",
    "PeriodLock",
    "Printout",
    "Proposal",
    "ProposalDecision",
    "Reading",
    "Recomputation",
    "SavedView",
    "SearchEntry",
    "SearchWord",
    "State",
    "Way",
]
