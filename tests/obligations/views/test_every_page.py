"""What holds for every page: who may ask, how, what it costs, and that looking changes nothing."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver, reverse

from accounts.models import User
from agreements.models import Agreement, Finding
from agreements.services import keep_upload
from obligations.models import Deadline, Event, Performance
from obligations.recomputing import request_recomputation, run_recomputation
from reminders.models import ReminderPolicy
from tests.factories import (
    AbsenceFactory,
    AmendmentFactory,
    EventFactory,
    ReminderFactory,
    SourceArticleFactory,
)
from tests.obligations.views.conftest import SUNDAY, add_overdue
from tests.pages import get
from tests.reminders.views.conftest import mail, remind

OURS = ["accounts", "agreements", "obligations", "reminders", "shareholders"]
READ = [
    "today",
    "calendar",
    "search",
    "obligations",
    "obligation",
    "deadline",
    "recomputation",
    "try-rule",
    "agreements",
    "agreement",
    "article",
    "terms",
    "agreement-findings",
    "findings",
    "closing",
    "amendments",
    "amendment",
    "redline",
    "sources",
    "source",
    "source-mismatches",
    "events",
    "shareholders",
    "inbox",
    "reminder",
    "reminders",
    "reminder-policies",
    "undelivered",
]
WRITE = [
    "record-performance",
    "withdraw-performance",
    "record-event",
    "correct-event",
    "withdraw-event",
    "change-obligation",
    "add-obligation",
    "record-closing",
    "record-amendment",
    "withdraw-amendment",
    "import-source",
    "preview-source",
    "settle-piece",
    "settle-finding",
    "reminder-settings",
    "add-absence",
    "change-absence",
    "add-reminder-policy",
    "change-reminder-policy",
]
PARTS = ["check-rule", "source-file"]
"""What is read, but no page: a part of one, and a file."""
ACTIONS = [
    "reopen-finding",
    "read-inbox",
    "open-reminder",
    "acknowledge-reminder",
    "end-absence",
    "retry-message",
    "settle-message",
]
"""What a form on another page is sent to."""
OUTSIDE = ["login", "logout", "healthz", "readyz", "metrics", "unsubscribe"]
"""What people and machines ask for before anybody has signed in."""
MOST_QUERIES = 20


@pytest.fixture
def person(sign_in: Callable[[str], Client]) -> Client:
    """Legal: may do all that the product lets anybody do outside admin."""
    return sign_in("legal@demo.localhost")


@pytest.fixture
def urls(quarterly: Deadline) -> dict[str, str]:
    """The address of each page."""
    agreement = Agreement.objects.get(slug="subscription-agreement")
    by = User.objects.get(email="legal@demo.localhost")
    fact = Event.objects.effective().get(type__name="closing")
    done = Performance.objects.earliest("pk")
    asked = request_recomputation(reason="A typhoon", by=by)
    run_recomputation(recomputation=asked, today=date(2026, 11, 22))
    amendment = AmendmentFactory(agreement=agreement, executed=date(2026, 11, 2), recorded_by=by)
    piece = SourceArticleFactory(article=agreement.articles.get(number="12.1(3)"), position=0)
    kept = keep_upload(
        agreement=agreement, content=b"Article 1", name="sa.txt", standing="original", by=by
    )
    of_agreement = [agreement.slug]
    document = [agreement.slug, piece.document.pk]
    finding = [Finding.objects.get(check_kind="address").pk]
    reminder = [remind(quarterly, by).pk]
    failed = [mail(quarterly, by, state="failed").message_id]
    absence = [AbsenceFactory(person=by, first_day=SUNDAY, last_day=SUNDAY).pk]
    policy = [ReminderPolicy.objects.create(kind="duty").pk]
    arguments: dict[str, list[Any]] = {
        "obligation": ["sa-12-1-3"],
        "change-obligation": ["sa-12-1-3"],
        "deadline": [quarterly.pk],
        "recomputation": [asked.pk],
        "record-performance": [quarterly.pk],
        "withdraw-performance": [done.deadline_id, done.pk],
        "agreement": of_agreement,
        "article": [agreement.slug, "12.1-3"],
        "add-obligation": [agreement.slug, "12.1-3"],
        "terms": of_agreement,
        "agreement-findings": of_agreement,
        "closing": of_agreement,
        "record-closing": [agreement.slug, "sa-5-1"],
        "amendments": of_agreement,
        "record-amendment": of_agreement,
        "amendment": [agreement.slug, amendment.pk],
        "withdraw-amendment": [agreement.slug, amendment.pk],
        "redline": of_agreement,
        "sources": of_agreement,
        "import-source": of_agreement,
        "preview-source": [agreement.slug, kept.pk],
        "source": document,
        "source-file": document,
        "source-mismatches": document,
        "settle-piece": [*document, 0],
        "settle-finding": finding,
        "reopen-finding": finding,
        "correct-event": [fact.pk],
        "withdraw-event": [fact.pk],
        "reminder": reminder,
        "open-reminder": reminder,
        "acknowledge-reminder": reminder,
        "change-absence": absence,
        "end-absence": absence,
        "change-reminder-policy": policy,
        "retry-message": failed,
        "settle-message": failed,
    }
    names = [*READ, *WRITE, *PARTS, *ACTIONS]
    return {name: reverse(name, args=arguments.get(name, [])) for name in names}


def test_every_address_of_the_product_is_tried_here() -> None:
    """A new address stands in one of the lists above, so that what follows holds for it too."""
    names = [name for name in get_resolver().reverse_dict if isinstance(name, str)]
    assert sorted(names) == sorted([*READ, *WRITE, *PARTS, *ACTIONS, *OUTSIDE])


def test_nobody_sees_a_page_without_signing_in(urls: dict[str, str], client: Client) -> None:
    for url in urls.values():
        for response in (client.get(url), client.post(url, {"record": "1"})):
            assert response.status_code == 302
            assert response.headers["Location"] == f"/accounts/login/?next={url}"


@pytest.mark.parametrize("name", [*READ, *WRITE])
def test_a_page_is_readable_kept_nowhere_and_looking_changes_nothing(
    name: str, urls: dict[str, str], person: Client
) -> None:
    before = counts()
    get(person, urls[name])
    assert person.head(urls[name]).headers["Cache-Control"] == "no-store"
    assert counts() == before


def test_a_page_that_only_shows_takes_nothing(urls: dict[str, str], person: Client) -> None:
    for name in [*READ, *PARTS]:
        for method in ("post", "put", "patch", "delete"):
            assert getattr(person, method)(urls[name]).status_code == 405, (method, name)


def test_a_form_is_sent_by_post(urls: dict[str, str], person: Client) -> None:
    for name in [*WRITE, *ACTIONS]:
        for method in ("put", "patch", "delete"):
            assert getattr(person, method)(urls[name]).status_code == 405, (method, name)
    for name in ACTIONS:
        assert person.get(urls[name]).status_code == 405, name


def test_more_rows_ask_no_more_queries(
    urls: dict[str, str], person: Client, quarterly: Deadline
) -> None:
    get(person, "/")
    add_overdue(quarterly, 3)
    few = queries(person, urls)
    add_overdue(quarterly, 57)
    ReminderFactory.create_batch(10, version=quarterly.current)
    signing = Event.objects.effective().get(type__name="signing")
    EventFactory.create_batch(57, type=signing.type, recorded_by=signing.recorded_by)
    assert queries(person, urls) == few
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
