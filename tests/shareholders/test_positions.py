"""The page of positions."""

import pytest
from django.conf import settings
from django.test import Client

from accounts.models import Role
from obligations.loading import load_parties
from shareholders.loading import load_ledger
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def ledger() -> None:
    load_parties(settings.BASE_DIR / "fixtures" / "parties.yaml")
    load_ledger(settings.BASE_DIR / "fixtures" / "share-ledger.yaml")


@pytest.mark.parametrize("role", [Role.COMPLIANCE, Role.LEGAL, Role.AUDITOR, Role.ADMINISTRATOR])
def test_everybody_signed_in_reads_the_positions(client: Client, ledger: None, role: Role) -> None:
    client.force_login(UserFactory(role=role))
    page = client.get("/shareholders/?as_of=2003-09-16").content.decode()
    assert "38,360 shares outstanding" in page
    assert "26.32%" in page
    assert "not computable" in page


def test_ratios_of_a_later_day_are_not_computable(client: Client, ledger: None) -> None:
    client.force_login(UserFactory())
    page = client.get("/shareholders/?as_of=2026-11-22").content.decode()
    assert "Tuesday 16 September 2003" in page
    assert "are not computable: the ledger ends on" in page


def test_before_the_first_entry_there_is_nothing(client: Client, ledger: None) -> None:
    client.force_login(UserFactory())
    page = client.get("/shareholders/?as_of=2003-09-14").content.decode()
    assert "The ledger has no entry on or before this day." in page


def test_who_has_not_signed_in_is_asked_to(client: Client) -> None:
    response = client.get("/shareholders/")
    assert response.status_code == 302
    assert response.headers["Location"] == "/accounts/login/?next=/shareholders/"


def test_the_page_only_reads(client: Client, ledger: None) -> None:
    client.force_login(UserFactory())
    assert client.post("/shareholders/").status_code == 405
