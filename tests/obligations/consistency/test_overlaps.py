"""Duties that fall due on the same day, counted from the same anchor."""

from typing import Any

import pytest

from obligations.consistency.overlaps import find_overlaps
from obligations.consistency.records import Provision, Undertaking
from tests.obligations.consistency.made import make, sentences

EACH = "within 45 days after the end of each fiscal quarter"
SECOND = "within 45 days after the end of the second fiscal quarter"


def overlaps(rule: str, other: str, parents: tuple[int, int] = (8, 9), **changed: Any):
    def owed(article: int, rule: str, **changed: Any) -> Undertaking:
        said = {"obligor": "IIJ", "obligee": "NTT", "rule": rule} | changed
        return Undertaking(article, str(article), f"duty-{article}", **said)

    provisions = [Provision(1, "1", parent=parents[0]), Provision(2, "2", parent=parents[1])]
    undertakings = (owed(1, rule), owed(2, other, **changed))
    return list(find_overlaps(make(*provisions, undertakings=undertakings)))


def test_each_quarter_and_the_second():
    (found,) = overlaps(SECOND, EACH, (9, 9))
    assert sentences([found]) == [
        f"1 and 2, both owed by IIJ to NTT, fall due on the same day: “{SECOND}” and “{EACH}”."
    ]
    assert (found.key, found.articles) == ("overlap:duty-1:duty-2", (1, 2))


@pytest.mark.parametrize(
    ("rule", "other"),
    [
        ("within 14 days after closing", "within 2 weeks from closing"),
        ("within 2 months after the end of each fiscal year", EACH.replace("45 days", "2 months")),
        ("at least 14 days before closing", "at least 14 days before closing"),
        (
            "within 9 days after the end of the second fiscal half",
            "within 9 days after the end of the fourth fiscal quarter",
        ),
    ],
)
def test_further_ways_to_the_same_day(rule, other):
    assert len(overlaps(rule, other)) == 1


@pytest.mark.parametrize(
    ("rule", "other"),
    [
        (EACH, EACH.replace("45", "46")),
        (SECOND, EACH.replace("each", "the third")),
        ("within 14 days after closing", "within 14 days after signing"),
        ("within 14 days after closing", "at least 14 days before closing"),
        ("within 14 days after closing", "within 14 days after closing, first day included"),
        ("on or before closing", "on or before closing"),
        ("promptly after closing", "promptly after closing"),
        (EACH, "within 2 months after the end of each fiscal year"),
        (EACH, ""),
    ],
)
def test_what_is_no_overlap(rule, other):
    assert overlaps(rule, other) == []


def test_a_list_under_one_provision_is_none():
    assert overlaps(EACH, EACH, (9, 9)) == []
    assert len(overlaps(EACH, EACH, (8, 9))) == 1


@pytest.mark.parametrize("changed", [{"obligor": "NTT"}, {"obligee": "SEC"}])
def test_another_party_is_none(changed):
    assert overlaps(SECOND, EACH, **changed) == []
