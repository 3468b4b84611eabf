"""The demonstration: what a first start shows on 22 November 2026; a second adds nothing."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.db import transaction

from accounts.demo import DEMO_ACCOUNTS, DEMO_PASSWORD
from accounts.models import Team, User
from agreements.models import Agreement, AgreementInstance, Party
from obligations.demo import load_demo
from obligations.models import Deadline, DeadlineVersion, Event, Obligation, Performance
from obligations.services import withdraw_event
from tests.obligations.conftest import FIXTURES

TODAY = date(2026, 11, 22)


@pytest.fixture(scope="module")
def shown(django_db_setup, django_db_blocker) -> Iterator[None]:
    """The demonstration, once for this module."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_demo(FIXTURES, today=TODAY)
        yield
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _demo(shown: None, db: None) -> None:
    """Each test starts from the demonstration."""


def status(key: str, label: str, day: date = TODAY) -> str:
    found = Deadline.objects.as_of(day).with_places().filter(obligation__key=key)
    return next(d.status for d in found if str(d.period or "") == label)


def test_a_second_load_adds_nothing():
    models: list[Any] = [User, Team, Event, Deadline, DeadlineVersion, Performance]
    models += [Party, AgreementInstance]
    models += [User.history.model, Agreement.history.model, Obligation.history.model]
    before = [list(model.objects.order_by("pk").values()) for model in models]
    load_demo(FIXTURES, today=date(2026, 11, 23))
    assert [list(model.objects.order_by("pk").values()) for model in models] == before


@pytest.mark.parametrize(
    ("key", "label", "expected"),
    [
        ("sa-12-1-3", "Q4 FY2025", "performed"),
        ("sa-12-1-1", "FY2025", "performed"),
        ("sa-12-1-3", "Q1 FY2026", "performed"),
        ("sa-12-1-2", "Q2 FY2026", "overdue"),
        ("sa-12-1-3", "Q2 FY2026", "overdue"),
        ("sa-12-1-3", "Q3 FY2026", "scheduled"),
        ("sa-12-1-1", "FY2026", "scheduled"),
        ("sa-18-1", "", "right_ended"),
        ("sa-18-2", "", "never_arose"),
        ("sa-20", "", "standing"),
        ("sa-21", "", "standing"),
        ("sa-14-1", "", "standing"),
    ],
)
def test_what_is_due(key, label, expected):
    assert status(key, label) == expected


def test_the_right_of_18_2_when_the_fact_is_withdrawn():
    fact = Event.objects.get(type__name="full issuance")
    by = User.objects.get(email="compliance@demo.localhost")
    withdraw_event(event=fact, by=by, today=TODAY, reason="To show the other case")
    assert status("sa-18-2", "", date(2003, 10, 31)) == "right_future"
    assert status("sa-18-2", "", date(2003, 11, 1)) == "right_open"


def test_a_history_that_a_user_changed_is_left_alone():
    fact = Event.objects.get(type__name="full issuance")
    by = User.objects.get(email="compliance@demo.localhost")
    withdraw_event(event=fact, by=by, today=TODAY, reason="To show the other case")
    load_demo(FIXTURES, today=TODAY)
    assert status("sa-18-2", "") == "right_open"


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("lla-1-cap", {"Aoba (demo)": "window_open", "Minato (demo)": "window_open"}),
        ("lla-3-re-election", {"Aoba (demo)": "standing"}),
        ("lla-4", {"Minato (demo)": "answer_pending"}),
        ("lla-originals", {"Aoba (demo)": "standing", "Minato (demo)": "standing"}),
    ],
)
def test_each_director_has_deadlines_of_his_own(key, expected):
    found = Deadline.objects.as_of(TODAY).with_places().filter(obligation__key=key)
    assert {str(d.subject): d.status for d in found} == expected


def test_the_target_for_the_certificate():
    """Received on Tuesday 17 November: 18, 19, 20, then, after Labour Thanksgiving Day, 24, 25."""
    current = Deadline.objects.get(obligation__key="lla-4").current
    assert current is not None
    assert current.internal_target == date(2026, 11, 25)


def test_every_account_signs_in():
    for email, _password, role in DEMO_ACCOUNTS:
        user = User.objects.get(email=email)
        assert user.role == role
        assert user.is_staff == (role == "administrator")
    assert User.objects.get(email=email).check_password(DEMO_PASSWORD)


def test_every_duty_of_ours_has_a_team():
    """Nothing that we owe is left without somebody to answer for it."""
    ours = Obligation.objects.filter(obligor__is_home=True, kind="duty")
    assert [o.key for o in ours.filter(team=None)] == []
    assert ours.count() > 10
