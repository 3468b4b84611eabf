"""The inbox: unread, read, acknowledged; and the page that a mail links to."""

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from obligations.models import Deadline
from reminders.models import Reminder
from tests.factories import DeadlineVersionFactory
from tests.pages import Page, get, read, words
from tests.reminders.views.conftest import FRIDAY, mail, person, remind


def unread(page: Page) -> str:
    """What the navigation says of the inbox."""
    return next(label for label in page.links if label.startswith("Inbox") and label != "Inbox")


def rows(page: Page) -> list[str]:
    (listed,) = page.of_class("rows")
    return [words(item) for item in listed]


def test_a_reminder_says_what_by_when_and_why_me(finance: Client, quarterly: Deadline):
    remind(quarterly, person("finance"))
    page = get(finance, "/inbox/")
    (row,) = rows(page)
    assert row == (
        "Fri 13 Nov 2026 9 days past the safe date "
        "Furnish quarterly statements to NTT, Q2 FY2026 New "
        "Subscription Agreement 12.1(3) · 1 day after the last day · Responsible person "
        "Fri 20 Nov 2026, 09:00 Tokyo: this reminder "
        "Overdue 6 days Acknowledge: Furnish quarterly statements to NTT, Q2 FY2026"
    )
    assert unread(page) == "Inbox 1 unread"
    assert page.links["Subscription Agreement 12.1(3)"].endswith("/12.1-3/")


def test_the_stand_in_reads_for_whom(officer: Client, quarterly: Deadline):
    remind(quarterly, person("compliance"), stands_in_for=person("finance"))
    assert "standing in for Mari Suzuki, Responsible person" in rows(get(officer, "/inbox/"))[0]


def test_opening_marks_it_read_and_leads_to_the_deadline(finance: Client, quarterly: Deadline):
    made = remind(quarterly, person("finance"))
    response = finance.post(f"/reminders/{made.pk}/open/")
    assert response.headers["Location"] == f"/deadlines/{quarterly.pk}/"
    made.refresh_from_db()
    assert made.read_at is not None
    page = get(finance, "/inbox/")
    assert "Inbox" in page.links
    assert "New" not in rows(page)[0]
    assert page.actions == ["Acknowledge: Furnish quarterly statements to NTT, Q2 FY2026"]


def test_acknowledging_counts_for_all_channels_and_reads(finance: Client, quarterly: Deadline):
    made = remind(quarterly, person("finance"))
    sent = mail(quarterly, person("finance"))
    later = remind(quarterly, person("finance"), step="after-8")
    response = finance.post(f"/reminders/{made.pk}/acknowledge/", {"inbox": "1"})
    assert response.headers["Location"] == "/inbox/"
    page = get(finance, "/inbox/")
    assert page.messages == ["Acknowledged: Furnish quarterly statements to NTT, Q2 FY2026"]
    assert "acknowledged Sun 22 Nov 2026, 09:00 Tokyo" in rows(page)[1]
    for row in (made, sent, later):
        row.refresh_from_db()
    assert (made.acknowledged_at, sent.acknowledged_at) == (made.read_at, sent.read_at)
    assert made.acknowledged_at is not None
    assert later.acknowledged_at is None


def test_acknowledging_twice_says_so(finance: Client, quarterly: Deadline, sunday):
    made = remind(quarterly, person("finance"))
    finance.post(f"/reminders/{made.pk}/acknowledge/", follow=True)
    made.refresh_from_db()
    first = made.acknowledged_at
    sunday.shift(60)
    response = finance.post(f"/reminders/{made.pk}/acknowledge/", follow=True)
    assert read(response).messages == ["Nothing was changed: you have acknowledged it before."]
    made.refresh_from_db()
    assert made.acknowledged_at == first


def test_all_are_marked_read_but_not_what_came_since(finance: Client, quarterly: Deadline):
    shown = [remind(quarterly, person("finance"), step=f"before-{n}") for n in (7, 3)]
    page = get(finance, "/inbox/")
    (until,) = (i.get("value") for i in page.root.iter("input") if i.get("name") == "until")
    since = remind(quarterly, person("finance"))
    finance.post("/inbox/read/", {"until": until})
    assert get(finance, "/inbox/").messages == ["2 marked as read."]
    assert [Reminder.objects.get(pk=r.pk).read_at is None for r in (*shown, since)] == [
        False,
        False,
        True,
    ]


def test_nonsense_marks_nothing(finance: Client, quarterly: Deadline):
    made = remind(quarterly, person("finance"))
    for until in ("", "x", "-1"):
        assert finance.post("/inbox/read/", {"until": until}).status_code == 302
    made.refresh_from_db()
    assert made.read_at is None


def test_cancelled_ones_and_mails_do_not_stand_in_the_inbox(finance: Client, quarterly: Deadline):
    mail(quarterly, person("finance"))
    remind(quarterly, person("finance"), cancelled_at=FRIDAY, cancelled_why="Moved")
    assert "Nothing yet." in get(finance, "/inbox/").main


def test_each_reads_the_own_inbox_only(officer: Client, auditor: Client, quarterly: Deadline):
    made = remind(quarterly, person("finance"))
    for client in (officer, auditor):
        assert "Nothing yet." in get(client, "/inbox/").main
        assert client.post(f"/reminders/{made.pk}/open/").status_code == 403
        assert client.post(f"/reminders/{made.pk}/acknowledge/").status_code == 403
    made.refresh_from_db()
    assert (made.read_at, made.acknowledged_at) == (None, None)


def test_as_of_an_earlier_day_it_shows_what_had_come(finance: Client, quarterly: Deadline):
    made = remind(quarterly, person("finance"))
    assert "Nothing yet." in get(finance, "/inbox/", as_of="2026-11-19").main
    page = get(finance, "/inbox/", as_of="2026-11-21")
    assert "Overdue 5 days" in rows(page)[0]
    assert page.actions == []
    url = f"/reminders/{made.pk}/acknowledge/?as_of=2026-11-21"
    assert finance.post(url).status_code == 403


def test_more_reminders_ask_no_more_queries(finance: Client, quarterly: Deadline):
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            get(finance, "/inbox/")
        return len(captured)

    remind(quarterly, person("finance"), stands_in_for=person("legal"))
    get(finance, "/inbox/")
    few = queries()
    for number in range(2, 22):
        remind(quarterly, person("finance"), step=f"after-{number}")
    assert queries() == few <= 12


class TestTheReminder:
    def test_the_link_of_a_mail_shows_and_changes_nothing(
        self, finance: Client, quarterly: Deadline
    ):
        sent = mail(quarterly, person("finance"))
        page = get(finance, f"/reminders/{sent.pk}/")
        assert page.heading == "Furnish quarterly statements to NTT, Q2 FY2026"
        assert "Act by (safe date) Fri 13 Nov 2026" in page.main
        assert "Contractual day Sat 14 Nov 2026" in page.main
        assert "Arguable until Mon 16 Nov 2026" in page.main
        assert "E-mail: Sent Fri 20 Nov 2026, 09:00 Tokyo" in page.main
        assert page.actions == ["Acknowledge", "Open the deadline"]
        sent.refresh_from_db()
        assert (sent.read_at, sent.acknowledged_at) == (None, None)

    def test_acknowledged_from_the_mail(self, finance: Client, quarterly: Deadline):
        sent = mail(quarterly, person("finance"))
        response = finance.post(f"/reminders/{sent.pk}/acknowledge/")
        assert response.headers["Location"] == f"/reminders/{sent.pk}/"
        page = get(finance, f"/reminders/{sent.pk}/")
        assert page.actions == ["Open the deadline"]
        assert "Acknowledged Sun 22 Nov 2026, 09:00 Tokyo" in page.main

    def test_others_who_may_know_the_deadline_see_who_was_told(
        self, auditor: Client, officer: Client, quarterly: Deadline
    ):
        sent = mail(quarterly, person("finance"))
        for client in (auditor, officer):
            page = get(client, f"/reminders/{sent.pk}/")
            assert "Mari Suzuki, Responsible person" in page.main
            assert page.actions == ["Open the deadline"]

    def test_a_moved_deadline_is_marked(self, finance: Client, quarterly: Deadline):
        sent = mail(quarterly, person("finance"))
        DeadlineVersionFactory(deadline=quarterly)
        said = "The deadline has moved since this reminder was planned."
        assert said in get(finance, f"/reminders/{sent.pk}/").main

    def test_a_restricted_instrument_is_not_there(
        self, officer: Client, insider: Client, auditor: Client, secret: Deadline
    ):
        made = remind(secret, person("compliance"))
        assert officer.get(f"/reminders/{made.pk}/").status_code == 404
        assert officer.post(f"/reminders/{made.pk}/open/").status_code == 404
        assert officer.post(f"/reminders/{made.pk}/acknowledge/").status_code == 404
        page = get(officer, "/inbox/")
        assert "Nothing yet." in page.main
        assert "Inbox 1 unread" not in page.text
        for client in (insider, auditor):
            assert get(client, f"/reminders/{made.pk}/").heading == "Merger with Umbrella"


def test_a_deadline_tells_who_was_told_and_what_comes_next(auditor: Client, quarterly: Deadline):
    remind(quarterly, person("finance"), acknowledged_at=FRIDAY, read_at=FRIDAY)
    mail(quarterly, person("finance"))
    mail(quarterly, person("compliance"), state="failed", audience="backup")
    mail(quarterly, person("legal"), cancelled_at=FRIDAY, cancelled_why="It was performed.")
    page = get(auditor, f"/deadlines/{quarterly.pk}/").main
    told = page[page.index("Reminders") :]
    assert "Next: Tue 24 Nov 2026, 09:00 Tokyo 8 days after the last day:" in told
    assert (
        "1 day after the last day Mari Suzuki, Responsible person "
        "E-mail: Sent Fri 20 Nov 2026, 09:00 Tokyo Inbox: Read Fri 20 Nov 2026, 09:00 Tokyo "
        "Acknowledged Fri 20 Nov 2026, 09:00 Tokyo"
    ) in told
    assert "Aiko Tanaka, Backup E-mail: Failed" in told
    assert "550 no such mailbox" in told
    assert "E-mail: Cancelled Fri 20 Nov 2026, 09:00 Tokyo It was performed." in told
