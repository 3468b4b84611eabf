"""Obligations, the facts that trigger them, the deadlines that follow, and what was done."""

from obligations.models.calendar import CalendarDay, Recomputation
from obligations.models.deadline import Deadline, DeadlineVersion
from obligations.models.event import Event, EventType, Reading, State
from obligations.models.obligation import Obligation, ObligationVersion
from obligations.models.performance import Performance

__all__ = [
    "CalendarDay",
    "Deadline",
    "DeadlineVersion",
    "Event",
    "EventType",
    "Obligation",
    "ObligationVersion",
    "Performance",
    "Reading",
    "Recomputation",
    "State",
]
