"""Whatever the text, each character that is not blank is in one article or piece of furniture."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agreements.sources import Document, Line, Span, lost_or_doubled, split
from agreements.sources.results import Split, SplitArticle
from tests.agreements.sources.making import (
    CONTRACTS,
    SEEDS,
    needs_contracts,
    needs_seeds,
    real,
    real_split,
    written,
)

LABELS = (
    "Article 1.", "ARTICLE IV", "Section 3.2", "1.", "2.", "1.1", "(a)", "(b)", "(i)", "- (a)",
    "EXHIBIT 1", "Exhibit 3-1", "SCHEDULE A", "RECITALS", "IN WITNESS WHEREOF", "第1条", "（1）",
    "<PAGE>", "PAGE 3 OF 9 PAGES", "TABLE OF CONTENTS", "Fees .... 4", "-----", "7", "\f",
    "[intentionally left blank]", "NOW, THEREFORE", "   ", "", "and", "The seller delivers.",
)  # fmt: skip
LINES = st.lists(
    st.lists(st.sampled_from(LABELS), max_size=3).map("  ".join)
    | st.text(alphabet=string.printable + "第条項①（）　é", max_size=40),
    max_size=40,
)


@given(lines=LINES)
def test_nothing_is_lost_or_doubled_in_any_text(lines: list[str]):
    text = "\n".join(lines)
    if not text.strip() or len([char for char in text if char < " "]) > len(text) / 200:
        text = "x" + "".join(char for char in text if char >= " " or char == "\n")
    document = written("x\n" + text)
    result = split(document)
    assert list(lost_or_doubled(document, result)) == []
    for name in ("body", *result.parts):
        assert list(lost_or_doubled(document, split(document, part=name))) == []


def test_the_account_finds_what_is_lost_and_what_is_doubled():
    document = Document((Line("ab c", 1, 1),))
    taken = SplitArticle("1", "", "", "", 1, 1, 0, None, (Span(0, 1), Span(0, 1)))
    result = Split((taken,), (), (), (), 1.0, (), whole=False)
    assert list(lost_or_doubled(document, result)) == [Span(0, 1), Span(1, 2), Span(3, 4)]


@needs_contracts
@pytest.mark.parametrize("path", sorted(CONTRACTS.glob("*.txt")), ids=lambda path: path.name[:30])
def test_nothing_of_a_real_contract_is_lost_or_doubled(path):
    document = real(CONTRACTS, path.name)
    result = real_split(CONTRACTS, path.name)
    assert list(lost_or_doubled(document, result)) == []
    assert result.articles
    assert 0 <= result.confidence <= 1
    assert result.confidence == 1 or result.reasons
    body = sum(len("".join(item.text.split())) for item in result.articles)
    whole = len("".join(document.text.split()))
    assert body > whole / 2


@needs_seeds
@pytest.mark.parametrize("path", sorted(SEEDS.glob("*.txt")), ids=lambda path: path.name)
def test_nothing_of_a_source_document_is_lost_or_doubled(path):
    document = real(SEEDS, path.name)
    result = split(document)
    for name in (None, "body", *result.parts):
        assert list(lost_or_doubled(document, split(document, part=name))) == []
