"""Obligations, the facts that trigger them, the deadlines that follow, and what was done."""

from obligations.models.calendar import CalendarDay, Recomputation
from obligations.models.closing import ClosingRecord, ObligationChange
from obligations.models.deadline import Deadline, DeadlineVersion
from obligations.models.event import Event, EventType, Reading, State
from obligations.models.obligation import Obligation, ObligationVersion
from obligations.models.performance import Performance
from obligations.models.search import SearchEntry, SearchWord
from obligations.models.state import DeadlineState

__all__ = [
    "CalendarDay",
    "ClosingRecord",
    "Deadline",
    "DeadlineState",
    "DeadlineVersion",
    "Event",
    "EventType",
    "Obligation",
    "ObligationChange",
    "ObligationVersion",
    "Performance",
    "Reading",
    "Recomputation",
    "SearchEntry",
    "SearchWord",
    "State",
]
