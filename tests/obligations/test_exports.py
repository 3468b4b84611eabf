"""Tables as files: no text becomes a formula, days are real dates, Japanese comes through."""

import csv
from datetime import UTC, date, datetime
from io import StringIO

import openpyxl
import pytest

from obligations.exports import Column, Table, write_csv, write_xlsx

FORMULAS = [
    "=1+1",
    "+81 3 5205 6500",
    "-1",
    "@SUM(A1)",
    "\t=1+1",
    "\r=1+1",
    "  =1+1",
    "＝1+1",
    '=HYPERLINK("https://evil.example","click")',
]


def table(*rows: tuple[object, ...], kind: type = str) -> Table:
    return Table("Obligations", [Column("Heading", kind), Column("義務")], rows)  # type: ignore[arg-type]


def lines(table: Table) -> list[list[str]]:
    text = "".join(write_csv(table))
    assert text.startswith("\ufeff")
    return list(csv.reader(StringIO(text[1:], newline="")))


def sheet(table: Table):
    with write_xlsx(table) as file:
        return openpyxl.load_workbook(file).active


@pytest.mark.parametrize("text", FORMULAS)
def test_csv_puts_an_apostrophe_before_what_looks_like_a_formula(text: str) -> None:
    assert lines(table((text, "")))[1][0] == f"'{text}"


@pytest.mark.parametrize("text", FORMULAS)
def test_a_workbook_holds_it_as_a_text_that_stays_one(text: str) -> None:
    cell = sheet(table((text, ""))).cell(2, 1)
    assert cell.data_type == "s"
    assert cell.quotePrefix
    assert cell.value.replace("_x0009_", "\t").replace("_x000D_", "\r") == text
    assert cell.hyperlink is None


@pytest.mark.parametrize(
    "text", ["within 45 days", "1 = 1", "https://iij.example/", "12.1(3)", "5"]
)
def test_any_other_text_is_as_it_was(text: str) -> None:
    assert lines(table((text, "")))[1][0] == text
    cell = sheet(table((text, ""))).cell(2, 1)
    assert (cell.value, cell.data_type, cell.quotePrefix) == (text, "s", False)
    assert cell.hyperlink is None


def test_japanese_quotes_commas_and_lines_come_through() -> None:
    row = ("取締役会の承認", 'Say "yes",\nthen sign')
    assert lines(table(row)) == [["Heading", "義務"], list(row)]
    found = sheet(table(row))
    assert [cell.value for cell in found[1]] == ["Heading", "義務"]
    assert [cell.value for cell in found[2]] == list(row)


def test_days_are_iso_in_csv_and_real_dates_in_a_workbook() -> None:
    rows = table((date(2026, 11, 13), None), (None, None), kind=date)
    assert lines(rows)[1:] == [["2026-11-13", ""], ["", ""]]
    found = sheet(rows)
    assert found.cell(2, 1).is_date
    assert found.cell(2, 1).value == datetime(2026, 11, 13)  # noqa: DTZ001 (a workbook knows no zone)
    assert found.cell(2, 1).number_format == "yyyy-mm-dd"
    assert found.cell(3, 1).value is None


def test_an_instant_is_on_its_own_clock() -> None:
    rows = table((datetime(2026, 11, 12, 1, 20, tzinfo=UTC), ""), kind=datetime)
    assert lines(rows)[1][0] == "2026-11-12 01:20+00:00"
    assert sheet(rows).cell(2, 1).value == datetime(2026, 11, 12, 1, 20)  # noqa: DTZ001


def test_numbers_are_numbers() -> None:
    assert lines(table((-5, "")))[1][0] == "-5"
    assert sheet(table((-5, ""), kind=int)).cell(2, 1).value == -5


def test_a_text_too_long_for_a_cell_is_cut_and_says_so() -> None:
    value = sheet(table(("x" * 40_000, ""))).cell(2, 1).value
    assert len(value) == 32_767
    assert value.endswith("x…")


def test_headings_stay_in_sight_and_filter() -> None:
    found = sheet(table(("a", "b"), ("c", "d")))
    assert found.freeze_panes == "A2"
    assert found.auto_filter.ref == "A1:B3"


def test_rows_are_read_as_they_are_written() -> None:
    read = 0

    def rows():
        nonlocal read
        for number in range(1000):
            read += 1
            yield (str(number), "")

    written = write_csv(Table("Obligations", [Column("Heading")], rows()))
    for _ in range(3):
        next(written)
    assert read == 1
