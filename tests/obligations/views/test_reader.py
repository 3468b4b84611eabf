"""Reading an instrument: its provisions in order, with what hangs at each."""

import pytest
from django.test import Client

from tests.obligations.views.conftest import SECRET
from tests.pages import get

WHOLE = "/agreements/subscription-agreement/"


@pytest.mark.parametrize("person", ["officer", "auditor"])
def test_people_read_the_whole_instrument(person: str, request: pytest.FixtureRequest) -> None:
    page = get(request.getfixturevalue(person), WHOLE)
    assert page.heading == "Subscription Agreement between NTT and IIJ"
    assert (
        "Executed Tue 16 Sep 2003 · Japan · in force as last confirmed Wed 1 Apr 2026" in page.main
    )
    assert [link.get("href") for link in page.of_class("toc")[0].iter("a")] == [
        f"{WHOLE}{number}/" for number in (12, 14, 18, 20, 21)
    ]
    assert "12 Submission of financial statements 12 obligations" in page.main
    assert "Issuer Internet Initiative Japan Inc. (IIJ)" in page.main
    assert "Readings recorded" in page.main
    assert "Other reading: Only the shares issued to NTT itself." in page.main
    assert page.actions == []


def test_a_clause_shows_the_occurrence_that_matters_most(officer: Client) -> None:
    page = get(officer, WHOLE)
    (quarterly,) = (h for h in page.of_class("hook") if "quarterly" in "".join(h.itertext()))
    text = " ".join("".join(quarterly.itertext()).split())
    assert "Overdue 6 days" in text
    assert "act by Fri 13 Nov 2026" in text
    assert "overdue" in quarterly.get("class", "").split()


def test_one_article_with_its_neighbours(officer: Client) -> None:
    page = get(officer, f"{WHOLE}14.3/")
    (marked,) = page.of_class("provision")[-1:]
    assert marked.get("id") == "14.3"
    assert marked.get("aria-current") == "true"
    assert "Article 14. Anti-dilution" in page.main
    assert "Article 12." not in page.main
    assert page.actions == [
        "‹ 12 Submission of financial statements",
        "18 Termination ›",
        "Whole instrument",
    ]


@pytest.mark.parametrize(("number", "missing"), [("12", "‹"), ("21", "›")])
def test_the_first_and_the_last_article_have_one_neighbour(
    officer: Client, number: str, missing: str
) -> None:
    page = get(officer, f"{WHOLE}{number}/")
    assert len(page.actions) == 2
    assert missing not in page.actions[0]


def test_as_of_another_day(officer: Client) -> None:
    page = get(officer, f"{WHOLE}18.2/", as_of="2003-09-16")
    assert "Does not exist yet" in page.main
    assert page.links["18.2"] == f"{WHOLE}18.2/?as_of=2003-09-16"
    assert page.links["Whole instrument"] == f"{WHOLE}?as_of=2003-09-16"


def test_the_list_of_instruments(officer: Client, auditor: Client, insider: Client) -> None:
    page = get(officer, "/agreements/")
    (row,) = page.rows()
    assert row == (
        "Subscription Agreement between NTT and IIJ Japan Agreement Tue 16 Sep 2003 "
        "in force as last confirmed Wed 1 Apr 2026 22"
    )
    for person in (auditor, insider):
        rows = get(person, "/agreements/").rows()
        assert rows[1] == f"{SECRET} Japan Agreement Sun 1 Nov 2026 in force not confirmed 2"


@pytest.mark.parametrize("url", ["/agreements/umbrella/", "/agreements/umbrella/1/"])
def test_who_must_not_know_finds_nothing(officer: Client, insider: Client, url: str) -> None:
    assert get(insider, url).heading == SECRET
    assert officer.get(url).status_code == 404


@pytest.mark.parametrize("provision", ["99", "1", "12.1-9", "%00", "x" * 300])
def test_a_provision_that_is_not_there(officer: Client, provision: str) -> None:
    assert officer.get(f"{WHOLE}{provision}/").status_code in {400, 404}
