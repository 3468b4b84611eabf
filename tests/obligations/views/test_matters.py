"""Matters: opening one, letting people in, who read what; and no trace for who is outside."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client

from accounts.models import User
from obligations.models import Deadline, Event, Matter, MatterReading, Printout
from obligations.services import When, add_comment, record_event
from obligations.services.matters import close_matter, end_access, let_in, open_matter
from obligations.services.printouts import make_printout, request_printout
from reminders.carrying import load_carried
from reminders.models import Message, Reminder
from reminders.services import plan_reminders
from tests.factories import (
    BreachFactory,
    DecisionFactory,
    LawyerFactory,
    NoticeFactory,
    PerformanceFactory,
    PolicyStepFactory,
    ReminderFactory,
    WebhookFactory,
)
from tests.obligations.views.conftest import NINE, SUNDAY, event_type
from tests.pages import get, read, words

HUSH = "Hush about the umbrella"
TOKEN = re.compile(rb'(?:csrfmiddlewaretoken" value=|X-CSRFToken": )"[^"]+"')
TYPED = {"title": HUSH, "reason": "Not public", "bound_on": "2026-11-20"}


@pytest.fixture
def lawyer(sign_in: Callable[[str], Client]) -> Client:
    """Kenji Sato, who opens matters."""
    return sign_in("legal@demo.localhost")


def kenji() -> User:
    return User.objects.get(email="legal@demo.localhost")


def aiko() -> User:
    return User.objects.get(email="compliance@demo.localhost")


def tell_of_notice() -> Event:
    """NTT received a notice of additional shares on Thursday 12 November 2026 (14.2)."""
    return record_event(
        event_type=event_type("receipt of issuance notice"),
        when=When(on=date(2026, 11, 12)),
        by=kenji(),
        today=SUNDAY,
        note=HUSH,
    ).event


def start(about: Deadline | Event) -> Matter:
    return open_matter(about=about, title=HUSH, reason="Not public", bound_on=SUNDAY, by=kenji())


def enter(matter: Matter, person: User) -> None:
    let_in(
        matter=matter, person=person, reason="Prepares it", bound_on=SUNDAY, until=None, by=kenji()
    )


def test_legal_opens_a_matter_and_reads_first_whom_it_shuts_out(
    lawyer: Client, quarterly: Deadline
) -> None:
    page = get(lawyer, f"/deadlines/{quarterly.pk}/")
    assert "Restrict" in page.actions
    page = get(lawyer, page.links["Restrict"])
    assert page.heading == "Open a matter"
    (reach,) = (
        item for item in page.root.iter("section") if item.get("aria-labelledby") == "reach"
    )
    assert [words(item) for item in reach.iter("li")] == [
        quarterly.title,
        "Aiko Tanaka",
        "Mari Suzuki",
        "Yumi Kato",
    ]
    response = lawyer.post(f"/deadlines/{quarterly.pk}/restrict/", TYPED, follow=True)
    page = read(response)
    assert page.heading == HUSH
    assert page.messages == [
        "Matter opened. From now on only people let in, and auditors, know of it."
    ]
    assert quarterly.title in page.main
    page = get(lawyer, f"/deadlines/{quarterly.pk}/")
    assert f"Confidential: it belongs to the matter {HUSH}." in page.main
    assert "Restrict" not in page.actions


def test_what_was_typed_stays_and_the_error_names_the_day(
    lawyer: Client, quarterly: Deadline
) -> None:
    typed = TYPED | {"bound_on": "2026-11-23"}
    page = read(lawyer.post(f"/deadlines/{quarterly.pk}/restrict/", typed))
    assert page.errors == [
        "2026-11-23 has not come yet: nobody knows of the matter before being bound."
    ]
    assert page.value("title") == HUSH
    assert not Matter.objects.exists()


def test_a_second_click_opens_no_second_matter(lawyer: Client, quarterly: Deadline) -> None:
    for _ in range(2):
        lawyer.post(f"/deadlines/{quarterly.pk}/restrict/", TYPED)
    assert Matter.objects.count() == 1


@pytest.mark.parametrize(
    "email", ["compliance@demo.localhost", "admin@demo.localhost", "auditor@demo.localhost"]
)
def test_only_legal_opens_a_matter(
    sign_in: Callable[[str], Client], quarterly: Deadline, email: str
) -> None:
    client = sign_in(email)
    assert "Restrict" not in get(client, f"/deadlines/{quarterly.pk}/").actions
    assert client.post(f"/deadlines/{quarterly.pk}/restrict/", TYPED).status_code == 403
    assert not Matter.objects.exists()


def test_who_is_outside_finds_nothing_and_who_is_let_in_reads(
    quarterly: Deadline, officer: Client, auditor: Client, sign_in: Callable[[str], Client]
) -> None:
    matter = start(quarterly)
    colleague = LawyerFactory(email="other.lawyer@example.com")
    outsiders = [officer, sign_in(colleague.email), sign_in("admin@demo.localhost")]
    grant = matter.grants.get()
    for client in outsiders:
        assert HUSH not in get(client, "/matters/").text
        for url in (
            f"/deadlines/{quarterly.pk}/",
            f"/deadlines/{quarterly.pk}/perform/",
            f"/deadlines/{quarterly.pk}/restrict/",
            f"/matters/{matter.pk}/",
            f"/matters/{matter.pk}/people/new/",
            f"/matters/{matter.pk}/people/{grant.pk}/end/",
            f"/matters/{matter.pk}/close/",
        ):
            assert client.get(url).status_code == 404, url
            assert client.post(url).status_code in {404, 405}, url
    enter(matter, aiko())
    assert get(officer, f"/matters/{matter.pk}/").actions == []
    assert officer.get(f"/matters/{matter.pk}/people/new/").status_code == 403
    assert "Record performance" in get(officer, f"/deadlines/{quarterly.pk}/").actions
    assert get(auditor, f"/matters/{matter.pk}/").actions == []


def test_legal_lets_a_person_in_and_ends_the_access(
    lawyer: Client, officer: Client, quarterly: Deadline
) -> None:
    matter = start(quarterly)
    page = get(lawyer, f"/matters/{matter.pk}/people/new/")
    assert "Naoko Ito" not in page.choices("person"), "auditors read it anyway"
    assert "Kenji Sato" not in page.choices("person"), "is in it"
    typed = {
        "person": aiko().pk,
        "reason": "Prepares the figures",
        "bound_on": "2026-11-20",
        "until": "2026-11-21",
    }
    page = read(lawyer.post(f"/matters/{matter.pk}/people/new/", typed))
    assert page.errors == ["2026-11-21 is past: choose today or a later day."]
    assert page.value("reason") == "Prepares the figures"
    lawyer.post(f"/matters/{matter.pk}/people/new/", typed | {"until": ""})
    page = get(lawyer, f"/matters/{matter.pk}/")
    (row,) = (row for row in page.rows() if row.startswith("Aiko Tanaka"))
    assert "Prepares the figures" in row
    assert "Fri 20 Nov 2026 No end End access: Aiko Tanaka" in row
    grant = matter.grants.get(person=aiko())
    url = f"/matters/{matter.pk}/people/{grant.pk}/end/"
    lawyer.post(url, {"reason": "Left the team"})
    page = get(lawyer, f"/matters/{matter.pk}/")
    assert any("Kenji Sato: Left the team" in row for row in page.rows())
    assert officer.get(f"/deadlines/{quarterly.pk}/").status_code == 404
    own = matter.grants.get(person=kenji())
    page = read(lawyer.post(f"/matters/{matter.pk}/people/{own.pk}/end/", {"reason": "Leaves"}))
    assert page.errors == [
        "Nobody of Legal would be left to let others in: let in a colleague first."
    ]


def test_who_read_what_is_kept_once_a_day(
    lawyer: Client, officer: Client, quarterly: Deadline
) -> None:
    matter = start(quarterly)
    enter(matter, aiko())
    assert not MatterReading.objects.exists()
    for _ in range(2):
        get(officer, f"/deadlines/{quarterly.pk}/")
    page = get(lawyer, f"/matters/{matter.pk}/")
    assert f"Sun 22 Nov 2026 Aiko Tanaka {quarterly.title}" in page.rows()
    assert MatterReading.objects.count() == 1


def test_reading_the_list_of_events_is_kept_too(officer: Client) -> None:
    matter = start(tell_of_notice())
    get(officer, "/events/")
    assert not MatterReading.objects.exists()
    enter(matter, aiko())
    assert "Confidential" in get(officer, "/events/").main
    assert [row.person for row in MatterReading.objects.all()] == [aiko()]


def test_a_closed_matter_lets_everybody_see_again(
    lawyer: Client, officer: Client, quarterly: Deadline
) -> None:
    matter = start(quarterly)
    lawyer.post(f"/matters/{matter.pk}/close/", {"reason": "Released"})
    get(officer, f"/deadlines/{quarterly.pk}/")
    page = get(lawyer, f"/matters/{matter.pk}/")
    assert "Released" in page.main
    assert page.actions == []
    assert lawyer.get(f"/matters/{matter.pk}/close/").status_code == 404


PLACES = [
    "/",
    "/dashboard/",
    "/calendar/?month=2026-11",
    "/calendar/?month=2026-12",
    "/obligations/",
    "/obligations/?status=right-open",
    "/obligations/?q=hush",
    "/obligations/sa-14-3/",
    "/agreements/",
    "/agreements/subscription-agreement/",
    "/agreements/subscription-agreement/14.3/",
    "/agreements/subscription-agreement/14.2/",
    "/agreements/subscription-agreement/closing/",
    "/events/",
    "/events/record/",
    "/notices/",
    "/consents/",
    "/breaches/",
    "/reviews/",
    "/search/?q=hush",
    "/search/?q=umbrella",
    "/matters/",
    "/inbox/",
    "/inbox/news/",
    "/reminders/",
    "/reminders/undelivered/",
    "/audit/",
    "/audit/backdating/",
    "/audit/export/",
    "/exports/register.csv",
    "/exports/events.csv",
    "/exports/findings.csv",
    "/admin/obligations/event/",
    "/admin/obligations/notice/",
    "/admin/obligations/breach/",
    "/admin/obligations/comment/",
    "/admin/obligations/notification/",
    "/admin/obligations/deadline/",
    "/admin/obligations/deadlineversion/",
    "/admin/obligations/performance/",
    "/admin/obligations/decision/",
    "/admin/reminders/reminder/",
    "/admin/reminders/message/",
]


@pytest.mark.parametrize("email", ["compliance@demo.localhost", "admin@demo.localhost"])
def test_who_is_outside_finds_each_page_as_if_nothing_had_happened(
    sign_in: Callable[[str], Client], email: str
) -> None:
    client = sign_in(email)
    before = answers(client)
    notice = tell_of_notice()
    assert answers(client) != before
    start(notice)
    for deadline in Deadline.objects.filter(event=notice):
        PerformanceFactory(deadline=deadline, note=HUSH, recorded_by=kenji())
        DecisionFactory(deadline=deadline, reason=HUSH, decided_by=kenji())
        ReminderFactory(version=deadline.current, recipient=kenji())
        add_comment(about=deadline, words=HUSH, by=kenji(), tell=[aiko()])
        hush = {"party": deadline.obligation.obligor, "recorded_by": kenji(), "deadline": deadline}
        BreachFactory(obligation=deadline.obligation, what=HUSH, **hush)
        NoticeFactory(agreement=deadline.obligation.article.agreement, title=HUSH, **hush)
    after = answers(client)
    different = {url: after[url] for url in PLACES if after[url] != before[url]}
    assert different == {}


def answers(client: Client) -> dict[str, bytes]:
    return {url: content(client, url) for url in PLACES}


def content(client: Client, url: str) -> bytes:
    response = client.get(url)
    body = b"".join(response) if response.streaming else response.content
    return TOKEN.sub(b"", body)


def test_reminders_go_to_people_let_in_alone(quarterly: Deadline) -> None:
    WebhookFactory(on_behalf_of=aiko())
    PolicyStepFactory(
        policy__obligation=quarterly.obligation,
        days=1,
        audience=["owner", "backup", "team", "head"],
        channels=["email", "inbox", "webhook"],
    )
    matter = start(quarterly)
    enter(matter, User.objects.get(email="head@demo.localhost"))
    plan_reminders(now=NINE)
    told = Reminder.objects.filter(deadline=quarterly)
    assert {row.recipient and row.recipient.name for row in told} == {"Yumi Kato"}
    assert not told.exclude(webhook=None).exists()


def test_a_mail_that_waited_tells_nothing_to_who_was_shut_out(quarterly: Deadline) -> None:
    waiting = ReminderFactory(version=quarterly.current, recipient=aiko()).message
    start(quarterly)
    messages = Message.objects.filter(pk=waiting.pk).select_related("recipient")
    ((carried,),) = load_carried(messages, NINE).values()
    assert carried.deadline is None


def test_a_document_made_before_is_refused_to_who_is_outside(
    officer: Client, quarterly: Deadline
) -> None:
    before = print_quarter()
    url = f"/printouts/{before.pk}/file/"
    assert officer.get(url).status_code == 200
    matter = start(quarterly)
    assert officer.get(url).status_code == 404
    assert f"/printouts/{before.pk}/" not in get(officer, "/printouts/").text
    after = print_quarter()
    matter.refresh_from_db()
    later = matter.opened_at + timedelta(seconds=1)  # the clock of the database was not moved
    Printout.objects.filter(pk=after.pk).update(requested_at=later)
    assert officer.get(f"/printouts/{after.pk}/file/").status_code == 200
    enter(matter, aiko())
    assert officer.get(url).status_code == 200
    end_access(grant=matter.grants.get(person=aiko()), reason="Left the team", by=kenji())
    assert officer.get(url).status_code == 404


def test_a_document_made_by_who_was_let_in_is_refused_once_access_has_ended(
    officer: Client, quarterly: Deadline
) -> None:
    matter = start(quarterly)
    enter(matter, aiko())
    inside = print_quarter()
    url = f"/printouts/{inside.pk}/file/"
    assert officer.get(url).status_code == 200
    end_access(grant=matter.grants.get(person=aiko()), reason="Left the team", by=kenji())
    assert officer.get(url).status_code == 404
    close_matter(matter=matter, reason="Released", by=kenji())
    assert officer.get(url).status_code == 200


def print_quarter() -> Printout:
    """A certificate for Aiko Tanaka, made at once."""
    asked = request_printout(
        kind="certificate",
        agreement=None,
        first_day=date(2026, 10, 1),
        last_day=date(2026, 12, 31),
        as_of=SUNDAY,
        by=aiko(),
    )
    make_printout(printout=asked, now=NINE)
    return asked
