"""What holds before and after every page: the day, what is kept, what cannot be read."""

from datetime import date

import pytest
import time_machine
from django.test import Client

from iijgov.middleware import parse_day
from tests.factories import UserFactory
from tests.pages import get, read


@pytest.fixture
def officer() -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(UserFactory())
    return client


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-11-22", date(2026, 11, 22)),
        ("1955-01-01", date(1955, 1, 1)),
        ("2099-12-31", date(2099, 12, 31)),
        ("1954-12-31", None),
        ("2100-01-01", None),
        ("2026-02-29", None),
        ("22/11/2026", None),
        ("２０２６-11-22", None),
        ("", None),
    ],
)
def test_the_day_in_an_address(text: str, day: date | None) -> None:
    assert parse_day(text) == day


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("instant", "day"),
    [("2026-11-22T14:59:59Z", "2026-11-22"), ("2026-11-22T15:00:00Z", "2026-11-23")],
)
def test_today_is_the_day_in_tokyo(officer: Client, instant: str, day: str) -> None:
    with time_machine.travel(instant, tick=False):
        page = get(officer, "/events/")
    assert page.value("as_of") == day
    assert "You read this page as of" not in page.text


@pytest.mark.django_db
def test_the_present_day_asked_for_is_today(officer: Client) -> None:
    with time_machine.travel("2026-11-22T09:00+09:00", tick=False):
        page = get(officer, "/events/", as_of="2026-11-22")
    assert "You read this page as of" not in page.text
    assert "Record event" in page.actions


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("url", "status"),
    [("/events/", 200), ("/nowhere/", 404), ("/events/record/?as_of=2003-10-31", 403)],
)
def test_pages_of_somebody_signed_in_are_kept_nowhere(
    officer: Client, url: str, status: int
) -> None:
    response = officer.get(url)
    assert response.status_code == status
    assert response.headers["Cache-Control"] == "no-store"


@pytest.mark.django_db
def test_a_page_that_breaks_is_kept_nowhere_either(
    officer: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("obligations.views.events.Paginator", None)
    response = officer.get("/events/")
    assert response.status_code == 500
    assert response.headers["Cache-Control"] == "no-store"
    assert "The fault is ours and has been logged." in read(response).text


@pytest.mark.django_db
@pytest.mark.parametrize(
    "url",
    ["/obligations/?q=%00", "/obligations/?q=ok&agreement=a%00b", "/agreements/%00/", "/a%00b/"],
)
def test_an_address_with_nul_is_refused(officer: Client, url: str) -> None:
    response = officer.get(url)
    assert response.status_code == 400
    page = read(response)
    assert page.heading == "This request could not be read"
    assert response.headers["Cache-Control"] == "no-store"


@pytest.mark.django_db
def test_a_per_cent_sign_is_no_nul(officer: Client) -> None:
    assert get(officer, "/obligations/?q=%2500").value("q") == "%00"
