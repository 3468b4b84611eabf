"""How far a recomputation is, and what it moved."""

from datetime import date

import pytest
from django.test import Client

from obligations.models import CalendarDay, Recomputation
from obligations.recomputing import request_recomputation, run_recomputation
from tests.pages import get, read


@pytest.fixture
def asked() -> Recomputation:
    CalendarDay.objects.create(country="japan", day=date(2027, 2, 15), reason="Typhoon")
    return request_recomputation(reason="Mon 15 Feb 2027, Japan: no business (Typhoon)", by=None)


def test_before_a_worker_took_it_the_page_looks_again_by_itself(
    officer: Client, asked: Recomputation
) -> None:
    page = get(officer, asked.get_absolute_url())
    assert "0 of 225 obligations looked at" in page.main
    (card,) = (item for item in page.root.iter("section") if item.get("id") == "recomputation")
    assert card.get("hx-trigger") == "every 1s"


def test_each_moved_deadline_says_from_what_to_what(officer: Client, asked: Recomputation) -> None:
    run_recomputation(recomputation=asked, today=date(2026, 11, 22))
    page = get(officer, asked.get_absolute_url())
    assert "1 deadline moved" in page.main
    assert "Mon 15 Feb 2027, Japan: no business (Typhoon)" in page.main
    assert "Arguable until Mon 15 Feb 2027 Tue 16 Feb 2027" in page.main
    assert page.main.count("Tue 16 Feb 2027") == 1


def test_the_deadline_says_why_it_moved(officer: Client, asked: Recomputation) -> None:
    run_recomputation(recomputation=asked, today=date(2026, 11, 22))
    deadline = asked.versions.get().deadline
    page = get(officer, deadline.get_absolute_url())
    assert "Mon 15 Feb 2027, Japan: no business (Typhoon)" in page.main


def test_an_auditor_reads_it(auditor: Client, asked: Recomputation) -> None:
    assert get(auditor, asked.get_absolute_url()).heading == "Recomputation"


def test_who_has_not_signed_in_is_asked_to(client: Client, asked: Recomputation) -> None:
    response = client.get(asked.get_absolute_url())
    assert response.headers["Location"].startswith("/accounts/login/")


def test_htmx_gets_the_card_alone(officer: Client, asked: Recomputation) -> None:
    response = officer.get(asked.get_absolute_url(), headers={"HX-Request": "true"})
    assert read(response).text.startswith("Under way")
