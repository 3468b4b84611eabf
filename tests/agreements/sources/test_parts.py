"""Filings that hold several documents."""

import pytest

from agreements.sources import Kind, SourceError
from tests.agreements.sources.making import article, numbers, splitting

FILING = """
REPORT

1. Who files. The buyer files.

2. Why. The buyer bought apples.

\f
                                                      EXHIBIT 1

Article 1. (Sale)

The seller sells what is listed in Exhibit 1-1.

Article 2. (Law)

The law of Japan applies.

\f
Exhibit 1-1

List of Goods

1. Apples

2. Pears

\f
                                                      EXHIBIT 2

The filers file together.

\f
                                                      SCHEDULE A

Directors of the buyer.
"""


def test_parts_are_named_in_order():
    assert splitting(FILING).parts == ("Exhibit 1", "Exhibit 1-1", "Exhibit 2", "Schedule A")


def test_numbers_of_a_filing_name_their_part():
    result = splitting(FILING)
    assert numbers(result) == [
        "Preamble", "1", "2", "Exhibit 1", "Exhibit 1, 1", "Exhibit 1, 2", "Exhibit 1-1",
        "Exhibit 1-1, 1", "Exhibit 1-1, 2", "Exhibit 2", "Schedule A",
    ]  # fmt: skip
    assert result.articles[article(result, "Exhibit 1-1").parent or 0].number == "Exhibit 1"


def test_a_part_has_its_own_numbers_and_its_own_exhibits():
    result = splitting(FILING, part="exhibit 1")
    assert numbers(result) == [
        "Preamble", "1", "2", "Exhibit 1-1", "Exhibit 1-1, 1", "Exhibit 1-1, 2",
    ]  # fmt: skip
    assert article(result, "Preamble").label == "EXHIBIT 1"
    assert article(result, "Exhibit 1-1").heading == "List of Goods"
    assert [piece.kind for piece in result.furniture].count(Kind.OTHER_PART) == 2


@pytest.mark.parametrize("name", ["body", "", "Body"])
def test_the_body_has_the_schedules_but_not_the_exhibits(name):
    assert numbers(splitting(FILING, part=name)) == ["Preamble", "1", "2", "Schedule A"]


def test_an_unknown_part_gets_the_list_of_parts():
    with pytest.raises(SourceError) as caught:
        splitting(FILING, part="Exhibit 9")
    assert "no part “Exhibit 9”" in str(caught.value)
    assert "body, Exhibit 1, Exhibit 1-1, Exhibit 2, Schedule A" in str(caught.value)


def test_the_number_of_the_filing_at_the_top_is_no_part():
    result = splitting("EXHIBIT 10.26\n\nAGREEMENT\n\n1. Sale. Apples.\n\n2. Law. Of Japan.\n")
    assert result.parts == ()
    assert numbers(result) == ["Preamble", "1", "2"]


def test_a_list_of_exhibits_is_no_part():
    listed = "Exhibits\n\nExhibit A - Goods\n\nExhibit B - Prices\n"
    result = splitting("1. Sale. Apples.\n\n2. Law. Of Japan.\n\n" + listed)
    assert result.parts == ()
