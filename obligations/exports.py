"""Tables as files: CSV and XLSX, in which no text is ever taken for a formula."""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from io import StringIO
from typing import IO

import xlsxwriter
from django.utils.functional import Promise
from xlsxwriter.worksheet import Worksheet

Cell = str | int | date | datetime | Promise | None
"""What a cell holds; an instant is shown on the clock of its own zone."""

BEGINS_A_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
LONGEST = 32_767
"""Characters that a cell of XLSX takes."""
WIDTHS = {date: 12, datetime: 17, int: 10, str: 24}
FORMATS = {date: "yyyy-mm-dd", datetime: "yyyy-mm-dd hh:mm"}


@dataclass(frozen=True)
class Column:
    """A column: its heading, what its cells are, and its width in characters."""

    heading: str | Promise
    kind: type = str
    width: int | None = None


@dataclass(frozen=True)
class Table:
    """What is exported: a name, columns, and rows that are read only once."""

    title: str
    columns: list[Column]
    rows: Iterable[tuple[Cell, ...]]


def write_csv(table: Table) -> Iterator[str]:
    """The lines of a file that Excel too reads as UTF-8; days are written YYYY-MM-DD.

    A text that a spreadsheet would take for a formula gets an apostrophe before it.
    """
    yield "\ufeff"
    line = StringIO(newline="")
    writer = csv.writer(line)
    headings: tuple[Cell, ...] = tuple(column.heading for column in table.columns)
    for row in _with_first(headings, table.rows):
        writer.writerow([_plain(cell) for cell in row])
        yield line.getvalue()
        line.seek(0)
        line.truncate()


def write_xlsx(table: Table) -> IO[bytes]:
    """A workbook at its beginning, written row by row to the disk; days are real dates.

    Every text is a text: none is a formula or a link, and one that looks like a formula is marked,
    so that it stays a text when it is edited.
    """
    file = tempfile.TemporaryFile()  # noqa: SIM115 (whoever sends it closes it)
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(file, options) as book:
        book.set_properties({"title": table.title})
        _fill(book, book.add_worksheet(), table)
    file.seek(0)
    return file


def _fill(book: xlsxwriter.Workbook, sheet: Worksheet, table: Table) -> None:
    head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    text = book.add_format({"text_wrap": True, "valign": "top"})
    quoted = book.add_format({"text_wrap": True, "valign": "top", "quote_prefix": True})
    days = {
        kind: book.add_format({"num_format": shown, "align": "left", "valign": "top"})
        for kind, shown in FORMATS.items()
    }
    for place, column in enumerate(table.columns):
        sheet.set_column(place, place, column.width or WIDTHS[column.kind])
        sheet.write_string(0, place, str(column.heading), head)
    sheet.freeze_panes(1, 0)
    last = 0
    for last, row in enumerate(table.rows, start=1):
        for place, cell in enumerate(row):
            if isinstance(cell, datetime):
                sheet.write_datetime(last, place, cell.replace(tzinfo=None), days[datetime])
            elif isinstance(cell, date):
                sheet.write_datetime(last, place, cell, days[date])
            elif isinstance(cell, int):
                sheet.write_number(last, place, cell, text)
            elif cell is not None:
                said = _cut(str(cell))
                sheet.write_string(last, place, said, quoted if _is_formula(said) else text)
    sheet.autofilter(0, 0, last, len(table.columns) - 1)


def _with_first(
    first: tuple[Cell, ...], rows: Iterable[tuple[Cell, ...]]
) -> Iterator[tuple[Cell, ...]]:
    yield first
    yield from rows


def _plain(cell: Cell) -> str:
    """A cell of CSV."""
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.isoformat(sep=" ", timespec="minutes")
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, int):
        return str(cell)
    text = str(cell)
    return f"'{text}" if _is_formula(text) else text


def _is_formula(text: str) -> bool:
    """Whether a spreadsheet may take a text for a formula; it may skip what is blank before it."""
    return text.lstrip().startswith(BEGINS_A_FORMULA) or text.startswith(("\t", "\r", "\n"))


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
