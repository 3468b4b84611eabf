"""The commands for lawyers with tables of their own."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

TABLE = Path(__file__).parents[1] / "data" / "golden.tsv"
HEADER = "id\trule\tgiven\tpolicy\tzone\texpect\tsafe\n"
RIGHT = "A\ton closing\tclosing = 2003-09-16\tnone\tAsia/Tokyo\t2003-09-16\t\n"
WRONG = "B\twithin 2 weeks from c\tc = 2003-10-20\tjapan-full\tAsia/Tokyo\t2003-11-03\t2003-10-31\n"


def check(*files):
    """The exit status of the command and what it printed."""
    out = StringIO()
    try:
        call_command("check_truth_table", *files, stdout=out)
    except SystemExit as leaving:
        return leaving.code, out.getvalue()
    return 0, out.getvalue()


def test_the_truth_table_passes():
    assert check(TABLE) == (0, "216 passed, 0 failed\n")


def test_a_row_that_differs_is_printed_with_both_dates_and_the_steps(tmp_path):
    table = tmp_path / "own.tsv"
    table.write_text(HEADER + RIGHT + WRONG)
    status, out = check(table)
    assert status == 1
    assert f"{table}:3: B: within 2 weeks from c" in out
    assert "expected  2003-11-03, safe 2003-10-31" in out
    assert "computed  2003-11-04, safe 2003-10-31" in out
    assert "Mon 3 Nov 2003  Week 2 ends." in out
    assert out.endswith("1 passed, 1 failed\n")


def test_several_tables_are_added_up(tmp_path):
    table = tmp_path / "own.tsv"
    table.write_text("\ufeff" + HEADER + RIGHT, encoding="utf-8")
    assert check(TABLE, table) == (0, "217 passed, 0 failed\n")


def test_a_row_that_cannot_be_read_fails_with_its_line(tmp_path):
    table = tmp_path / "own.tsv"
    table.write_text(HEADER + RIGHT + RIGHT.replace("closing\t", "closing until\t", 1))
    status, out = check(table)
    assert status == 1
    assert f"{table}:3: A: on closing until" in out
    assert "column 12" in out


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (b"", ":1: .*missing: id, rule"),
        (b"id\trule\n", ":1: .*missing: given, policy, zone, expect"),
        (HEADER.encode(), ":2: no rows"),
        (b"\xff\xfe", "Save the table as UTF-8"),
    ],
)
def test_a_file_that_is_no_table_says_what_to_mend(tmp_path, text, message):
    table = tmp_path / "own.tsv"
    table.write_bytes(text)
    with pytest.raises(CommandError, match=message):
        check(table)


def test_a_missing_file():
    with pytest.raises(CommandError, match="No such file"):
        check("/nowhere.tsv")


def explain(*arguments):
    out, err = StringIO(), StringIO()
    call_command("explain", *arguments, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def test_explain_prints_dates_and_steps():
    out, err = explain(
        "within 45 days after the end of each fiscal quarter",
        "--given=fiscal quarter ended = 2026-09-30",
    )
    assert err == ""
    assert "safe date           Fri 13 Nov 2026" in out
    assert "contractual day     Sat 14 Nov 2026" in out
    assert "Mon 16 Nov 2026     Arguable until here" in out


def test_explain_in_json():
    out, _ = explain(
        "within 10 days after acquisition",
        "--given=acquisition = 2003-11-19",
        "--policy=us-federal",
        "--zone=America/New_York",
        "--json",
    )
    data = json.loads(out)
    assert data["due"] == "2003-12-01"
    assert data["safe"] == "2003-11-28"
    assert data["ends_at"] == "2003-12-02T00:00:00-05:00"
    assert data["steps"][2]["text"].startswith("Day 10.")


def test_explain_names_facts_that_the_rule_does_not_mention():
    out, err = explain("on closing", "--given=closng = 2003-09-16")
    assert "waiting" in out
    assert "“closng”" in err


def test_explain_refuses_a_bad_rule():
    with pytest.raises(CommandError, match="column 15"):
        explain("within 14 days")
