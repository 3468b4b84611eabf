"""The closing checklist: read by everybody who may know it, recorded by Compliance and Legal."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from obligations.models import ClosingRecord, Obligation, Performance
from obligations.services import record_closing, record_performance
from tests.factories import ObligationFactory, UserFactory
from tests.obligations.views.conftest import SECRET, deadline_of
from tests.pages import Page, assert_accessible, get, read, words

LIST = "/agreements/subscription-agreement/closing/"
SECRET_LIST = "/agreements/umbrella/closing/"
SIGNED = date(2003, 9, 16)


@pytest.fixture
def lawyer(sign_in: Callable[[str], Client]) -> Client:
    """Legal: may record, waivers too."""
    return sign_in("legal@demo.localhost")


@pytest.fixture
def hidden() -> Obligation:
    """An item of the restricted instrument."""
    Obligation.objects.filter(key="umbrella-1").update(on_closing_list=True)
    return Obligation.objects.get(key="umbrella-1")


def says(**changed: Any) -> dict[str, Any]:
    """The form for 6(6): satisfied on the day of closing."""
    return {"state": "satisfied", "on": "2003-09-16", "note": "Nothing was asked for"} | changed


def send(client: Client, url: str, data: dict[str, Any]) -> Page:
    """The page that a form comes back with."""
    response = client.post(url, data)
    assert response.status_code == 200, response.status_code
    page = read(response)
    assert_accessible(page)
    return page


def row(page: Page, key: str) -> str:
    """What the list says about one item."""
    (found,) = (item for item in page.root.iter("li") if item.get("id") == key)
    return words(found)


def say(key: str, state: str, on: date, note: str = "A letter") -> ClosingRecord:
    return record_closing(
        obligation=Obligation.objects.with_places().get(key=key),
        state=state,
        on=on,
        note=note,
        by=UserFactory(name="Somebody"),
        today=date(2026, 11, 22),
    )


def test_the_list_says_what_is_open_and_what_that_means(auditor: Client) -> None:
    page = get(auditor, LIST)
    assert page.heading == "Closing checklist"
    assert "13 of 15 satisfied, 1 waived, 1 open as of Sun 22 Nov 2026" in page.main
    assert "All 5 conditions of article 5 are satisfied or waived." in page.main
    assert (
        "7 (Pay the price of the New Shares to the Escrow Bank): satisfied on Tue 16 Sep 2003. "
        "7 also refers to what is still open here: 6(6)."
    ) in page.main
    headings = [words(heading) for heading in page.root.iter("h2")]
    assert headings == [
        "5 Conditions Precedent to NTT's Obligation to Pay the Purchase Price",
        "6 Documents to Be Delivered by IIJ to NTT on the Closing Date",
        "7 Payment of the Purchase Price of the New Shares",
        "8 Non-Issuance of Share Certificate",
    ]


def test_an_item_says_who_owes_it_by_when_and_on_what_its_state_rests(auditor: Client) -> None:
    page = get(auditor, LIST)
    assert row(page, "sa-6-1").startswith(
        "6(1) Tue 16 Sep 2003 Deliver the board minutes that authorise the New Issuance "
        "IIJ → NTT · on or before closing Demonstration, not a statement about the agreement. "
        "Receipt of NTT recorded by Aiko Tanaka, "
    )
    assert row(page, "sa-6-1").endswith("Tokyo Satisfied Tue 16 Sep 2003")
    assert row(page, "sa-8-register").startswith("8 registration Wed 17 Sep 2003")
    assert "for NTT · from signing until closing · NTT may waive it" in row(page, "sa-5-3")
    assert row(page, "sa-5-3").endswith("Waived by NTT Tue 16 Sep 2003")
    assert row(page, "sa-6-6").endswith("IIJ → NTT · on or before closing Open")
    assert page.links["6(6)"] == "#sa-6-6"
    assert page.links["Pay the price of the New Shares to the Escrow Bank"] == "/obligations/sa-7/"


def test_earlier_records_stay_visible(auditor: Client) -> None:
    said = row(get(auditor, LIST), "sa-6-4")
    assert "All 3 records" in said
    assert (
        "Open again, Tue 16 Sep 2003 replaced by a later record · "
        "Demonstration, not a statement about the agreement. A page of the copy was missing"
    ) in said


def test_until_the_conditions_are_met_the_price_need_not_be_paid(officer: Client) -> None:
    """Article 5: payment is subject to its conditions, met or waived by NTT."""
    say("sa-7", "open", SIGNED)
    say("sa-5-2", "failed", SIGNED)
    page = get(officer, LIST)
    assert "11 of 15 satisfied, 1 waived, 1 failed, 2 open" in page.main
    assert (
        "1 of 5 conditions of article 5 is neither satisfied nor waived: 5.2. Until then NTT "
        "need not perform 7 (Pay the price of the New Shares to the Escrow Bank)."
    ) in page.main
    say("sa-5-2", "waived", SIGNED)
    assert (
        "All 5 conditions of article 5 are satisfied or waived. NTT may be asked to perform 7 "
        "(Pay the price of the New Shares to the Escrow Bank)."
    ) in get(officer, LIST).main


def test_as_of_another_day_it_shows_that_day_and_no_form(lawyer: Client) -> None:
    page = get(lawyer, LIST, as_of="2003-09-15")
    assert "0 of 15 satisfied, 15 open as of Mon 15 Sep 2003" in page.main
    assert "no day yet" in row(page, "sa-6-1")
    page = get(lawyer, LIST, as_of="2003-09-16")
    assert "11 of 15 satisfied, 1 waived, 3 open as of Tue 16 Sep 2003" in page.main
    assert row(page, "sa-8-register").endswith("Open")
    assert page.actions == []
    assert page.links["Read 8"] == "/agreements/subscription-agreement/8/?as_of=2003-09-16"
    page = get(lawyer, LIST, as_of="2003-09-17")
    assert "13 of 15 satisfied, 1 waived, 1 open as of Wed 17 Sep 2003" in page.main


def test_an_officer_records_a_state(officer: Client) -> None:
    page = get(officer, LIST)
    assert page.links[
        "Record state: 6(6) Deliver other documents that NTT reasonably asks for"
    ] == (f"{LIST}sa-6-6/")
    page = get(officer, f"{LIST}sa-6-6/")
    assert page.choices("state") == ["Choose a state", "Satisfied", "Failed"]
    assert page.value("on") == "2026-11-22"
    assert "Nothing is recorded yet." in page.main
    response = officer.post(f"{LIST}sa-6-6/", says())
    assert response.headers["Location"] == f"{LIST}#sa-6-6"
    page = get(officer, LIST)
    (said,) = page.messages
    assert said == (
        "Recorded for 6(6), Deliver other documents that NTT reasonably asks for: "
        "Satisfied from Tue 16 Sep 2003 on."
    )
    assert "14 of 15 satisfied, 1 waived as of" in page.main
    record = ClosingRecord.objects.latest("pk")
    assert (record.obligation.key, record.on, record.recorded_by.name) == (
        "sa-6-6",
        SIGNED,
        "Aiko Tanaka",
    )


def test_a_waiver_is_recorded_by_legal_and_says_by_whom(officer: Client, lawyer: Client) -> None:
    assert "Waived by NTT" not in get(officer, f"{LIST}sa-5-1/").choices("state")
    (error,) = send(officer, f"{LIST}sa-5-1/", says(state="waived")).errors
    assert error.startswith("A waiver is recorded by Legal: ask a colleague there")
    assert "Waived by NTT" in get(lawyer, f"{LIST}sa-5-1/").choices("state")
    assert lawyer.post(f"{LIST}sa-5-1/", says(state="waived")).status_code == 302
    said = row(get(lawyer, LIST), "sa-5-1")
    assert "Waived by NTT Tue 16 Sep 2003 Record state" in said
    assert "Satisfied, Tue 16 Sep 2003 replaced by a later record" in said


def test_what_nobody_may_waive_offers_no_waiver(lawyer: Client) -> None:
    Obligation.objects.filter(key="sa-6-6").update(obligee=None)
    assert get(lawyer, f"{LIST}sa-6-6/").choices("state") == [
        "Choose a state",
        "Satisfied",
        "Failed",
    ]
    (error,) = send(lawyer, f"{LIST}sa-6-6/", says(state="waived")).errors
    assert error == "Nobody may waive this item: choose another state."


def test_a_state_taken_back_is_open_again(officer: Client) -> None:
    assert "Open again" in get(officer, f"{LIST}sa-5-4/").choices("state")
    officer.post(f"{LIST}sa-5-4/", says(state="open", on="2003-09-17", note="An order came"))
    page = get(officer, LIST)
    assert "An order came" in row(page, "sa-5-4")
    assert "Open again Wed 17 Sep 2003" in row(page, "sa-5-4")
    assert row(get(officer, LIST, as_of="2003-09-16"), "sa-5-4").endswith(
        "Satisfied Tue 16 Sep 2003"
    )


@pytest.mark.parametrize(
    ("typed", "field", "error"),
    [
        ({"state": ""}, "state", "Choose the state that the item has."),
        ({"state": "perhaps"}, "state", "Select a valid choice. perhaps is not one"),
        ({"state": "open"}, "state", "Nothing is recorded, so the item is open already"),
        ({"on": ""}, "on", "This field is required."),
        ({"on": "16.9.03"}, "on", "“16.9.03” is not a date"),
        ({"on": "2026-11-23"}, "on", "Mon 23 Nov 2026 has not come yet"),
        ({"note": "  "}, "note", "This field is required."),
    ],
)
def test_bad_input_is_named_and_kept(
    officer: Client, typed: dict[str, str], field: str, error: str
) -> None:
    page = send(officer, f"{LIST}sa-6-6/", says(**typed))
    (said,) = page.errors
    assert said.startswith(error)
    assert page.field(field).get("aria-invalid") == "true"
    kept = says(**typed)
    assert page.value("on") == kept["on"]
    assert page.value("note") == kept["note"].strip()
    assert not ClosingRecord.objects.filter(obligation__key="sa-6-6").exists()


def test_sending_it_twice_makes_one_record(officer: Client) -> None:
    for _ in range(2):
        assert officer.post(f"{LIST}sa-6-6/", says()).status_code == 302
    assert ClosingRecord.objects.filter(obligation__key="sa-6-6").count() == 1
    assert get(officer, LIST).messages[-1] == (
        "Nothing was added: Aiko Tanaka has recorded the same on 6(6), "
        "Deliver other documents that NTT reasonably asks for."
    )


@pytest.mark.parametrize("method", ["get", "post"])
def test_who_may_record(
    officer: Client, auditor: Client, insider: Client, hidden: Obligation, method: str
) -> None:
    before = ClosingRecord.objects.count()
    url = f"{LIST}sa-6-6/"
    assert getattr(auditor, method)(url).status_code == 403
    assert getattr(officer, method)(f"{url}?as_of=2003-09-16").status_code == 403
    assert getattr(officer, method)(f"{SECRET_LIST}{hidden.key}/").status_code == 404
    assert getattr(insider, method)(f"{SECRET_LIST}{hidden.key}/").status_code == 200
    assert ClosingRecord.objects.count() == before


def test_who_may_know(
    officer: Client, auditor: Client, insider: Client, hidden: Obligation
) -> None:
    assert officer.get(SECRET_LIST).status_code == 404
    assert officer.get("/agreements/nothing/closing/").status_code == 404
    assert SECRET in get(insider, SECRET_LIST).main
    assert "Record state" not in get(auditor, SECRET_LIST).main
    assert "Record state" in get(insider, SECRET_LIST).main


@pytest.mark.parametrize("key", ["sa-14-3", "umbrella-1", "nothing"])
def test_what_is_not_on_the_list_takes_no_record(insider: Client, key: str) -> None:
    assert insider.post(f"{LIST}{key}/", says()).status_code == 404


def test_the_list_takes_nothing_and_the_form_is_sent_by_post(officer: Client) -> None:
    for method in ("post", "put", "patch", "delete"):
        assert getattr(officer, method)(LIST).status_code == 405
    assert officer.put(f"{LIST}sa-6-6/").status_code == 405


@pytest.mark.parametrize("url", [LIST, f"{LIST}sa-6-6/"])
def test_nobody_sees_it_without_signing_in(client: Client, url: str) -> None:
    for response in (client.get(url), client.post(url, says())):
        assert response.headers["Location"] == f"/accounts/login/?next={url}"


def test_an_instrument_without_items_says_so(insider: Client) -> None:
    assert "Nothing of this instrument is on a closing checklist." in get(insider, SECRET_LIST).main


def test_a_performance_on_record_is_shown_at_an_item_still_open(officer: Client) -> None:
    record_performance(
        deadline=deadline_of("sa-6-6"),
        by=UserFactory(),
        dispatched_on=None,
        arrived_on=SIGNED,
        means=Performance.Means.WRITING,
    )
    assert "Its deadline is recorded as performed on Tue 16 Sep 2003." in row(
        get(officer, LIST), "sa-6-6"
    )


def test_the_page_of_an_item_leads_to_its_state(officer: Client) -> None:
    said = "Its state on the closing checklist"
    links = get(officer, "/obligations/sa-5-3/").links
    assert links[said] == f"{LIST}#sa-5-3"
    links = get(officer, "/obligations/sa-5-3/", as_of="2003-09-16").links
    assert links[said] == f"{LIST}?as_of=2003-09-16#sa-5-3"
    assert said not in get(officer, "/obligations/sa-14-3/").links


def test_the_page_of_the_instrument_leads_to_its_list(insider: Client) -> None:
    page = get(insider, "/agreements/subscription-agreement/", as_of="2003-09-16")
    assert page.links["Closing checklist"] == f"{LIST}?as_of=2003-09-16"
    assert "Closing checklist" not in get(insider, "/agreements/umbrella/").links


def test_more_items_and_records_ask_no_more_queries(officer: Client) -> None:
    get(officer, LIST)
    few = queries(officer)
    place = Obligation.objects.get(key="sa-6-6").article
    for number in range(30):
        item = ObligationFactory(article=place, on_closing_list=True)
        say(item.key, "satisfied", SIGNED, f"Letter {number}")
    assert queries(officer) == few <= 20


def queries(client: Client) -> int:
    with CaptureQueriesContext(connection) as captured:
        get(client, LIST)
    return len(captured)
