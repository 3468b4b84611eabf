"""Reminders and heartbeats can be read in admin, and nothing else."""

import pytest

from reminders.models import (
    Absence,
    Heartbeat,
    Message,
    PolicyStep,
    Preferences,
    Reminder,
    ReminderPolicy,
)
from tests.admin_pages import assert_list_costs_the_same, assert_read_only, page, rows_of
from tests.factories import (
    AbsenceFactory,
    AdministratorFactory,
    AgreementFactory,
    DeadlineVersionFactory,
    HeartbeatFactory,
    MessageFactory,
    ObligationFactory,
    PreferencesFactory,
    ReminderFactory,
    ReminderPolicyFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin_client(client):
    client.force_login(AdministratorFactory())
    return client


@pytest.mark.parametrize("factory", [ReminderFactory, MessageFactory, HeartbeatFactory])
def test_what_workers_write_is_read_only(admin_client, factory):
    assert_read_only(admin_client, factory())


def test_reminders_that_failed_are_found(admin_client):
    failed = ReminderFactory(message__state="failed", message__error="550 no such mailbox").message
    ReminderFactory()
    assert rows_of(admin_client, Message, "?state__exact=failed") == [failed]
    assert rows_of(admin_client, Message, "?q=550") == [failed]


def test_a_step_is_read_in_words(admin_client):
    ReminderFactory()
    assert "7 days before the safe date" in admin_client.get(page(Reminder)).text


def test_reminders_of_a_hidden_instrument_are_hidden(admin_client):
    ReminderFactory(version__deadline__obligation__article__agreement__restricted=True)
    assert rows_of(admin_client, Reminder) == []


@pytest.mark.parametrize(
    ("model", "factory"),
    [(Reminder, ReminderFactory), (Message, MessageFactory), (Heartbeat, HeartbeatFactory)],
)
def test_lists_cost_the_same_however_long(admin_client, model, factory):
    assert_list_costs_the_same(admin_client, model, factory)


def test_a_policy_is_written_in_admin_and_followed_at_once(admin_client):
    deadline = DeadlineVersionFactory().deadline
    prefix = {"steps-TOTAL_FORMS": 1, "steps-INITIAL_FORMS": 0}
    step = {"clock": "agreement", "days": -5, "audience": ["owner", "team"], "channels": ["inbox"]}
    answer = admin_client.post(
        page(ReminderPolicy) + "add/",
        {"obligation": deadline.obligation_id, "kind": "", "agreement": ""}
        | prefix
        | {f"steps-0-{name}": value for name, value in step.items()},
    )
    assert answer.status_code == 302, answer.context["errors"]
    written = PolicyStep.objects.get(policy__obligation=deadline.obligation)
    assert (written.days, written.audience, written.channels) == (-5, ["owner", "team"], ["inbox"])
    deadline.refresh_from_db()
    assert deadline.next_step_at is not None


def test_a_policy_of_a_hidden_instrument_is_hidden(admin_client):
    hidden = AgreementFactory(restricted=True)
    of_agreement = ReminderPolicyFactory(agreement=hidden)
    of_obligation = ReminderPolicyFactory(obligation=ObligationFactory(article__agreement=hidden))
    shown = ReminderPolicyFactory(kind="right")
    listed = rows_of(admin_client, ReminderPolicy)
    assert shown in listed
    assert not {of_agreement, of_obligation} & set(listed)


@pytest.mark.parametrize(
    ("model", "factory"),
    [
        (Absence, lambda: AbsenceFactory(first_day="2026-11-05", last_day="2026-11-06")),
        (Preferences, PreferencesFactory),
    ],
)
def test_how_people_are_reminded_can_be_changed(admin_client, model, factory):
    row = factory()
    assert admin_client.get(f"{page(model)}{row.pk}/change/").status_code == 200
    assert rows_of(admin_client, model) == [row]
