"""The suite's own PostgreSQL and Valkey, in a folder that is gone when the suite ends."""

import atexit
import os
import shutil
import tempfile

import pytest
from hypothesis import HealthCheck
from hypothesis import settings as drawing
from pytest_django import DjangoDbBlocker

from iijgov import embedded

# A machine that is busy draws slowly, which says nothing about the code.
drawing.register_profile("busy", deadline=None, suppress_health_check=[HealthCheck.too_slow])
drawing.load_profile("busy")

os.environ["DJANGO_SETTINGS_MODULE"] = "iijgov.settings"

if not os.environ.get("DATABASE_URL"):
    os.environ["VAR_DIR"] = tempfile.mkdtemp(prefix="iijgov-tests-")
    atexit.register(shutil.rmtree, os.environ["VAR_DIR"])
    embedded.prepare_environment(durable=False)

# pytest-xdist's workers share the servers, which the first process started: each has a database
# and a number of Valkey's to itself.
worker = os.environ.get("PYTEST_XDIST_WORKER", "gw0")
os.environ["REDIS_URL"] = f"{os.environ['REDIS_URL'].rpartition('/')[0]}/{worker[2:]}"

import django  # noqa: E402  settings read the variables above
from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402

# A worker's settings may have been read before its number was known.
settings.CELERY_BROKER_URL = os.environ["REDIS_URL"]
settings.CACHES["default"]["LOCATION"] = os.environ["REDIS_URL"]
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # for speed
django.setup()

from django.core.cache import cache  # noqa: E402  it needs the settings

CHROMIUM = shutil.which("chromium")
NO_CHROMIUM = "browser tests are skipped: install chromium (Debian: apt-get install chromium)"


@pytest.fixture(autouse=True)
def uncounted() -> None:
    """Nobody has tried to sign in before a test begins: attempts are counted in Valkey."""
    cache.clear()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """Let the tests with transactions of their own empty the audit trail with all other tables."""
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        for table in ("audit_entry", "audit_seal"):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER audit_not_emptied")


def pytest_report_header() -> str | None:
    return None if CHROMIUM else NO_CHROMIUM


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Without a browser skip what needs one, save in CI, where it must not be missing."""
    if CHROMIUM or os.environ.get("CI"):
        return
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.skip(reason=NO_CHROMIUM))
