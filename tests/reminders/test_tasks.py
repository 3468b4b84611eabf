"""The tick: plan, note the sign of life, send; in this process, and once through the broker."""

import time
from collections.abc import Callable
from datetime import timedelta

import pytest
from celery.contrib.testing.worker import start_worker
from django.utils import timezone

from iijgov.celery import app
from reminders.models import Heartbeat, Message, Reminder
from reminders.services import plan_reminders
from reminders.tasks import plan_and_send
from tests.reminders.conftest import at


@pytest.mark.django_db
def test_a_tick_plans_and_sends(open_deadline, mail_server, time_machine):
    time_machine.move_to(at(6, 9), tick=False)
    open_deadline()
    plan_and_send()
    assert mail_server.addresses() == ["mari@iij.example"]
    assert Heartbeat.objects.get(name="reminders").beat_at == at(6, 9)


@pytest.mark.django_db
def test_a_run_shows_after_each_batch_that_it_lives(open_deadline):
    open_deadline()
    signs: list[str] = []
    plan_reminders(now=at(6, 9), after_batch=lambda: signs.append("alive"))
    assert signs == ["alive"]


@pytest.mark.django_db
def test_a_second_tick_does_nothing_again(open_deadline, mail_server, time_machine):
    time_machine.move_to(at(6, 9), tick=False)
    open_deadline()
    plan_and_send()
    time_machine.move_to(at(6, 9, 1), tick=False)
    plan_and_send()
    assert len(mail_server.ledger) == 1
    assert Heartbeat.objects.get(name="reminders").beat_at == at(6, 9, 1)


@pytest.mark.django_db
def test_the_planner_is_alive_while_the_mail_server_is_down(
    open_deadline, mail_server, time_machine
):
    mail_server.stop()
    time_machine.move_to(at(6, 9), tick=False)
    open_deadline()
    plan_and_send()
    assert Message.objects.get().state == "planned"
    assert Heartbeat.objects.get(name="reminders").beat_at == at(6, 9)


@pytest.mark.django_db
def test_after_an_outage_there_is_one_notice_and_never_a_burst(
    open_deadline, mail_server, time_machine
):
    open_deadline()
    time_machine.move_to(at(6, 9), tick=False)
    plan_and_send()
    time_machine.move_to(at(26, 9), tick=False)
    plan_and_send()
    mails = Reminder.objects.filter(channel="email").order_by("pk")
    assert list(mails.values_list("step", "recipient__name", "message__kind")) == [
        ("before-7", "Mari Suzuki", "single"),
        ("after-8", "Mari Suzuki", "late"),
        ("after-8", "Aiko Tanaka", "late"),
    ]
    assert len(mail_server.ledger) == 3


def test_the_planner_is_woken_every_minute_at_least():
    ticks = [t for t in app.conf.beat_schedule.values() if t["task"] == plan_and_send.name]
    (tick,) = ticks
    assert tick["schedule"].run_every <= timedelta(minutes=1)


@pytest.mark.django_db(transaction=True)
def test_a_message_on_the_broker_becomes_a_mail(due_today, mail_server):
    """What beat sends, through Valkey, to a real worker."""
    app.control.purge()
    worker = start_worker(app, pool="solo", perform_ping_check=False, shutdown_timeout=20)  # type: ignore[arg-type]
    with worker:
        app.send_task("reminders.tasks.plan_and_send", expires=30)
        wait_for(lambda: mail_server.ledger and Message.objects.filter(state="sent").exists())
    assert mail_server.addresses() == ["mari@iij.example"]
    assert timezone.now() - Heartbeat.objects.get(name="reminders").beat_at < timedelta(minutes=1)


def wait_for(condition: Callable[[], object], *, seconds: float = 15) -> None:
    began = time.monotonic()
    while not condition():
        assert time.monotonic() - began < seconds
        time.sleep(0.02)
