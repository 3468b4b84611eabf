"""Asking for a PDF, watching it being made, and reading it: only its own reader does."""

from datetime import date
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from agreements.models import AgreementReader
from obligations.models import Printout
from obligations.tasks import make_printouts
from tests.pages import Page, assert_accessible, get, read


@pytest.fixture(autouse=True)
def no_broker(monkeypatch: pytest.MonkeyPatch) -> None:
    """The message that wakes a worker is lost: the next tick makes the document all the same."""

    def lost(*rest: Any, **named: Any) -> None:
        raise OSError("no broker")

    monkeypatch.setattr("celery.current_app.send_task", lost)


def wish(**changed: str) -> dict[str, str]:
    """The form for the quarter in which 12.1(3) is overdue."""
    filled = {
        "kind": "certificate",
        "agreement": "",
        "first_day": "2026-10-01",
        "last_day": "2026-12-31",
        "day": "2026-11-22",
    }
    return filled | changed


def ask(client: Client, **changed: str) -> Printout:
    response = client.post("/printouts/", wish(**changed))
    assert response.status_code == 302
    printout = Printout.objects.latest("pk")
    assert response.headers["Location"] == printout.get_absolute_url()
    return printout


def come_back(client: Client, data: dict[str, str]) -> Page:
    response = client.post("/printouts/", data)
    assert response.status_code == 200
    page = read(response)
    assert_accessible(page)
    return page


def file(printout: Printout) -> str:
    return f"/printouts/{printout.pk}/file/"


def test_an_officer_asks_watches_and_reads(officer: Client) -> None:
    assert get(officer, "/obligations/").links["Documents"] == "/printouts/"
    page = get(officer, "/printouts/")
    assert page.value("first_day") == "2026-07-01"
    assert page.value("last_day") == "2026-09-30"
    assert page.value("day") == "2026-11-22"
    assert "None yet." in page.main
    printout = ask(officer)
    page = get(officer, printout.get_absolute_url())
    assert "Under way" in page.main
    assert "0 of 0 deadlines gathered" in page.main
    assert officer.get(file(printout)).status_code == 404
    make_printouts()
    page = get(officer, printout.get_absolute_url())
    assert "It is ready" in page.main
    assert page.links["Download the PDF"] == file(printout)
    response = officer.get(file(printout))
    assert response.content.startswith(b"%PDF-1.7")
    assert response.headers["Content-Type"] == "application/pdf"
    assert response.headers["Content-Disposition"] == (
        'attachment; filename="Compliance certificate 2026-10-01 2026-12-31.pdf"'
    )
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Cache-Control"] == "no-store"
    page = get(officer, "/printouts/")
    assert page.links["Compliance certificate"] == printout.get_absolute_url()


def test_progress_comes_as_a_part_of_the_page(officer: Client) -> None:
    printout = ask(officer, kind="calendar")
    Printout.objects.update(total=40, done=20)
    page = read(officer.get(printout.get_absolute_url(), headers={"HX-Request": "true"}))
    (bar,) = page.root.iter("progress")
    assert (bar.get("value"), bar.get("max")) == ("20", "40")
    assert "20 of 40 deadlines gathered" in page.text
    assert not list(page.root.iter("html"))


def test_one_that_was_given_up_says_what_to_do(officer: Client) -> None:
    printout = ask(officer)
    Printout.objects.update(attempts=3)
    make_printouts()
    page = get(officer, printout.get_absolute_url())
    assert "It could not be made" in page.main
    assert "Ask for it again" in page.main
    assert "Download the PDF" not in page.links


@pytest.mark.parametrize(
    ("typed", "field", "error"),
    [
        ({"last_day": "2026-09-30"}, "last_day", "The last day lies before the first"),
        ({"last_day": "2028-10-04"}, "last_day", "A document covers two years at most"),
        ({"first_day": "1.10.2026"}, "first_day", "“1.10.2026” is not a date"),
        ({"first_day": ""}, "first_day", "This field is required."),
        ({"day": "2026-11-23"}, "day", "Mon 23 Nov 2026 has not come yet"),
        ({"agreement": "0"}, "agreement", "Select a valid choice."),
    ],
)
def test_bad_input_is_named_and_kept(
    officer: Client, typed: dict[str, str], field: str, error: str
) -> None:
    page = come_back(officer, wish(**typed))
    (said,) = page.errors
    assert said.startswith(error)
    assert page.field(field).get("aria-invalid") == "true"
    kept = wish(**typed)
    for name in ("first_day", "last_day", "day"):
        assert page.value(name) == kept[name]
    assert not Printout.objects.exists()


def test_a_kind_that_does_not_exist(officer: Client) -> None:
    (said,) = come_back(officer, wish(kind="poem")).errors
    assert said.startswith("Select a valid choice. poem is not one")


def test_the_page_of_another_day_proposes_the_quarter_before_it(auditor: Client) -> None:
    page = get(auditor, "/printouts/", as_of="2026-02-10")
    assert page.value("first_day") == "2025-10-01"
    assert page.value("last_day") == "2025-12-31"
    assert page.value("day") == "2026-02-10"


class TestWhoMay:
    def test_whoever_reads_the_register_may_ask(self, auditor: Client) -> None:
        printout = ask(auditor)
        make_printouts()
        assert auditor.get(file(printout)).status_code == 200

    def test_nobody_reads_that_of_another(self, officer: Client, auditor: Client) -> None:
        printout = ask(officer)
        make_printouts()
        for url in (printout.get_absolute_url(), file(printout)):
            assert auditor.get(url).status_code == 404
        assert "Compliance certificate" not in get(auditor, "/printouts/").links

    def test_a_restricted_instrument_is_no_choice(self, officer: Client, insider: Client) -> None:
        secret = AgreementReader.objects.get().agreement
        assert str(secret) not in get(officer, "/printouts/").choices("agreement")
        assert str(secret) in get(insider, "/printouts/").choices("agreement")
        (said,) = come_back(officer, wish(agreement=str(secret.pk))).errors
        assert said.startswith("Select a valid choice.")
        ask(insider, agreement=str(secret.pk))

    def test_who_is_put_out_of_an_instrument_loses_what_tells_of_it(self, insider: Client) -> None:
        printout = ask(insider)
        make_printouts()
        assert insider.get(file(printout)).status_code == 200
        AgreementReader.objects.all().delete()
        for url in (printout.get_absolute_url(), file(printout)):
            assert insider.get(url).status_code == 404
        assert "Compliance certificate" not in get(insider, "/printouts/").links


def test_it_is_made_in_the_language_of_the_person(officer: Client) -> None:
    User.objects.filter(email="compliance@demo.localhost").update(language="ja")
    printout = ask(officer)
    assert (printout.language, printout.first_day) == ("ja", date(2026, 10, 1))
    assert "実行中" in get(officer, printout.get_absolute_url()).main
