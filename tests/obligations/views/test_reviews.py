"""What waits for a second person."""

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client

from accounts.models import User
from obligations.models import Deadline, Obligation
from obligations.services import record_performance
from tests.factories import DecisionFactory, LawyerFactory
from tests.obligations.views.conftest import SECRET, deadline_of
from tests.pages import get

URL = "/reviews/"


@pytest.fixture
def lawyer(sign_in: Callable[[str], Client]) -> Client:
    return sign_in("legal@demo.localhost")


@pytest.fixture
def waiting(quarterly: Deadline, secret: Deadline) -> Deadline:
    """A performance to verify and a waiver to confirm; another waiver that few may know of."""
    Obligation.objects.filter(key="sa-12-1-3").update(review="verification")
    deadline = deadline_of("sa-12-1-3", "Q2 FY2026")
    record_performance(
        deadline=deadline,
        by=User.objects.get(email="compliance@demo.localhost"),
        arrived_on=date(2026, 11, 19),
        means="facsimile",
    )
    DecisionFactory(deadline=deadline_of("sa-12-1-2"), on=date(2026, 11, 20))
    DecisionFactory(deadline=secret, on=date(2026, 11, 20))
    return deadline


def test_what_waits(lawyer: Client, waiting: Deadline) -> None:
    page = get(lawyer, URL)
    assert "Furnish quarterly statements to NTT, Q2 FY2026 By facsimile" in page.main
    assert "Waiver Fri 20 Nov 2026" in page.main
    assert "Nothing waits for approval before dispatch." in page.main
    assert SECRET not in page.main


def test_the_auditor_reads_all_of_it(auditor: Client, waiting: Deadline) -> None:
    assert SECRET in get(auditor, URL).main


def test_today_counts_for_legal_what_others_recorded(
    lawyer: Client, officer: Client, waiting: Deadline
) -> None:
    page = get(lawyer, "/")
    assert page.links["2 wait for your review"] == URL
    assert not [text for text in get(officer, "/").links if "review" in text]
    LawyerFactory(email="second@example.com")
    DecisionFactory(
        deadline=deadline_of("sa-12-1-1"),
        on=date(2026, 11, 20),
        decided_by=User.objects.get(email="legal@demo.localhost"),
    )
    assert "2 wait for your review" in get(lawyer, "/").links


def test_a_draft_waits_until_it_is_approved(lawyer: Client, quarterly: Deadline) -> None:
    Obligation.objects.filter(key="sa-12-1-3").update(review="approval")
    assert "Furnish quarterly statements to NTT, Q2 FY2026 Overdue 6 days" in get(lawyer, URL).main
    lawyer.post(f"/deadlines/{quarterly.pk}/approve/", {"document": "Draft 3"})
    assert "Furnish quarterly statements to NTT, Q2 FY2026" not in get(lawyer, URL).main


def test_before_anything_was_recorded_nothing_waits(lawyer: Client, waiting: Deadline) -> None:
    page = get(lawyer, URL, as_of="2026-11-18")
    assert "No performance waits." in page.main
    assert "No waiver and no extension waits." in page.main
