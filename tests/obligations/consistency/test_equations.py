"""Sums, products and percentages, exact up to a tolerance."""

from decimal import Decimal

import pytest

from obligations.consistency.equations import Equation, Name, Place, Stated, weigh

PLACES = {"sa": Place(1, 10), "13d": Place(2, 20)}
FIGURES = {
    Name("sa", "3.3", "outstanding"): Stated(11, Decimal(25745), "shares"),
    Name("sa", "2", "New Shares"): Stated(12, Decimal(10883), "shares"),
    Name("sa", "2", "price"): Stated(12, Decimal(951300), "yen"),
    Name("13d", "Item 3", "bought"): Stated(21, Decimal(10095), "shares"),
    Name("13d", "Item 3", "paid"): Stated(21, Decimal(9603373500), "yen"),
    Name("13d", "Item 5", "owned"): Stated(22, Decimal(12135), "shares"),
    Name("13d", "Item 5", "percentage"): Stated(22, Decimal("31.6"), "%"),
}


def weighed(text: str, tolerance: str = "0", key: str = "x"):
    equation = Equation(key, "13d", "It holds.", text, Decimal(tolerance))
    (found,) = weigh([equation], FIGURES, PLACES)
    return found


@pytest.mark.parametrize(
    ("text", "tolerance"),
    [
        ("{13d Item 3: bought} + 788 = {sa 2: New Shares}", "0"),
        ("{13d Item 3: bought} * {sa 2: price} = {13d Item 3: paid}", "0"),
        ("{13d Item 5: owned} / 38360 * 100 = {13d Item 5: percentage}", "0.05"),
        ("(1 + 2) * 3 - 4 / 2 = 7", "0"),
    ],
)
def test_what_follows_is_no_finding(text, tolerance):
    assert weighed(text, tolerance).found is None


@pytest.mark.parametrize(
    ("text", "tolerance", "left", "right"),
    [
        ("{13d Item 3: bought} = {sa 2: New Shares}", "0", "10,095 shares", "10,883 shares"),
        (
            "{13d Item 5: owned} / {sa 3.3: outstanding} * 100 = {13d Item 5: percentage}",
            "0.05",
            "47.14",
            "31.6",
        ),
        ("{13d Item 5: owned} / 38360 * 100 = {13d Item 5: percentage}", "0.03", "31.63", "31.6"),
        ("1 + 2 * 3 = 9", "0", "7", "9"),
    ],
)
def test_what_does_not_follow_is_one(text, tolerance, left, right):
    found = weighed(text, tolerance).found
    assert found.template % found.values == (
        f"It holds. The figures on record do not bear this out: {left} against {right}."
    )


def test_it_cites_every_provision_once_and_belongs_to_its_instrument():
    found = weighed("{13d Item 3: bought} * {13d Item 3: paid} = {sa 2: New Shares}").found
    assert (found.key, found.instrument, found.articles) == ("figures:x", 2, (21, 12))


def test_a_figure_that_is_not_on_record_is_said():
    found = weighed("{13d Item 3: sold} = {sa 9: loss}").found
    assert "“sold” is not on record at Item 3 of “13d”" in found.template % found.values
    assert found.articles == (20, 10)


def test_an_instrument_that_is_not_on_record_is_not_weighed():
    equation = Equation("x", "13d", "It holds.", "{sa 2: price} = 1", Decimal(0))
    assert list(weigh([equation], FIGURES, {"13d": Place(2, 20)})) == []
