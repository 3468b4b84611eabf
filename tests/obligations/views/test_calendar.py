"""The month: what is due on which day, and which days are business days."""

import pytest
from django.test import Client

from tests.obligations.views.conftest import SECRET
from tests.pages import Page, get

URL = "/calendar/"


def day(page: Page, name: str) -> str:
    """What the calendar says on a day, named like “Fri 13 Nov 2026”."""
    texts = (" ".join("".join(item.itertext()).split()) for item in page.of_class("day"))
    (found,) = (text for text in texts if name in text)
    return found.partition(name)[2].strip()


def classes(page: Page, name: str) -> set[str]:
    (found,) = (item for item in page.of_class("day") if name in "".join(item.itertext()))
    return set(found.get("class", "").split()) - {"day"}


def test_an_officer_sees_the_month_of_today(officer: Client) -> None:
    page = get(officer, URL)
    assert page.heading == "November 2026"
    semi = "Furnish semi-annual statements to NTT, Q2 FY2026, Overdue 6 days"
    quarter = "Furnish quarterly statements to NTT, Q2 FY2026, Overdue 6 days"
    for name, role in (
        ("Fri 13 Nov 2026", "act by"),
        ("Sat 14 Nov 2026", "contractual day"),
        ("Mon 16 Nov 2026", "arguable until"),
    ):
        assert day(page, name) == f"12.1(2) {role} : {semi} 12.1(3) {role} : {quarter}"
    assert day(page, "Sun 22 Nov 2026") == "Today, nothing entered"
    assert day(page, "Mon 23 Nov 2026") == "Labor Thanksgiving Day"
    assert classes(page, "Sun 22 Nov 2026") == {"off", "now"}
    assert classes(page, "Mon 23 Nov 2026") == {"off"}
    assert classes(page, "Tue 24 Nov 2026") == set()
    assert classes(page, "Mon 26 Oct 2026") == {"out"}
    assert len(page.of_class("day")) == 42


def test_an_auditor_sees_it_all_and_no_more_buttons(auditor: Client) -> None:
    page = get(auditor, URL)
    assert f"{SECRET}, Overdue 10 days" in day(page, "Thu 12 Nov 2026")
    assert page.actions == ["‹ Oct 2026", "Special days", "This month", "Dec 2026 ›"]


def test_who_must_not_know_sees_no_trace(officer: Client, insider: Client) -> None:
    assert SECRET in get(insider, URL).text
    page = get(officer, URL)
    assert SECRET not in page.text
    assert day(page, "Thu 12 Nov 2026") == ""


def test_as_of_another_day(officer: Client) -> None:
    page = get(officer, URL, as_of="2003-10-31", month="2003-11")
    assert page.heading == "November 2003"
    assert page.links["‹ Oct 2003"] == "?as_of=2003-10-31&month=2003-10"
    assert page.links["This month"] == "?as_of=2003-10-31"
    assert get(officer, URL, as_of="2003-10-31").heading == "October 2003"


@pytest.mark.parametrize(
    ("month", "actions"),
    [
        ("1955-01", ["Special days", "This month", "Feb 1955 ›"]),
        ("2099-12", ["‹ Nov 2099", "Special days", "This month"]),
        ("2026-12", ["‹ Nov 2026", "Special days", "This month", "Jan 2027 ›"]),
    ],
)
def test_the_first_and_the_last_month(officer: Client, month: str, actions: list[str]) -> None:
    page = get(officer, URL, month=month)
    assert page.value("as_of") == "2026-11-22"
    assert page.actions == actions


@pytest.mark.parametrize(
    "month", ["2026-13", "1954-12", "2100-01", "0000-00", "November", "2026-11-13", "", "99999-01"]
)
def test_a_month_that_is_none_shows_the_present_one(officer: Client, month: str) -> None:
    assert get(officer, URL, month=month).heading == "November 2026"
