"""Truth tables: rules, facts and the answers that lawyers expect of them (tab-separated)."""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from .answers import Answer, Kind
from .calendars import Policy
from .compute import compute
from .errors import DeadlineError, FactError
from .facts import Terms
from .given import read_given, unused
from .language import parse
from .messages import N_

COLUMNS = ("id", "rule", "given", "policy", "zone", "expect", "safe", "reading", "why")
NEEDED = COLUMNS[:6]
_WORDS = tuple(kind.value for kind in Kind if kind not in (Kind.DATE, Kind.RIGHT))


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table; `cells` by column, `line` counted from 1."""

    line: int
    cells: dict[str, str]

    @property
    def expected(self) -> str:
        """The answer that the row expects: a date, `from DATE`, or a word."""
        return self.cells["expect"]

    @property
    def safe(self) -> str:
        """The safe date that the row expects; empty where it says nothing about it."""
        return self.cells.get("safe", "")


@dataclass(frozen=True, slots=True)
class Result:
    """What came out for a row: the answer, or why there is none."""

    row: Row
    answer: Answer | None = None
    error: DeadlineError | None = None

    @property
    def unused(self) -> tuple[str, ...]:
        """The events given that the rule does not mention."""
        return unused(self.answer.facts, self.answer.rule) if self.answer else ()

    @property
    def passed(self) -> bool:
        """Whether the answer, and the safe date where the row has one, are as expected."""
        if self.answer is None or short(self.answer) != self.row.expected:
            return False
        return not self.row.safe or str(self.answer.safe) == self.row.safe


def read_rows(lines: Iterable[str]) -> Iterator[Row]:
    """The rows of a table. Raises FactError if its first line does not name the columns."""
    reader = csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
    columns = [name.strip() for name in next(reader, [])]
    missing = [name for name in NEEDED if name not in columns]
    if missing:
        raise FactError(
            N_("The first line must name the columns, tab-separated; missing: %(missing)s."),
            missing=", ".join(missing),
        )
    for cells in reader:
        if any(cell.strip() for cell in cells):
            named = zip(columns, (cell.strip() for cell in cells), strict=False)
            yield Row(reader.line_num, dict(named))


def check(row: Row) -> Result:
    """Compute a row and compare."""
    try:
        _check_form(row)
        return Result(row, answer=_answer(row))
    except DeadlineError as error:
        return Result(row, error=error)


def short(answer: Answer) -> str:
    """An answer as a table writes it."""
    if answer.kind is Kind.RIGHT:
        return f"from {answer.opens}"
    return str(answer.due) if answer.kind is Kind.DATE else answer.kind.value


def policy_named(name: str) -> Policy:
    """The policy of that name. Raises FactError."""
    try:
        return Policy(name)
    except ValueError:
        raise FactError(
            N_("There is no policy “%(name)s”. Write one of: %(policies)s."),
            name=name,
            policies=", ".join(Policy),
        ) from None


def _answer(row: Row) -> Answer:
    rule = parse(row.cells["rule"])
    facts, in_force = read_given(row.cells["given"], rule)
    policy = policy_named(row.cells["policy"])
    return compute(rule, facts, Terms(policy, row.cells["zone"], in_force))


def _check_form(row: Row) -> None:
    if any(name not in row.cells for name in NEEDED):
        raise FactError(
            N_("The line has %(found)d cells; separate at least these with tabs: %(names)s."),
            found=len(row.cells),
            names=", ".join(NEEDED),
        )
    if row.expected not in _WORDS and not _is_date(row.expected.removeprefix("from ")):
        raise FactError(
            N_("“%(expect)s” is no answer. Write YYYY-MM-DD, from YYYY-MM-DD, or: %(words)s."),
            expect=row.expected,
            words=", ".join(_WORDS),
        )
    if row.safe and not _is_date(row.safe):
        raise FactError(N_("The safe date “%(safe)s” is not YYYY-MM-DD."), safe=row.safe)


def _is_date(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
