"""The file of checks: read, or refused with file, line and the fix."""

import pytest

from obligations.consistency.files import read_checks
from obligations.instruments.files import InstrumentFileError

GOOD = """\
checks:
  - key: sum
    instrument: supply
    statement: It adds up.
    equation: "{supply 1: boxes} + 2 = {supply 2: boxes}"
    tolerance: "0.5"
    settlement: Agreed.
    settled_on: 2026-04-01
settlements:
  - {instrument: supply, key: "term:unused:goods", settlement: Kept., settled_on: 2026-04-02}
"""


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "checks.yaml"
    path.write_text(GOOD, encoding="utf-8")
    return path


def test_a_good_file(file):
    checks = read_checks(file)
    (equation,), (settlement,) = checks.equations, checks.settlements
    assert equation.instruments == {"supply"}
    assert [name.number for name in equation.figures] == ["1", "2"]
    assert (str(equation.tolerance), str(equation.settled_on)) == ("0.5", "2026-04-01")
    assert (settlement.key, settlement.settlement) == ("term:unused:goods", "Kept.")


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ("+ 2 =", "+ 2", 5, "equation: write it like {instrument 2: shares}"),
        ("+ 2 =", "/ 0 =", 5, "equation: write it like"),
        ("    settled_on: 2026-04-01\n", "", 2, "settled_on: settlement and settled_on go"),
        ("    statement:", "    colour: red\n    statement:", 4, "colour: is unknown: remove it."),
        ("settlements:", "settlement:", 9, "section “settlement” is unknown"),
        ('tolerance: "0.5"', "tolerance: some", 6, "tolerance: Enter a number."),
    ],
)
def test_what_is_wrong_is_named_with_its_line(file, old, new, line, said):
    file.write_text(GOOD.replace(old, new), encoding="utf-8")
    with pytest.raises(InstrumentFileError) as error:
        read_checks(file)
    (problem,) = error.value.problems
    assert problem.startswith(f"{file}:{line}: {said}")


def test_a_key_stands_once(file):
    entry = GOOD.partition("checks:\n")[2].partition("settlements")[0]
    file.write_text(GOOD.replace("settlements:", f"{entry}settlements:"), encoding="utf-8")
    with pytest.raises(InstrumentFileError, match="“sum” stands twice: rename one"):
        read_checks(file)
