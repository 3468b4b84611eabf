"""The deadline engine: rule text, recorded facts and an agreement's terms give explained dates.

Pure Python: no Django, no clock, no database. Dates are local to the agreement's zone.
"""

from .anchors import EventAnchor, FiscalAnchor
from .answers import Answer, Kind
from .calendars import (
    Calendar,
    Policy,
    holiday_name,
    is_business_day,
    next_business_day,
    previous_business_day,
)
from .compute import compute, occurrences
from .errors import DeadlineError, FactError, OutOfRange, RuleError, UnknownEvent
from .facts import Facts, StateFact, Terms
from .fiscal import FiscalPeriod, FiscalUnit, period_ending, periods_of_year
from .language import check_events, parse
from .readings import Question, Reading
from .rules import Rule
from .steps import Step

__all__ = [
    "Answer",
    "Calendar",
    "DeadlineError",
    "EventAnchor",
    "FactError",
    "Facts",
    "FiscalAnchor",
    "FiscalPeriod",
    "FiscalUnit",
    "Kind",
    "OutOfRange",
    "Policy",
    "Question",
    "Reading",
    "Rule",
    "RuleError",
    "StateFact",
    "Step",
    "Terms",
    "UnknownEvent",
    "check_events",
    "compute",
    "holiday_name",
    "is_business_day",
    "next_business_day",
    "occurrences",
    "parse",
    "period_ending",
    "periods_of_year",
    "previous_business_day",
]
