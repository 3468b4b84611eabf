"""Facts: the list, recording one, correcting it, withdrawing it."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine
from django.test import Client

from obligations.models import Deadline, DeadlineVersion, Event
from tests.obligations.views.conftest import SECRET, deadline_of, event_type
from tests.pages import Page, assert_accessible, get, read

LIST, RECORD = "/events/", "/events/record/"
EXPORTS = ["Export CSV", "Export Excel"]
"""What everybody who reads the list is offered."""
NOTICE = "Notice of additional shares received by NTT"


def fact(**changed: Any) -> dict[str, Any]:
    """The form for the notice that NTT received on Thursday 12 November 2026 at 10:20."""
    filled = {
        "type": event_type("receipt of issuance notice").pk,
        "happened_on": "2026-11-12",
        "time": "10:20",
        "zone": "Asia/Tokyo",
        "note": "By courier",
    }
    return filled | changed


def send(client: Client, url: str, data: dict[str, Any]) -> Page:
    """The page that a form without JavaScript comes back with."""
    response = client.post(url, data)
    assert response.status_code == 200, response.status_code
    page = read(response)
    assert_accessible(page)
    return page


def record(client: Client, **changed: Any) -> Event:
    """Record the notice, and be sent to the list."""
    response = client.post(RECORD, fact(record="1", **changed))
    assert (response.status_code, response.headers["Location"]) == (302, LIST)
    return Event.objects.latest("pk")


def numbers() -> tuple[int, int, int]:
    models = Event, Deadline, DeadlineVersion
    facts, deadlines, versions = (model._default_manager.count() for model in models)  # noqa: SLF001
    return facts, deadlines, versions


# The list


def test_an_officer_sees_every_record_and_what_can_be_done(officer: Client) -> None:
    page = get(officer, LIST)
    of_ntt = [row for row in page.rows() if " Subscription" in row]
    assert [row.split(" Subscription")[0] for row in of_ntt] == [
        "Wed 17 Sep 2003 All New Shares issued",
        "Tue 16 Sep 2003 Purchase price paid (Closing Date)",
        "Tue 16 Sep 2003 Agreement signed",
    ]
    assert of_ntt[0].endswith("Correct: All New Shares issued Withdraw: All New Shares issued")
    assert "Record event" in page.actions


def test_an_auditor_sees_them_all_and_no_button(auditor: Client) -> None:
    page = get(auditor, LIST)
    assert SECRET in page.rows()[0]
    assert page.actions == EXPORTS


def test_who_must_not_know_sees_no_trace(officer: Client, insider: Client) -> None:
    assert SECRET in get(insider, LIST).text
    assert SECRET not in get(officer, LIST).text


def test_the_list_as_of_a_day_ends_with_it(officer: Client) -> None:
    page = get(officer, LIST, as_of="2003-09-16")
    assert len(page.rows()) == 2
    assert page.actions == EXPORTS


# Recording


@pytest.mark.parametrize("data", [None, {}])
def test_who_may_only_read_is_refused(auditor: Client, data: dict[str, str] | None) -> None:
    response = auditor.get(RECORD) if data is None else auditor.post(RECORD, fact(record="1"))
    assert response.status_code == 403
    assert "Your role reads the register." in read(response).main
    assert numbers()[0] == 8


def test_as_of_another_day_nothing_is_recorded(officer: Client) -> None:
    before = numbers()
    for response in (
        officer.get(RECORD, {"as_of": "2026-11-13"}),
        officer.post(f"{RECORD}?as_of=2026-11-13", fact(record="1")),
    ):
        assert response.status_code == 403
        assert "Go back to today to record." in read(response).main
    assert numbers() == before


def test_events_of_a_restricted_instrument_are_offered_to_its_reader_alone(
    officer: Client, insider: Client
) -> None:
    assert SECRET in get(insider, RECORD).choices("type")
    page = get(officer, RECORD)
    assert NOTICE in page.choices("type")
    assert SECRET not in page.text
    page = send(officer, RECORD, fact(type=event_type("umbrella closing").pk, record="1"))
    unknown = send(officer, RECORD, fact(type=10**9, record="1"))
    assert page.errors == unknown.errors
    assert page.errors[0].startswith("Select a valid choice.")
    assert SECRET not in page.text


def test_the_preview_shows_what_it_opens_and_writes_nothing(officer: Client) -> None:
    before = numbers()
    page = send(officer, RECORD, fact())
    assert (
        "Answer the notice, subscribe pro rata Subscription Agreement 14.3 Change opens"
        in page.main
    )
    assert "Act by Thu 26 Nov 2026 Contractual day Thu 26 Nov 2026" in page.main
    assert "Nothing is saved yet" in page.main
    assert page.actions[:2] == ["Record event", "Show again what it changes"]
    assert page.value("note") == "By courier"
    assert numbers() == before


def test_before_a_preview_nothing_can_be_recorded_by_button(officer: Client) -> None:
    page = get(officer, RECORD)
    assert page.actions == ["Show what it changes", "Cancel"]
    assert page.value("zone") in {"", "Asia/Tokyo"}


def test_recording_opens_the_deadline_and_says_so(officer: Client) -> None:
    event = record(officer)
    assert event.happened_at == datetime(2026, 11, 12, 1, 20, tzinfo=UTC)
    assert (event.happened_on, event.zone) == (date(2026, 11, 12), "Asia/Tokyo")
    assert event.recorded_by.name == "Aiko Tanaka"
    version = deadline_of("sa-14-3").current
    assert version is not None
    assert (version.safe, version.due) == (date(2026, 11, 26), date(2026, 11, 26))
    page = get(officer, LIST)
    assert page.messages == ["Event recorded. 1 deadline opened or moved."]
    assert page.rows()[0].startswith(f"Thu 12 Nov 2026, 10:20 Tokyo {NOTICE}")
    assert get(officer, LIST).messages == []


def test_an_instant_elsewhere_is_turned_into_a_day_in_tokyo(officer: Client) -> None:
    event = record(officer, happened_on="2026-11-11", time="20:20", zone="America/New_York")
    assert event.happened_on == date(2026, 11, 12)
    assert "Wed 11 Nov 2026, 20:20 New York" in get(officer, LIST).rows()[0]


def test_sending_it_twice_makes_one_record(officer: Client) -> None:
    record(officer)
    before = numbers()
    page = send(officer, RECORD, fact(record="1"))
    (error,) = page.errors
    assert f"“{NOTICE} 2026-11-12” is already recorded, by Aiko Tanaka" in error
    assert "say in the note what sets it apart" in error
    assert page.value("note") == "By courier"
    assert numbers() == before


def test_a_second_fact_of_the_day_is_told_by_its_note(officer: Client) -> None:
    first = record(officer)
    second = record(officer, note="A second notice, by courier too")
    assert first.pk != second.pk
    assert Deadline.objects.filter(obligation__key="sa-14-3").count() == 2


def test_a_withdrawn_fact_can_be_recorded_anew(officer: Client) -> None:
    event = record(officer)
    officer.post(f"/events/{event.pk}/withdraw/", {"reason": "Wrong matter"})
    assert record(officer).pk > event.pk


@pytest.mark.parametrize(
    ("name", "typed", "error"),
    [
        ("type", "", "This field is required."),
        ("happened_on", "", "This field is required."),
        ("happened_on", "2026-02-30", "“2026-02-30” is not a date: write it as year-month-day"),
        ("happened_on", "12/11/2026", "“12/11/2026” is not a date: write it as year-month-day"),
        ("happened_on", "1954-12-31", "1954-12-31 lies outside the years 1955 to 2099"),
        ("happened_on", "2026-11-23", "Mon 23 Nov 2026 has not come yet"),
        ("time", "25:00", "“25:00” is not a time: write hour and minute, like 10:20."),
        ("note", "a\0b", "Null characters are not allowed."),
    ],
)
def test_bad_input_is_named_and_kept(officer: Client, name: str, typed: str, error: str) -> None:
    before = numbers()
    page = send(officer, RECORD, fact(**{name: typed}, record="1"))
    (said,) = page.errors
    assert said.startswith(error)
    assert page.field(name).get("aria-invalid") == "true"
    if "\0" not in typed:
        assert page.value(name) == typed
    other = "note" if name != "note" else "happened_on"
    assert page.value(other) == fact()[other]
    assert numbers() == before


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ({"happened_on": "2026-11-22", "time": "09:01"}, "Sun 22 Nov 2026, 09:01"),
        (
            {"happened_on": "2026-11-21", "time": "19:01", "zone": "America/New_York"},
            "Sat 21 Nov 2026, 19:01",
        ),
    ],
)
def test_an_instant_that_has_not_come_is_refused(
    officer: Client, typed: dict[str, str], shown: str
) -> None:
    page = send(officer, RECORD, fact(**typed, record="1"))
    (said,) = page.errors
    assert said.startswith(f"{shown} in this zone has not come yet")
    assert page.value("time") == typed["time"]


def test_the_present_minute_can_be_recorded(officer: Client) -> None:
    assert record(officer, happened_on="2026-11-22", time="09:00").happened_on == date(2026, 11, 22)


@pytest.mark.parametrize("button", [{}, {"record": "1"}])
def test_a_day_for_which_holiday_data_are_missing_is_refused(
    officer: Client, button: dict[str, str]
) -> None:
    issue = event_type("issuance of additional shares").pk
    before = numbers()
    page = send(officer, RECORD, fact(type=issue, happened_on="1955-01-01", time="", **button))
    (said,) = page.errors
    assert said.startswith("1954-12-31 is outside 1955 to 2099")
    assert page.field("happened_on").get("aria-invalid") == "true"
    assert "Record event" not in page.actions
    assert numbers() == before


def test_a_link_can_fill_the_form(officer: Client) -> None:
    page = get(officer, RECORD, type=str(fact()["type"]), happened_on="2026-11-12", note="<i>")
    assert page.value("type") == str(fact()["type"])
    assert page.value("happened_on") == "2026-11-12"
    assert page.value("note") == "<i>"


def test_htmx_gets_the_preview_and_the_buttons_only(officer: Client) -> None:
    response = officer.post(RECORD, fact(), headers={"hx-request": "true"})
    part = read(response)
    assert [item.get("id") for item in part.root] == ["preview", "event-actions"]
    assert "Thu 26 Nov 2026" in part.text
    actions = part.root[1]
    assert actions.get("hx-swap-oob") == "true"
    assert "Record event" in part.text


def test_htmx_and_half_a_form(officer: Client) -> None:
    response = officer.post(RECORD, {"type": fact()["type"]}, headers={"hx-request": "true"})
    part = read(response)
    assert "Say what happened and when" in part.text
    assert "Record event" not in part.text


def test_without_htmx_the_buttons_stay_where_they_are(officer: Client) -> None:
    page = send(officer, RECORD, fact())
    (actions,) = (item for item in page.root.iter() if item.get("id") == "event-actions")
    assert actions.get("hx-swap-oob") is None


# Correcting


def test_a_correction_starts_from_what_was_recorded(officer: Client) -> None:
    event = record(officer, zone="America/New_York")
    page = get(officer, f"/events/{event.pk}/correct/")
    assert page.value("happened_on") == "2026-11-12"
    assert page.value("time") == "10:20"
    assert page.value("zone") == "America/New_York"
    assert page.value("note") == "By courier"
    assert page.choices("type") == ["Choose an event", NOTICE]


def test_a_correction_moves_the_deadline_and_both_records_stay(officer: Client) -> None:
    event = record(officer)
    url = f"/events/{event.pk}/correct/"
    page = send(officer, url, fact(happened_on="2026-11-13", reason="Postmark"))
    assert "Change moves" in page.main
    assert "Act by Thu 26 Nov 2026 Fri 27 Nov 2026" in page.main
    response = officer.post(url, fact(happened_on="2026-11-13", reason="Postmark", record="1"))
    assert response.headers["Location"] == LIST
    version = deadline_of("sa-14-3").current
    assert version is not None
    assert (version.number, version.due) == (2, date(2026, 11, 27))
    page = get(officer, LIST)
    assert page.messages == ["Fact corrected. 1 deadline opened or moved."]
    assert "Fri 13 Nov 2026, 10:20 Tokyo" in page.rows()[0]
    assert "Reason: Postmark" in page.rows()[0]
    assert f"{NOTICE} Corrected" in page.rows()[1]
    assert "Correct:" not in page.rows()[1]


def test_a_correction_needs_its_reason(officer: Client) -> None:
    event = record(officer)
    page = send(officer, f"/events/{event.pk}/correct/", fact(reason="  ", record="1"))
    assert page.errors == ["This field is required."]
    assert page.field("reason").get("aria-invalid") == "true"


@pytest.mark.parametrize("action", ["correct", "withdraw"])
@pytest.mark.parametrize("earlier", ["correct", "withdraw"])
def test_what_was_corrected_or_withdrawn_meanwhile_leads_to_the_latest_record(
    officer: Client, action: str, earlier: str
) -> None:
    event = record(officer)
    corrected = fact(happened_on="2026-11-13", reason="Postmark", record="1")
    officer.post(f"/events/{event.pk}/{earlier}/", corrected)
    get(officer, LIST)
    before = numbers()
    response = officer.post(f"/events/{event.pk}/{action}/", corrected)
    assert response.headers["Location"] == LIST
    assert numbers() == before
    assert get(officer, LIST).messages == [
        "This record was already corrected or withdrawn. The latest one is below."
    ]
    assert officer.get(f"/events/{event.pk}/{action}/").headers["Location"] == LIST


def test_htmx_opens_a_redirect_as_a_page(officer: Client) -> None:
    event = record(officer)
    officer.post(f"/events/{event.pk}/withdraw/", {"reason": "Wrong matter"})
    url, htmx = f"/events/{event.pk}/correct/", {"hx-request": "true"}
    response = officer.post(url, fact(), headers=htmx)
    assert (response.status_code, response.headers["HX-Redirect"]) == (200, LIST)
    response = Client().post(url, fact(), headers=htmx)
    assert response.headers["HX-Redirect"] == f"/accounts/login/?next={url}"


@pytest.mark.parametrize("action", ["correct", "withdraw"])
def test_who_may_change_a_record(
    officer: Client, auditor: Client, insider: Client, secret: Deadline, action: str
) -> None:
    assert secret.event is not None
    url = f"/events/{secret.event.pk}/{action}/"
    before = numbers()
    for method in ("get", "post"):
        assert getattr(officer, method)(url).status_code == 404
        assert getattr(auditor, method)(url).status_code == 403
        assert getattr(insider, method)(url).status_code == 200
        assert getattr(insider, method)(f"{url}?as_of=2026-11-13").status_code == 403
    assert numbers() == before
    assert officer.get(f"/events/{10**30}/{action}/").status_code == 404


# Withdrawing


def test_a_withdrawal_keeps_the_record_and_withdraws_what_it_opened(officer: Client) -> None:
    event = record(officer)
    url = f"/events/{event.pk}/withdraw/"
    page = get(officer, url)
    assert f"{NOTICE}, Thu 12 Nov 2026" in page.main
    assert send(officer, url, {"reason": ""}).errors == ["This field is required."]
    response = officer.post(url, {"reason": "It concerned another issuer"})
    assert response.headers["Location"] == LIST
    page = get(officer, LIST)
    assert page.messages == ["Fact withdrawn. It stays visible. 1 deadline opened or moved."]
    assert f"{NOTICE} Withdrawal" in page.rows()[0]
    assert "Reason: It concerned another issuer" in page.rows()[0]
    assert f"{NOTICE} Withdrawn" in page.rows()[1]
    page = get(officer, deadline_of("sa-14-3").get_absolute_url())
    assert "Withdrawn" in page.main
    assert page.actions == ["Add comment"]


def test_the_day_is_that_of_tokyo(officer: Client, sunday: time_machine.Traveller) -> None:
    sunday.move_to(datetime(2026, 11, 22, 15, 30, tzinfo=UTC))
    assert record(officer, happened_on="2026-11-23", time="").happened_on == date(2026, 11, 23)


def test_a_withdrawal_shows_the_right_that_it_opens_and_today_counts_it(officer: Client) -> None:
    """Without full issuance NTT may terminate from 1 November 2003 (18.2)."""
    issued = Event.objects.get(type__name="full issuance")
    assert "3 rights open" in get(officer, "/").main
    page = get(officer, f"/events/{issued.pk}/withdraw/")
    assert "Terminate if the New Shares are not fully issued" in page.main
    assert "Arises Sat 1 Nov 2003" in page.main
    officer.post(f"/events/{issued.pk}/withdraw/", {"reason": "To see the other case"})
    page = get(officer, "/")
    assert "4 rights open" in page.main
    assert "All New Shares issued withdrawn" in page.main
