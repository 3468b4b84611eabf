"""For whom and why something is written, told without a query of its own."""

from typing import Any

import pytest
from celery import shared_task
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from structlog.contextvars import bound_contextvars

from accounts.models import Team, User
from audit.attribution import written_for
from audit.models import Entry
from tests.factories import AdministratorFactory, TeamFactory, UserFactory

pytestmark = pytest.mark.django_db
URL = "/reminders/settings/"


@shared_task(name="tests.rename")
def rename() -> None:
    Team.objects.update(name="By a task")


@pytest.fixture
def team() -> Team:
    made: Team = TeamFactory.create()
    return made


def last() -> Entry:
    return Entry.objects.latest("pk")


def told() -> tuple[int | None, str, str]:
    entry = last()
    return entry.person_id, entry.why, entry.role


def test_a_request_writes_for_who_is_signed_in(client: Client) -> None:
    administrator = AdministratorFactory.create()
    client.force_login(administrator)
    client.post("/admin/accounts/team/add/", {"name": "Legal", "responsible": administrator.pk})
    entry = Entry.objects.filter(table="accounts_team").latest("pk")
    assert entry.changes["name"][1] == "Legal"
    assert entry.person == administrator
    assert (entry.why, entry.role) == ("POST /admin/accounts/team/add/", "")
    assert len(entry.request) == 36  # a UUID, as in the log


def test_a_task_writes_for_its_name(team: Team) -> None:
    rename()
    assert told() == (None, "tests.rename", "")


def test_a_task_within_a_request_writes_for_the_person(team: Team) -> None:
    with written_for("POST /somewhere/", lambda: team.responsible_id):
        rename()
        assert told() == (team.responsible_id, "tests.rename", "")
        team.name = "After the task"
        team.save()
        assert told() == (team.responsible_id, "POST /somewhere/", "")


def test_who_says_nothing_is_the_role_of_the_database(team: Team) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT session_user")
        [role] = cursor.fetchone() or [""]
    assert told() == (None, "", role)


def test_the_log_and_the_trail_name_a_request_alike(team: Team) -> None:
    with bound_contextvars(request_id="abc"), written_for("a test"):
        Team.objects.update(name="x")
    assert last().request == "abc"
    with bound_contextvars(task_id="def"), written_for("a test"):
        Team.objects.update(name="y")
    assert last().request == "def"


def test_a_rollback_to_a_savepoint_loses_nothing(team: Team) -> None:
    with written_for("a test", lambda: 7):
        with transaction.atomic():
            Team.objects.update(name="gone")
            transaction.set_rollback(True)
        Team.objects.update(name="kept")
    assert told() == (7, "a test", "")


@pytest.mark.parametrize(
    "why",
    ["it's 100% %s", 'back\\slash "quoted"', "日本語", "a\0b", "'; DROP TABLE x; --", "x" * 999],
)
def test_whatever_an_address_holds(why: str, team: Team) -> None:
    with written_for(why):
        Team.objects.update(name="a % b")
    assert last().why == why.replace("\0", "")[:300]
    assert last().after == {"name": "a % b"}


def test_parameters_by_place_by_name_and_none(team: Team) -> None:
    with written_for("100%"), connection.cursor() as cursor:
        cursor.execute("UPDATE accounts_team SET name = '1%'")
        assert told() == (None, "100%", "")
        cursor.execute("UPDATE accounts_team SET name = %s", ["2%"])
        assert last().after == {"name": "2%"}
        cursor.execute("UPDATE accounts_team SET name = %(name)s", {"name": "3%"})
        assert last().after == {"name": "3%"}
        cursor.executemany("UPDATE accounts_team SET name = %s", [["4"], ["5"]])
        assert last().after == {"name": "5"}
        cursor.execute("WITH n AS (SELECT '6' AS n) UPDATE accounts_team SET name = n FROM n")
        assert cursor.rowcount == 1
        assert last().after == {"name": "6"}


def test_telling_takes_no_query_and_gives_back_what_was_asked(team: Team) -> None:
    with written_for("a test", lambda: team.responsible_id):
        with CaptureQueriesContext(connection) as queries:
            made = Team.objects.create(name="New", responsible=team.responsible)
        assert (
            len([q for q in queries if "INSERT" in q["sql"] and "historical" not in q["sql"]]) == 1
        )
        assert Team.objects.get(name="New") == made
        assert Team.objects.filter(name="New").update(name="Newer") == 1


def test_reading_tells_nothing(team: Team) -> None:
    asked: list[Any] = []
    with written_for("a test", lambda: asked.append(1)):
        with CaptureQueriesContext(connection) as queries:
            list(Team.objects.all())
            list(User.objects.iterator())
            with connection.cursor() as cursor:
                cursor.execute("WITH t AS (SELECT 1) SELECT * FROM t")
        assert not [q for q in queries if "set_config" in q["sql"]]
    assert not asked


def test_a_page_that_shows_tells_nothing(client: Client) -> None:
    client.force_login(UserFactory.create())
    before = Entry.objects.count()
    with CaptureQueriesContext(connection) as queries:
        assert client.get("/events/").status_code == 200
    told = [q["sql"] for q in queries if "set_config" in q["sql"]]
    assert not told
    assert Entry.objects.count() == before
