"""Pages of an earlier day: with all that is known of it today, and as then recorded."""

from collections import Counter
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from obligations.models import Deadline, Event
from obligations.services import add_comment, record_performance
from tests.factories import UserFactory
from tests.pages import get
from tests.recorded import date_back

FRIDAY: dict[str, Any] = {"as_of": "2026-11-20"}
THEN = FRIDAY | {"known": "then"}
LATER = "What was recorded later about that day counts too."
ONLY_THEN = "Only what had been recorded by the end of that day in Tokyo counts."
OF_TODAY = "The texts, findings and reminders on this page do not follow that"
WORDS = "Said on Saturday"


@pytest.fixture
def found_out(quarterly: Deadline) -> Deadline:
    """Done on Thursday 19 November, recorded only on Saturday; all else is of 1 November."""
    by = UserFactory.create()
    date_back(date(2026, 11, 1), loaded_too=True)
    record_performance(
        deadline=quarterly,
        by=by,
        dispatched_on=date(2026, 11, 19),
        arrived_on=date(2026, 11, 19),
        means="writing",
    )
    add_comment(about=quarterly, words=WORDS, by=by)
    date_back(date(2026, 11, 21))
    return quarterly


def test_a_deadline_reads_as_it_did_then(officer: Client, found_out: Deadline) -> None:
    url = found_out.get_absolute_url()
    page = get(officer, url, **FRIDAY)
    assert "Performed late" in page.main
    assert "Thu 19 Nov 2026" in page.main
    page = get(officer, url, **THEN)
    assert "Overdue" in page.main
    assert "Performed late" not in page.main
    assert "Thu 19 Nov 2026" not in page.main
    assert WORDS not in page.main
    assert "Performed late" in get(officer, url, as_of="2026-11-21", known="then").main


@pytest.mark.parametrize("url", ["/", "/obligations/?show=overdue"])
def test_lists_show_what_was_overdue_then(
    url: str, officer: Client, auditor: Client, found_out: Deadline
) -> None:
    for client in (officer, auditor):
        known, then = (
            [
                address
                for address in get(client, url, **asked).links.values()
                if address.startswith(found_out.get_absolute_url())
            ]
            for asked in (FRIDAY, THEN)
        )
        assert not known
        assert then == [f"{found_out.get_absolute_url()}?as_of=2026-11-20&known=then"]


def test_the_calendar_shows_the_status_of_then(officer: Client, found_out: Deadline) -> None:
    def chips(asked: dict[str, Any]) -> str:
        return get(officer, "/calendar/", month="2026-11", **asked).main

    assert chips(FRIDAY) != chips(THEN)


def test_facts_recorded_later_are_not_there(officer: Client, found_out: Deadline) -> None:
    closing = Event.objects.effective().get(type__name="closing")
    assert str(closing.type) in get(officer, "/events/", **THEN).main
    page = get(officer, "/events/", as_of="2026-10-31", known="then")
    assert str(closing.type) not in page.main
    assert str(closing.type) in get(officer, "/events/", as_of="2026-10-31").main


def test_the_dashboard_counts_what_was_known(officer: Client, found_out: Deadline) -> None:
    def in_time(asked: dict[str, Any]) -> str:
        return get(officer, "/dashboard/", **asked).main

    assert in_time(FRIDAY) != in_time(THEN)


def test_an_export_lists_what_was_known(officer: Client, found_out: Deadline) -> None:
    def rows(asked: dict[str, Any]) -> tuple[str, str]:
        answer = officer.get("/exports/register.csv", {"show": "overdue", "q": "12.1"} | asked)
        return b"".join(answer).decode(), answer.headers["Content-Disposition"]

    title = found_out.obligation.title
    later, then = rows(FRIDAY), rows(THEN)
    assert later[0].count(title) + 1 == then[0].count(title)
    assert "obligations-2026-11-20.csv" in later[1]
    assert "obligations-2026-11-20-as-then-recorded.csv" in then[1]


def test_the_banner_says_which_it_is_and_leads_to_the_other(officer: Client) -> None:
    page = get(officer, "/obligations/", show="all", page="2", **FRIDAY)
    assert LATER in page.text
    assert page.links["As then recorded"] == "?show=all&as_of=2026-11-20&known=then"
    page = get(officer, "/obligations/", show="all", **THEN)
    assert ONLY_THEN in page.text
    assert LATER not in page.text
    assert OF_TODAY not in page.text
    assert page.links["With what was recorded later"] == "?show=all&as_of=2026-11-20"
    assert page.links["Back to today"] == "?show=all"


@pytest.mark.parametrize("name", ["agreements", "findings", "search", "inbox"])
def test_the_banner_says_what_does_not_follow(name: str, officer: Client) -> None:
    assert OF_TODAY in get(officer, reverse(name), **THEN).text


@pytest.mark.parametrize("day", ["2026-11-22", "2027-03-01", "never"])
def test_no_other_day_than_an_earlier_one_is_read_as_then_recorded(
    day: str, officer: Client, quarterly: Deadline
) -> None:
    page = get(officer, "/obligations/", as_of=day, known="then")
    assert ONLY_THEN not in page.text
    assert LATER not in page.text
    assert "known" not in page.links["Calendar"]


def test_links_and_forms_keep_both(officer: Client, found_out: Deadline) -> None:
    for url in ("/", "/obligations/", "/events/", "/dashboard/", found_out.get_absolute_url()):
        page = get(officer, url, **THEN)
        kept = Counter(item.get("name") for item in page.root.iter("input"))
        assert kept["known"] == kept["as_of"]
        assert page.links["Obligations"] == "/obligations/?as_of=2026-11-20&known=then"
        days = [link for link in page.links.values() if "as_of=" in link]
        assert [link for link in days if "known=then" not in link] == [
            page.links["With what was recorded later"]
        ]


def test_nothing_is_recorded_there(officer: Client, quarterly: Deadline) -> None:
    date_back(date(2026, 11, 1), loaded_too=True)
    page = get(officer, quarterly.get_absolute_url(), **THEN)
    assert "Record performance" not in page.actions
    for url in ("/events/record/", f"{quarterly.get_absolute_url()}perform/"):
        address = f"{url}?as_of=2026-11-20&known=then"
        assert officer.get(address).status_code == 403
        assert officer.post(address, {}).status_code == 403


def test_who_must_not_know_learns_nothing(
    officer: Client, insider: Client, secret: Deadline
) -> None:
    """Permissions are those of today."""
    date_back(date(2026, 11, 1), loaded_too=True)
    assert officer.get(secret.get_absolute_url(), THEN).status_code == 404
    assert insider.get(secret.get_absolute_url(), THEN).status_code == 200


def test_what_was_not_recorded_yet_is_not_found(insider: Client, secret: Deadline) -> None:
    asked = {"as_of": "2026-11-20", "known": "then"}
    date_back(date(2026, 11, 21), loaded_too=True)
    assert insider.get(secret.get_absolute_url(), asked).status_code == 404
    assert insider.get(secret.get_absolute_url(), FRIDAY).status_code == 200
