"""The dashboard: how much of what we owe was done in time, what is overdue, what comes.

Each number is a count of rows of the register, and carries the filter that shows exactly these.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple
from urllib.parse import urlencode

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Team, User
from agreements.models import Agreement
from obligations.charts import Part, Piece, draw_bar
from obligations.forms import FIRST_DAY
from obligations.models import Deadline
from obligations.register_filter import NOT_OWNED, US
from obligations.spans import coming_weeks, last_quarters, quarter_name, week_name
from obligations.status import OPEN, Status

ASSESSED = {
    Status.PERFORMED: "done",
    Status.PERFORMED_LATE: "late",
    Status.OVERDUE: "overdue",
}
"""What the rate is made of, with the look of each; what waits to be verified stands beside it."""
AGES: list[tuple[str | Promise, int, int | None]] = [
    (gettext_lazy("up to 7 days"), 1, 7),
    (gettext_lazy("8 to 30 days"), 8, 30),
    (gettext_lazy("31 to 90 days"), 31, 90),
    (gettext_lazy("91 to 365 days"), 91, 365),
    (gettext_lazy("more than a year"), 366, None),
]
"""Calendar days since the day to act by: a name, the fewest and the most."""


class Cell(NamedTuple):
    """Deadlines of one status, with one day to act by, of one instrument and team."""

    status: str
    act_by: date | None
    agreement: int
    team: int | None
    number: int


@dataclass(frozen=True)
class Number:
    """A count, and the register with the rows that were counted."""

    count: int
    url: str


@dataclass(frozen=True)
class Rate:
    """What was due in a span, by how it went."""

    label: str
    on_time: Number
    late: Number
    overdue: Number
    pending: Number

    @property
    def parts(self) -> list[Part]:
        """What the rate is made of, each with its look."""
        numbers = (self.on_time, self.late, self.overdue)
        return [
            (look, number.count) for look, number in zip(ASSESSED.values(), numbers, strict=True)
        ]

    @property
    def percent(self) -> int | None:
        """Performed in time of all that is assessed, rounded down; None where nothing is."""
        assessed = sum(number for _look, number in self.parts)
        return 100 * self.on_time.count // assessed if assessed else None

    @property
    def bar(self) -> list[Piece]:
        """The shares as a bar."""
        return draw_bar(self.parts, most=sum(number for _look, number in self.parts))


@dataclass(frozen=True)
class Load:
    """How many rows a span of days holds."""

    label: str
    number: Number
    bar: list[Piece]


class Dashboard:
    """All figures for a person on a day, from one query and the names."""

    def __init__(self, user: User, day: date) -> None:
        self.day = day
        self.quarters = last_quarters(day)
        self.weeks = coming_weeks(day)
        self.agreements = {row.pk: row for row in Agreement.objects.visible_to(user)}
        self.teams = {row.pk: row.name for row in Team.objects.all()}
        self.cells = self._count(user)

    @property
    def span(self) -> tuple[date, date]:
        """The first and the last day of the quarters."""
        return self.quarters[0][0], self.quarters[-1][1]

    def by_quarter(self) -> list[Rate]:
        """The rate of each quarter, the earliest first."""
        return [
            self._rate(quarter_name(first), self._due(first, last), first=first, last=last)
            for first, last in self.quarters
        ]

    def by_instrument(self) -> list[Rate]:
        """The rate under each instrument over all quarters."""
        first, last = self.span
        due = self._due(first, last)
        return [
            self._rate(
                str(row),
                (cell for cell in due if cell.agreement == pk),
                agreement=row.slug,
                first=first,
                last=last,
            )
            for pk, row in self.agreements.items()
            if any(cell.agreement == pk for cell in due)
        ]

    def by_owner(self) -> list[Rate]:
        """The rate of each team over all quarters, and of what no team owns."""
        first, last = self.span
        due = self._due(first, last)
        owners = {pk: (name, f"team-{pk}") for pk, name in self.teams.items()}
        return [
            self._rate(
                name,
                (cell for cell in due if cell.team == pk),
                owner=owner,
                first=first,
                last=last,
            )
            for pk, (name, owner) in [*owners.items(), (None, (_("No team"), NOT_OWNED))]
            if any(cell.team == pk for cell in due)
        ]

    def ages(self) -> list[Load]:
        """What is overdue, by the calendar days since the day to act by."""
        spans = [
            (
                str(label),
                self.day - timedelta(days=most) if most else FIRST_DAY,
                self.day - timedelta(days=fewest),
            )
            for label, fewest, most in AGES
        ]
        overdue = [cell for cell in self.cells if cell.status == Status.OVERDUE]
        return self._loads(spans, overdue, "overdue", status=Status.OVERDUE)

    def load(self) -> list[Load]:
        """What is to be acted on in each of the coming weeks."""
        spans = [(week_name(first, last), first, last) for first, last in self.weeks]
        coming = [cell for cell in self.cells if cell.status in OPEN]
        return self._loads(spans, coming, "load", show="open")

    def _count(self, user: User) -> list[Cell]:
        """What was due in the quarters, what is overdue and what comes; one pass."""
        shown = Q(act_by__range=self.span, status__in=[*ASSESSED, Status.PENDING])
        comes = Q(act_by__range=(self.day, self.weeks[-1][1]), status__in=OPEN)
        rows = (
            Deadline.objects.visible_to(user)
            .as_of(self.day)
            .filter(shown | comes | Q(status=Status.OVERDUE), state__is_ours=True)  # type: ignore[misc]
            .order_by()
            .values_list("status", "act_by", "state__agreement", "obligation__team")
            .annotate(count=Count("pk"))
        )
        return [Cell(*row) for row in rows]

    def _due(self, first: date, last: date) -> list[Cell]:
        assessed = {*ASSESSED, Status.PENDING}
        return [
            cell
            for cell in self.cells
            if cell.status in assessed and cell.act_by and first <= cell.act_by <= last
        ]

    def _rate(self, label: str, cells: Iterable[Cell], **asked: object) -> Rate:
        counts: Counter[str] = Counter()
        for cell in cells:
            counts[cell.status] += cell.number

        def number(status: Status) -> Number:
            return Number(counts[status], register(status=status, **asked))

        return Rate(label, *(number(status) for status in (*ASSESSED, Status.PENDING)))

    def _loads(
        self,
        spans: Sequence[tuple[str, date, date]],
        cells: list[Cell],
        look: str,
        **asked: object,
    ) -> list[Load]:
        counts = [
            sum(cell.number for cell in cells if cell.act_by and first <= cell.act_by <= last)
            for _label, first, last in spans
        ]
        return [
            Load(
                label,
                Number(count, register(first=first, last=last, **asked)),
                draw_bar([(look, count)], most=max(counts)),
            )
            for (label, first, last), count in zip(spans, counts, strict=True)
        ]


def register(**asked: object) -> str:
    """The register with what we owe, filtered further; days are written YYYY-MM-DD."""
    return f"{reverse('obligations')}?{urlencode({'side': US} | asked)}"
