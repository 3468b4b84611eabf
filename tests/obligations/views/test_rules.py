"""Trying a rule: what it means, and its next dates under two policies."""

import pytest
from django.test import Client

from tests.pages import get, read

TRY, CHECK = "/rules/try/", "/rules/check/"
QUARTERLY = "within 45 days after the end of each fiscal quarter"


def test_the_next_quarters_stand_side_by_side_under_two_policies(officer: Client) -> None:
    page = get(officer, TRY, rule=QUARTERLY, policy="japan-full", other="none")
    first, second = page.main.split("No day rests")[-2:]
    # 45 days from 1 January 2027 end on Sunday 14 February.
    assert "Q3 FY2026" in first
    assert "Contractual day Sun 14 Feb 2027 Arguable until Mon 15 Feb 2027" in first
    assert "Contractual day Sun 14 Feb 2027 Arguable until Sun 14 Feb 2027" in second
    assert page.main.count("Act by Fri 12 Feb 2027") == 2
    assert "Civil Code art. 141" in page.main


def test_a_fact_gives_the_date(officer: Client) -> None:
    page = get(
        officer,
        TRY,
        rule="within 14 days from receipt of issuance notice",
        given="receipt of issuance notice = 2026-11-12T10:20 Asia/Tokyo",
    )
    assert "Act by Thu 26 Nov 2026" in page.main


def test_without_its_fact_a_rule_waits(officer: Client) -> None:
    page = get(officer, TRY, rule="within 14 days from receipt of issuance notice")
    assert page.main.count("Answer Waiting") == 2


def test_a_cycle_shows_its_next_occurrences(officer: Client) -> None:
    page = get(officer, TRY, rule="every 6 months from adoption", given="adoption = 2026-08-31")
    # Day 1 is 1 September 2026; six months end on 28 February, twelve on 31 August 2027.
    assert "Sun 28 Feb 2027" in page.main
    assert "Tue 31 Aug 2027" in page.main


def test_a_fact_that_the_rule_does_not_mention_is_named(officer: Client) -> None:
    page = get(officer, TRY, rule="promptly after request", given="requests = 2026-11-12")
    assert "Not used: the rule does not mention “requests”." in page.main


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"rule": "within 45 dys after closing"}, "Nearest valid form: within 45 days after"),
        ({"rule": "promptly after request", "given": "request"}, "“request” is not a fact."),
        (
            {"rule": "within 3 days after closing", "given": "closing = 2099-12-31"},
            "2099",
        ),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(
    officer: Client, query: dict[str, str], said: str
) -> None:
    page = get(officer, TRY, **query)
    assert said in page.main
    assert page.value("rule") == query["rule"]


def test_an_unknown_zone_is_an_error_of_its_field(officer: Client) -> None:
    page = get(officer, TRY, rule="at any time", zone="Tokyo")
    assert page.errors == [
        "“Tokyo” is not a time zone: write it like Asia/Tokyo or America/New_York."
    ]


def test_htmx_gets_the_dates_alone(officer: Client) -> None:
    response = officer.get(TRY, {"rule": QUARTERLY}, headers={"HX-Request": "true"})
    body = response.content.decode()
    assert "<html" not in body
    assert body.strip().startswith('<p class="rule">')


def test_a_rule_is_read_as_it_is_typed(officer: Client) -> None:
    response = officer.get(
        CHECK,
        {"versions-0-rule": "Within 1 DAYS  after closing"},
        headers={"HX-Request": "true", "HX-Trigger-Name": "versions-0-rule"},
    )
    assert "Read as: within 1 day after closing" in read(response).text


def test_an_error_stands_under_its_column(officer: Client) -> None:
    page = read(officer.get(CHECK, {"rule": "within 45 dys after closing"}))
    assert "Column 11." in page.text
    assert "".join(page.root.find(".//pre").itertext()) == "within 45 dys after closing"  # type: ignore[union-attr]
    assert page.root.find(".//pre/b").text == "d"  # type: ignore[union-attr]


def test_an_empty_field_says_nothing(officer: Client) -> None:
    assert read(officer.get(CHECK, {"rule": " "})).text == ""


def test_an_auditor_may_try_rules_too(auditor: Client) -> None:
    assert get(auditor, TRY).heading == "Try a rule"


def test_who_has_not_signed_in_is_asked_to(client: Client) -> None:
    for address in (TRY, CHECK):
        response = client.get(address)
        assert response.headers["Location"] == f"/accounts/login/?next={address}"


def test_it_only_reads(officer: Client) -> None:
    assert officer.post(TRY).status_code == 405
