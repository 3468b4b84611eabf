"""The search page: results, filters, pages, what to try; nothing of what is restricted."""

from urllib.parse import quote

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from agreements.models import Agreement
from tests.factories import ArticleFactory
from tests.obligations.views.conftest import SECRET
from tests.pages import Page, get, read, words

URL = "/search/"


def results(page: Page) -> list[str]:
    """The results as people read them."""
    (found,) = page.of_class("results")
    return [words(item) for item in found]


def marked(page: Page) -> list[str]:
    return [words(item) for item in page.root.iter("mark")]


def count(page: Page) -> str:
    (status,) = (item for item in page.root.iter() if item.get("id") == "found-count")
    return words(status)


def test_a_provision_is_found_by_its_number(officer: Client) -> None:
    page = get(officer, URL, **{"for": "art 12.1 (3)"})
    assert results(page)[0].startswith("Provision Subscription Agreement 12.1(3)")
    assert results(page)[1].startswith(
        "Obligation Subscription Agreement 12.1(3) Furnish quarterly statements to NTT"
    )
    assert marked(page)[:2] == ["12.1(3)", "12.1(3)"]
    assert page.links["12.1(3) Furnish quarterly statements to NTT"] == "/obligations/sa-12-1-3/"
    assert page.links["12.1(3)"] == "/agreements/subscription-agreement/12.1-3/"


def test_words_are_marked_and_what_was_typed_is_kept(officer: Client) -> None:
    page = get(officer, URL, **{"for": "FURNISH <b>"})
    assert page.value("for") == "FURNISH <b>"
    page = get(officer, URL, **{"for": "FURNISH statement"})
    assert {"Furnish", "statements"} <= set(marked(page))


def test_the_field_stands_on_every_page_and_keeps_the_day(officer: Client) -> None:
    page = get(officer, "/events/", as_of="2026-11-20")
    (form,) = page.of_class("search-field")
    assert (form.get("action"), form.get("role")) == (URL, "search")
    assert page.field("for").get("accesskey") == "/"
    hidden = [i for i in form.iter("input") if i.get("type") == "hidden"]
    assert [(i.get("name"), i.get("value")) for i in hidden] == [("as_of", "2026-11-20")]
    page = get(officer, URL, **{"for": "12.1(3)", "as_of": "2026-11-20"})
    assert page.links["12.1(3)"] == "/agreements/subscription-agreement/12.1-3/?as_of=2026-11-20"


def test_who_has_not_signed_in_has_no_field(client: Client) -> None:
    assert not get(client, "/accounts/login/").of_class("search-field")
    assert client.get(URL).status_code == 302


def test_filters_stand_in_the_address(officer: Client) -> None:
    page = get(officer, URL, **{"for": "furnish", "kind": "obligation"})
    assert all(row.startswith("Obligation") for row in results(page))
    assert page.value("kind") == "obligation"
    page = get(officer, URL, **{"for": "furnish", "agreement": "nothing"})
    assert count(page) == "0 results"
    assert page.links["Search the whole register"] == "?for=furnish"
    page = get(officer, URL, **{"for": "furnish", "kind": "nonsense"})
    assert page.value("kind") == ""
    assert len(results(page)) > 1


def test_pages(officer: Client) -> None:
    agreement = Agreement.objects.get(slug="subscription-agreement")
    for number in range(25):
        ArticleFactory(
            agreement=agreement,
            heading="Gryphon",
            number=f"G{number}",
            position=9000 + number,
            slug=f"g{number}",
        )
    page = get(officer, URL, **{"for": "gryphon"})
    assert (count(page), len(results(page))) == ("25 results", 20)
    assert page.links["Next"] == "?for=gryphon&page=2"
    page = get(officer, URL, **{"for": "gryphon", "page": "2"})
    assert len(results(page)) == 5
    assert results(page)[-1] == "Provision Subscription Agreement G24 Gryphon"


def test_a_slip_of_the_pen_is_named(officer: Client) -> None:
    page = get(officer, URL, **{"for": "quartrely statements"})
    assert (
        "Nothing has “quartrely statements” as typed. These results are for “quarterly statements”."
        in page.main
    )
    assert "quarterly" in marked(page)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "Type what you look for."),
        ("?!", "“?!” has no letter and no digit to look for."),
        ("zzyzx", "Nothing in the register answers “zzyzx”."),
        ("zzyzx furnish", "Nothing has all of these words together. One of them alone: furnish"),
    ],
)
def test_without_a_result_it_says_what_to_try(officer: Client, typed: str, said: str) -> None:
    page = get(officer, URL, **{"for": typed})
    assert said in page.main
    assert "What can be typed:" in page.main
    assert not page.of_class("results")


def test_too_much_is_cut_and_says_so(officer: Client) -> None:
    page = get(officer, URL, **{"for": "furnish " * 1_250})
    assert "its first 12 words" in count(page)
    assert results(page)


def test_as_one_types_only_the_results_come(officer: Client) -> None:
    response = officer.get(URL, {"for": "indemn"}, headers={"hx-request": "true"})
    page = read(response)
    assert page.root.find(".//main") is None
    assert results(page)[0].startswith("Provision Subscription Agreement 20 Indemnification")
    (status,) = (item for item in page.root.iter() if item.get("id") == "found-count")
    assert status.get("hx-swap-oob") == "true"


@pytest.mark.parametrize("typed", ["umbrella", "umbr", "umbrela", "umbrella 1", "umbrella closing"])
def test_who_must_not_know_finds_no_trace(
    officer: Client, insider: Client, auditor: Client, typed: str
) -> None:
    for who in (insider, auditor):
        page = get(who, URL, **{"for": typed})
        assert SECRET in " ".join(results(page))
    page = get(officer, URL, **{"for": typed})
    assert SECRET not in page.text
    assert not page.of_class("results")
    assert SECRET not in page.choices("agreement")


def test_a_restricted_instrument_and_one_that_does_not_exist_look_the_same(
    officer: Client,
) -> None:
    hidden = get(officer, URL, **{"for": "merger", "agreement": "umbrella"})
    unknown = get(officer, URL, **{"for": "merger", "agreement": "nothing"})
    assert hidden.text == unknown.text


@pytest.mark.parametrize("kind", ["", "article", "obligation", "term", "party", "instrument"])
def test_it_asks_few_queries(officer: Client, kind: str) -> None:
    for typed in ("ntt", "12.1(3)", "quartrely statmnts"):
        with CaptureQueriesContext(connection) as captured:
            officer.get(URL, {"for": typed, "kind": kind})
        assert len(captured) <= 20


@pytest.mark.parametrize(
    "query",
    [
        "for=%ED%A0%80",
        "for=%FF%FE",
        "for=" + quote("' | ! & <-> :* %_\\"),
        f"for={quote('株' * 3_000)}",
        "for=" + "x" * 10_000,
        "for=a&for=b&kind=&agreement=%27&page=99999999999999999999",
        "for=12&agreement=" + "a" * 5_000,
    ],
)
def test_any_address_is_answered(officer: Client, query: str) -> None:
    assert officer.get(f"{URL}?{query}").status_code == 200
