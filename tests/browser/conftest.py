"""Real Chromium against the real server, on the demonstration, on a Sunday in November 2026."""

import os
import shutil
from collections.abc import Iterator
from datetime import date
from functools import partial

import pytest
import time_machine
from django.conf import settings
from playwright.sync_api import Browser, ConsoleMessage, Page, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from accounts.demo import DEMO_PASSWORD
from obligations.demo import load_demo
from tests.snapshots import load_once

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SUNDAY = "2026-11-22T09:00+09:00"

# Playwright runs an event loop in this thread; Django's database calls here are still in order.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
expect.set_options(timeout=10_000)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/browser" in item.path.as_posix():
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def demo(transactional_db: None) -> Iterator[None]:
    """The demonstration as it is on Sunday 22 November 2026, 09:00 in Tokyo."""
    with time_machine.travel(SUNDAY, tick=True):
        load_once(partial(load_demo, settings.BASE_DIR / "fixtures", today=date(2026, 11, 22)))
        yield


@pytest.fixture
def page(chromium: Browser, live_server: LiveServer, demo: None) -> Iterator[Page]:
    """A page of somebody who has not signed in; an error in the console fails the test."""
    context = chromium.new_context(
        base_url=live_server.url, viewport={"width": 1440, "height": 900}
    )
    complaints: list[str] = []

    def listen(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and "404 (Not Found)" not in message.text:
            complaints.append(message.text)

    context.on("console", listen)
    yield context.new_page()
    context.close()
    assert complaints == []


def sign_in(page: Page, email: str) -> None:
    """Sign in as one of the people of the demonstration."""
    page.goto("/accounts/login/")
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password").fill(DEMO_PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/")


@pytest.fixture
def officer(page: Page) -> Page:
    """The page of the compliance officer, signed in."""
    sign_in(page, "compliance@demo.localhost")
    return page


@pytest.fixture
def lawyer(page: Page) -> Page:
    """The page of somebody of Legal, signed in."""
    sign_in(page, "legal@demo.localhost")
    return page


@pytest.fixture
def plain(lawyer: Page, chromium: Browser, live_server: LiveServer) -> Iterator[Page]:
    """The same person in a browser that runs no JavaScript."""
    context = chromium.new_context(
        base_url=live_server.url,
        java_script_enabled=False,
        storage_state=lawyer.context.storage_state(),
    )
    yield context.new_page()
    context.close()
