"""Delivery over real SMTP: what counts is the ledger of the mail server."""

from datetime import date, timedelta

import pytest
from django.db import connection

from obligations.models import Deadline
from reminders.models import Message
from reminders.services import claim_messages, deliver_messages, plan_reminders
from tests.factories import DeadlineVersionFactory, PerformanceFactory, UserFactory
from tests.reminders.conftest import at

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)
MARI = "mari@iij.example"


def deliver(now):
    return deliver_messages(clock=lambda: now)


def saved(reminder):
    """The message that carries a reminder."""
    return Message.objects.get(pk=reminder.message_id)


def test_an_outstanding_reminder_is_sent_once(planned, mail_server):
    reminder = planned()
    assert deliver(at(6, 9)) == 1
    assert deliver(at(6, 10)) == 0
    assert mail_server.addresses() == [MARI]
    assert (saved(reminder).state, saved(reminder).sent_at) == ("sent", at(6, 9))


def test_what_is_not_due_yet_waits(planned, mail_server):
    planned(remind_at=at(10, 9))
    assert deliver(at(10, 8, 59)) == 0
    assert mail_server.ledger == []


def test_the_oldest_due_goes_first(planned, open_deadline, mail_server):
    later = open_deadline(deadline__next_step_at=None, safe=date(2026, 11, 12))
    earlier = open_deadline(deadline__next_step_at=None, safe=date(2026, 11, 11))
    planned(later, recipient=UserFactory(email="later@iij.example"), remind_at=at(2, 9))
    planned(earlier, recipient=UserFactory(email="earlier@iij.example"))
    deliver(at(6, 9))
    assert mail_server.addresses() == ["earlier@iij.example", "later@iij.example"]


def test_a_claim_keeps_everybody_else_away_until_its_lease_ends(planned):
    reminder = planned()
    assert claim_messages(now=at(6, 9)) == [reminder.message]
    assert claim_messages(now=at(6, 9, 4)) == []
    assert claim_messages(now=at(6, 9, 5)) == [reminder.message]
    assert saved(reminder).attempt == 2


def test_a_worker_that_died_loses_nothing(planned, mail_server):
    reminder = planned()
    claim_messages(now=at(6, 9))
    assert deliver(at(6, 9, 4)) == 0
    assert deliver(at(6, 9, 5)) == 1
    assert mail_server.addresses() == [MARI]
    assert saved(reminder).state == "sent"


@pytest.mark.django_db(transaction=True)
def test_a_worker_that_lost_its_claim_writes_no_result(planned, mail_server):
    reminder = planned()

    def paused_past_the_lease(message):
        claim_messages(now=at(6, 9, 6))
        connection.close()
        return "451 try again later"

    mail_server.on_message = paused_past_the_lease
    deliver(at(6, 9))
    assert (saved(reminder).state, saved(reminder).attempt) == ("sending", 2)
    assert saved(reminder).next_try_at == at(6, 9, 11)
    assert saved(reminder).error == ""


@pytest.mark.django_db(transaction=True)
def test_a_message_that_two_workers_sent_is_recorded_once(planned, mail_server):
    """The one duplicate of a worker that was paused on the wire, past its lease."""
    reminder = planned()

    def paused_past_the_lease(message):
        mail_server.on_message = lambda message: "250 OK"
        deliver(at(6, 9, 6))
        connection.close()
        return "250 OK"

    mail_server.on_message = paused_past_the_lease
    deliver(at(6, 9))
    assert mail_server.addresses() == [MARI, MARI]
    assert len({message["Message-ID"] for message in mail_server.ledger}) == 1
    assert (saved(reminder).state, saved(reminder).sent_at) == ("sent", at(6, 9, 6))


def test_refused_for_now_is_tried_again_after_pauses_that_grow(planned, mail_server):
    mail_server.on_message = lambda message: "451 try again later"
    reminder = planned()
    now = at(6, 9)
    pauses = []
    for _ in range(8):
        deliver(now)
        pauses.append((saved(reminder).next_try_at - now) // MINUTE)
        assert deliver(saved(reminder).next_try_at - timedelta(seconds=1)) == 0
        now = saved(reminder).next_try_at
    assert pauses == [1, 2, 4, 8, 16, 30, 30, 30]
    assert saved(reminder).state == "planned"
    assert "451" in saved(reminder).error
    mail_server.on_message = lambda message: "250 OK"
    assert deliver(now) == 1
    assert (saved(reminder).state, saved(reminder).error) == ("sent", "")


def test_trying_ends_after_five_days(planned, mail_server):
    mail_server.on_message = lambda message: "451 try again later"
    reminder = planned()
    # Pauses of 1, 2, 4, 8 and 16 minutes and 239 of half an hour lie before the 245th attempt:
    # 7,201 minutes, where five days have 7,200.
    Message.objects.update(attempt=243)
    deliver(at(11, 9))
    assert saved(reminder).state == "planned"
    deliver(at(11, 9, 30))
    assert saved(reminder).state == "failed"


@pytest.mark.parametrize("where", ["on_recipient", "on_message"])
def test_refused_for_good_fails_at_once_and_alone(planned, mail_server, where):
    refused = planned(recipient=UserFactory(email="gone@iij.example"))
    good = planned()

    def reply(subject):
        return "550 no such mailbox" if "gone" in str(subject) else "250 OK"

    setattr(mail_server, where, reply)
    deliver(at(6, 9))
    assert mail_server.addresses()[0] == MARI
    assert (saved(refused).state, saved(good).state) == ("failed", "sent")
    assert "550" in saved(refused).error
    assert deliver(at(7, 9)) == 0


def test_refused_for_now_does_not_hold_up_the_others(planned, mail_server):
    mail_server.on_recipient = lambda a: "250 OK" if a == MARI else "451 greylisted"
    planned(recipient=UserFactory(email="grey@iij.example"), remind_at=at(2, 9))
    planned()
    assert deliver(at(6, 9)) == 1
    assert mail_server.addresses() == [MARI]


def test_a_server_that_cannot_be_reached_is_asked_again(planned, mail_server):
    mail_server.stop()
    reminder, other = planned(), planned(step="before-14")
    assert deliver(at(6, 9)) == 0
    assert (saved(reminder).state, saved(other).state) == ("planned", "planned")
    assert "refused" in saved(reminder).error
    assert saved(other).attempt == 0, "a run ends with the first sign that the server is down"
    mail_server.start()
    assert deliver(at(6, 9, 1)) == 2
    assert mail_server.addresses() == [MARI, MARI]


def test_a_server_that_closes_down_is_left_alone(planned, mail_server):
    mail_server.on_message = lambda message: "421 closing down"
    planned(), planned(step="before-14")
    assert deliver(at(6, 9)) == 0
    assert sorted(Message.objects.values_list("state", "attempt")) == [
        ("planned", 0),
        ("planned", 1),
    ]


def test_a_connection_that_breaks_loses_nothing(planned, mail_server):
    mail_server.hangs_up = True
    planned()
    assert deliver(at(6, 9)) == 0
    mail_server.hangs_up = False
    assert deliver(at(6, 9, 1)) == 1
    assert mail_server.addresses() == [MARI]


def test_a_connection_that_served_before_is_renewed(planned, mail_server):
    """A server may end a connection after some messages: one is put off, the others go on."""

    def hang_up_on_the_second(message):
        mail_server.hangs_up = len(mail_server.ledger) == 1
        return "250 OK"

    mail_server.on_message = hang_up_on_the_second
    for days in (14, 7, 3):
        planned(step=f"before-{days}", remind_at=at(6, 9))
    assert deliver(at(6, 9)) == 1, "the second broke, and so did the third on its new connection"
    assert (mail_server.connections, len(mail_server.ledger)) == (2, 1)
    mail_server.on_message, mail_server.hangs_up = (lambda message: "250 OK"), False
    assert deliver(at(6, 9, 1)) == 2


def test_a_run_keeps_its_connection(planned, mail_server):
    for days in (14, 7, 3):
        planned(step=f"before-{days}")
    assert deliver(at(6, 9)) == 3
    assert mail_server.connections == 1


def test_a_server_that_takes_a_message_and_stays_silent_gets_it_twice_at_most(
    planned, mail_server, settings
):
    settings.EMAIL_TIMEOUT = 0.2
    mail_server.takes_first, mail_server.silence = True, 0.5
    reminder = planned()
    deliver(at(6, 9))
    assert saved(reminder).state == "planned"
    mail_server.silence = 0.0
    assert deliver(at(6, 9, 1)) == 1
    assert mail_server.addresses() == [MARI, MARI]
    assert len({message["Message-ID"] for message in mail_server.ledger}) == 1


def test_a_sign_in_that_fails_is_no_refusal_of_the_message(planned, mail_server, settings):
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "iij", "outdated"
    reminder = planned()
    assert deliver(at(6, 9)) == 0
    assert saved(reminder).state == "planned"
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    assert deliver(at(6, 9, 1)) == 1


def test_a_mail_that_cannot_be_composed_does_not_stop_the_others(planned, mail_server):
    forged = "mari@iij.example\nBcc: everybody@iij.example"
    poison = planned(recipient=UserFactory(email=forged), remind_at=at(2, 9))
    planned()
    assert deliver(at(6, 9)) == 1
    assert mail_server.addresses() == [MARI]
    assert saved(poison).state == "planned"
    assert "Invalid address" in saved(poison).error


def test_a_mail_that_cannot_be_composed_is_seen_to_have_failed_within_the_hour(
    planned, mail_server
):
    poison = planned(recipient=UserFactory(email="mari@iij.example\nBcc: all@iij.example"))
    for minutes in (0, 1, 3, 7, 15):
        deliver(at(6, 9) + minutes * MINUTE)
        assert saved(poison).state == "planned"
    deliver(at(6, 9) + 31 * MINUTE)
    assert saved(poison).state == "failed"


def test_a_mail_to_no_address_is_not_taken_for_sent(planned, mail_server):
    reminder = planned(recipient=UserFactory(email=""))
    assert deliver(at(6, 9)) == 0
    assert saved(reminder).sent_at is None
    assert "no e-mail address" in saved(reminder).error


def test_what_is_given_back_has_waited_since_its_hour_and_not_since_it_was_planned(
    planned, mail_server
):
    """Quiet hours, or a digest: to leave as planned is no delay."""
    message = {"message__created_at": at(5, 22), "message__next_try_at": at(6, 9)}
    first, second = planned(**message), planned(step="before-14", **message)
    mail_server.stop()
    assert deliver(at(6, 9)) == 0
    assert (saved(first).attempt, saved(second).attempt) == (1, 0)
    assert saved(second).next_try_at == at(6, 9)


def test_what_was_performed_while_it_waited_is_not_sent(planned, mail_server):
    reminder = planned()
    PerformanceFactory(deadline=reminder.deadline, counted_on=date(2026, 11, 5))
    assert deliver(at(6, 9)) == 0
    assert mail_server.ledger == []
    assert saved(reminder).state == "cancelled"


def test_what_moved_while_it_waited_is_not_sent_but_planned_afresh(planned, mail_server):
    reminder = planned()
    DeadlineVersionFactory(
        deadline=reminder.deadline, anchored_on=date(2026, 9, 30), safe=date(2026, 11, 9)
    )
    assert deliver(at(6, 9)) == 0
    assert saved(reminder).state == "cancelled"
    assert Deadline.objects.get().next_step_at == at(6, 9)
    plan_reminders(now=at(6, 9))
    assert deliver(at(6, 9)) == 1
    assert mail_server.ledger[0]["Subject"].startswith("Act by Mon 9 Nov 2026")


def test_who_has_left_gets_nothing_and_the_backup_is_told(planned, team, mail_server):
    reminder = planned()
    team.responsible.is_active = False
    team.responsible.save()
    deliver(at(6, 9))
    assert saved(reminder).state == "cancelled"
    plan_reminders(now=at(6, 9))
    deliver(at(6, 9))
    assert mail_server.addresses() == ["aiko@iij.example"]


def test_a_restricted_instrument_reaches_only_those_let_in(planned, mail_server):
    reminder = planned()
    agreement = reminder.deadline.obligation.article.agreement
    agreement.restricted = True
    agreement.save()
    assert deliver(at(6, 9)) == 0
    assert mail_server.ledger == []
    assert saved(reminder).state == "cancelled"


def test_a_run_ends_before_the_next_tick(planned, mail_server):
    for days in (14, 7, 3):
        planned(step=f"before-{days}")
    ticking = (at(6, 9) + timedelta(seconds=4 * second) for second in range(100))
    assert deliver_messages(clock=lambda: next(ticking)) == 2
    assert deliver(at(6, 9, 5)) == 1


@pytest.mark.django_db(transaction=True)
def test_what_was_read_some_seconds_ago_is_read_again(planned, mail_server):
    """Performed while a slow server took the message before it: it is not sent."""
    planned(step="before-14")
    second = planned(step="before-7")
    now = [at(6, 9)]

    def slowly(message):
        PerformanceFactory(deadline=second.deadline, counted_on=date(2026, 11, 5))
        connection.close()
        now[0] += timedelta(seconds=6)
        return "250 OK"

    mail_server.on_message = slowly
    assert deliver_messages(clock=lambda: now[0]) == 1
    assert saved(second).state == "cancelled"
