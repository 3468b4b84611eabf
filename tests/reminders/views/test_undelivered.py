"""What reached nobody: who is told, trying again, settling; and the sign of life on each page."""

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from obligations.models import Deadline
from reminders.models import Heartbeat, Message, Reminder
from reminders.services.planning import UNPLANNABLE
from reminders.watching import QUESTIONS
from tests.pages import Page, get, read, words
from tests.reminders.views.conftest import FRIDAY, NINE, mail, person, remind

LIST = "/reminders/undelivered/"


@pytest.fixture
def failed(quarterly: Deadline) -> Message:
    """The mail server has no mailbox of Mari Suzuki."""
    message = mail(quarterly, person("finance"), state="failed").message
    assert message is not None
    return message


@pytest.fixture
def nobody(quarterly: Deadline) -> Reminder:
    """There was nobody to remind."""
    return remind(quarterly, None, channel="email", problem="Nobody to remind: no team.")


def banners(page: Page) -> list[str]:
    return [words(item) for item in page.of_class("asof-banner")]


def rows(page: Page) -> list[str]:
    return [words(item) for listed in page.of_class("rows") for item in listed]


def beat(at: datetime) -> None:
    Heartbeat.objects.update_or_create(name="reminders", defaults={"beat_at": at})


def test_a_failure_says_to_whom_what_why_and_when(finance: Client, failed: Message):
    (row,) = rows(get(finance, LIST))
    assert row == (
        "Fri 13 Nov 2026 Single reminder Mari Suzuki finance@demo.localhost 550 no such mailbox "
        "Furnish quarterly statements to NTT, Q2 FY2026 "
        "Subscription Agreement 12.1(3) · 1 day after the last day "
        "planned Fri 20 Nov 2026, 09:00 Tokyo, tried 1 time "
        "Failed Try again: Mari Suzuki I have dealt with it: Mari Suzuki"
    )


def test_owner_backup_administrators_and_head_are_told_on_every_page(
    finance: Client, officer: Client, administrator: Client, lawyer: Client, failed: Message
):
    beat(NINE)
    said = ["1 reminder could not be delivered. See which, and deal with it"]
    for client in (finance, officer, administrator):
        assert banners(get(client, "/")) == said
    assert banners(get(lawyer, "/")) == []
    User.objects.filter(heads_compliance=True).update(heads_compliance=False)
    kenji = person("legal")
    kenji.heads_compliance = True
    kenji.save()
    assert banners(get(lawyer, "/")) == said
    assert len(rows(get(lawyer, LIST))) == 1


def test_others_find_nothing(lawyer: Client, failed: Message):
    assert rows(get(lawyer, LIST)) == []
    for action in ("retry", "settle"):
        assert lawyer.post(f"{LIST}{failed.pk}/{action}/").status_code == 404


def test_the_auditor_reads_all_and_settles_nothing(auditor: Client, failed: Message):
    page = get(auditor, LIST)
    assert len(rows(page)) == 1
    assert page.actions == []
    for action in ("retry", "settle"):
        assert auditor.post(f"{LIST}{failed.pk}/{action}/").status_code == 403
    failed.refresh_from_db()
    assert failed.state == "failed"


def test_trying_again_hands_it_to_the_next_worker(administrator: Client, failed: Message):
    response = administrator.post(f"{LIST}{failed.pk}/retry/", follow=True)
    page = read(response)
    assert page.messages == ["It goes out again within a minute: Mari Suzuki"]
    assert rows(page) == []
    assert list(Message.objects.claimable(timezone.now())) == [failed]
    failed.refresh_from_db()
    assert failed.attempt == 1


def test_settling_says_who(officer: Client, failed: Message):
    page = read(officer.post(f"{LIST}{failed.pk}/settle/", follow=True))
    assert page.messages == ["Settled: Mari Suzuki"]
    assert rows(page) == []
    failed.refresh_from_db()
    assert (failed.settled_by, failed.settled_at) == (person("compliance"), NINE)
    assert failed.state == "failed"


def test_what_was_settled_is_not_there_any_more(officer: Client, failed: Message):
    officer.post(f"{LIST}{failed.pk}/settle/")
    assert officer.post(f"{LIST}{failed.pk}/retry/").status_code == 404


def test_a_reminder_without_anybody_is_listed_and_told(finance: Client, nobody: Reminder):
    beat(NINE)
    page = get(finance, LIST)
    assert banners(page) == ["1 reminder could not be delivered. See which, and deal with it"]
    assert "Nobody to remind: no team." in rows(page)[0]
    Reminder.objects.filter(pk=nobody.pk).update(cancelled_at=FRIDAY, cancelled_why="Reached")
    assert banners(get(finance, LIST)) == []


def test_a_failed_notice_shows_what_it_was_about(finance: Client, failed: Message):
    Message.objects.create(
        kind=Message.Kind.UNDELIVERED,
        recipient=person("compliance"),
        about=failed,
        created_at=FRIDAY,
        next_try_at=FRIDAY,
        state="failed",
        error="550",
    )
    second = rows(get(finance, LIST))[1]
    assert "Notice of a failed delivery Aiko Tanaka" in second
    assert "Furnish quarterly statements to NTT, Q2 FY2026" in second


def test_a_restricted_instrument_stays_unknown(
    administrator: Client, auditor: Client, secret: Deadline, quarterly: Deadline
):
    digest = mail(quarterly, person("finance"), state="failed").message
    remind(secret, person("finance"), channel="email", message=digest)
    hidden = mail(secret, person("legal"), state="failed").message
    assert hidden is not None
    remind(secret, None, channel="email", problem="Nobody.", step="on")
    page = get(administrator, LIST)
    assert "Umbrella" not in page.text
    assert len(rows(page)) == 1
    assert administrator.post(f"{LIST}{hidden.pk}/retry/").status_code == 404
    assert "1 reminder could not be delivered." in page.text
    assert "Merger with Umbrella" in get(auditor, LIST).main


def test_more_failures_ask_no_more_queries(
    finance: Client, quarterly: Deadline, failed: Message, nobody: Reminder
):
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            get(finance, LIST)
        return len(captured)

    get(finance, LIST)
    few = queries()
    for number in range(2, 12):
        mail(quarterly, person("compliance"), state="failed", step=f"after-{number}")
        remind(quarterly, None, channel="email", problem="Nobody.", step=f"before-{number}")
    assert queries() == few <= 16


def test_as_of_another_day_nothing_can_be_pressed(finance: Client, failed: Message):
    assert get(finance, LIST, as_of="2026-11-20").actions == []
    assert finance.post(f"{LIST}{failed.pk}/settle/?as_of=2026-11-20").status_code == 403


class TestTheSignOfLife:
    def foot(self, page: Page) -> str:
        (foot,) = page.of_class("foot")
        return words(foot)

    @pytest.mark.parametrize(
        ("age", "said"),
        [
            (timedelta(seconds=1), "1 second ago, Sun 22 Nov 2026, 08:59 Tokyo"),
            (timedelta(seconds=59), "59 seconds ago, Sun 22 Nov 2026, 08:59 Tokyo"),
            (timedelta(minutes=5), "5 minutes ago, Sun 22 Nov 2026, 08:55 Tokyo"),
        ],
    )
    def test_each_page_tells_its_age(self, officer: Client, age: timedelta, said: str):
        beat(NINE - age)
        for url in ("/", "/obligations/", "/inbox/"):
            page = get(officer, url)
            assert self.foot(page) == f"Reminders last ran {said}"
            assert banners(page) == []

    def test_after_five_minutes_everybody_is_warned(self, auditor: Client):
        beat(NINE - timedelta(minutes=5, seconds=1))
        assert banners(get(auditor, "/")) == [
            (
                "Reminders have stood still since Sun 22 Nov 2026, 08:54 Tokyo: nothing is planned "
                "or sent. Tell an administrator; what is missed then goes out marked as late."
            )
        ]

    def test_one_that_never_ran_is_told(self, auditor: Client):
        page = get(auditor, "/")
        assert banners(page)[0].startswith("Reminders have never run here:")
        assert self.foot(page) == "Reminders have never run here"

    @staticmethod
    def queries(client: Client) -> int:
        with CaptureQueriesContext(connection) as captured:
            get(client, "/events/")
        watch, *_values = QUESTIONS.of_some.statement.execute.partition(" (")
        asked = [query["sql"] for query in captured]
        return len([sql for sql in asked if "reminders_" in sql or sql.startswith(f"{watch} ")])

    def test_it_costs_one_query(self, officer: Client):
        assert self.queries(officer) == 1

    def test_what_failed_is_counted_only_where_something_did(
        self, officer: Client, failed: Message, nobody: Reminder
    ):
        assert self.queries(officer) == 3

    def test_who_has_not_signed_in_is_told_nothing(self, client: Client):
        page = get(client, "/accounts/login/")
        assert page.of_class("foot") == []
        assert banners(page) == []


class TestWhatIsStillTried:
    @pytest.fixture
    def refused(self, quarterly: Deadline) -> Message:
        """The mail server has refused it for now since six in the morning."""
        message = mail(quarterly, person("finance"), state="planned").message
        assert message is not None
        message.error, message.attempt = "451 greylisted, come back", 9
        message.stuck_at, message.next_try_at = NINE, NINE + timedelta(minutes=30)
        message.save()
        return message

    def test_the_words_of_the_server_are_shown(self, finance: Client, refused: Message):
        (row,) = rows(get(finance, LIST))
        assert row == (
            "Fri 13 Nov 2026 Single reminder Mari Suzuki 451 greylisted, come back "
            "tried 9 times, again Sun 22 Nov 2026, 09:30 Tokyo Not sent yet"
        )

    def test_those_whom_it_concerns_are_told_on_every_page(
        self, finance: Client, administrator: Client, lawyer: Client, refused: Message
    ):
        beat(NINE)
        said = ["1 reminder could not be delivered. See which, and deal with it"]
        assert [banners(get(who, "/")) for who in (finance, administrator)] == [said, said]
        assert banners(get(lawyer, "/")) == rows(get(lawyer, LIST)) == []

    def test_what_was_refused_lately_is_nobodys_concern(self, finance: Client, refused: Message):
        Message.objects.update(stuck_at=NINE + timedelta(minutes=1))
        beat(NINE)
        assert banners(get(finance, "/")) == rows(get(finance, LIST)) == []


def test_an_alarm_that_was_refused_is_dealt_with_by_administrators(
    administrator: Client, finance: Client, sunday: None
):
    alarm = Message.objects.create(
        kind="alarm",
        recipient=person("admin"),
        created_at=FRIDAY,
        next_try_at=FRIDAY,
        state="failed",
        error="550 no such mailbox",
    )
    (row,) = rows(get(administrator, LIST))
    assert row.startswith("no date Alarm: reminders stood still Hiroshi Mori")
    assert "550 no such mailbox" in row
    assert rows(get(finance, LIST)) == []
    assert finance.post(f"{LIST}{alarm.pk}/settle/").status_code == 404
    administrator.post(f"{LIST}{alarm.pk}/settle/")
    assert rows(get(administrator, LIST)) == []


def test_a_deadline_that_cannot_be_planned_stands_there(finance: Client, quarterly: Deadline):
    remind(quarterly, None, channel="email", step="unplanned", problem=UNPLANNABLE)
    (row,) = rows(get(finance, LIST))
    assert "Subscription Agreement 12.1(3) · a step that cannot be computed" in row
    assert "It cannot be planned, so nobody is reminded of it." in row
