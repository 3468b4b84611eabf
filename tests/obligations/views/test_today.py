"""Today: what needs action on the day, the same numbers as in the register."""

from datetime import date
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from agreements.models import Party
from obligations.models import Consent, Deadline, Obligation
from obligations.views.today import describe_day
from tests.factories import ConsentFactory, ConsentRecordFactory
from tests.obligations.views.conftest import SECRET, add_overdue
from tests.pages import get

QUARTERLY = "Furnish quarterly statements to NTT, Q2 FY2026"
SEMI_ANNUAL = "Furnish semi-annual statements to NTT, Q2 FY2026"


def figures(client: Client, url: str = "/", **query: str) -> list[str]:
    page = get(client, url, **query)
    name = "figure" if url == "/" else "chip"
    return [" ".join("".join(item.itertext()).split()) for item in page.of_class(name)]


def test_an_officer_sees_what_needs_action(officer: Client) -> None:
    page = get(officer, "/")
    assert page.heading == "Sunday 22 November 2026"
    assert figures(officer) == [
        "2 overdue",
        "0 due in 14 days",
        "1 answer pending from others",
        "0 to be done promptly",
        "3 rights open",
    ]
    for title in (QUARTERLY, SEMI_ANNUAL):
        assert f"Fri 13 Nov 2026 9 days past the safe date {title}" in page.main
    assert page.main.count("Overdue 6 days Record performance") == 2
    assert (
        "Wed 25 Nov 2026 3 days to the internal target "
        "Deposit the certificate of stock acquisition rights with IIJ, Minato (demo)"
    ) in page.main
    assert "3 of 98 deadlines, as the register shows" in page.main
    assert f"Record performance: {QUARTERLY}" in page.actions
    assert "Record event" in page.actions


def test_an_auditor_sees_it_all_and_no_button(auditor: Client) -> None:
    page = get(auditor, "/")
    assert figures(auditor)[0] == "3 overdue"
    assert f"Thu 12 Nov 2026 10 days past the safe date {SECRET}" in page.main
    assert page.actions == []


def test_what_is_restricted_is_counted_and_shown_for_its_reader_alone(
    officer: Client, insider: Client
) -> None:
    assert figures(insider)[0] == "3 overdue"
    assert figures(officer)[0] == "2 overdue"
    assert SECRET in get(insider, "/").text
    assert SECRET not in get(officer, "/").text


def test_the_register_shows_the_same_numbers(officer: Client) -> None:
    page = get(officer, "/")
    chips = figures(officer, "/obligations/")
    assert chips == [
        "Open 57",
        "Needs action 3",
        "Overdue 2",
        "Due in 14 days 0",
        "Promptly 0",
        "Answers pending 1",
        "Rights open 3",
        "Performed 3",
        "Verification pending 0",
        "Waived or declined 0",
        "All 98",
        "Without a deadline 290",
    ]
    register = get(officer, page.links["2 overdue"])
    assert "1 to 2 of 2" in register.main


def test_the_navigation_counts_what_is_overdue(officer: Client, insider: Client) -> None:
    assert get(officer, "/events/").links["Today 2 overdue"] == "/"
    assert get(insider, "/events/").links["Today 3 overdue"] == "/"


@pytest.mark.parametrize(
    ("day", "number", "look"),
    [
        ("2026-10-29", "0 due in 14 days", "Nothing needs action on this day."),
        ("2026-10-30", "2 due in 14 days", "14 days left"),
        ("2026-11-13", "2 due in 14 days", "Due today"),
        ("2026-11-14", "2 due in 14 days", "Past the safe date"),
        ("2026-11-16", "2 due in 14 days", "Past the safe date"),
        ("2026-11-17", "2 overdue", "Overdue 1 day"),
    ],
)
def test_urgency_runs_from_the_safe_date_and_overdue_begins_after_the_roll(
    officer: Client, day: str, number: str, look: str
) -> None:
    page = get(officer, "/", as_of=day)
    assert number in page.main
    assert look in page.main


def test_a_page_as_of_another_day_records_nothing_and_keeps_the_day(officer: Client) -> None:
    page = get(officer, "/", as_of="2026-11-13")
    assert page.heading == "Friday 13 November 2026"
    assert "You read this page as of Friday 13 November 2026." in page.text
    assert page.actions == []
    assert page.links["Back to today"] == "?"
    own = {"Skip to the content", "Back to today", "Admin"}
    for text, url in page.links.items():
        assert text in own or parse_qs(urlsplit(url).query)["as_of"] == ["2026-11-13"], text


def test_events_recorded_for_later_days_are_not_recent_yet(officer: Client) -> None:
    assert "All New Shares issued" in get(officer, "/").main
    assert "All New Shares issued" not in get(officer, "/", as_of="2003-09-16").main
    assert "Agreement signed" in get(officer, "/", as_of="2003-09-16").main


@pytest.mark.parametrize("asked", ["2026-13-01", "2026-02-30", "1954-12-31", "2100-01-01"])
def test_a_day_that_cannot_be_read_is_named_and_means_today(officer: Client, asked: str) -> None:
    page = get(officer, "/", as_of=asked)
    assert f"“{asked}” is not a day from 1955 to 2099, written like 2026-11-12" in page.text
    assert page.heading == "Sunday 22 November 2026"
    assert page.field("as_of").get("aria-invalid") == "true"


@pytest.mark.parametrize("day", ["1955-01-01", "2099-12-28", "2099-12-31"])
def test_the_first_and_the_last_days_can_be_asked_for(officer: Client, day: str) -> None:
    assert get(officer, "/", as_of=day).value("as_of") == day


@pytest.mark.parametrize(
    ("day", "note"),
    [
        (date(2026, 11, 20), "Tokyo. A business day."),
        (
            date(2026, 11, 22),
            (
                "Tokyo. Not a business day; next business day Tuesday 24 November 2026 "
                "(Mon 23 Nov 2026 is Labor Thanksgiving Day)."
            ),
        ),
        (
            date(2026, 11, 28),
            "Tokyo. Not a business day; next business day Monday 30 November 2026.",
        ),
        (date(2099, 12, 31), "Tokyo. Not a business day."),
    ],
)
def test_the_day_is_described(day: date, note: str) -> None:
    assert describe_day(day) == note


def test_a_long_list_ends_with_the_way_to_the_register(
    officer: Client, quarterly: Deadline
) -> None:
    add_overdue(quarterly, 30)
    page = get(officer, "/")
    assert len(page.of_class("rows")[0]) == 25
    assert page.links["All that needs action, in the register"] == "/obligations/?show=action"
    assert "33 of 128 deadlines" in page.main


class TestConsentsWithoutAnAnswer:
    """19: no disclosure without the other party's consent; silence decides nothing."""

    @pytest.fixture
    def asked(self, loaded: None, db: None) -> Consent:
        """IIJ asked NTT on Monday 9 November 2026, and wished for an answer by Friday the 20th."""
        consent: Consent = ConsentFactory(
            obligation=Obligation.objects.get(key="sa-19"),
            asked_by=Party.objects.get(key="iij"),
            asked_of=Party.objects.get(key="ntt"),
            what="To announce the new alliance",
            wanted_by=date(2026, 11, 20),
        )
        return consent

    def test_who_may_know_sees_how_late_the_answer_is(
        self, officer: Client, insider: Client, auditor: Client, asked: Consent
    ) -> None:
        for client in (officer, insider, auditor):
            page = get(client, "/")
            assert page.links["To announce the new alliance"] == asked.get_absolute_url()
            assert (
                "Answer late: 2 days Subscription Agreement 19 · IIJ → NTT · "
                "asked on Mon 9 Nov 2026 · answer wanted by Fri 20 Nov 2026"
            ) in page.main
            assert page.links["All: Consents without an answer"] == "/consents/?state=pending"
        page = get(officer, "/", as_of="2026-11-20")
        assert "To announce the new alliance Answer pending" in page.main
        assert "To announce the new alliance" not in get(officer, "/", as_of="2026-11-08").main

    def test_the_one_wanted_soonest_comes_first(self, officer: Client, asked: Consent) -> None:
        same = {"obligation": asked.obligation, "asked_by": asked.asked_by}
        same |= {"asked_of": asked.asked_of}
        ConsentFactory(**same, what="To transfer", asked_on=date(2026, 11, 2), wanted_by=None)
        ConsentFactory(**same, what="To pledge", wanted_by=date(2026, 11, 25))
        main = get(officer, "/").main
        places = [main.index(what) for what in ("To announce", "To pledge", "To transfer")]
        assert places == sorted(places)

    def test_what_was_answered_is_gone(self, officer: Client, asked: Consent) -> None:
        ConsentRecordFactory(consent=asked, kind="refused", on=date(2026, 11, 16))
        assert "Consents without an answer" not in get(officer, "/").main
        assert "Answer pending" in get(officer, "/", as_of="2026-11-15").main

    def test_what_must_not_be_known_is_not_there(
        self, officer: Client, insider: Client, auditor: Client, secret: Deadline
    ) -> None:
        ConsentFactory(obligation=secret.obligation, what="To merge")
        assert "Consents without an answer" not in get(officer, "/").main
        for client in (insider, auditor):
            assert "To merge Answer pending" in get(client, "/").main

    def test_it_costs_one_query_however_many_wait(self, officer: Client, asked: Consent) -> None:
        get(officer, "/")
        numbers = []
        for further in (0, 30):
            ConsentFactory.create_batch(
                further,
                obligation=asked.obligation,
                asked_by=asked.asked_by,
                asked_of=asked.asked_of,
            )
            with CaptureQueriesContext(connection) as captured:
                get(officer, "/")
            numbers.append(len(captured))
        assert numbers[0] == numbers[1]
