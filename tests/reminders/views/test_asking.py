"""Reminding the owners of selected rows: who, once a day, and nobody who must not know."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from accounts.models import Team
from obligations.models import Deadline, Obligation
from reminders.models import Channel, Reminder
from reminders.services import deliver_messages
from reminders.services.asking import ask_owners
from tests.factories import AbsenceFactory, PreferencesFactory
from tests.obligations.views.conftest import deadline_of
from tests.pages import get, read
from tests.reminders.mail_server import MailServer
from tests.reminders.views.conftest import NINE, person, remind

URL = "/remind/"


@pytest.fixture
def later(quarterly: Deadline) -> Deadline:
    """The quarter after that."""
    return deadline_of("sa-12-1-3", "Q3 FY2026")


def address(*rows: Deadline) -> str:
    return URL + "?kind=duty" + "".join(f"&pick={row.pk}" for row in rows)


def sent() -> list[tuple[str, str, str]]:
    """Each reminder that somebody asked for: of which period, to whom, by which channel."""
    rows = Reminder.objects.exclude(asked_by=None).order_by("deadline", "pk")
    return [(str(row.deadline.period), str(row.recipient), row.channel) for row in rows]


def test_it_says_who_gets_it_and_sends_it(
    officer: Client, finance: Client, quarterly: Deadline, later: Deadline
) -> None:
    page = get(officer, address(quarterly, later))
    assert page.actions == ["Remind now", "Cancel"]
    assert page.rows()[0] == (
        "Furnish quarterly statements to NTT, Q2 FY2026 Subscription Agreement 12.1(3) "
        "Fri 13 Nov 2026 Mari Suzuki Responsible person "
        "the mail leaves Sun 22 Nov 2026, 09:00 Tokyo"
    )
    assert sent() == []
    response = officer.post(address(quarterly, later), follow=True)
    assert response.redirect_chain == [("/obligations/?kind=duty", 302)]
    assert read(response).messages == ["Reminded of 2 deadlines."]
    assert sent() == [
        ("Q2 FY2026", "Mari Suzuki", "email"),
        ("Q2 FY2026", "Mari Suzuki", "inbox"),
        ("Q3 FY2026", "Mari Suzuki", "email"),
        ("Q3 FY2026", "Mari Suzuki", "inbox"),
    ]
    inbox = get(finance, "/inbox/").main
    assert "Q2 FY2026 New Subscription Agreement 12.1(3) · asked for by a colleague" in inbox
    log = get(officer, quarterly.get_absolute_url()).main
    assert "asked for by a colleague, Aiko Tanaka" in log


def test_the_mail_goes_out_and_says_why(
    officer: Client, quarterly: Deadline, mail_server: MailServer
) -> None:
    officer.post(address(quarterly))
    assert deliver_messages(clock=timezone.now) == 1
    assert mail_server.addresses() == ["finance@demo.localhost"]
    body = mail_server.ledger[0].get_body(("plain",))
    assert body is not None
    assert "asked for by a colleague; Responsible person" in " ".join(body.get_content().split())


def test_nobody_is_reminded_twice_a_day(
    officer: Client, quarterly: Deadline, sunday: time_machine.Traveller
) -> None:
    officer.post(address(quarterly))
    page = get(officer, address(quarterly))
    assert "Reminded today already." in page.main
    assert page.actions == ["Cancel"]
    response = officer.post(address(quarterly), follow=True)
    assert read(response).messages == ["Reminded of 0 deadlines."]
    assert len(sent()) == 2
    sunday.move_to(NINE + timedelta(days=1))
    officer.post(address(quarterly))
    assert len(sent()) == 4


def test_a_reminder_of_the_policy_on_that_day_counts_too(
    officer: Client, quarterly: Deadline
) -> None:
    remind(quarterly, person("finance"), planned_at=NINE, remind_at=NINE)
    officer.post(address(quarterly))
    assert sent() == []


def test_quiet_hours_hold_the_mail_back_and_a_stand_in_gets_it(
    officer: Client, quarterly: Deadline
) -> None:
    today = NINE.date()
    AbsenceFactory(
        person=person("finance"), first_day=today, last_day=today, stand_in=person("legal")
    )
    PreferencesFactory(person=person("legal"), quiet_from="08:00", quiet_until="10:30")
    (row,) = get(officer, address(quarterly)).rows()
    assert row.endswith(
        "Kenji Sato stands in for Mari Suzuki the mail leaves Sun 22 Nov 2026, 10:30 Tokyo"
    )
    officer.post(address(quarterly))
    mail = Reminder.objects.get(asked_by=person("compliance"), channel=Channel.EMAIL)
    assert mail.message is not None
    assert timezone.localtime(mail.message.next_try_at).hour == 10
    assert mail.stands_in_for == person("finance")


def test_what_is_done_or_owned_by_nobody_is_said(officer: Client, quarterly: Deadline) -> None:
    done = deadline_of("sa-12-1-3", "Q1 FY2026")
    (row,) = get(officer, address(done)).rows()
    assert row.endswith("Nothing is to be done.")
    Obligation.objects.filter(pk=quarterly.obligation_id).update(team=None)
    (row,) = get(officer, address(quarterly)).rows()
    assert row.endswith("Nobody answers for it who may know of it and is here.")
    officer.post(address(done, quarterly))
    assert sent() == []


def test_the_owner_who_must_not_know_is_not_reminded(
    officer: Client, insider: Client, secret: Deadline
) -> None:
    assert officer.get(address(secret)).status_code == 404
    assert officer.post(address(secret)).status_code == 404
    team = Team.objects.get(name="Finance")
    Obligation.objects.filter(pk=secret.obligation_id).update(team=team)
    (row,) = get(insider, address(secret)).rows()
    assert row.endswith("Nobody answers for it who may know of it and is here.")
    insider.post(address(secret))
    assert sent() == []


def test_an_auditor_and_another_day_only_read(
    auditor: Client, officer: Client, quarterly: Deadline
) -> None:
    assert auditor.get(address(quarterly)).status_code == 403
    assert auditor.post(address(quarterly)).status_code == 403
    assert officer.post(f"{address(quarterly)}&as_of=2026-11-20").status_code == 403
    assert sent() == []


@pytest.mark.parametrize(
    ("url", "status"), [(f"{URL}?pick=0", 404), (f"{URL}?pick=x", 404), (URL, 200)]
)
def test_what_is_no_row(officer: Client, url: str, status: int) -> None:
    assert officer.get(url).status_code == status


def test_rows_without_a_deadline_are_nothing_to_remind_of(officer: Client) -> None:
    assert officer.get(f"{URL}?show=without-deadline&pick=1").status_code == 404
    page = get(officer, "/obligations/", show="without-deadline")
    assert "Remind the owners" not in page.actions


def test_the_service_says_what_it_did(quarterly: Deadline) -> None:
    deadline = Deadline.objects.as_of(NINE.date()).with_places().get(pk=quarterly.pk)
    asked: Callable[[], list[bool]] = lambda: [  # noqa: E731
        bool(one.leaves_at)
        for one in ask_owners(deadlines=[deadline], by=person("compliance"), now=timezone.now())
    ]
    assert (asked(), asked()) == ([True], [False])
