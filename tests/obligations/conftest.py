"""The Subscription Agreement as it is shipped, tracked from 1 April 2026, on 22 November 2026."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from django.db import transaction

from agreements.models import Agreement
from obligations.loading import load_instrument, load_parties
from obligations.services import open_coming_deadlines
from tests.factories import UserFactory

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"
TODAY = date(2026, 11, 22)


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker) -> Iterator[int]:
    """The agreement, once for a module: each test rolls back to it, the module to nothing.

    A module that uses it has no test with a transaction of its own (`transaction=True`).
    """
    with django_db_blocker.unblock(), transaction.atomic():
        load_parties(FIXTURES / "parties.yaml")
        agreement = load_instrument(FIXTURES / "subscription-agreement.yaml")
        agreement.tracked_from = date(2026, 4, 1)
        agreement.save()
        open_coming_deadlines(agreement=agreement, today=TODAY)
        yield agreement.pk
        transaction.set_rollback(True)


@pytest.fixture
def subscription(loaded: int, db: None) -> Agreement:
    """The Subscription Agreement with its periodic deadlines and 18.2 opened; no fact recorded."""
    return Agreement.objects.get(pk=loaded)


@pytest.fixture
def by(db: None):
    """The officer who records."""
    return UserFactory.create()
