"""What can be asked of the register, in which order; the address says it all, also for files."""

import csv
from io import StringIO

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Team, User
from obligations.models import Deadline
from tests.factories import AgreementPartyFactory, PartyFactory
from tests.obligations.views.conftest import SECRET
from tests.pages import Page, get

URL = "/obligations/"
LATE = ["12.1(2)", "12.1(3)"]


def articles(page: Page) -> list[str]:
    return [row.split()[0] for row in page.rows()]


def count(page: Page, chip: str) -> int:
    """The number on a chip."""
    (text,) = (words for words in page.links if words.rpartition(" ")[0] == chip)
    return int(text.rpartition(" ")[2])


@pytest.mark.parametrize(
    "query",
    [
        {"party": "ntt"},
        {"kind": "duty"},
        {"article": "12"},
        {"article": "12.1"},
        {"article": "12.1", "agreement": "subscription-agreement", "q": "furnish STATEMENTS"},
        {"first": "2026-11-13", "last": "2026-11-13"},
        {"last": "2026-11-22"},
    ],
)
def test_what_is_overdue_passes_the_filter(officer: Client, query: dict[str, str]) -> None:
    page = get(officer, URL, show="overdue", **query)
    assert articles(page) == LATE
    assert count(page, "Overdue") == 2


@pytest.mark.parametrize(
    "query",
    [
        {"party": "sec"},
        {"kind": "right"},
        {"article": "12.1", "agreement": "schedule-13d"},
        {"article": "2.1"},
        {"article": "12.1("},
        {"first": "2026-11-14", "last": "2026-12-31"},
        {"last": "2026-11-12"},
        {"owner": "none"},
        {"status": "performed"},
    ],
)
def test_what_is_overdue_does_not_pass_the_filter(officer: Client, query: dict[str, str]) -> None:
    page = get(officer, URL, show="overdue", **query)
    assert page.rows() == []
    assert "Nothing matches." in page.main
    assert count(page, "Overdue") == 0


def test_one_status_is_shown_in_whatever_group_it_stands(officer: Client) -> None:
    page = get(officer, URL, status="performed")
    assert len([row for row in page.rows() if "Performed" in row]) == 3
    assert "1 to 3 of 3" in page.main
    assert (count(page, "All"), count(page, "Performed"), count(page, "Overdue")) == (3, 3, 0)
    assert count(page, "Without a deadline") == 0


def test_owners_are_teams_and_the_people_who_answer_for_them(officer: Client) -> None:
    finance = Team.objects.get(name="Finance")
    backup = User.objects.get(email="compliance@demo.localhost")
    assert articles(get(officer, URL, show="overdue", owner=f"team-{finance.pk}")) == LATE
    for person in (finance.responsible, backup):
        assert articles(get(officer, URL, show="overdue", owner=f"person-{person.pk}")) == LATE
    lawyer = User.objects.get(email="legal@demo.localhost")
    assert articles(get(officer, URL, show="overdue", owner=f"person-{lawyer.pk}")) == []


def test_what_has_no_deadline_passes_the_same_filter(officer: Client) -> None:
    page = get(officer, URL, show="without-deadline", article="14.3", kind="duty", party="ntt")
    assert set(articles(page)) == {"14.3"}
    assert "1 to " in page.main
    assert get(officer, URL, show="without-deadline", first="2026-01-01").rows() == []


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"agreement": "nothing"}, "Instrument: “nothing” is not in the list. Choose one of it."),
        ({"party": "<b>"}, "Party: “<b>” is not in the list. Choose one of it."),
        ({"kind": "wish"}, "Kind: “wish” is not in the list. Choose one of it."),
        ({"status": "late"}, "Status: “late” is not in the list. Choose one of it."),
        ({"owner": "team-0"}, "Owner: “team-0” is not in the list. Choose one of it."),
        ({"sort": "colour"}, "Sort by: “colour” is not in the list. Choose one of it."),
        ({"show": "some"}, "Show: “some” is not in the list. Choose one of it."),
        (
            {"first": "2026-02-30"},
            "“2026-02-30” is not a date: write it as year-month-day, like 2026-11-12.",
        ),
        (
            {"first": "2026-11-20", "last": "2026-11-13"},
            "2026-11-13 lies before “act by, from”, 2026-11-20: give a later day.",
        ),
    ],
)
def test_what_is_wrong_is_named_with_the_fix_and_nothing_is_shown(
    officer: Client, query: dict[str, str], said: str
) -> None:
    page = get(officer, URL, **query)
    assert page.errors == [said]
    assert page.rows() == []
    assert "Nothing is shown until the filter is right." in page.main
    response = officer.get("/exports/register.csv", query)
    assert response.status_code == 302
    assert response.headers["Location"].startswith("/obligations/?")
    assert get(officer, response.headers["Location"]).errors == [said]


@pytest.mark.parametrize(
    ("sort", "column"),
    [("article", "Article"), ("obligation", "Obligation"), ("kind", "Kind"), ("owner", "Team")],
)
def test_orders(officer: Client, sort: str, column: str) -> None:
    rows = lines(officer, show="all", agreement="subscription-agreement", sort=sort)
    texts = [row[column] for row in rows]
    back = lines(officer, show="all", agreement="subscription-agreement", sort=f"-{sort}")
    there = [text for text in texts if text]
    assert len(set(there)) > 1
    assert next(row[column] for row in back if row[column]) == there[-1]
    if column != "Article":
        folded = [text.replace(" ", "").lower() for text in there]
        assert (folded[0], folded[-1]) == (min(folded), max(folded))


def test_the_most_urgent_first(officer: Client) -> None:
    rows = get(officer, URL, sort="status").rows()
    assert ["Overdue" in row for row in rows] == [True, True] + [False] * 28
    rows = get(officer, URL, show="all", sort="status", page="4").rows()
    assert not any("Overdue" in row for row in rows)
    back = get(officer, URL, sort="-status", page="2").rows()
    assert ["Overdue" in row for row in back[-2:]] == [True, True]


def test_a_day_later_first_leaves_those_without_a_day_last(officer: Client) -> None:
    days = [row["Act by"] for row in lines(officer, sort="-act-by")]
    known = [day for day in days if day]
    assert known == sorted(known, reverse=True)
    assert days[len(known) :] == [""] * (len(days) - len(known))


def test_headings_keep_the_filter_and_turn_the_order(officer: Client) -> None:
    page = get(officer, URL, party="ntt", page="1")
    assert page.links["Kind"] == "?party=ntt&sort=kind"
    assert page.links["Act by"] == "?party=ntt&sort=-act-by"
    page = get(officer, URL, party="ntt", sort="-act-by")
    assert page.links["Act by"] == "?party=ntt"
    (turned,) = (cell for cell in page.root.iter("th") if cell.get("aria-sort"))
    assert turned.get("aria-sort") == "descending"


def test_everything_is_in_the_address(officer: Client) -> None:
    said = {"party": "ntt", "kind": "duty", "sort": "-owner", "first": "2026-01-01"}
    page = get(officer, URL, show="all", **said)
    assert {name: page.value(name) for name in said} == said
    query = "show=all&party=ntt&kind=duty&sort=-owner&first=2026-01-01"
    assert page.links["Export CSV"] == f"/exports/register.csv?{query}"
    exported = lines(officer, show="all", **said)
    assert f"of {len(exported)} " in f"{page.main} "
    assert {row["Kind"] for row in exported} == {"Duty"}


def test_a_party_of_a_restricted_instrument_is_no_choice(
    officer: Client, insider: Client, secret: Deadline
) -> None:
    partner = PartyFactory(key="umbrella-holding", short_name="Umbrella Holding")
    AgreementPartyFactory(agreement=secret.obligation.article.agreement, party=partner)
    assert "Umbrella Holding" in get(insider, URL).choices("party")
    assert "Umbrella Holding" not in get(officer, URL).text
    page = get(officer, URL, party="umbrella-holding", show="all")
    assert page.errors == ["Party: “umbrella-holding” is not in the list. Choose one of it."]


def test_no_filter_finds_what_must_not_be_known(
    officer: Client, insider: Client, auditor: Client
) -> None:
    query = {"show": "all", "party": "iij", "article": "1", "first": "2026-11-12"}
    for client in (insider, auditor):
        assert SECRET in get(client, URL, **query).main
    assert SECRET not in get(officer, URL, **query).text


def test_a_filter_and_an_order_ask_hardly_more_queries(officer: Client) -> None:
    for query in (
        {},
        {"party": "ntt", "kind": "duty", "article": "12.1", "sort": "-status"},
        {"show": "without-deadline", "sort": "owner"},
    ):
        officer.get(URL, query)
        with CaptureQueriesContext(connection) as captured:
            officer.get(URL, query)
        assert len(captured) <= 11, query


def lines(client: Client, **query: str) -> list[dict[str, str]]:
    """The rows of the register as a file."""
    content = client.get("/exports/register.csv", query).getvalue().decode("utf-8-sig")
    return list(csv.DictReader(StringIO(content, newline="")))
