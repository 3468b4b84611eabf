"""Every change makes an entry, however it is made, and entries stay as they are."""

from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from accounts.models import Team, User
from audit.models import Entry, Seal
from tests.factories import (
    PASSWORD,
    AdministratorFactory,
    DeadlineVersionFactory,
    MessageFactory,
    ReminderFactory,
    TeamFactory,
    UserFactory,
    WebhookFactory,
)

pytestmark = pytest.mark.django_db


def last(table: str) -> Entry:
    return Entry.objects.filter(table=table).latest("pk")


def count(table: str) -> int:
    return Entry.objects.filter(table=table).count()


@pytest.fixture
def team() -> Team:
    made: Team = TeamFactory.create(name="Finance")
    return made


def sql(statement: str, *values: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


class TestEachWay:
    """One entry for one row, with the columns that changed and no others."""

    def test_an_insertion_holds_the_row(self, team: Team) -> None:
        entry = last("accounts_team")
        assert (entry.action, entry.row, entry.before) == ("insert", team.pk, None)
        assert entry.after == {
            "id": team.pk,
            "name": "Finance",
            "responsible_id": team.responsible_id,
            "backup_id": None,
        }
        assert abs(entry.at - timezone.now()).total_seconds() < 60
        assert entry.transaction > 0

    def test_save(self, team: Team) -> None:
        team.name = "Treasury"
        team.save()
        self.assert_renamed(team)

    def test_queryset_update(self, team: Team) -> None:
        Team.objects.filter(pk=team.pk).update(name="Treasury")
        self.assert_renamed(team)

    def test_bulk_update(self, team: Team) -> None:
        team.name = "Treasury"
        Team.objects.bulk_update([team], ["name"])
        self.assert_renamed(team)

    def test_sql(self, team: Team) -> None:
        sql("UPDATE accounts_team SET name = 'Treasury'")
        self.assert_renamed(team)

    def assert_renamed(self, team: Team) -> None:
        entry = last("accounts_team")
        assert (entry.action, entry.row) == ("update", team.pk)
        assert (entry.before, entry.after) == ({"name": "Finance"}, {"name": "Treasury"})

    def test_bulk_create(self) -> None:
        person = UserFactory.create()
        Team.objects.bulk_create([Team(name=str(n), responsible=person) for n in range(3)])
        names = [e.changes["name"][1] for e in Entry.objects.filter(table="accounts_team")[:3]]
        assert names == ["2", "1", "0"]

    def test_deletion_holds_the_row(self, team: Team) -> None:
        pk = team.pk
        team.delete()
        entry = last("accounts_team")
        assert (entry.action, entry.row, entry.after) == ("delete", pk, None)
        assert entry.changes["name"][0] == "Finance"

    def test_a_link_between_rows(self, team: Team) -> None:
        person = UserFactory.create()
        team.members.add(person)
        entry = last("accounts_team_members")
        assert (entry.changes["team_id"][1], entry.changes["user_id"][1]) == (team.pk, person.pk)

    def test_a_changed_key_is_found_under_the_old_one(self, team: Team) -> None:
        pk = team.pk
        sql("UPDATE accounts_team SET id = 987654")
        entry = last("accounts_team")
        assert (entry.row, entry.before, entry.after) == (pk, {"id": pk}, {"id": 987654})

    def test_nothing_changed_is_no_entry(self, team: Team) -> None:
        before = count("accounts_team")
        team.save()
        assert count("accounts_team") == before

    def test_emptying_a_table(self, team: Team) -> None:
        sql("SET CONSTRAINTS ALL IMMEDIATE")
        sql("TRUNCATE accounts_team CASCADE")
        entry = last("accounts_team")
        assert (entry.action, entry.row, entry.before, entry.after) == (
            "truncate",
            None,
            None,
            None,
        )

    def test_what_is_rolled_back_leaves_nothing(self, team: Team) -> None:
        before = count("accounts_team")
        with transaction.atomic():
            team.delete()
            transaction.set_rollback(True)
        assert count("accounts_team") == before


class TestSecrets:
    """They never enter; that they changed does."""

    def test_a_password(self) -> None:
        person = UserFactory.create()
        hashed = person.password
        assert last("accounts_user").changes["password"][1] == "•"
        person.set_password("another horse")
        person.save()
        entry = last("accounts_user")
        assert (entry.before, entry.after) == ({"password": "•"}, {"password": "•"})
        for secret in (PASSWORD, hashed, person.password):
            assert not holds(secret)

    def test_the_secret_of_a_webhook(self) -> None:
        hook = WebhookFactory.create(secret="of this room")
        assert last("reminders_webhook").changes["secret"][1] == "•"
        hook.secret = "of that room"
        hook.save()
        assert not holds("of this room")
        assert not holds("of that room")

    def test_no_column_that_sounds_like_one_is_in_clear(self) -> None:
        UserFactory.create()
        WebhookFactory.create()
        for entry in Entry.objects.all():
            for column, values in entry.changes.items():
                if "password" in column or "secret" in column or "token" in column:
                    assert set(values) <= {None, "", "•"}


def holds(text: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM audit_entry e WHERE position(%s IN e::text) > 0", [text]
        )
        [found] = cursor.fetchone() or [0]
        return bool(found)


class TestMachineState:
    """What machines note for themselves makes no entry; what people do beside it does."""

    def test_the_planner_and_signing_in(self) -> None:
        deadline = DeadlineVersionFactory.create().deadline
        person = UserFactory.create()
        before = Entry.objects.count()
        type(deadline).objects.update(next_step_at=timezone.now())
        User.objects.filter(pk=person.pk).update(last_login=timezone.now())
        person.last_login = timezone.now()
        person.save()
        assert Entry.objects.filter(table__in=["accounts_user", "obligations_deadline"])
        assert Entry.objects.count() == before

    def test_the_outbox(self) -> None:
        before = count("reminders_message")
        message = MessageFactory.create()
        message.state, message.attempt = "sending", 1
        message.save()
        assert count("reminders_message") == before
        message.state = "failed"
        message.save()
        message.settled_at, message.settled_by = timezone.now(), UserFactory.create()
        message.save()
        entry = last("reminders_message")
        assert entry.changes["settled_by_id"][1] == message.settled_by_id

    def test_an_acknowledgement(self) -> None:
        reminder = ReminderFactory.create()
        assert count("reminders_reminder") == 0
        type(reminder).objects.update(acknowledged_at=datetime(2026, 12, 5, tzinfo=UTC))
        assert last("reminders_reminder").after == {"acknowledged_at": "2026-12-05T00:00:00+00:00"}


class TestAppendOnly:
    """Nobody writes, changes, deletes or empties the trail, but by disabling the triggers."""

    @pytest.fixture(autouse=True)
    def rows(self) -> None:
        AdministratorFactory.create()
        Seal.objects.create(
            number=1, first=1, last=1, entries=[1], digests=b"", sealed_at=timezone.now()
        )
        for table in ("audit_entry", "audit_seal"):  # tests may empty them: not this one
            sql(f"ALTER TABLE {table} ENABLE TRIGGER audit_not_emptied")

    @pytest.mark.parametrize(
        "statement",
        [
            "UPDATE audit_entry SET why = 'nothing happened'",
            "DELETE FROM audit_entry",
            "TRUNCATE audit_entry",
            """INSERT INTO audit_entry ("table", action, role, why, request, at, transaction)
            VALUES ('accounts_user', 'update', '', '', '', now(), 1)""",
            "UPDATE audit_seal SET first = 2",
            "DELETE FROM audit_seal",
            "TRUNCATE audit_seal",
        ],
    )
    def test_refused(self, statement: str) -> None:
        with (
            pytest.raises(DatabaseError, match="written by its triggers alone"),
            transaction.atomic(),
        ):
            sql(statement)
