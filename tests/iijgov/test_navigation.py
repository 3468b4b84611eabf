"""The main navigation: where one is, what needs action."""

from datetime import date

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now

from tests.factories import (
    AdministratorFactory,
    AgreementFactory,
    AgreementReaderFactory,
    DeadlineVersionFactory,
    PartyFactory,
    ReminderFactory,
    UserFactory,
)
from tests.pages import Page, get, words

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def sunday():
    """Sunday 22 November 2026 in Tokyo."""
    with time_machine.travel("2026-11-22T09:00+09:00", tick=False):
        yield


def sign_in(user=None) -> Client:
    client = Client()
    client.force_login(user or UserFactory())
    return client


def navigation(page: Page) -> list[tuple[str, str, bool]]:
    """Label, address and whether one is there."""
    (main,) = (nav for nav in page.root.iter("nav") if nav.get("aria-label") == "Main")
    return [
        (words(link), link.get("href", ""), link.get("aria-current") == "page")
        for link in main.iter("a")
    ]


def overdue_duty(**agreement: object) -> None:
    """A duty of ours that fell due on Friday 20 November 2026."""
    day = date(2026, 11, 20)
    DeadlineVersionFactory(
        deadline__obligation__article__agreement=AgreementFactory(**agreement),
        deadline__obligation__obligor=PartyFactory(is_home=True),
        safe=day,
        before_roll=day,
        due=day,
    )


def test_each_section_is_marked_where_one_is() -> None:
    assert navigation(get(sign_in(), "/events/")) == [
        ("Today", "/", False),
        ("Calendar", "/calendar/", False),
        ("Dashboard", "/dashboard/", False),
        ("Obligations", "/obligations/", False),
        ("Instruments", "/agreements/", False),
        ("Events", "/events/", True),
        ("Shareholders", "/shareholders/", False),
        ("Inbox", "/inbox/", False),
    ]
    assert navigation(get(sign_in(), "/events/record/"))[5] == ("Events", "/events/", True)


def test_it_keeps_the_day_of_the_page() -> None:
    overdue_duty()
    page = get(sign_in(), "/events/", as_of="2026-11-20")
    assert navigation(page)[0] == ("Today", "/?as_of=2026-11-20", False)
    page = get(sign_in(), "/events/", as_of="2026-11-21")
    assert navigation(page)[0] == ("Today 1 overdue", "/?as_of=2026-11-21", False)


def test_the_count_knows_who_may_know() -> None:
    overdue_duty(restricted=True, slug="secret")
    assert navigation(get(sign_in(), "/events/"))[0][0] == "Today"
    reader = AgreementReaderFactory(agreement__restricted=True).user
    assert navigation(get(sign_in(reader), "/events/"))[0][0] == "Today"


def test_the_inbox_tells_what_is_unread() -> None:
    person = UserFactory()
    ReminderFactory(recipient=person, channel="inbox")
    ReminderFactory(recipient=person, channel="inbox", read_at=now())
    ReminderFactory(channel="inbox")
    assert navigation(get(sign_in(person), "/events/"))[7] == ("Inbox 1 unread", "/inbox/", False)
    assert navigation(get(sign_in(person), "/reminders/"))[7] == ("Inbox 1 unread", "/inbox/", True)


def test_only_who_may_use_it_is_led_to_the_admin() -> None:
    page = get(sign_in(AdministratorFactory()), "/events/")
    assert navigation(page)[-1] == ("Admin", "/admin/", False)
    assert page.actions == ["Export CSV", "Export Excel"]


def test_who_has_not_signed_in_gets_none(client: Client) -> None:
    page = get(client, "/accounts/login/")
    assert page.root.find(".//nav") is None


def test_a_part_of_a_page_does_not_count() -> None:
    client = sign_in()
    get(client, "/events/record/")
    with CaptureQueriesContext(connection) as queries:
        client.post("/events/record/", {}, headers={"hx-request": "true"})
    assert not [q for q in queries if "obligations_deadline" in q["sql"]]
