"""The terms that an instrument defines, and their marks in its texts."""

import pytest
from django.test import Client

from agreements.models import DefinedTerm
from tests.obligations.views.conftest import SECRET
from tests.pages import get, words

WHOLE = "/agreements/subscription-agreement/"


def test_each_term_with_where_it_is_defined_and_used(officer: Client) -> None:
    page = get(officer, f"{WHOLE}terms/")
    assert page.heading == "Defined terms"
    rows = page.rows()
    assert len(rows) == DefinedTerm.objects.filter(agreement__slug="subscription-agreement").count()
    (row,) = (row for row in rows if row.startswith("Additional Shares"))
    assert " 14.1 14.1 proviso, 14.2, 14.3" in row
    (forms,) = (row for row in rows if row.startswith("Observers"))
    assert "also Observer" in forms
    assert page.links["14.3"] == f"{WHOLE}14.3/"


def test_a_term_is_marked_where_it_is_used(officer: Client) -> None:
    page = get(officer, f"{WHOLE}14.3/")
    term = DefinedTerm.objects.get(agreement__slug="subscription-agreement", term="NTT")
    marks = [item for item in page.of_class("term") if words(item) == "NTT"]
    assert marks
    assert {mark.get("title") for mark in marks} == {term.meaning}
    links = [mark for mark in marks if mark.tag == "a"]
    assert {link.get("href") for link in links} == {f"{WHOLE}terms/#t{term.pk}"}
    assert [item.get("id") for item in get(officer, f"{WHOLE}terms/").root.iter("tr")].count(
        f"t{term.pk}"
    ) == 1


def test_the_terms_of_the_page_stand_beside_it(officer: Client) -> None:
    asides = get(officer, f"{WHOLE}14/").root.iter("aside")
    (beside,) = (aside for aside in asides if "Defined terms here" in words(aside))
    assert "Shareholding Ratio 14.1 Shareholding Ratio:" in words(beside)
    assert "Observers" not in words(beside)


def test_as_of_another_day_the_links_keep_it(officer: Client) -> None:
    page = get(officer, f"{WHOLE}terms/", as_of="2020-01-01", text="both")
    assert page.links["14.3"] == f"{WHOLE}14.3/?text=both&as_of=2020-01-01"


def test_an_instrument_without_terms_says_so(insider: Client) -> None:
    assert "It defines no terms." in get(insider, "/agreements/umbrella/terms/").main


@pytest.mark.parametrize("slug", ["umbrella", "none"])
def test_who_must_not_know_finds_nothing(officer: Client, slug: str) -> None:
    response = officer.get(f"/agreements/{slug}/terms/")
    assert response.status_code == 404
    assert SECRET.encode() not in response.content
