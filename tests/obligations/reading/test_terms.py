"""Finding defined terms in a text: whole words, the longest first, every form."""

import pytest

from obligations.reading.terms import TermMarker

TERMS = [
    {"pk": 1, "term": "IIJ", "also": [], "meaning": "The issuer"},
    {
        "pk": 2,
        "term": "IIJ Group Companies",
        "also": ["IIJ Group Company"],
        "meaning": "All of <us>",
    },
    {"pk": 3, "term": "U.S. Person", "also": [], "meaning": "100% American"},
    {"pk": 4, "term": "新株", "also": [], "meaning": "New shares"},
]
MARKER = TermMarker(TERMS, "/terms/")


@pytest.mark.parametrize(
    ("text", "uses"),
    [
        ("IIJ owes.", {1}),
        ("An IIJ Group Company owes.", {2}),
        ("IIJ and the IIJ Group\n      Companies", {1, 2}),
        ("IIJs, xIIJ, IIJ_ and iij", set()),
        ("IIJ's", {1}),
        ("no U.S. Person, no USxPerson", {3}),
        ("「新株」を発行する", {4}),
        ("", set()),
    ],
)
def test_whole_words_the_longest_first(text: str, uses: set[int]) -> None:
    assert MARKER.uses(text) == uses


def test_the_first_use_takes_focus_and_the_next_do_not() -> None:
    assert MARKER.mark("IIJ & IIJ") == (
        '<a class="term" href="/terms/#t1" title="The issuer">IIJ</a> &amp; '
        '<span class="term" title="The issuer">IIJ</span>'
    )


def test_texts_and_meanings_are_escaped() -> None:
    marked = MARKER.mark("<b>IIJ Group Company</b> 5%s {0}")
    assert marked == (
        '&lt;b&gt;<a class="term" href="/terms/#t2" title="All of &lt;us&gt;">IIJ Group Company</a>'
        "&lt;/b&gt; 5%s {0}"
    )


def test_a_meaning_may_hold_a_percent_sign() -> None:
    link = '<a class="term" href="/terms/#t3" title="100% American">U.S. Person</a>'
    assert MARKER.mark("U.S. Person") == link


def test_without_terms_a_text_is_only_escaped() -> None:
    marker = TermMarker([], "/terms/")
    assert marker.mark("a < b") == "a &lt; b"
    assert marker.uses("a < b") == set()
