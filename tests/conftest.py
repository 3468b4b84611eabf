"""The suite's own PostgreSQL and Valkey, in a folder that is gone when the suite ends."""

import atexit
import os
import shutil
import tempfile

import pytest

from iijgov import embedded

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

settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # for speed
django.setup()

CHROMIUM = shutil.which("chromium")
NO_CHROMIUM = "browser tests are skipped: install chromium (Debian: apt-get install chromium)"


def pytest_report_header() -> str | None:
    return None if CHROMIUM else NO_CHROMIUM


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Without a browser skip what needs one, save in CI, where it must not be missing."""
    if CHROMIUM or os.environ.get("CI"):
        return
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.skip(reason=NO_CHROMIUM))
