"""References to nothing, and references by place."""

import dataclasses

import pytest

from obligations.consistency.records import Division, Instrument, Link, Provision
from obligations.consistency.references import find_references
from tests.obligations.consistency.made import make, sentences

KNOWN = (
    Provision(1, "3.17"),
    Provision(2, "12.1(3)"),
    Provision(3, "Exhibit 3-7"),
    Provision(4, "Item 2(d)"),
    Provision(5, "16.4"),
    Provision(6, "16.6(i)"),
)


def dangling(text: str, **said) -> list[str]:
    """The names that the text of 1 uses and the instrument does not have."""
    made = make(*KNOWN, Provision(9, "1", text=text, **said))
    return [found.values["name"] for found in find_references(made)]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("as in Section 3.2 hereof", ["Section 3.2"]),
        ("under Article 57, and Article 12", ["Article 57"]),
        ("see Exhibit 3-9 attached hereto", ["Exhibit 3-9"]),
        ("by Item 2(e) above", ["Item 2(e)"]),
        ("of Sections 16.4, 16.5 and 16.6", ["Section 16.5"]),
        ("in section 12.1(4) of this agreement", ["Section 12.1(4)"]),
        ("in Section 9 of this Agreement", ["Section 9"]),
    ],
)
def test_what_does_not_exist(text, names):
    assert dangling(f"It binds {text}.") == names


@pytest.mark.parametrize(
    "text",
    [
        "as in Section 3.17, Article 12 and Section 12.1(3)",
        "see Exhibit 3-7 and Item 2(d)",
        "under Article 226-2 of the Commercial Code",
        "under Article 10-2 of the Law Related to Monopolies",
        "where Article 280-19 paragraph 1 of the Commercial Code applies and Article 280-21 too",
        "in Article 20 of the Shareholders' Agreement",
        "on Schedule 13D and Schedule 13G",
        "in a case under Chapter 11",
        "by its articles of association",
    ],
)
def test_what_exists_or_belongs_to_another_document(text):
    assert dangling(f"It binds {text}.") == []


def test_a_name_on_record_as_words_of_a_cross_reference_exists():
    made = make(*KNOWN, Provision(9, "1", text="It is Exhibit 1 hereto."))
    assert len(list(find_references(made))) == 1
    made = dataclasses.replace(made, links=(Link(9, 3, "Exhibit 1"),))
    assert list(find_references(made)) == []


def test_a_title_page_says_as_which_exhibit_it_was_filed():
    assert dangling("Filed as Exhibit 4.23", division=Division.FORMAL) == []
    assert dangling("Filed as Exhibit 4.23") == ["Exhibit 4.23"]


def test_one_finding_for_each_name_cites_all_that_use_it():
    places = (Provision(1, "1", text="By Section 9."), Provision(2, "2", text="See Section 9."))
    (found,) = find_references(make(*places))
    assert sentences([found]) == ["1 refers to Section 9, which the instrument does not have."]
    assert (found.key, found.articles) == ("reference:Section 9", (1, 2))


class TestRelative:
    def test_the_prior_article_is_not_the_one_that_is_meant(self, chapters: Instrument):
        links = (Link(7, 5, "the conditions of the prior Article"), Link(7, 6, "the prior Article"))
        (found,) = find_references(dataclasses.replace(chapters, links=links))
        assert sentences([found]) == [
            (
                "7 says “the conditions of the prior Article”: by its place that is 6; the "
                "register takes it as 5."
            )
        ]
        assert (found.key, found.articles) == ("reference:7:prior article:5", (7, 5, 6))

    @pytest.mark.parametrize(
        "link",
        [
            Link(72, 71, "the above subparagraph"),
            Link(73, 71, "the preceding paragraphs"),
            Link(72, 73, "the following paragraph"),
            Link(72, 6, "the previous Article"),
            Link(7, 5, "preceding Article 5"),
        ],
    )
    def test_what_stands_at_that_place_is_no_finding(self, chapters: Instrument, link: Link):
        assert list(find_references(dataclasses.replace(chapters, links=(link,)))) == []

    def test_not_the_nearest(self, chapters: Instrument):
        link = Link(73, 71, "the above subparagraph")
        assert len(list(find_references(dataclasses.replace(chapters, links=(link,))))) == 1

    @pytest.mark.parametrize(
        ("text", "number"),
        [
            ("as the preceding Section says", 1),
            ("as the preceding Section 4 says", 0),
            ("as the preceding paragraph says", 0),
        ],
    )
    def test_words_that_nobody_has_recorded(self, text: str, number: int):
        made = make(Provision(4, "4"), Provision(5, "5", text=text))
        assert len(list(find_references(made))) == number
