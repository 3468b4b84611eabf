"""Signing in with an address and a password."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.backends import PERSON
from accounts.models import User
from tests.accounts.signing_in import LOGIN, is_in, sign_in
from tests.factories import PASSWORD, UserFactory
from tests.pages import Page, get, read

pytestmark = pytest.mark.django_db


def complaint(page: Page) -> str:
    alerts = (item for item in page.root.iter() if item.get("role") == "alert")
    (shown,) = (item for item in alerts if item.get("hidden") is None)
    return " ".join("".join(shown.itertext()).split())


def test_it_asks_for_what_browsers_know_and_offers_help() -> None:
    page = get(Client(), LOGIN)
    assert page.heading == "Sign in"
    assert page.field("username").get("type") == "email"
    assert page.field("username").get("autocomplete") == "username"
    assert page.field("password").get("autocomplete") == "current-password"
    assert page.links["Forgotten your password?"] == "/accounts/password/reset/"
    assert not [text for text in page.links if text.startswith("Continue with")]


@pytest.mark.parametrize("typed", ["Aiko@Example.com", " aiko@example.com", "AIKO@EXAMPLE.COM"])
def test_the_case_of_the_address_does_not_matter(typed: str) -> None:
    UserFactory(email="Aiko@example.com")
    client, response = sign_in(typed)
    assert response.headers["Location"] == "/"
    assert is_in(client)


@pytest.mark.parametrize(
    ("typed", "password"),
    [
        ("aiko@example.com", "wrong"),
        ("nobody@example.com", PASSWORD),
        ("gone@example.com", PASSWORD),
    ],
)
def test_who_does_not_get_in_is_told_the_same(typed: str, password: str) -> None:
    UserFactory(email="aiko@example.com")
    UserFactory(email="gone@example.com", is_active=False)
    client, response = sign_in(typed, password)
    page = read(response)
    said = "Nobody signs in here with this e-mail address and this password: check both."
    assert complaint(page) == said
    assert page.value("username") == typed
    assert page.value("password") == ""
    assert not is_in(client)


def test_a_session_ends_with_the_browser() -> None:
    client, _ = sign_in(UserFactory())
    assert client.session.get_expire_at_browser_close()
    assert client.cookies["session"]["max-age"] == ""


def test_who_is_in_already_goes_on() -> None:
    client, _ = sign_in(UserFactory())
    assert client.get(f"{LOGIN}?next=/events/").headers["Location"] == "/events/"


@pytest.mark.parametrize(
    "address", ["/accounts/signup/", "/accounts/email/", "/accounts/social/signup/"]
)
def test_nobody_signs_up(address: str) -> None:
    client, _ = sign_in(UserFactory())
    people = User.objects.count()
    assert client.get(address).status_code == 404
    assert client.post(address, {"email": "new@example.com"}).status_code == 404
    assert User.objects.count() == people


def test_a_request_reads_the_person_and_the_factors_in_one_query() -> None:
    client, _ = sign_in(UserFactory())
    client.get("/accounts/password/")
    with CaptureQueriesContext(connection) as asked:
        client.get("/accounts/password/set/")
    assert [sql.split()[0] for sql in (query["sql"] for query in asked)] == ["SELECT", "EXECUTE"]
    assert "django_session" in asked[0]["sql"]
    assert asked[1]["sql"].startswith(PERSON.statement.execute.partition(" (")[0])
    assert "mfa_authenticator" in PERSON.statement.prepare
    assert "accounts_user" in PERSON.statement.prepare
