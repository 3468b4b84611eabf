"""The picture of the coming days: where each deadline stands on a line."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from obligations.models import Deadline

LEFT, RIGHT = 30, 930
LABEL_WIDTH = 52
LANE = 17


@dataclass
class Mark:
    """A deadline on the line; places are in units of a picture 960 wide."""

    deadline: Deadline
    day: date
    x: int
    level: int
    y: int = 0
    label_y: int | None = None


@dataclass
class Timeline:
    """What the template draws."""

    first: date
    days: int
    today: date
    marks: list[Mark] = field(default_factory=list)

    @property
    def axis(self) -> int:
        """How far down the line of days is."""
        return 36 + LANE * (max((mark.level for mark in self.marks), default=0) + 1)

    @property
    def height(self) -> int:
        """The height of the picture."""
        return self.axis + 32

    @property
    def today_x(self) -> int:
        """Where today stands."""
        return self.x(self.today)

    @property
    def ticks(self) -> list[tuple[int, date]]:
        """A tick every fourteen days."""
        days = [self.first + timedelta(days=14 * n) for n in range(self.days // 14 + 1)]
        return [(self.x(day), day) for day in days]

    def x(self, day: date) -> int:
        """Where `day` stands on the line."""
        return LEFT + round((day - self.first).days * (RIGHT - LEFT) / self.days)


def draw_timeline(
    deadlines: Iterable[Deadline], *, first: date, days: int, today: date
) -> Timeline:
    """Place `deadlines`, in order of the day to act by, on a line of `days` from `first`.

    Marks of one day stack upwards; a label is shown where the one before it leaves room.
    """
    picture = Timeline(first=first, days=days, today=today)
    levels: dict[date, int] = {}
    for deadline in deadlines:
        day = deadline.act_by
        if day and first <= day <= first + timedelta(days=days):
            levels[day] = levels.get(day, -1) + 1
            picture.marks.append(Mark(deadline, day, picture.x(day), levels[day]))
    end_of_label = 0
    for mark in picture.marks:
        mark.y = picture.axis - LANE * mark.level
        if mark.level == levels[mark.day] and mark.x - LABEL_WIDTH // 2 >= end_of_label:
            mark.label_y = mark.y - 13
            end_of_label = mark.x + LABEL_WIDTH // 2
    return picture
