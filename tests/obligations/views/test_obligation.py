"""One obligation with all its occurrences."""

import pytest
from django.test import Client

from agreements.models import Article
from obligations.models import Obligation
from tests.obligations.views.conftest import SECRET
from tests.pages import get


@pytest.mark.parametrize("person", ["officer", "auditor"])
def test_people_see_its_rule_and_occurrences(person: str, request: pytest.FixtureRequest) -> None:
    page = get(request.getfixturevalue(person), "/obligations/sa-12-1-2/")
    assert page.heading == "Furnish semi-annual statements to NTT"
    assert "within 45 days after the end of the second fiscal quarter" in page.main
    assert "Duty IIJ → NTT · responsible: Finance" in page.main
    assert page.rows() == [
        "Q2 FY2026 Fri 13 Nov 2026 Sat 14 Nov 2026 Mon 16 Nov 2026 Overdue 6 days",
        "Q2 FY2027 Fri 12 Nov 2027 Sun 14 Nov 2027 Mon 15 Nov 2027 Scheduled",
        "Q2 FY2028 Tue 14 Nov 2028 Tue 14 Nov 2028 Tue 14 Nov 2028 Scheduled",
    ]
    assert page.actions == (["Add comment"] if person == "officer" else [])


def test_who_must_not_know_finds_nothing(officer: Client, insider: Client) -> None:
    assert get(insider, "/obligations/umbrella-1/").heading == SECRET
    assert officer.get("/obligations/umbrella-1/").status_code == 404
    assert officer.get("/obligations/umbrella-9/").status_code == 404


def test_it_says_what_a_breach_leads_to(officer: Client, insider: Client) -> None:
    hidden = Article.objects.get(agreement__slug="umbrella", number="1")
    Obligation.objects.get(key="sa-12-1-2").breach_leads_to.add(hidden)
    page = get(officer, "/obligations/sa-12-1-2/")
    # A breach of another undertaking than those of 20(1) is for 20(2).
    (cited,) = (text for text in page.links if text.startswith("20(2)"))
    assert page.links[cited] == "/agreements/subscription-agreement/20-2/"
    assert SECRET not in page.main
    assert SECRET in get(insider, "/obligations/sa-12-1-2/").main


def test_what_nothing_triggered_says_so(officer: Client) -> None:
    page = get(officer, "/obligations/sa-14-3/")
    assert "within 14 days from receipt of issuance notice" in page.main
    assert "Nothing has triggered it by this day." in page.main


def test_what_has_no_rule_says_so(officer: Client) -> None:
    assert (
        "No date attaches to it." in get(officer, "/obligations/sa-14-1-shareholding-ratio/").main
    )


def test_as_of_another_day(officer: Client) -> None:
    page = get(officer, "/obligations/sa-12-1-2/", as_of="2026-11-14")
    assert page.rows()[0].endswith("Past the safe date")
    assert page.links["12.1(2)"].endswith("?as_of=2026-11-14")
