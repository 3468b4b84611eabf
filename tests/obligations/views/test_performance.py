"""Recording that a deadline was met, and withdrawing a record made in error."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from agreements.models import AgreementParty
from obligations.models import Deadline, Obligation, Performance
from obligations.services import When, record_event
from tests.obligations.views.conftest import SUNDAY, deadline_of, event_type
from tests.pages import Page, assert_accessible, get, read


def act(**changed: Any) -> dict[str, Any]:
    """The form for statements sent on Wednesday 18 November 2026, which arrived the day after."""
    filled = {
        "dispatched_on": "2026-11-18",
        "arrived_on": "2026-11-19",
        "means": "facsimile",
        "to_whom": "NTT, Department 1",
        "note": "Two pages",
    }
    return filled | changed


def perform(deadline: Deadline) -> str:
    return f"/deadlines/{deadline.pk}/perform/"


def send(client: Client, url: str, data: dict[str, Any]) -> Page:
    """The page that a form comes back with."""
    response = client.post(url, data)
    assert response.status_code == 200, response.status_code
    page = read(response)
    assert_accessible(page)
    return page


def record(client: Client, deadline: Deadline, **changed: Any) -> Performance:
    """Record it, and be sent to the deadline."""
    response = client.post(perform(deadline), act(**changed))
    assert response.status_code == 302
    assert response.headers["Location"] == deadline.get_absolute_url()
    return deadline.performances.latest("pk")


def withdraw(performance: Performance) -> str:
    return f"/deadlines/{performance.deadline_id}/performances/{performance.pk}/withdraw/"


def test_an_officer_records_it_and_late_is_recorded_not_refused(
    officer: Client, quarterly: Deadline
) -> None:
    page = get(officer, perform(quarterly))
    assert page.actions == ["Record performance", "Cancel"]
    assert "Safe date Fri 13 Nov 2026" in page.main
    performance = record(officer, quarterly)
    assert performance.counted_on == date(2026, 11, 19)
    assert performance.recorded_by.name == "Aiko Tanaka"
    page = get(officer, quarterly.get_absolute_url())
    assert page.messages == ["Performance recorded."]
    assert "Performed late" in page.main
    assert "By facsimile, NTT, Department 1" in page.main
    assert "dispatched Wed 18 Nov 2026 · arrived Thu 19 Nov 2026 Two pages" in page.main
    assert page.actions == ["Add comment"]


def test_what_is_only_sent_does_not_count_yet(officer: Client, quarterly: Deadline) -> None:
    record(officer, quarterly, arrived_on="")
    page = get(officer, quarterly.get_absolute_url())
    assert "arrival not recorded yet" in page.main
    assert "Overdue 6 days" in page.main
    record(officer, quarterly)
    assert "Performed late" in get(officer, quarterly.get_absolute_url()).main


@pytest.mark.parametrize("method", ["get", "post"])
def test_who_may_record(
    officer: Client,
    auditor: Client,
    insider: Client,
    quarterly: Deadline,
    secret: Deadline,
    method: str,
) -> None:
    assert getattr(auditor, method)(perform(quarterly)).status_code == 403
    assert getattr(officer, method)(perform(secret)).status_code == 404
    assert getattr(insider, method)(perform(secret)).status_code == 200
    as_of = getattr(officer, method)(f"{perform(quarterly)}?as_of=2026-11-20")
    assert as_of.status_code == 403
    assert "Go back to today to record." in read(as_of).main
    assert not quarterly.performances.exists()


@pytest.mark.parametrize(
    ("typed", "field", "error"),
    [
        ({"dispatched_on": "", "arrived_on": ""}, "dispatched_on", "Give the day of dispatch"),
        ({"arrived_on": "2026-11-17"}, "arrived_on", "It cannot arrive before it was dispatched"),
        ({"arrived_on": "2026-11-23"}, "arrived_on", "Mon 23 Nov 2026 has not come yet"),
        (
            {"dispatched_on": "2026-09-30"},
            "dispatched_on",
            "Wed 30 Sep 2026 is before the deadline opens on Thu 1 Oct 2026",
        ),
        ({"dispatched_on": "18.11."}, "dispatched_on", "“18.11.” is not a date"),
        ({"means": "pigeon"}, "means", "Select a valid choice. pigeon is not one"),
        ({"to_whom": "x" * 301}, "to_whom", "Ensure this value has at most 300 characters"),
    ],
)
def test_bad_input_is_named_and_kept(
    officer: Client, quarterly: Deadline, typed: dict[str, str], field: str, error: str
) -> None:
    page = send(officer, perform(quarterly), act(**typed))
    (said,) = page.errors
    assert said.startswith(error)
    assert page.field(field).get("aria-invalid") == "true"
    kept = act(**typed)
    for name in ("dispatched_on", "arrived_on", "to_whom", "note"):
        assert page.value(name) == kept[name]
    assert not quarterly.performances.exists()


def test_sending_it_twice_makes_one_record(officer: Client, quarterly: Deadline) -> None:
    record(officer, quarterly, arrived_on="")
    page = send(officer, perform(quarterly), act(arrived_on=""))
    (error,) = page.errors
    assert "“By facsimile” is already recorded, by Aiko Tanaka" in error
    assert page.value("to_whom") == "NTT, Department 1"
    assert quarterly.performances.count() == 1


@pytest.mark.parametrize("method", ["get", "post"])
def test_what_is_performed_is_not_performed_again(
    officer: Client, quarterly: Deadline, method: str
) -> None:
    record(officer, quarterly)
    get(officer, "/")
    response = getattr(officer, method)(perform(quarterly), act())
    assert response.headers["Location"] == quarterly.get_absolute_url()
    page = get(officer, quarterly.get_absolute_url())
    assert page.messages == ["Nothing more was recorded: the status is “Performed late”."]
    assert quarterly.performances.count() == 1


@pytest.mark.parametrize(
    ("key", "period"), [("sa-18-2", ""), ("sa-20", ""), ("sa-12-1-3", "Q3 FY2026")]
)
def test_what_cannot_be_performed_takes_no_record(officer: Client, key: str, period: str) -> None:
    deadline = deadline_of(key, period)
    assert officer.post(perform(deadline), act()).status_code == 302
    assert not deadline.performances.exists()


def test_a_record_made_in_error_is_withdrawn_and_stays_visible(
    officer: Client, quarterly: Deadline
) -> None:
    performance = record(officer, quarterly)
    page = get(officer, quarterly.get_absolute_url())
    assert page.links["Withdraw this record"] == withdraw(performance)
    page = get(officer, withdraw(performance))
    assert "By facsimile Wed 18 Nov 2026 Thu 19 Nov 2026" in page.main
    assert send(officer, withdraw(performance), {"note": " "}).errors == ["This field is required."]
    response = officer.post(withdraw(performance), {"note": "Sent for another quarter"})
    assert response.headers["Location"] == quarterly.get_absolute_url()
    page = get(officer, quarterly.get_absolute_url())
    assert "Overdue 6 days" in page.main
    assert "By facsimile, NTT, Department 1" in page.main
    assert "Record withdrawn Sent for another quarter" in page.main
    assert "Record performance" in page.actions
    assert "Withdraw this record" not in page.links


def test_a_second_withdrawal_says_that_there_was_one(officer: Client, quarterly: Deadline) -> None:
    performance = record(officer, quarterly)
    for _ in range(2):
        officer.post(withdraw(performance), {"note": "Sent for another quarter"})
    page = get(officer, quarterly.get_absolute_url())
    assert page.messages[-1] == "This record was already withdrawn or corrected."
    assert quarterly.performances.count() == 2


@pytest.mark.parametrize("method", ["get", "post"])
def test_who_may_withdraw(
    officer: Client,
    auditor: Client,
    insider: Client,
    quarterly: Deadline,
    secret: Deadline,
    method: str,
) -> None:
    known, hidden = record(officer, quarterly), record(insider, secret)
    assert getattr(auditor, method)(withdraw(known)).status_code == 403
    assert getattr(officer, method)(withdraw(hidden)).status_code == 404
    assert getattr(insider, method)(withdraw(hidden)).status_code == 200
    assert getattr(officer, method)(f"{withdraw(known)}?as_of=2026-11-20").status_code == 403
    elsewhere = f"/deadlines/{quarterly.pk}/performances/{hidden.pk}/withdraw/"
    assert getattr(officer, method)(elsewhere).status_code == 404
    assert Performance.objects.filter(withdrawn=True).count() == 0


def test_a_form_that_the_agreement_does_not_name_is_doubtful_and_recorded(
    officer: Client, quarterly: Deadline
) -> None:
    """Article 21 asks for writing or facsimile; e-mail is recorded, and marked."""
    assert "Asked for: In writing or by facsimile (21)." in get(officer, perform(quarterly)).main
    record(officer, quarterly, means="email")
    page = get(officer, quarterly.get_absolute_url())
    assert "Form doubtful Asked for: In writing or by facsimile (21)." in page.main


def test_facsimile_is_not_doubtful(officer: Client, quarterly: Deadline) -> None:
    record(officer, quarterly)
    assert "Form doubtful" not in get(officer, quarterly.get_absolute_url()).main


def test_an_instant_elsewhere_gives_the_day_in_the_zone_of_the_agreement(
    officer: Client, quarterly: Deadline
) -> None:
    """Wednesday 18 November, 20:30 in New York is Thursday 19 November, 10:30 in Tokyo."""
    sent = {"dispatched_time": "09:00", "dispatched_zone": "Asia/Tokyo"}
    arrived = {"arrived_time": "20:30", "arrived_zone": "America/New_York"}
    performance = record(officer, quarterly, **sent, **arrived, arrived_on="2026-11-18")
    assert performance.dispatched_on == date(2026, 11, 18)
    assert performance.counted_on == performance.arrived_on == date(2026, 11, 19)
    assert performance.arrived_zone == "America/New_York"
    page = get(officer, quarterly.get_absolute_url())
    assert "arrived Wed 18 Nov 2026, 20:30 New York" in page.main


@pytest.mark.parametrize(
    ("typed", "field", "error"),
    [
        ({"arrived_time": "25:00"}, "arrived_time", "“25:00” is not a time"),
        (
            {"arrived_on": "", "arrived_time": "10:00"},
            "arrived_on",
            "Give the day of this time too.",
        ),
        (
            {"arrived_on": "2026-11-22", "arrived_time": "09:01"},
            "arrived_on",
            "Sun 22 Nov 2026, 09:01 has not come yet",
        ),
        (
            {"dispatched_time": "11:00", "arrived_on": "2026-11-18", "arrived_time": "10:59"},
            "arrived_on",
            "It cannot arrive before it was dispatched",
        ),
        ({"arrived_zone": "Moon"}, "arrived_zone", "Select a valid choice. Moon is not one"),
    ],
)
def test_bad_instants_are_named_and_kept(
    officer: Client, quarterly: Deadline, typed: dict[str, str], field: str, error: str
) -> None:
    page = send(officer, perform(quarterly), act(**typed))
    (said,) = page.errors
    assert said.startswith(error)
    assert page.field(field).get("aria-invalid") == "true"
    for name, value in typed.items():
        if name != "arrived_zone":
            assert page.value(name) == value
    assert not quarterly.performances.exists()


def test_what_is_done_in_part_says_so_and_stays_open(officer: Client, quarterly: Deadline) -> None:
    record(officer, quarterly, is_partial="on")
    page = get(officer, quarterly.get_absolute_url())
    assert "In part only: the deadline stays open" in page.main
    assert "Overdue 6 days" in page.main
    assert "9 days past the safe date, performed in part" in get(officer, "/").main
    record(officer, quarterly, note="The rest")
    assert "Performed late" in get(officer, quarterly.get_absolute_url()).main


def test_proof_of_arrival_is_shown(officer: Client, quarterly: Deadline) -> None:
    record(officer, quarterly, proof="Transmission report 17")
    page = get(officer, quarterly.get_absolute_url())
    assert "Proof of arrival: Transmission report 17" in page.main


@pytest.fixture
def moved(quarterly: Deadline) -> list[str]:
    """NTT's address before and from Thursday 19 November 2026; the keys of both versions."""
    agreement = quarterly.obligation.article.agreement
    history = AgreementParty.history.model.objects
    history.filter(agreement=agreement).update(history_date=datetime(2026, 4, 1, tzinfo=UTC))
    ntt = AgreementParty.objects.get(agreement=agreement, party__key="ntt")
    ntt.notice_address = "A new tower"
    ntt.save()
    history.filter(id=ntt.pk, notice_address="A new tower").update(
        history_date=datetime(2026, 11, 19, 3, tzinfo=UTC)
    )
    return [str(pk) for pk in history.filter(id=ntt.pk).order_by("pk").values_list("pk", flat=True)]


def test_the_address_is_the_version_that_was_in_force(
    officer: Client, quarterly: Deadline, moved: list[str]
) -> None:
    old, new = moved[0], moved[-1]
    choices = get(officer, perform(quarterly)).choices("address")
    assert choices[:2] == ["None of these", "NTT: A new tower, from Thu 19 Nov 2026"]
    assert choices[2].endswith(", before Thu 19 Nov 2026")
    assert len(choices) == 3
    page = send(officer, perform(quarterly), act(address=new))
    assert page.errors == [
        "This version was not in force on Wed 18 Nov 2026: choose the one that was."
    ]
    assert page.value("address") == new
    record(officer, quarterly, address=old)
    page = get(officer, quarterly.get_absolute_url())
    assert "Address for notices of NTT, version of Wed 1 Apr 2026" in page.main


@pytest.mark.parametrize(
    ("notice", "status"),
    [("2026-11-05", "Exercised"), ("2026-11-04", "Received late, effect disputed")],
)
def test_a_right_is_exercised_and_late_it_is_disputed(
    officer: Client, notice: str, status: str
) -> None:
    """Fourteen days after 5 November 2026 end on the 19th, on which the answer arrives."""
    Obligation.objects.filter(key="sa-14-3").update(kind="right")
    record_event(
        event_type=event_type("receipt of issuance notice"),
        when=When(on=date.fromisoformat(notice)),
        by=User.objects.get(email="legal@demo.localhost"),
        today=SUNDAY,
    )
    deadline = deadline_of("sa-14-3")
    page = get(officer, perform(deadline))
    assert (page.heading, page.actions) == ("Record exercise", ["Record exercise", "Cancel"])
    record(officer, deadline)
    page = get(officer, deadline.get_absolute_url())
    assert status in page.main
    assert page.actions == ["Add comment"]


def correct(performance: Performance) -> str:
    return f"/deadlines/{performance.deadline_id}/performances/{performance.pk}/correct/"


def test_a_record_is_corrected_by_a_later_one(officer: Client, quarterly: Deadline) -> None:
    performance = record(officer, quarterly)
    page = get(officer, quarterly.get_absolute_url())
    assert page.links["Correct this record"] == correct(performance)
    form = get(officer, correct(performance))
    assert form.heading == "Correct a record of performance"
    assert form.value("arrived_on") == "2026-11-19"
    assert form.value("means") == "facsimile"
    data = act(arrived_on="2026-11-20", note="")
    assert send(officer, correct(performance), data).errors == ["This field is required."]
    assert officer.post(correct(performance), data | {"note": "Misread"}).status_code == 302
    page = get(officer, quarterly.get_absolute_url())
    assert "corrected later" in page.main
    assert "withdrawn later" not in page.main
    (counts,) = quarterly.performances.effective()
    assert (counts.arrived_on, counts.corrects) == (date(2026, 11, 20), performance)


def test_a_second_correction_says_that_there_was_one(officer: Client, quarterly: Deadline) -> None:
    performance = record(officer, quarterly)
    for _ in range(2):
        officer.post(correct(performance), act(arrived_on="2026-11-20", note="Misread"))
    page = get(officer, quarterly.get_absolute_url())
    assert page.messages[-1] == "This record was already withdrawn or corrected."
    assert quarterly.performances.count() == 2


@pytest.mark.parametrize("method", ["get", "post"])
def test_who_may_correct(
    officer: Client,
    auditor: Client,
    insider: Client,
    quarterly: Deadline,
    secret: Deadline,
    method: str,
) -> None:
    known, hidden = record(officer, quarterly), record(insider, secret)
    assert getattr(auditor, method)(correct(known)).status_code == 403
    assert getattr(officer, method)(correct(hidden)).status_code == 404
    assert getattr(insider, method)(correct(hidden)).status_code == 200
    assert getattr(officer, method)(f"{correct(known)}?as_of=2026-11-20").status_code == 403
    assert Performance.objects.filter(corrects__isnull=False).count() == 0
