"""The rule objects: what a line of the rule language means. `str` gives its canonical text."""

from dataclasses import dataclass
from datetime import date

from .anchors import EventAnchor, FiscalAnchor, Period, Point
from .fiscal import FiscalUnit


@dataclass(frozen=True, slots=True)
class Within:
    """A period within which something must be done; its last day is the deadline."""

    period: Period
    word: str
    point: Point

    def __str__(self) -> str:
        return f"within {self.period} {self.word} {self.point}"


@dataclass(frozen=True, slots=True)
class OnOrBefore:
    """A long-stop: the day itself is the last day."""

    point: Point

    def __str__(self) -> str:
        return f"on or before {self.point}"


@dataclass(frozen=True, slots=True)
class On:
    """Something tied to one day; `word` is on, upon or concurrently with."""

    word: str
    point: Point

    def __str__(self) -> str:
        return f"{self.word} {self.point}"


@dataclass(frozen=True, slots=True)
class DayAfter:
    """The calendar day after."""

    point: Point

    def __str__(self) -> str:
        return f"on the day after {self.point}"


@dataclass(frozen=True, slots=True)
class AtLeastBefore:
    """A period of clear days between the act and what follows it."""

    period: Period
    point: Point

    def __str__(self) -> str:
        return f"at least {self.period} before {self.point}"


@dataclass(frozen=True, slots=True)
class Before:
    """A step that must precede another."""

    point: Point

    def __str__(self) -> str:
        return f"before {self.point}"


@dataclass(frozen=True, slots=True)
class After:
    """A right that arises at the first moment after a day."""

    point: Point

    def __str__(self) -> str:
        return f"after {self.point}"


@dataclass(frozen=True, slots=True)
class Window:
    """From one day until another, both included."""

    point: Point
    end: Point

    def __str__(self) -> str:
        return f"from {self.point} until {self.end}"


@dataclass(frozen=True, slots=True)
class For:
    """A duty that lasts a period."""

    period: Period
    point: Point

    def __str__(self) -> str:
        return f"for {self.period} from {self.point}"


@dataclass(frozen=True, slots=True)
class Promptly:
    """A standard, not a date; `word` is promptly or as promptly as possible."""

    word: str
    point: Point

    def __str__(self) -> str:
        return f"{self.word} after {self.point}"


@dataclass(frozen=True, slots=True)
class AtAllTimes:
    """A continuing duty, with the review cycle that the agreement itself sets."""

    review: Period | None = None

    def __str__(self) -> str:
        return f"at all times, review every {self.review}" if self.review else "at all times"


@dataclass(frozen=True, slots=True)
class AtAnyTime:
    """A standing right."""

    def __str__(self) -> str:
        return "at any time"


@dataclass(frozen=True, slots=True)
class While:
    """A duty that lasts as long as a recorded state."""

    state: str

    def __str__(self) -> str:
        return f"while {self.state}"


@dataclass(frozen=True, slots=True)
class Until:
    """A duty that ends."""

    end: Point

    def __str__(self) -> str:
        return f"until {self.end}"


@dataclass(frozen=True, slots=True)
class Every:
    """A cycle, counted from its anchor each time."""

    period: Period
    point: Point

    def __str__(self) -> str:
        return f"every {self.period} from {self.point}"


Timing = (
    Within
    | OnOrBefore
    | On
    | DayAfter
    | AtLeastBefore
    | Before
    | After
    | Window
    | For
    | Promptly
    | AtAllTimes
    | AtAnyTime
    | While
    | Until
    | Every
)


@dataclass(frozen=True, slots=True)
class Unless:
    """An event that keeps the obligation or right from arising, where it happened in time."""

    event: EventAnchor
    by: date | None = None

    def __str__(self) -> str:
        return f"unless {self.event}" + (f" on or before {self.by.isoformat()}" if self.by else "")


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of the rule language. `str(rule)` parses back to an equal rule."""

    timing: Timing
    first_day_included: bool = False
    unless: Unless | None = None

    def __str__(self) -> str:
        first = ", first day included" if self.first_day_included else ""
        return f"{self.timing}{first}" + (f" {self.unless}" if self.unless else "")

    @property
    def anchor(self) -> EventAnchor | FiscalAnchor | None:
        """What starts the computation; None where nothing recorded has to.

        That is so for named days, standing rules, states, and `until` an event.
        """
        if isinstance(self.timing, Until):
            return self.timing.end if isinstance(self.timing.end, FiscalAnchor) else None
        point = getattr(self.timing, "point", None)
        return point if isinstance(point, EventAnchor | FiscalAnchor) else None

    @property
    def points(self) -> tuple[Point, ...]:
        """Every point in time that the timing mentions."""
        found = (getattr(self.timing, name, None) for name in ("point", "end"))
        return tuple(point for point in found if point is not None)

    @property
    def events(self) -> frozenset[str]:
        """The name of every event that the rule mentions."""
        mentioned = (*self.points, self.unless.event if self.unless else None)
        return frozenset(point.name for point in mentioned if isinstance(point, EventAnchor))

    @property
    def fiscal_units(self) -> frozenset[FiscalUnit]:
        """The kind of every fiscal period that the rule mentions."""
        return frozenset(point.unit for point in self.points if isinstance(point, FiscalAnchor))

    @property
    def states(self) -> frozenset[str]:
        """The name of every state that the rule mentions."""
        return frozenset({self.timing.state} if isinstance(self.timing, While) else ())
