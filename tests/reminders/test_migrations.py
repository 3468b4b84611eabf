"""What earlier versions recorded is kept when the tables change."""

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from reminders.models import Message, Reminder
from tests.factories import DeadlineVersionFactory, MessageFactory, UserFactory

pytestmark = pytest.mark.django_db(transaction=True)

THEN = datetime(2026, 11, 6, tzinfo=UTC)


@pytest.fixture
def before():
    """The tables as they were before messages; brought up to date again afterwards."""
    executor = MigrationExecutor(connection)
    executor.migrate([("reminders", "0001_initial")])
    yield executor.loader.project_state([("reminders", "0001_initial")]).apps
    newest = MigrationExecutor(connection)
    newest.migrate(newest.loader.graph.leaf_nodes())


def test_what_was_planned_sent_and_given_up_becomes_a_message(before):
    on_date, promptly = (
        DeadlineVersionFactory(),
        DeadlineVersionFactory(kind="standard", safe=None, before_roll=None, due=None),
    )
    person = UserFactory()
    old = before.get_model("reminders", "Reminder")

    def add(version, **fields):
        row = {"recipient_id": person.pk, "next_try_at": THEN, "remind_at": THEN} | fields
        return old.objects.create(version_id=version.pk, deadline_id=version.deadline_id, **row).pk

    sent = add(on_date, step="before-7", state="sent", sent_at=THEN, attempt=2)
    waits = add(promptly, step="before-3", error="451 later", attempt=1)
    dropped = add(on_date, step="before-3", state="cancelled")
    nobody = add(on_date, step="on", state="failed", error="Nobody to remind", recipient_id=None)

    newest = MigrationExecutor(connection)
    newest.migrate(newest.loader.graph.leaf_nodes("reminders"))

    reminders = Reminder.objects.in_bulk()
    message = Message.objects.get(reminders=sent)
    assert (message.state, message.sent_at, message.attempt) == ("sent", THEN, 2)
    assert (message.recipient, message.act_by) == (person, on_date.safe)
    waiting = Message.objects.get(reminders=waits)
    assert (waiting.state, waiting.error) == ("planned", "451 later")
    assert reminders[waits].step == "target-before-3"
    assert reminders[dropped].cancelled_at == THEN
    assert reminders[dropped].cancelled_why
    assert reminders[nobody].message is None
    assert reminders[nobody].problem == "Nobody to remind"
    assert MessageFactory().pk > dropped, "new messages have new numbers"
