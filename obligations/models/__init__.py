"""Obligations, the facts that trigger them, the deadlines that follow, and what was done."""

from obligations.models.calendar import CalendarDay, Recomputation
from obligations.models.closing import ClosingRecord, ObligationChange
from obligations.models.deadline import Deadline, DeadlineVersion
from obligations.models.decision import Decision
from obligations.models.event import Event, EventType, Reading, State
from obligations.models.evidence import Evidence, EvidenceWithdrawal, MediaType
from obligations.models.obligation import Obligation, ObligationVersion
from obligations.models.performance import Performance
from obligations.models.printout import Printout
from obligations.models.saved_view import SavedView
from obligations.models.search import SearchEntry, SearchWord
from obligations.models.state import DeadlineState

__all__ = [
    "CalendarDay",
    "ClosingRecord",
    "Deadline",
    "DeadlineState",
    "DeadlineVersion",
    "Decision",
    "Event",
    "EventType",
    "Evidence",
    "EvidenceWithdrawal",
    "MediaType",
    "Obligation",
    "ObligationChange",
    "ObligationVersion",
    "Performance",
    "Printout",
    "Reading",
    "Recomputation",
    "SavedView",
    "SearchEntry",
    "SearchWord",
    "State",
]
