"""Health: is the process alive, and can it do its work."""

from collections.abc import Callable
from datetime import timedelta

import redis
from django.conf import settings
from django.db import Error as DatabaseTrouble
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from iijgov import clock
from reminders.models import Heartbeat

STALE = timedelta(minutes=5)


@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """The process answers."""
    return JsonResponse({"status": "ok"})


@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """Database, broker, migrations and the age of the last beat tick; 503 when one is not right."""
    checks = {
        name: _answer(check)
        for name, check in {
            "database": _database,
            "broker": _broker,
            "migrations": _migrations,
            "beat": _beat,
        }.items()
    }
    ready = all(answer.startswith("ok") for answer in checks.values())
    return JsonResponse(
        {"status": "ready" if ready else "not ready", "checks": checks},
        status=200 if ready else 503,
    )


def _answer(check: Callable[[], str]) -> str:
    try:
        return check()
    except (DatabaseTrouble, redis.RedisError) as error:
        return f"failed: {type(error).__name__}"


def _database() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return "ok"


def _broker() -> str:
    with redis.Redis.from_url(settings.CELERY_BROKER_URL, socket_timeout=2) as broker:
        broker.ping()
    return "ok"


def _migrations() -> str:
    executor = MigrationExecutor(connection)
    pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return f"failed: {len(pending)} to apply" if pending else "ok"


def _beat() -> str:
    heartbeat = Heartbeat.objects.filter(name="reminders").first()
    if heartbeat is None:
        return "waiting: no tick yet"
    age = clock.now() - heartbeat.beat_at
    seconds = int(age.total_seconds())
    return f"failed: {seconds} s ago" if age > STALE else f"ok: {seconds} s ago"
