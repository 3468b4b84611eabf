"""The register: filters, search and pages; what is restricted is in none of them."""

import pytest
from django.test import Client

from obligations.models import Deadline
from tests.obligations.views.conftest import SECRET, add_overdue
from tests.pages import get

URL = "/obligations/"


def test_an_officer_sees_what_is_open(officer: Client) -> None:
    page = get(officer, URL)
    assert "1 to 30 of 57" in page.main
    first = page.rows()[0]
    assert first.startswith("12.1(2) Subscription Agreement Furnish semi-annual statements to NTT")
    assert "within 45 days after the end of the second fiscal quarter" in first
    assert first.endswith("Duty IIJ → NTT Finance Fri 13 Nov 2026 Overdue 6 days")


def test_what_nothing_triggered_has_a_list_of_its_own(officer: Client) -> None:
    page = get(officer, URL, show="without-deadline", q="14.3")
    (notice,) = (row for row in page.rows() if "Answer the notice" in row)
    assert notice.endswith("Not triggered")
    page = get(officer, URL, show="without-deadline", q="Shareholding Ratio")
    (ratio,) = (row for row in page.rows() if "Shareholding Ratio Definition" in row)
    assert ratio.endswith("Definition — No date attaches")


def test_a_search_without_a_deadline_points_to_what_it_found(officer: Client) -> None:
    page = get(officer, URL, q="Shareholding Ratio")
    assert "1 obligation without a deadline on this day" in page.main


def test_an_auditor_sees_it_all(auditor: Client) -> None:
    page = get(auditor, URL, show="overdue")
    assert [SECRET in row for row in page.rows()] == [True, False, False]
    assert SECRET in page.choices("agreement")
    assert "Take all filters away" not in page.actions


@pytest.mark.parametrize(
    "query",
    [
        {"show": "all"},
        {"q": "Merger"},
        {"agreement": "umbrella", "show": "all"},
        {"as_of": "2026-11-13", "show": "all"},
    ],
)
def test_who_must_not_know_finds_no_trace(
    officer: Client, insider: Client, query: dict[str, str]
) -> None:
    assert SECRET in get(insider, URL, **query).text
    page = get(officer, URL, **query)
    assert SECRET not in page.text
    assert page.choices("agreement") == [
        "All instruments",
        "Subscription Agreement",
        "Joint Filing Agreement",
        "Schedule 13D",
        "Limited Liability Agreement",
        "Bribery Prevention Regulations",
    ]


def test_a_restricted_instrument_and_one_that_does_not_exist_look_the_same(
    officer: Client,
) -> None:
    hidden = get(officer, URL, agreement="umbrella", show="all")
    unknown = get(officer, URL, agreement="nothing", show="all")
    assert hidden.text.replace("umbrella", "nothing") == unknown.text
    assert hidden.rows() == []


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ({"show": "overdue"}, "1 to 2 of 2"),
        ({"show": "performed"}, "1 to 3 of 3"),
        ({"show": "all"}, "1 to 30 of 98"),
        ({"show": "nothing"}, "Nothing is shown until the filter is right."),
        ({"q": "12.1(2)"}, "1 to 4 of 4"),
        ({"q": "SEMI-ANNUAL furnish"}, "1 to 3 of 3"),
        ({"q": "100%_"}, "Nothing matches."),
        ({"agreement": "subscription-agreement"}, "1 to 30 of 45"),
        ({"show": "overdue", "as_of": "2026-11-16"}, "Nothing matches."),
        ({"show": "due", "as_of": "2026-11-16"}, "1 to 2 of 2"),
        ({"agreement": "limited-liability-agreement"}, "1 to 12 of 12"),
        ({"show": "rights", "as_of": "2003-09-16"}, "1 to 2 of 2"),
    ],
)
def test_filters(officer: Client, query: dict[str, str], shown: str) -> None:
    assert shown in get(officer, URL, **query).main


def test_a_search_keeps_what_was_typed_and_counts_in_every_chip(officer: Client) -> None:
    page = get(officer, URL, q="<b>12.1(3)", show="all", as_of="2026-11-13")
    assert page.value("q") == "<b>12.1(3)"
    page = get(officer, URL, q="12.1(3)", show="all", as_of="2026-11-13")
    assert "Open 10" in page.main
    assert "All 12" in page.main
    assert page.links["Overdue 0"] == "?q=12.1%283%29&show=overdue&as_of=2026-11-13"
    assert page.rows()[0].split()[0] == "12.1(3)"


@pytest.mark.parametrize(("asked", "shown"), [("1", "1 to 30 of 117"), ("2", "31 to 60 of 117")])
def test_pages(officer: Client, quarterly: Deadline, asked: str, shown: str) -> None:
    add_overdue(quarterly, 60)
    page = get(officer, URL, page=asked, show="open", as_of="2026-11-21")
    assert shown in page.main
    other = {"1": ("Next", "2"), "2": ("Previous", "1")}[asked]
    assert page.links[other[0]] == f"?page={other[1]}&show=open&as_of=2026-11-21"


@pytest.mark.parametrize("asked", ["0", "-1", "3", "9" * 30])
def test_a_number_that_no_page_has_shows_the_last_one(officer: Client, asked: str) -> None:
    page = get(officer, URL, page=asked, agreement="subscription-agreement")
    assert "31 to 45 of 45" in page.main


@pytest.mark.parametrize("asked", ["two", ""])
def test_what_is_no_number_shows_the_first_page(officer: Client, asked: str) -> None:
    page = get(officer, URL, page=asked, agreement="subscription-agreement")
    assert "1 to 30 of 45" in page.main
