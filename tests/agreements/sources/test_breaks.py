"""Where numbering does not run on, and how sure a split is."""

import pytest

from tests.agreements.sources.making import numbers, splitting


def sections(*labels: str) -> str:
    return "\n\n".join(f"{label} Title {label}\n\nThe seller delivers apples." for label in labels)


@pytest.mark.parametrize(
    ("labels", "found", "expected", "says"),
    [
        (("1.", "2.", "4.", "5."), "4", "3", "jumps to 4 where 3 was expected"),
        (("1.", "2.", "2.", "3."), "2", "3", "2 comes twice; 3 was expected"),
        (("1.", "2.", "3.", "1.", "2."), "1", "4", "goes back to 1; 4 was expected"),
        (("2.", "3.", "4."), "2", "1", "starts with 2 where 1 was expected"),
    ],
)
def test_a_break_says_what_was_expected(labels, found, expected, says):
    result = splitting(sections(*labels))
    (only,) = result.breaks
    assert (only.found, only.expected) == (found, expected)
    assert says in str(only.message)
    assert result.articles[only.article].number == found
    assert len(result.articles) == len(labels)
    assert result.confidence < 1
    assert "breaks at 1" in str(result.reasons[0])


def test_a_break_names_its_line():
    result = splitting(sections("1.", "2.", "4.", "5."))
    assert result.breaks[0].line == 9


def test_a_text_without_numbers_is_kept_whole_and_says_so():
    result = splitting("The seller sells apples.\n\nThe buyer pays for them.\n")
    assert result.whole
    assert result.confidence == 0
    assert numbers(result) == ["Document"]
    assert result.articles[0].text == "The seller sells apples.\n\nThe buyer pays for them."
    assert "kept whole" in str(result.reasons[0])


def test_headings_stand_in_where_there_are_no_numbers():
    prose = "The seller sells apples to the buyer and takes back what is rotten.\n\n" * 3
    names = ("SALE", "PRICE", "RETURNS", "LAW")
    result = splitting("APPLES\n\n" + prose + "".join(f"{name}\n\n{prose}" for name in names))
    assert numbers(result) == ["Preamble", "Sale", "Price", "Returns", "Law"]
    assert result.confidence <= 0.5
    assert not result.whole


def test_numbers_without_text_lower_the_confidence():
    result = splitting("1.\n\n2.\n\n3.\n\n4.\n\nThe seller sells apples to the buyer.\n")
    assert result.confidence < 0.5
    assert "neither text nor heading" in " ".join(map(str, result.reasons))
