"""Numbers as they are printed."""

import pytest

from agreements.sources.numerals import (
    from_japanese,
    from_letters,
    from_roman,
    from_words,
    to_letters,
    to_roman,
)


@pytest.mark.parametrize(
    ("printed", "value"), [("i", 1), ("IV", 4), ("ix", 9), ("xiv", 14), ("XL", 40), ("xcix", 99)]
)
def test_roman(printed, value):
    assert from_roman(printed) == value
    assert to_roman(value) == printed.lower()


@pytest.mark.parametrize("printed", ["iiii", "vx", "ic", "", "a"])
def test_letters_that_are_no_roman_number(printed):
    assert from_roman(printed) is None


@pytest.mark.parametrize(("printed", "value"), [("a", 1), ("z", 26), ("aa", 27), ("BB", 28)])
def test_letters_go_on_after_z(printed, value):
    assert from_letters(printed) == value
    assert to_letters(value) == printed.lower()


@pytest.mark.parametrize(
    ("printed", "value"),
    [
        ("１２", 12),
        ("三", 3),
        ("十", 10),
        ("十二", 12),
        ("二十一", 21),
        ("百五", 105),
        ("甲", None),
    ],
)
def test_japanese(printed, value):
    assert from_japanese(printed) == value


def test_words():
    assert (from_words("Four"), from_words("second"), from_words("apple")) == (4, 2, None)
