"""The truth tables are the specification: every row comes out as written."""

from pathlib import Path

import pytest

from obligations.deadlines import FactError
from obligations.deadlines.truth_table import check, read_rows

DATA = Path(__file__).parents[2] / "data"
GOLDEN, MORE = (
    list(read_rows((DATA / name).read_text(encoding="utf-8").splitlines()))
    for name in ("golden.tsv", "more.tsv")
)
HEADER = "id\trule\tgiven\tpolicy\tzone\texpect\tsafe"


@pytest.mark.parametrize("table", [GOLDEN, MORE], ids=["golden", "more"])
def test_every_row_comes_out_as_written(table):
    assert [str(result) for result in map(check, table) if not result.passed] == []


def test_the_tables_are_whole():
    assert (len(GOLDEN), len(MORE)) == (216, 65)
    assert sum(bool(row.safe) for row in GOLDEN + MORE) > 200
    assert len({row.cells["id"] for row in GOLDEN + MORE}) == 216 + 65


@pytest.mark.parametrize(
    "line",
    [
        "x\twithin 2 weeks from c\tc = 2003-09-16\tnone\tAsia/Tokyo\t2003-10-01\t",
        "x\twithin 2 weeks from c\tc = 2003-09-16\tnone\tAsia/Tokyo\t2003-09-30\t2003-09-29",
        "x\tafter 2003-10-31\t\tnone\tAsia/Tokyo\t2003-11-01\t",
    ],
)
def test_a_row_that_differs_fails(line):
    (row,) = read_rows([HEADER, line])
    result = check(row)
    assert not result.passed
    assert result.error is None


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("x\twithin 14 days", "separate at least these with tabs"),
        ("x\tat any time\t\tnone\tAsia/Tokyo\tsoon\t", "“soon” is no answer"),
        ("x\tat any time\t\tnone\tAsia/Tokyo\tstanding\t31/10/2003", "is not YYYY-MM-DD"),
        ("x\tat any time\t\tjapan\tAsia/Tokyo\tstanding\t", "Write one of: none, japan-strict"),
        ("x\tat any time\t\tnone\tTokyo\tstanding\t", "no time zone “Tokyo”"),
        ("x\tat any time\tclosing\tnone\tAsia/Tokyo\tstanding\t", "Write NAME = WHEN"),
        ("x\ton closing\tclosing = 2003-9-16\tnone\tAsia/Tokyo\t2003-09-16\t", "Write 2003-10-01"),
        (
            "x\ton closing\tclosing = 2003-09-16T10:00\tnone\tAsia/Tokyo\t2003-09-16\t",
            "with its zone",
        ),
        ("x\twithn 14 days\t\tnone\tAsia/Tokyo\twaiting\t", "column 1"),
        ("x\ton closing\tclosing = 1954-12-31\tnone\tAsia/Tokyo\t1954-12-31\t", "holiday data"),
    ],
)
def test_a_malformed_row_says_what_to_write(line, message):
    (row,) = read_rows([HEADER, line])
    result = check(row)
    assert not result.passed
    assert message in str(result.error)


def test_a_table_names_its_columns():
    with pytest.raises(FactError, match="missing: policy, zone, expect"):
        list(read_rows(["id\trule\tgiven", "x\ty\tz"]))


def test_a_table_may_have_blank_lines_and_other_columns():
    rows = list(read_rows([HEADER + "\tnote", "", "x\tat any time\t\tnone\tAsia/Tokyo\tstanding"]))
    assert [row.line for row in rows] == [3]
    assert check(rows[0]).passed
