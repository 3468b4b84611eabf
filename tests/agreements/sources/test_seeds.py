"""The three source documents, whose numbers are stated here as a reader finds them."""

import pytest

from agreements.sources import Kind
from tests.agreements.sources.making import (
    FILING,
    LIABILITY,
    REGULATIONS,
    SEEDS,
    article,
    needs_seeds,
    numbers,
    real_split,
    top,
)

pytestmark = needs_seeds


def test_the_limited_liability_agreement():
    result = real_split(SEEDS, LIABILITY)
    assert numbers(result) == ["Preamble", "1", "2", "3", "4", "5", "6", "Signature page"]
    assert article(result, "1").heading == "Maximum Amount of Limited Liability"
    assert (article(result, "4").page_from, article(result, "4").page_to) == (1, 2)
    assert result.breaks == ()


def test_the_bribery_prevention_regulations():
    result = real_split(SEEDS, REGULATIONS)
    assert numbers(result) == [
        "Preamble", "1", "2", "2(1)", "2(2)", "2(3)", "2(3)(a)", "2(3)(b)", "2(3)(c)", "2(3)(d)",
        "2(4)", "3", "4", "5", "5.1", "5.2", "6", "7", "8", "9",
    ]  # fmt: skip
    assert article(result, "5.1").label == "1."
    assert article(result, "2(3)(a)").label == "- (a)"
    assert article(result, "2(1)").heading == "Civil servants, etc."
    assert article(result, "5").heading == "Internal control"
    assert result.confidence == 1


NESTED = {
    "1": 4, "3.11": 2, "4.2": 6, "6": 6, "10.1": 2, "12.1": 3, "16.4": 3, "17": 5, "18.1": 3,
    "20": 2,
}  # fmt: skip
SECTIONS = {"3": 18, "4": 7, "5": 5, "10": 2, "11": 2, "12": 6, "14": 3, "15": 2, "16": 6,
            "18": 3, "22": 2}  # fmt: skip
ROMAN = ("i", "ii", "iii", "iv", "v", "vi")


def subscription_agreement() -> list[str]:
    """Its numbers in order: 29 articles in 11 chapters, and four exhibits."""
    chapters = {1: 1, 2: 2, 3: 3, 4: 4, 5: 5, 6: 6, 10: 7, 14: 8, 17: 9, 18: 10, 19: 11}
    found = ["Preamble", "Witnesseth"]
    for number in range(1, 30):
        if number in chapters:
            found.append(f"Chapter {chapters[number]}")
        found.append(str(number))
        sections = [f"{number}.{section + 1}" for section in range(SECTIONS.get(str(number), 0))]
        for name in sections or [str(number)]:
            found += [name] if sections else []
            items = ROMAN if name == "4.2" else range(1, 10)
            found += [
                f"{name}({item})"
                for item, _ in zip(items, range(NESTED.get(name, 0)), strict=False)
            ]
    return [*found, "Signature page", "Exhibit 3-1", "Exhibit 3-3", "Exhibit 3-7", "Exhibit 3-7, 1",
            "Exhibit 3-7, 2", "Exhibit 3-16"]  # fmt: skip


def test_the_subscription_agreement_is_exhibit_1():
    result = real_split(SEEDS, FILING, "Exhibit 1")
    assert numbers(result) == subscription_agreement()
    assert result.breaks == ()
    assert result.confidence == 1


@pytest.mark.parametrize(
    ("number", "pages", "begins", "ends"),
    [
        ("12.1(1)", (20, 21), "within two (2) months", "after the preparation thereof;"),
        ("12.1(3)", (21, 21), "within forty five (45)", "U.S."),
        ("12.4", (21, 22), "Whenever it furnishes", "Companies."),
        ("12.6", (22, 22), "In the event (i)", "promptly notify NTT thereof."),
        ("14.3", (23, 23), "NTT shall, within", "current Shareholding Ratio."),
        ("10.1(1)", (20, 20), "of the members", "by IIJ and NTT; and"),
        ("24", (26, 27), "Neither party hereto", "of the other party."),
    ],
)
def test_texts_of_the_subscription_agreement(number, pages, begins, ends):
    found = article(real_split(SEEDS, FILING, "Exhibit 1"), number)
    assert (found.page_from, found.page_to) == pages
    assert found.text.startswith(begins)
    assert found.text.endswith(ends)
    assert "CUSIP" not in found.text


def test_the_sentence_that_a_page_breaks_is_whole():
    found = article(real_split(SEEDS, FILING, "Exhibit 1"), "12.4")
    assert "fiscal year, outside auditors" in " ".join(found.text.split())
    assert "\n\n" not in found.text


def test_titles_that_wrap():
    result = real_split(SEEDS, FILING, "Exhibit 1")
    assert article(result, "3.7").heading == (
        "Legality of this Agreement and No Contractual or Other Violations"
    )
    assert article(result, "4").heading.endswith("to and Including the Closing Date")
    assert article(result, "3.15").heading == ""


def test_the_body_of_the_filing():
    result = real_split(SEEDS, FILING, "body")
    assert top(result) == [
        "Preamble", "Item 1", "Item 2", "Item 3", "Item 4", "Item 5", "Item 6", "Item 7",
        "Signature page", "Signature page", "Exhibit index", "Schedule A", "Schedule B",
    ]  # fmt: skip
    assert [name for name in numbers(result) if name.startswith(("Item 2(", "Item 5("))] == [
        "Item 2(a)", "Item 2(b)", "Item 2(c)", "Item 2(d)", "Item 2(e)", "Item 2(f)",
        "Item 5(a)", "Item 5(b)", "Item 5(c)", "Item 5(d)", "Item 5(e)",
    ]  # fmt: skip
    assert (article(result, "Schedule A").page_from, article(result, "Schedule B").page_to) == (
        34,
        35,
    )


def test_the_joint_filing_agreement_is_exhibit_2():
    result = real_split(SEEDS, FILING, "Exhibit 2")
    assert numbers(result) == ["Preamble", "Signature page"]
    assert [piece.kind for piece in result.furniture].count(Kind.OTHER_PART) == 2
