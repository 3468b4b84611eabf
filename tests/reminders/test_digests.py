"""Digests: what one person waits for goes in one mail, and never too late."""

from datetime import time

import pytest
from django.db.models import Count

from obligations.models import Deadline
from reminders.models import Heartbeat, Message, Reminder
from reminders.services import claim_messages, deliver_messages, plan_reminders
from reminders.services.heartbeat import record_heartbeat
from tests.factories import HeartbeatFactory, PerformanceFactory, PreferencesFactory, WebhookFactory
from tests.reminders.conftest import at

pytestmark = pytest.mark.django_db

OLDER = "An older one (Subscription Agreement 12.1(3))"
MARI, AIKO = "mari@iij.example", "aiko@iij.example"


@pytest.fixture
def daily(team):
    """Mari Suzuki wants a digest each business day at 08:30."""
    return PreferencesFactory(person=team.responsible, delivery="daily", digest_at=time(8, 30))


def deliver(now):
    return deliver_messages(clock=lambda: now)


def mails(**where):
    """Recipient, kind, departure and number of reminders of each e-mail."""
    rows = Message.objects.filter(webhook=None, **where).annotate(number=Count("reminders"))
    return list(
        rows.order_by("pk").values_list("recipient__email", "kind", "next_try_at", "number")
    )


def body(message):
    return message.get_body("plain").get_content().replace("\r\n", "\n")


def test_reminders_of_several_deadlines_wait_in_one_digest(open_deadline, daily, mail_server):
    open_deadline()
    open_deadline(deadline__obligation__title="Answer within 14 days")
    plan_reminders(now=at(6, 9))
    assert mails() == [(MARI, "digest", at(9, 8, 30), 2)]
    assert deliver(at(9, 8, 29)) == 0
    assert deliver(at(9, 8, 30)) == 1
    (mail,) = mail_server.ledger
    assert mail["Subject"].startswith("2 reminders, first: Act by Fri 13 Nov 2026: ")
    assert "Furnish quarterly statements" in body(mail)
    assert "Answer within 14 days" in body(mail)


def test_what_is_planned_later_joins_the_digest_that_waits(open_deadline, daily):
    open_deadline()
    plan_reminders(now=at(6, 9))
    open_deadline()
    plan_reminders(now=at(6, 10))
    assert mails() == [(MARI, "digest", at(9, 8, 30), 2)]


def test_nothing_joins_a_digest_that_somebody_has_begun_to_send(open_deadline, daily):
    open_deadline()
    plan_reminders(now=at(6, 9))
    claim_messages(now=at(9, 8, 30))
    open_deadline()
    plan_reminders(now=at(6, 9, 1))
    assert [number for *_rest, number in mails()] == [1, 1]


def test_an_urgent_step_goes_by_itself(open_deadline, daily):
    open_deadline()
    plan_reminders(now=at(13, 9))
    assert mails() == [(MARI, "single", at(13, 9), 1)]


def test_a_digest_leaves_out_what_was_performed_meanwhile(open_deadline, daily, mail_server):
    done, other = open_deadline(), open_deadline()
    plan_reminders(now=at(6, 9))
    PerformanceFactory(deadline=done, counted_on="2026-11-06")
    deliver(at(9, 8, 30))
    (mail,) = mail_server.ledger
    assert other.get_absolute_url() in body(mail)
    assert done.get_absolute_url() not in body(mail)
    cancelled = Reminder.objects.get(deadline=done, channel="email")
    assert cancelled.cancelled_why == "It was performed."


def test_a_digest_of_which_nothing_holds_is_not_sent(open_deadline, daily, mail_server):
    PerformanceFactory(deadline=open_deadline(), counted_on="2026-11-06")
    Deadline.objects.update(next_step_at=None)
    plan_reminders(now=at(6, 9))
    assert deliver(at(9, 8, 30)) == 0
    assert mail_server.ledger == []


def test_only_a_digest_can_be_unsubscribed_from(open_deadline, daily, mail_server, settings):
    settings.SITE_URL = "https://governance.example"
    settings.DEFAULT_FROM_EMAIL = "IIJ Governance <governance@iij.example>"
    open_deadline()
    plan_reminders(now=at(6, 9))
    deliver(at(9, 8, 30))
    plan_reminders(now=at(13, 9))
    deliver(at(13, 9))
    digest, single = mail_server.ledger
    header = digest["List-Unsubscribe"]
    assert header.startswith(
        "<mailto:governance@iij.example?subject=unsubscribe>, "
        "<https://governance.example/reminders/unsubscribe/"
    )
    assert digest["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert header.partition(", <")[2].rstrip(">") in body(digest)
    assert single["List-Unsubscribe"] is None


def test_who_stopped_digests_finds_what_is_far_ahead_in_the_inbox(open_deadline, daily):
    daily.digest_stopped = True
    daily.save()
    open_deadline(safe="2026-11-27", before_roll="2026-11-28", due="2026-11-30")
    plan_reminders(now=at(13, 9))
    assert list(Reminder.objects.values_list("step", "channel")) == [("before-14", "inbox")]


@pytest.fixture
def silent(db):
    """The planner gave its last sign of life on Thursday 5 November 2026 at noon."""
    HeartbeatFactory(name="reminders", beat_at=at(5, 12))


def test_after_an_outage_each_person_gets_one_digest_the_oldest_due_first(
    open_deadline, silent, mail_server, monkeypatch
):
    monkeypatch.setattr("reminders.services.planning.BATCH", 1)
    early = {"safe": "2026-11-05", "before_roll": "2026-11-05", "due": "2026-11-05"}
    open_deadline()
    open_deadline(deadline__obligation__title="An older one", **early)
    plan_reminders(now=at(9, 9, 30))
    deliver(at(9, 9, 30))
    assert sorted((mail["To"], mail["Subject"]) for mail in mail_server.ledger) == [
        (
            AIKO,
            "Late after an outage: Overdue, last day was Thu 5 Nov 2026: " + OLDER,
        ),
        (
            MARI,
            "Late after an outage: 2 reminders, first: Overdue, last day was Thu 5 Nov 2026: "
            + OLDER,
        ),
    ]
    mari = next(mail for mail in mail_server.ledger if mail["To"] == MARI)
    assert "These come late" in body(mari)
    assert body(mari).index("An older one") < body(mari).index("Furnish quarterly statements")


def test_after_an_outage_a_webhook_is_called_once(open_deadline, silent):
    hook = WebhookFactory()
    open_deadline(), open_deadline()
    plan_reminders(now=at(9, 9, 30))
    assert [m.reminders.count() for m in Message.objects.filter(webhook=hook)] == [2]


def test_what_fell_due_before_the_outage_is_no_late_reminder(open_deadline, silent):
    # Recorded now, its step of 30 October passed before the outage began.
    open_deadline(safe="2026-11-13")
    Heartbeat.objects.update(beat_at=at(6, 12))
    plan_reminders(now=at(9, 9, 30))
    assert mails() == [(MARI, "single", at(9, 9, 30), 1)]


def test_a_pause_of_less_than_an_hour_is_no_outage(open_deadline):
    HeartbeatFactory(name="reminders", beat_at=at(6, 8, 30))
    open_deadline()
    plan_reminders(now=at(6, 9, 29))
    assert mails() == [(MARI, "single", at(6, 9, 29), 1)]


def test_a_late_digest_goes_though_its_planner_died(open_deadline, silent, monkeypatch):
    monkeypatch.setattr("reminders.services.planning._Run.release", lambda run: None)
    open_deadline()
    plan_reminders(now=at(9, 9))
    assert mails() == [(MARI, "late", at(9, 9, 10), 1)]


def test_quiet_hours_hold_for_a_late_digest_too(open_deadline, silent, team):
    PreferencesFactory(person=team.responsible, quiet_from=time(20), quiet_until=time(8))
    open_deadline()
    plan_reminders(now=at(7, 2))
    assert mails() == [(MARI, "late", at(7, 8), 1)]


def test_quiet_hours_hold_for_a_late_digest_to_who_wants_digests(open_deadline, silent, daily):
    daily.quiet_from, daily.quiet_until = time(20), time(8)
    daily.save()
    open_deadline()
    plan_reminders(now=at(7, 2))
    assert mails() == [(MARI, "late", at(7, 8), 1)]


def test_an_alarm_is_mailed(mail_server, silent, team):
    team.responsible.heads_compliance = True
    team.responsible.save()
    record_heartbeat(name="reminders", now=at(6, 9))
    assert deliver(at(6, 9)) == 1
    (mail,) = mail_server.ledger
    assert (mail["To"], mail["Subject"]) == (MARI, "Reminders stood still, and run again")
    assert "more than ten minutes" in body(mail)


def test_after_the_mail_server_was_away_for_an_hour_each_person_gets_one_digest(
    open_deadline, mail_server
):
    for number in range(4):
        open_deadline(deadline__obligation__title=f"Duty {number}")
    mail_server.stop()
    plan_reminders(now=at(6, 9))
    assert deliver(at(6, 9)) == 0
    mail_server.start()
    assert deliver(at(6, 10, 30)) == 2
    tried, digest = sorted(mail_server.ledger, key=lambda mail: "Late" in mail["Subject"])
    assert tried["Subject"].startswith("Act by Fri 13 Nov 2026: Duty 0 ")
    assert digest["Subject"].startswith("Late after an outage: 3 reminders, first: ")
    assert [f"Duty {number}" in body(digest) for number in range(4)] == [False, True, True, True]


def test_within_an_hour_they_come_one_by_one(open_deadline, mail_server):
    open_deadline(), open_deadline()
    mail_server.stop()
    plan_reminders(now=at(6, 9))
    deliver(at(6, 9))
    mail_server.start()
    assert deliver(at(6, 9, 59)) == 2
    assert not any("Late" in mail["Subject"] for mail in mail_server.ledger)
