"""/healthz says that the process lives, /readyz whether it can do its work."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client

from iijgov.embedded.folder import free_port
from tests.factories import HeartbeatFactory
from tests.iijgov import production

NOW = datetime(2026, 11, 22, tzinfo=UTC)


@pytest.fixture
def beating() -> None:
    """Beat ticked a minute ago."""
    HeartbeatFactory(name="reminders", beat_at=NOW - timedelta(minutes=1))


def ready(client: Client) -> tuple[int, dict[str, str]]:
    with time_machine.travel(NOW, tick=False):
        response = client.get("/readyz")
    told = response.json()
    assert told["status"] == ("ready" if response.status_code == 200 else "not ready")
    return response.status_code, told["checks"]


def test_healthz_asks_no_database(client: Client) -> None:
    response = client.get("/healthz")
    assert (response.status_code, response.json()) == (200, {"status": "ok"})


@pytest.mark.django_db
@pytest.mark.usefixtures("beating")
def test_all_is_well(client: Client) -> None:
    assert ready(client) == (
        200,
        {"database": "ok", "broker": "ok", "migrations": "ok", "beat": "ok: 60 s ago"},
    )


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("age", "status", "told"),
    [(300, 200, "ok: 300 s ago"), (301, 503, "failed: 301 s ago")],
)
def test_a_heart_that_stopped_five_minutes_ago(
    client: Client, age: int, status: int, told: str
) -> None:
    HeartbeatFactory(name="reminders", beat_at=NOW - timedelta(seconds=age))
    code, checks = ready(client)
    assert (code, checks["beat"]) == (status, told)


@pytest.mark.django_db
def test_a_heart_that_never_beat(client: Client) -> None:
    HeartbeatFactory(name="something else", beat_at=NOW)
    code, checks = ready(client)
    assert (code, checks["beat"]) == (503, "waiting: no tick yet")


@pytest.mark.django_db
@pytest.mark.usefixtures("beating")
def test_a_broker_that_does_not_answer(client: Client, settings: Any) -> None:
    settings.CELERY_BROKER_URL = f"redis://127.0.0.1:{free_port()}/0"
    code, checks = ready(client)
    assert (code, checks["broker"]) == (503, "failed: ConnectionError")
    assert checks["database"] == "ok"


@pytest.mark.django_db
@pytest.mark.usefixtures("beating")
def test_a_migration_that_is_not_applied(client: Client) -> None:
    (last,) = MigrationLoader(connection).graph.leaf_nodes("reminders")
    MigrationRecorder(connection).record_unapplied(*last)
    code, checks = ready(client)
    assert (code, checks["migrations"]) == (503, "failed: 1 to apply")


@pytest.mark.parametrize("url", ["/healthz", "/readyz"])
def test_only_looking_is_allowed(client: Client, url: str) -> None:
    assert client.post(url).status_code == 405


@pytest.mark.slow
def test_without_any_server_the_process_lives_and_is_not_ready() -> None:
    told = production.run(
        """
for url in ("/healthz", "/readyz"):
    response = client.get(url, headers={"x-forwarded-proto": "http"})
    print(response.status_code, response.content.decode())
"""
    ).stdout.splitlines()
    assert told[0] == '200 {"status": "ok"}'
    status, _, body = told[1].partition(" ")
    assert status == "503"
    assert json.loads(body)["checks"] == {
        "database": "failed: OperationalError",
        "broker": "failed: ConnectionError",
        "migrations": "failed: OperationalError",
        "beat": "failed: OperationalError",
    }
