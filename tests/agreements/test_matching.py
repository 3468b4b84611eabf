"""Which provision each piece of a document is, and where the others stand."""

import pytest

from agreements.matching import heading_differs, is_named, match_pieces
from agreements.models import Agreement, Article, SourceArticle
from agreements.placing import places, suggest
from agreements.sources import Split, read_document, split
from tests.agreements.loan import TEXT, put_on_record
from tests.factories import AgreementFactory, ArticleFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def loan() -> Agreement:
    return put_on_record()


def split_text(text: str) -> Split:
    return split(read_document(text.encode(), name="loan.txt"))


def articles_of(agreement: Agreement) -> list[Article]:
    return list(agreement.articles.order_by("position"))


def match(agreement: Agreement, text: str = TEXT) -> list[SourceArticle]:
    return match_pieces(split_text(text), articles_of(agreement), {})


def found(rows: list[SourceArticle]) -> dict[str, str]:
    """The number of each piece, and of the provision that it is."""
    return {row.number: row.article.number if row.article else row.match for row in rows}


def test_pieces_are_matched_by_number_and_the_rest_is_open(loan: Agreement) -> None:
    assert found(match(loan)) == {
        "Preamble": "open",
        "1": "1",
        "2": "2",
        "2.1": "2.1",
        "2.2": "2.2",
        "2.2(a)": "2.2",
        "2.2(b)": "2.2",
        "3": "3",
        "4": "open",
    }


def test_what_is_nested_more_finely_than_the_record_is_part_of_it(loan: Agreement) -> None:
    rows = {row.number: row for row in match(loan)}
    assert [number for number, row in rows.items() if row.article and not is_named(row)] == [
        "2.2(a)",
        "2.2(b)",
    ]


def test_an_item_that_the_record_forgot_is_open_where_it_numbers_others(loan: Agreement) -> None:
    ArticleFactory(
        agreement=loan,
        number="2.2(a)",
        slug="2.2-a",
        printed="(a)",
        parent=loan.articles.get(number="2.2"),
        position=50,
    )
    rows = found(match(loan))
    assert (rows["2.2(a)"], rows["2.2(b)"]) == ("2.2(a)", "open")


def test_a_number_that_comes_twice_is_found_once(loan: Agreement) -> None:
    twice = TEXT + "\nArticle 3. (Law)\n\nThe law of France governs the rest of it.\n"
    rows = [row for row in match(loan, twice) if row.text.startswith("The law of")]
    assert [row.match for row in rows] == ["found", "open"]


def test_the_number_in_full_comes_before_the_bare_one() -> None:
    agreement = AgreementFactory()
    for position, number in enumerate(["1", "2", "Exhibit A", "Exhibit A(1)", "Exhibit A(2)"]):
        ArticleFactory(agreement=agreement, number=number, printed=number, position=position)
    text = """Article 1. (One)

Some words stand here in a sentence.

Article 2. (Two)

Other words stand here in a sentence.

EXHIBIT A

Articles for the house

1. The first thing that is listed here.

2. The second thing that is listed here.
"""
    rows = {row.text: row.article.number for row in match(agreement, text) if row.article}
    assert rows["The first thing that is listed here."] == "Exhibit A(1)"
    assert rows["Some words stand here in a sentence."] == "1"


def test_provisions_without_a_piece_say_where_they_stand(loan: Agreement) -> None:
    said = {
        place.article.number: (place.standing.value, place.holder and place.holder.number)
        for place in places(articles_of(loan), match(loan))
    }
    assert said == {
        "Opening": ("open", None),
        "2.1(i)": ("within", "2.1"),
        "2.1(iii)": ("missing", None),
        "2.2 currency": ("within", "2.2"),
        "Closing words": ("open", None),
    }


def test_without_open_pieces_what_prints_no_number_stands_beside_what_precedes_it(
    loan: Agreement,
) -> None:
    rows = match(loan)
    for row in rows:
        row.match = SourceArticle.Match.NONE if row.match == "open" else row.match
    said = {p.article.number: (p.standing.value, p.holder) for p in places(articles_of(loan), rows)}
    assert said["Closing words"] == ("beside", loan.articles.get(number="3"))
    assert said["Opening"] == ("beside", loan.articles.get(number="1"))


def test_an_open_piece_may_be_the_free_provision_at_its_place(loan: Agreement) -> None:
    rows = match(loan)
    suggested = suggest(articles_of(loan), rows)
    assert {rows[at].number: article.number for at, article in suggested.items()} == {
        "Preamble": "Opening",
        "4": "Closing words",
    }


def test_a_heading_that_differs_is_told_from_one_that_goes_on(loan: Agreement) -> None:
    rows = {row.number: row for row in match(loan)}
    assert heading_differs(rows["3"])  # Law, on record Courts
    assert not heading_differs(rows["1"])
    rows["1"].heading = "PURPOSE, and more"
    assert not heading_differs(rows["1"])


def test_nothing_is_lost_that_is_too_long_for_its_column(loan: Agreement) -> None:
    long = "A heading of many words " * 15
    found = split_text(TEXT)
    object.__setattr__(found.articles[1], "heading", long)
    object.__setattr__(found.articles[1], "text", "The\0 text")
    row = match_pieces(found, articles_of(loan), {})[1]
    assert (row.label, row.heading) == ("", "")
    assert row.text == f"Article 1.\n\n{long}\n\nThe\ufffd text"
