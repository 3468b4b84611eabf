"""Printed numbers: gaps, repeats, and what the import reported."""

import pytest

from obligations.consistency.numbering import find_disorder
from obligations.consistency.records import Disorder, Provision
from tests.obligations.consistency.made import make, sentences


def disorder(*numbers: tuple[str, str]) -> list[str]:
    provisions = [Provision(n, *each) for n, each in enumerate(numbers, 1)]
    return sentences(find_disorder(make(*provisions)))


def items(*printed: str) -> list[tuple[str, str]]:
    return [(f"6{each}", each) for each in printed]


def test_a_gap():
    assert disorder(*items("(1)", "(2)", "(4)", "(5)")) == [
        "6(4) is printed “(4)”, and no provision before it has 3."
    ]


def test_a_repeat():
    numbers = [("6(1)", "(1)"), ("6(2)", "(2)"), ("6 again(2)", "(2)"), ("6(3)", "(3)")]
    assert disorder(*numbers) == []  # another list
    articles = [("1", "Article 1."), ("2", "Article 2."), ("Exhibit, 2", "Article 2.")]
    assert disorder(*articles) == []
    made = [Provision(n, "7(a)", "(a)") for n in (1, 2)]
    assert sentences(find_disorder(make(*made))) == ["7(a) is printed “(a)”, as 7(a) is."]


def test_going_back():
    assert disorder(*items("(1)", "(2)", "(3)", "(1)")) == [
        "6(1) is printed “(1)”, but comes after 6(3)."
    ]


@pytest.mark.parametrize(
    "numbers",
    [
        items("(a)", "(b)", "(c)"),
        items("(i)", "(ii)", "(iii)", "(iv)"),
        items(*[f"({letter})" for letter in "abcdefghij"]),
        [("1", "Article 1."), ("1.1", "1.1"), ("1.2", "1.2"), ("2", "Article 2."), ("2.1", "2.1")],
        [("Exhibit 3-1", "Exhibit 3-1"), ("Exhibit 3-7", "Exhibit 3-7")],
        [("1", "Article 1."), ("1-2", "Article 1-2."), ("2", "Article 2.")],
        [(f"Item {n}", f"Item {n}.") for n in (110, 115, 120, 125)],  # by fives
        [("1", "Article 1."), ("whereas", ""), ("2", "Article 2.")],
    ],
)
def test_numbers_that_run_on_are_no_finding(numbers):
    assert disorder(*numbers) == []


def test_what_the_import_reported_once():
    reported = Disorder(
        "%(number)s: the numbering jumps to %(found)s where %(expected)s was expected.",
        {"number": "6(4)", "found": "(4)", "expected": "(3)"},
        3,
    )
    provisions = [Provision(1, "6(1)", "(1)"), Provision(2, "6(2)", "(2)"), Provision(3, "6(4)")]
    (found,) = find_disorder(make(*provisions, disorders=(reported,)))
    assert sentences([found]) == ["6(4): the numbering jumps to (4) where (3) was expected."]
    assert (found.key, found.articles) == ("numbering:6(4)", (3,))
    provisions[2] = Provision(3, "6(4)", "(4)")
    assert len(list(find_disorder(make(*provisions, disorders=(reported,))))) == 1
