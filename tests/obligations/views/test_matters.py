"""Matters: opening one, letting people in, who read what; and no trace for who is outside."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import transaction
from django.test import Client

from accounts.models import User
from obligations.models import (
    Deadline,
    Event,
    EventType,
    Matter,
    MatterReading,
    Notification,
    Printout,
)
from obligations.services import NotLetIn, When, add_comment, record_event
from obligations.services.matters import close_matter, end_access, let_in, open_matter
from obligations.services.printouts import make_printout, request_printout
from reminders.carrying import load_carried
from reminders.models import Message, Reminder
from reminders.services import plan_reminders
from tests.factories import (
    AgreementReaderFactory,
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
from tests.pages import Page, get, read, words

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
    assert get(officer, f"/matters/{matter.pk}/").actions == ["Record an event in it"]
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
    "/exports/notices.csv",
    "/exports/consents.csv",
    "/exports/breaches.csv",
    "/exports/periods.csv",
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


RECORD = "/events/record/"


def notice_in(matter: Matter) -> dict[str, str]:
    """What the form sends: NTT received a notice of additional shares, in a matter."""
    return {
        "type": str(event_type("receipt of issuance notice").pk),
        "happened_on": "2026-11-12",
        "note": HUSH,
        "matter": str(matter.pk),
    }


class TestRecordedInAMatter:
    """A fact that belongs to a matter from its first moment (14.2: a notice that is not public)."""

    def test_who_is_let_in_is_offered_it_and_sees_what_follows(
        self, lawyer: Client, auditor: Client, quarterly: Deadline
    ) -> None:
        matter = start(quarterly)
        page = get(lawyer, matter.get_absolute_url())
        page = get(lawyer, page.links["Record an event in it"])
        assert page.value("matter") == str(matter.pk)
        assert "Record an event in it" not in get(auditor, matter.get_absolute_url()).links
        page = read(lawyer.post(RECORD, notice_in(matter)))
        assert "Act by Thu 26 Nov 2026" in page.main
        assert lawyer.post(RECORD, notice_in(matter) | {"record": "1"}).status_code == 302
        fact = Event.objects.get(note=HUSH)
        assert [item.event for item in matter.items.filter(deadline=None)] == [fact]
        opened = Deadline.objects.filter(event=fact)
        assert opened.exists()
        shown = get(lawyer, matter.get_absolute_url()).links
        assert {deadline.get_absolute_url() for deadline in opened} <= set(shown.values())
        assert HUSH in get(auditor, "/events/").main

    @pytest.mark.parametrize("email", ["compliance@demo.localhost", "admin@demo.localhost"])
    def test_nobody_outside_is_shown_or_told_anything(
        self, sign_in: Callable[[str], Client], lawyer: Client, quarterly: Deadline, email: str
    ) -> None:
        matter = start(quarterly)
        client, told = sign_in(email), Notification.objects.count()
        before = answers(client)
        assert lawyer.post(RECORD, notice_in(matter) | {"record": "1"}).status_code == 302
        after = answers(client)
        assert {url: after[url] for url in PLACES if after[url] != before[url]} == {}
        assert Notification.objects.count() == told
        opened = Deadline.objects.filter(event__note=HUSH)[0]
        assert client.get(opened.get_absolute_url()).status_code == 404
        plan_reminders(now=NINE)
        people = Reminder.objects.filter(deadline=opened).values_list("recipient", flat=True)
        assert set(people) <= {kenji().pk}

    def test_who_is_outside_is_not_offered_it_and_cannot_name_it(
        self, officer: Client, lawyer: Client, quarterly: Deadline
    ) -> None:
        matter = start(quarterly)
        assert "Confidential matter" not in get(officer, RECORD).main
        own = open_matter(
            about=tell_of_notice(), title="Own", reason="x", bound_on=SUNDAY, by=aiko()
        )
        assert "Own (Subscription Agreement)" in get(officer, RECORD).main
        page = read(officer.post(RECORD, notice_in(matter) | {"note": "Mine", "record": "1"}))
        assert page.errors == [
            "Select a valid choice. That choice is not one of the available choices."
        ]
        assert not Event.objects.filter(note="Mine").exists()
        assert own.items.count() == 1

    def test_a_matter_of_another_instrument_and_a_closed_one_are_refused(
        self, lawyer: Client, quarterly: Deadline
    ) -> None:
        matter = start(quarterly)
        typed = notice_in(matter) | {"type": str(event_type("umbrella signing").pk)}
        grant_umbrella()
        page = read(lawyer.post(RECORD, typed))
        (said,) = page.errors
        assert said.startswith(f"“{HUSH}” belongs to Subscription Agreement: choose a matter of ")
        assert page.value("note") == HUSH
        with pytest.raises(ValueError, match="of its own instrument"):
            into(matter, event_type("umbrella signing"))
        close_matter(matter=matter, reason="Released", by=kenji())
        assert "Confidential matter" not in get(lawyer, RECORD).main
        with pytest.raises(NotLetIn), transaction.atomic():
            into(matter, event_type("receipt of issuance notice"))
        assert not Event.objects.filter(note=HUSH).exists()

    def test_whose_access_ended_meanwhile_records_nothing(self, quarterly: Deadline) -> None:
        matter = start(quarterly)
        with pytest.raises(NotLetIn), transaction.atomic():
            into(matter, event_type("receipt of issuance notice"), by=aiko())
        assert not Event.objects.filter(note=HUSH).exists()


def into(matter: Matter, kind: EventType, by: User | None = None) -> None:
    when = When(on=date(2026, 11, 12))
    by = by or kenji()
    record_event(event_type=kind, when=when, by=by, today=SUNDAY, note=HUSH, matter=matter)


def grant_umbrella() -> None:
    """Kenji may know the restricted instrument."""
    agreement = event_type("umbrella signing").agreement
    AgreementReaderFactory(agreement=agreement, user=kenji(), granted_by=kenji())


class TestMentions:
    """Of a deadline in a matter: only who may know of it is offered, and can be told."""

    def test_who_is_outside_is_not_offered_and_refused_as_a_stranger_is(
        self, lawyer: Client, quarterly: Deadline
    ) -> None:
        page_of = f"/deadlines/{quarterly.pk}/"
        assert "Aiko Tanaka" in people_offered(get(lawyer, page_of))
        start(quarterly)
        assert people_offered(get(lawyer, page_of)) == ["Naoko Ito"]
        for name in ("Aiko", "Nobody"):
            typed = {"words": f"@{name} Tanaka look"}
            (said,) = read(lawyer.post(f"{page_of}comments/", typed)).errors
            assert said == (
                f"“@{name}” is nobody who may know of this. Choose a person from the list, or "
                "write it without the @."
            )
        chosen = read(
            lawyer.post(f"{page_of}comments/", {"words": "Look", "people": [str(aiko().pk)]})
        )
        assert chosen.errors == [
            f"Select a valid choice. {aiko().pk} is not one of the available choices."
        ]
        assert not Notification.objects.filter(person=aiko()).exists()

    def test_who_is_let_in_is_offered_and_told(
        self, lawyer: Client, officer: Client, auditor: Client, quarterly: Deadline
    ) -> None:
        page_of = f"/deadlines/{quarterly.pk}/"
        enter(start(quarterly), aiko())
        assert people_offered(get(lawyer, page_of)) == ["Aiko Tanaka", "Naoko Ito"]
        assert people_offered(get(officer, page_of)) == ["Kenji Sato", "Naoko Ito"]
        assert people_offered(get(auditor, page_of)) == []
        lawyer.post(f"{page_of}comments/", {"words": "@Aiko Tanaka look"})
        assert Notification.objects.filter(person=aiko()).count() == 1


def people_offered(page: Page) -> list[str]:
    boxes = (item for item in page.root.iter("label"))
    return [words(label) for label in boxes if label.find("input[@name='people']") is not None]
