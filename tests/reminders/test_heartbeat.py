"""The lock of ticks, and the alarm after a standstill."""

from datetime import timedelta

import pytest
from django.db import connection, transaction

from reminders.models import Heartbeat, Message
from reminders.services import claim_tick, record_heartbeat
from tests.factories import AdministratorFactory, HeartbeatFactory, UserFactory
from tests.reminders.conftest import at
from tests.reminders.test_concurrency import all_at_once

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
SECOND = timedelta(seconds=1)


def claim(now):
    return claim_tick(name="reminders", now=now, every=MINUTE)


def test_the_first_tick_does_its_work():
    assert claim(at(6, 9))


@pytest.mark.parametrize(
    ("seconds", "claimed"),
    [(0, False), (1, False), (29, False), (30, True), (60, True), (-29, False), (-30, True)],
)
def test_a_tick_soon_after_another_does_nothing(seconds, claimed):
    """Half a minute; a clock that was set back further than that counts like any other one."""
    claim(at(6, 9))
    assert claim(at(6, 9) + seconds * SECOND) == claimed


def test_a_tick_that_does_nothing_does_not_count():
    claim(at(6, 9))
    claim(at(6, 9) + 20 * SECOND)
    assert claim(at(6, 9) + 40 * SECOND)


def test_tasks_are_claimed_apart():
    claim(at(6, 9))
    assert claim_tick(name="other", now=at(6, 9), every=MINUTE)


@pytest.mark.django_db(transaction=True)
def test_of_schedulers_that_tick_at_once_one_is_heard():
    claimed = []
    all_at_once(lambda: claimed.append(claim(at(6, 9))))
    assert sorted(claimed) == [False, False, False, True]


@pytest.mark.django_db(transaction=True)
def test_nobody_waits_for_a_tick_that_is_being_claimed():
    claim(at(6, 9))
    claimed = []

    def claim_meanwhile():
        claimed.append(claim(at(6, 10)))

    with transaction.atomic():
        connection.cursor().execute("SELECT FROM reminders_heartbeat FOR UPDATE")
        from threading import Thread

        thread = Thread(target=claim_meanwhile)
        thread.start()
        thread.join(5)
        assert not thread.is_alive()
    assert claimed == [False]


@pytest.mark.parametrize(("minutes", "alarmed"), [(10, False), (11, True)])
def test_a_standstill_of_more_than_ten_minutes_is_alarmed(minutes, alarmed):
    AdministratorFactory(email="admin@iij.example")
    UserFactory(email="head@iij.example", heads_compliance=True)
    UserFactory(email="mari@iij.example")
    AdministratorFactory(email="gone@iij.example", is_active=False)
    HeartbeatFactory(name="reminders", beat_at=at(6, 9) - minutes * MINUTE)
    record_heartbeat(name="reminders", now=at(6, 9))
    told = Message.objects.filter(kind="alarm").order_by("recipient__email")
    people = ["admin@iij.example", "head@iij.example"] if alarmed else []
    assert list(told.values_list("recipient__email", flat=True)) == people
    assert Heartbeat.objects.get(name="reminders").beat_at == at(6, 9)


def test_a_standstill_is_alarmed_once():
    AdministratorFactory()
    HeartbeatFactory(name="reminders", beat_at=at(5, 9))
    record_heartbeat(name="reminders", now=at(6, 9))
    record_heartbeat(name="reminders", now=at(6, 9, 1))
    assert Message.objects.count() == 1


def test_the_first_start_is_no_standstill():
    AdministratorFactory()
    record_heartbeat(name="reminders", now=at(6, 9))
    assert not Message.objects.exists()
