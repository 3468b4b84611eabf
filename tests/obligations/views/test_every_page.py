"""What holds for every page: who may ask, how, what it costs, and that looking changes nothing."""

from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from obligations.models import Deadline, Event
from tests.factories import EventFactory, ReminderFactory
from tests.obligations.views.conftest import add_overdue
from tests.pages import get

OURS = ["accounts", "agreements", "obligations", "reminders", "shareholders"]
READ = [
    "today",
    "calendar",
    "obligations",
    "obligation",
    "deadline",
    "agreements",
    "agreement",
    "article",
    "events",
    "shareholders",
]
WRITE = ["record-performance", "record-event", "correct-event", "withdraw-event"]
MOST_QUERIES = 20


@pytest.fixture
def urls(quarterly: Deadline) -> dict[str, str]:
    """The address of each page."""
    fact = Event.objects.effective().get(type__name="closing")
    arguments: dict[str, list[Any]] = {
        "obligation": ["sa-12-1-3"],
        "deadline": [quarterly.pk],
        "record-performance": [quarterly.pk],
        "agreement": ["subscription-agreement"],
        "article": ["subscription-agreement", "12.1-3"],
        "correct-event": [fact.pk],
        "withdraw-event": [fact.pk],
    }
    return {name: reverse(name, args=arguments.get(name, [])) for name in [*READ, *WRITE]}


def test_nobody_sees_a_page_without_signing_in(urls: dict[str, str], client: Client) -> None:
    for url in urls.values():
        for response in (client.get(url), client.post(url, {"record": "1"})):
            assert response.status_code == 302
            assert response.headers["Location"] == f"/accounts/login/?next={url}"


@pytest.mark.parametrize("name", [*READ, *WRITE])
def test_a_page_is_readable_kept_nowhere_and_looking_changes_nothing(
    name: str, urls: dict[str, str], officer: Client
) -> None:
    before = counts()
    get(officer, urls[name])
    assert officer.head(urls[name]).headers["Cache-Control"] == "no-store"
    assert counts() == before


def test_a_page_that_only_shows_takes_nothing(urls: dict[str, str], officer: Client) -> None:
    for name in READ:
        for method in ("post", "put", "patch", "delete"):
            assert getattr(officer, method)(urls[name]).status_code == 405, (method, name)


def test_a_form_is_sent_by_post(urls: dict[str, str], officer: Client) -> None:
    for name in WRITE:
        for method in ("put", "patch", "delete"):
            assert getattr(officer, method)(urls[name]).status_code == 405, (method, name)


def test_more_rows_ask_no_more_queries(
    urls: dict[str, str], officer: Client, quarterly: Deadline
) -> None:
    get(officer, "/")
    add_overdue(quarterly, 3)
    few = queries(officer, urls)
    add_overdue(quarterly, 57)
    ReminderFactory.create_batch(10, version=quarterly.current)
    signing = Event.objects.effective().get(type__name="signing")
    EventFactory.create_batch(57, type=signing.type, recorded_by=signing.recorded_by)
    assert queries(officer, urls) == few
    assert max(few.values()) <= MOST_QUERIES, few


def queries(client: Client, urls: dict[str, str]) -> dict[str, int]:
    """How many queries each page asks."""
    asked = {}
    for name, url in urls.items():
        with CaptureQueriesContext(connection) as captured:
            client.get(url)
        asked[name] = len(captured)
    return asked


def counts() -> dict[str, int]:
    """How many rows each of our tables has."""
    return {
        model._meta.label: model._default_manager.count()  # noqa: SLF001 (documented for generic code)
        for app in OURS
        for model in apps.get_app_config(app).get_models()
    }
