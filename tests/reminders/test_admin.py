"""Reminders and heartbeats can be read in admin, and nothing else."""

import pytest

from reminders.models import Heartbeat, Reminder
from tests.admin_pages import assert_list_costs_the_same, assert_read_only, page, rows_of
from tests.factories import AdministratorFactory, HeartbeatFactory, ReminderFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin_client(client):
    client.force_login(AdministratorFactory())
    return client


@pytest.mark.parametrize("factory", [ReminderFactory, HeartbeatFactory])
def test_what_workers_write_is_read_only(admin_client, factory):
    assert_read_only(admin_client, factory())


def test_reminders_that_failed_are_found(admin_client):
    failed = ReminderFactory(state="failed", error="550 no such mailbox")
    ReminderFactory()
    assert rows_of(admin_client, Reminder, "?state__exact=failed") == [failed]
    assert rows_of(admin_client, Reminder, "?q=550") == [failed]
    assert "7 days before the safe date" in admin_client.get(page(Reminder)).text


def test_reminders_of_a_hidden_instrument_are_hidden(admin_client):
    ReminderFactory(version__deadline__obligation__article__agreement__restricted=True)
    assert rows_of(admin_client, Reminder) == []


@pytest.mark.parametrize(
    ("model", "factory"), [(Reminder, ReminderFactory), (Heartbeat, HeartbeatFactory)]
)
def test_lists_cost_the_same_however_long(admin_client, model, factory):
    assert_list_costs_the_same(admin_client, model, factory)
