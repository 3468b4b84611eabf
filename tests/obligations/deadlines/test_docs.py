"""The examples in the documentation are true."""

import re
from pathlib import Path

import pytest

from obligations.deadlines import Policy, Terms, compute, parse
from obligations.deadlines.given import read_given
from obligations.deadlines.truth_table import short

TEXT = (Path(__file__).parents[3] / "docs" / "deadlines.md").read_text(encoding="utf-8")
TABLE = TEXT.partition("## By example")[2].partition("\n## ")[0]
EXAMPLES = [
    (rule, facts.strip("`"), policy, answer, safe)
    for line in TABLE.splitlines()
    if line.startswith("| `")
    for rules, facts, policy, answer, safe in [[cell.strip() for cell in line.split("|")[1:-1]]]
    for rule in re.findall("`(.+?)`", rules)
]


@pytest.mark.parametrize(("text", "given", "policy", "expected", "safe"), EXAMPLES)
def test_example(text, given, policy, expected, safe):
    rule = parse(text)
    facts, _ = read_given(given, rule)
    zone = "America/New_York" if policy == "us-federal" else "Asia/Tokyo"
    answer = compute(rule, facts, Terms(Policy(policy), zone))
    assert (short(answer), str(answer.safe or "")) == (expected, safe)


def test_there_are_examples():
    assert len(EXAMPLES) == 26
