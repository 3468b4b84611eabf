"""A person's settings: language, zone, quiet hours, digest, absences; stopping digests."""

from datetime import date, time

import pytest
from django.test import Client

from reminders.models import Absence, Preferences
from reminders.unsubscribing import unsubscribe_url
from tests.factories import UserFactory
from tests.pages import Page, get, read, words
from tests.reminders.views.conftest import person

SETTINGS = "/reminders/settings/"
TYPED = {
    "language": "en",
    "zone": "America/New_York",
    "delivery": "daily",
    "digest_at": "09:15",
    "digest_weekday": "2",
    "quiet_from": "19:00",
    "quiet_until": "07:30",
}


def away(**changes) -> dict[str, str]:
    """An absence of Monday 30 November to Friday 4 December 2026; Aiko Tanaka stands in."""
    typed = {
        "first_day": "2026-11-30",
        "last_day": "2026-12-04",
        "stand_in": str(person("compliance").pk),
    }
    return typed | changes


def absence(**changes) -> Absence:
    values = {
        "person": person("finance"),
        "first_day": date(2026, 11, 30),
        "last_day": date(2026, 12, 4),
        "stand_in": person("compliance"),
    }
    return Absence.objects.create(**(values | changes))


def absences(page: Page) -> list[str]:
    return [words(item) for log in page.of_class("log") for item in log]


def test_settings_are_saved(finance: Client):
    response = finance.post(SETTINGS, TYPED)
    assert response.headers["Location"] == SETTINGS
    page = get(finance, SETTINGS)
    assert page.messages == ["Settings saved."]
    assert {name: page.value(name) for name in TYPED} == TYPED
    mari = person("finance")
    assert (mari.zone, mari.language) == ("America/New_York", "en")
    saved = mari.reminder_preferences
    assert (saved.quiet_from, saved.quiet_until) == (time(19), time(7, 30))
    assert saved.history.get().history_user == mari


def test_a_digest_in_the_quiet_hours_is_refused_and_nothing_typed_is_lost(finance: Client):
    page = read(finance.post(SETTINGS, TYPED | {"digest_at": "06:00"}))
    assert page.errors == ["06:00 lies in the quiet hours from 19:00 to 07:30: change one of them."]
    assert page.value("zone") == "America/New_York"
    assert not Preferences.objects.exists()


@pytest.mark.parametrize("at", ["19:00", "23:59", "00:00", "07:29"])
def test_quiet_hours_run_over_midnight(finance: Client, at: str):
    assert read(finance.post(SETTINGS, TYPED | {"digest_at": at})).errors


@pytest.mark.parametrize("at", ["18:59", "07:30"])
def test_their_edges(finance: Client, at: str):
    assert finance.post(SETTINGS, TYPED | {"digest_at": at}).status_code == 302


def test_without_quiet_hours_or_digest_every_time_is_right(finance: Client):
    equal = {"quiet_from": "06:00", "quiet_until": "06:00", "digest_at": "06:00"}
    assert finance.post(SETTINGS, TYPED | equal).status_code == 302
    single = {"delivery": "single", "digest_at": "06:00"}
    assert finance.post(SETTINGS, TYPED | single).status_code == 302


def test_an_error_names_the_value_and_the_fix(finance: Client):
    page = read(finance.post(SETTINGS, TYPED | {"quiet_from": "seven"}))
    assert page.errors == ["“seven” is not a time: write hour and minute, like 10:20."]
    assert finance.post(SETTINGS, TYPED | {"zone": "Mars/Olympus"}).status_code == 200
    assert person("finance").zone == "Asia/Tokyo"


def test_as_of_another_day_nothing_is_saved(finance: Client):
    assert "Save" not in get(finance, SETTINGS, as_of="2026-11-20").actions
    for url in (SETTINGS, "/reminders/absences/new/"):
        assert finance.post(f"{url}?as_of=2026-11-20", TYPED).status_code == 403


class TestAbsences:
    def test_one_is_added_with_its_stand_in(self, finance: Client, officer: Client):
        assert finance.post("/reminders/absences/new/", away()).status_code == 302
        page = get(finance, SETTINGS)
        assert page.messages == [
            "Absence saved: Aiko Tanaka gets your reminders from Mon 30 Nov 2026 to Fri 4 Dec 2026."
        ]
        assert absences(page) == [
            (
                "Mon 30 Nov 2026 – Fri 4 Dec 2026 Aiko Tanaka stands in "
                "Change: Mon 30 Nov 2026 Cancel it : Mon 30 Nov 2026"
            )
        ]
        assert absences(get(officer, SETTINGS))[-1] == (
            "Mari Suzuki Mon 30 Nov 2026 – Fri 4 Dec 2026"
        )

    @pytest.mark.parametrize(
        ("changes", "error"),
        [
            (
                {"last_day": "2026-11-29"},
                "Sun 29 Nov 2026 is before the first day, Mon 30 Nov 2026: change one of them.",
            ),
            (
                {"first_day": "2026-11-02", "last_day": "2026-11-20"},
                "Fri 20 Nov 2026 has passed: give a later day.",
            ),
            (
                {"first_day": "30.11."},
                "“30.11.” is not a date: write it as year-month-day, like 2026-11-12.",
            ),
            ({"stand_in": ""}, "This field is required."),
        ],
    )
    def test_what_cannot_be_is_refused(self, finance: Client, changes, error):
        page = read(finance.post("/reminders/absences/new/", away(**changes)))
        assert page.errors == [error]
        assert not Absence.objects.exists()

    def test_nobody_stands_in_for_oneself_nor_who_has_left(self, finance: Client):
        UserFactory(name="Gone", is_active=False)
        page = get(finance, "/reminders/absences/new/")
        assert page.choices("stand_in") == [
            "Choose a person",
            "Aiko Tanaka",
            "Hiroshi Mori",
            "Insider",
            "Kenji Sato",
            "Naoko Ito",
            "Yumi Kato",
        ]

    def test_days_that_overlap_name_the_other_absence(self, finance: Client):
        absence()
        page = read(finance.post("/reminders/absences/new/", away(first_day="2026-12-04")))
        assert "last_day" not in page.errors
        assert (
            "These days overlap with your absence from Mon 30 Nov 2026 to Fri 4 Dec 2026: "
            "change that one, or choose other days."
        ) in page.errors
        next_day = away(first_day="2026-12-05", last_day="2026-12-05")
        assert finance.post("/reminders/absences/new/", next_day).status_code == 302

    def test_a_stand_in_who_is_away_too_is_pointed_out(self, finance: Client):
        absence(person=person("compliance"), stand_in=person("legal"))
        finance.post("/reminders/absences/new/", away())
        assert get(finance, SETTINGS).messages[1] == (
            "Aiko Tanaka is away on some of these days too: choose somebody else if you can."
        )

    def test_one_is_changed(self, finance: Client):
        made = absence()
        url = f"/reminders/absences/{made.pk}/"
        assert get(finance, url).value("first_day") == "2026-11-30"
        finance.post(url, away(last_day="2026-12-11"))
        made.refresh_from_db()
        assert made.last_day == date(2026, 12, 11)

    def test_who_is_back_gets_reminders_from_today_on(self, finance: Client):
        made = absence(first_day=date(2026, 11, 16))
        assert "I am back today : Mon 16 Nov 2026" in get(finance, SETTINGS).actions
        finance.post(f"/reminders/absences/{made.pk}/end/")
        made.refresh_from_db()
        assert made.last_day == date(2026, 11, 21)
        assert "None is planned" in get(finance, SETTINGS).main

    @pytest.mark.parametrize("first", [date(2026, 11, 22), date(2026, 11, 30)])
    def test_one_that_has_not_begun_goes_and_its_history_stays(self, finance: Client, first):
        made = absence(first_day=first)
        finance.post(f"/reminders/absences/{made.pk}/end/")
        assert not Absence.objects.exists()
        assert [row.history_type for row in Absence.history.filter(id=made.pk)] == ["-", "+"]

    def test_those_of_others_are_not_there(self, officer: Client, administrator: Client):
        made = absence()
        for client in (officer, administrator):
            assert client.get(f"/reminders/absences/{made.pk}/").status_code == 404
            assert client.post(f"/reminders/absences/{made.pk}/", away()).status_code == 404
            assert client.post(f"/reminders/absences/{made.pk}/end/").status_code == 404
        assert Absence.objects.filter(pk=made.pk).exists()


class TestStoppingDigests:
    @pytest.fixture
    def url(self) -> str:
        return unsubscribe_url(person("finance")).removeprefix("http://localhost:8000")

    def test_the_page_says_what_stops_and_looking_stops_nothing(self, client: Client, url: str):
        page = get(client, url)
        assert "Stop the digests that go to finance@demo.localhost?" in page.main
        assert "What is due within 7 days, or overdue, still comes by e-mail." in page.main
        assert not Preferences.objects.exists()

    def test_one_click_from_a_mail_program_stops_them(self, url: str):
        mail_program = Client(enforce_csrf_checks=True)
        response = mail_program.post(url, {"List-Unsubscribe": "One-Click"})
        assert response.status_code == 200
        assert person("finance").reminder_preferences.digest_stopped is True

    def test_nothing_else_is_changed(self, client: Client, finance: Client, url: str):
        finance.post(SETTINGS, TYPED)
        client.post(url)
        saved = person("finance").reminder_preferences
        assert (saved.delivery, saved.quiet_from) == ("daily", time(19))
        assert saved.digest_stopped is True
        finance.post(SETTINGS, TYPED)
        assert person("finance").reminder_preferences.digest_stopped is False

    def test_an_address_that_we_did_not_sign_is_not_there(self, client: Client, url: str):
        forged = url[:-3] + ("aa/" if url[-3:-1] != "aa" else "bb/")
        for method in (client.get, client.post):
            assert method(forged).status_code == 404
        person_who_left = person("finance")
        person_who_left.is_active = False
        person_who_left.save()
        assert client.post(url).status_code == 404
        assert not Preferences.objects.exists()
