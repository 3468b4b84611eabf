"""What rules are made of: periods, and the points in time from which they run."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from .fiscal import FiscalUnit

ORDINALS = ("first", "second", "third", "fourth")


class Unit(StrEnum):
    """Units of a period, as they are counted under Civil Code arts. 139 to 143."""

    HOUR = "hour"
    DAY = "day"
    BUSINESS_DAY = "business day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"

    __hash__ = str.__hash__  # it equals its text


@dataclass(frozen=True, slots=True)
class Period:
    """A number of units, at least one."""

    number: int
    unit: Unit

    def __str__(self) -> str:
        return f"{self.number} {self.unit}{'' if self.number == 1 else 's'}"


@dataclass(frozen=True, slots=True)
class Day:
    """A day that the agreement names."""

    on: date

    def __str__(self) -> str:
        return self.on.isoformat()


@dataclass(frozen=True, slots=True)
class EventAnchor:
    """An event that the agreement declares, e.g. `receipt of issuance notice`."""

    name: str

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True)
class FiscalAnchor:
    """The end of each fiscal period of a kind, or of a numbered one; it falls at midnight."""

    unit: FiscalUnit
    number: int | None
    each: bool

    def __str__(self) -> str:
        ordinal = f"{ORDINALS[self.number - 1]} " if self.number else ""
        return f"the end of {'each' if self.each else 'the'} {ordinal}fiscal {self.unit}"


Point = Day | EventAnchor | FiscalAnchor
