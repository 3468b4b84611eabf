"""The demonstration on Sunday 22 November 2026 in Tokyo, and the people who look at it.

An instrument that is restricted stands beside it: it has one deadline of everything that counts,
and only its reader and the auditor may know that it exists.
"""

from collections.abc import Callable, Iterator
from datetime import date, datetime
from functools import partial
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.conf import settings
from django.db import transaction
from django.test import Client, override_settings
from pytest_django import DjangoDbBlocker

from accounts.models import User
from obligations.demo import load_demo
from obligations.models import Deadline, EventType, Obligation
from obligations.services import When, record_event
from tests.factories import (
    AgreementFactory,
    AgreementReaderFactory,
    ArticleFactory,
    DeadlineVersionFactory,
    EventTypeFactory,
    ObligationFactory,
    UserFactory,
)
from tests.snapshots import load_once

TOKYO = ZoneInfo("Asia/Tokyo")
SUNDAY = date(2026, 11, 22)
NINE = datetime(2026, 11, 22, 9, tzinfo=TOKYO)
SECRET = "Merger with Umbrella"


@pytest.fixture(scope="module")
def loaded(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The demonstration, once for a module: each test runs in a transaction inside this one."""
    fast = override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"])
    with (
        django_db_blocker.unblock(),
        time_machine.travel(NINE, tick=False),
        fast,
        transaction.atomic(),
    ):
        load_once(partial(load_demo, settings.BASE_DIR / "fixtures", today=SUNDAY))
        load_secret()
        yield
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def sunday(loaded: None, db: None) -> Iterator[time_machine.Traveller]:
    """Sunday 22 November 2026, 09:00 in Tokyo."""
    with time_machine.travel(NINE, tick=False) as traveller:
        yield traveller


def load_secret() -> None:
    """A restricted instrument with an overdue duty of ours, anchored on Monday 2 November 2026."""
    agreement = AgreementFactory(
        slug="umbrella", title=SECRET, restricted=True, executed=date(2026, 11, 1)
    )
    article = ArticleFactory(agreement=agreement, number="1", slug="1", heading=SECRET)
    home = Obligation.objects.get(key="sa-12-1-3").obligor
    ObligationFactory(
        article=article,
        key="umbrella-1",
        title=SECRET,
        obligor=home,
        rule="within 10 days after umbrella signing",
    )
    ObligationFactory(
        article=article, key="umbrella-2", title=SECRET, obligor=home, rule="upon umbrella closing"
    )
    signing = EventTypeFactory(agreement=agreement, name="umbrella signing", description=SECRET)
    EventTypeFactory(agreement=agreement, name="umbrella closing", description=f"{SECRET} closed")
    insider = UserFactory(email="insider@example.com", name="Insider")
    AgreementReaderFactory(agreement=agreement, user=insider, granted_by=insider)
    record_event(
        event_type=signing, when=When(on=date(2026, 11, 2)), by=insider, today=SUNDAY, note=SECRET
    )


@pytest.fixture
def sign_in() -> Callable[[str], Client]:
    """A browser in which the person of this address has signed in."""

    def sign_in(email: str) -> Client:
        client = Client()
        client.force_login(User.objects.get(email=email))
        return client

    return sign_in


@pytest.fixture
def officer(sign_in: Callable[[str], Client]) -> Client:
    """Compliance: may record, and must not know the restricted instrument."""
    return sign_in("compliance@demo.localhost")


@pytest.fixture
def auditor(sign_in: Callable[[str], Client]) -> Client:
    """May read everything, and records nothing."""
    return sign_in("auditor@demo.localhost")


@pytest.fixture
def insider(sign_in: Callable[[str], Client]) -> Client:
    """Compliance, let in to the restricted instrument."""
    return sign_in("insider@example.com")


@pytest.fixture
def quarterly(loaded: None, db: None) -> Deadline:
    """12.1(3) for the quarter that ended on 30 September 2026: overdue since 17 November."""
    return deadline_of("sa-12-1-3", "Q2 FY2026")


@pytest.fixture
def secret(loaded: None, db: None) -> Deadline:
    """The deadline of the restricted instrument: due on Thursday 12 November 2026."""
    return Deadline.objects.get(obligation__key="umbrella-1")


def deadline_of(key: str, period: str = "") -> Deadline:
    """The deadline of an obligation, for a fiscal period written like “Q2 FY2026”."""
    deadlines = Deadline.objects.filter(obligation__key=key).with_places()
    return next(d for d in deadlines if not period or str(d.period) == period)


def event_type(name: str) -> EventType:
    """What an instrument declares under this name."""
    return EventType.objects.get(name=name)


def add_overdue(like: Deadline, number: int) -> None:
    """Further duties of the same parties at the same clause, due on Friday 20 November 2026."""
    day = date(2026, 11, 20)
    for _ in range(number):
        duty = ObligationFactory(
            article=like.obligation.article,
            obligor=like.obligation.obligor,
            obligee=like.obligation.obligee,
        )
        DeadlineVersionFactory(deadline__obligation=duty, safe=day, before_roll=day, due=day)
