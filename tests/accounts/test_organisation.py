"""The sign-in of one's organisation, by OpenID Connect, against a real provider."""

from urllib.parse import urlsplit

import pytest
import urllib3
from django.test import Client, override_settings

from accounts.models import User
from tests.accounts.identity_provider import CLIENT, SECRET, IdentityProvider
from tests.accounts.signing_in import is_in, sign_in
from tests.accounts.test_second_factor import with_app
from tests.factories import UserFactory
from tests.pages import get, read

pytestmark = pytest.mark.django_db


@pytest.fixture
def provider():
    provider = IdentityProvider()
    app = {
        "provider_id": "organisation",
        "name": "Example ID",
        "client_id": CLIENT,
        "secret": SECRET,
        "settings": {"server_url": provider.issuer},
    }
    with override_settings(
        OIDC_ISSUER=provider.issuer,
        OIDC_NAME="Example ID",
        SOCIALACCOUNT_PROVIDERS={"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}},
    ):
        yield provider
    provider.stop()


def come_from(provider: IdentityProvider, client: Client, **claims: object):
    """Go to the provider as the person with these claims, and come back."""
    provider.claims = {
        "sub": "aiko-1",
        "email": "aiko@example.com",
        "email_verified": True,
    } | claims
    page = get(client, "/accounts/login/?next=/events/")
    there = client.get(page.links["Continue with Example ID"]).headers["Location"]
    assert there.startswith(f"{provider.issuer}/authorize?")
    back = urllib3.request("GET", there, redirect=False).headers["Location"]
    address = urlsplit(back)
    return client.get(f"{address.path}?{address.query}", follow=True)


def test_without_configuration_there_is_none() -> None:
    page = get(Client(), "/accounts/login/")
    assert not [text for text in page.links if "Continue" in text]
    assert Client().get("/accounts/oidc/organisation/login/").status_code == 404


def test_it_opens_the_account_of_the_address(provider: IdentityProvider) -> None:
    person = UserFactory(email="Aiko@example.com")
    client = Client()
    response = come_from(provider, client)
    assert response.request["PATH_INFO"] == "/events/"
    assert response.context["user"] == person
    assert person.check_password("correct horse battery staple")
    assert "opens this account too" in get(client, "/accounts/").main


def test_from_then_on_the_identity_counts_not_the_address(provider: IdentityProvider) -> None:
    person = UserFactory(email="aiko@example.com")
    come_from(provider, Client())
    UserFactory(email="other@example.com")
    response = come_from(provider, Client(), email="other@example.com")
    assert response.context["user"] == person


@pytest.mark.parametrize(
    "claims",
    [
        {"email": "nobody@example.com"},
        {"email_verified": False},
        {"email": ""},
        {"email": "gone@example.com"},
    ],
)
def test_nobody_else_gets_in_and_no_account_is_made(
    provider: IdentityProvider, claims: dict[str, object]
) -> None:
    UserFactory(email="aiko@example.com")
    UserFactory(email="gone@example.com", is_active=False)
    people = User.objects.count()
    client = Client()
    page = read(come_from(provider, client, **claims))
    assert "There is no active account for you here" in page.main
    assert User.objects.count() == people
    assert not is_in(client)


@override_settings(OIDC_TRUST_EMAIL=True)
def test_an_organisation_may_vouch_for_all_its_addresses(provider: IdentityProvider) -> None:
    person = UserFactory(email="aiko@example.com")
    response = come_from(provider, Client(), email_verified=False)
    assert response.context["user"] == person


def test_who_was_deactivated_stays_out(provider: IdentityProvider) -> None:
    person = UserFactory(email="aiko@example.com")
    come_from(provider, Client())
    person.is_active = False
    person.save()
    client = Client()
    page = read(come_from(provider, client))
    assert "There is no active account for you here" in page.main
    assert not is_in(client)


def test_a_second_factor_is_still_asked_for(provider: IdentityProvider) -> None:
    person = UserFactory(email="aiko@example.com")
    with_app(person)
    response = come_from(provider, Client())
    assert response.request["PATH_INFO"] == "/accounts/login/factor/"


def test_an_answer_that_nobody_asked_for_is_refused(provider: IdentityProvider) -> None:
    UserFactory(email="aiko@example.com")
    client = Client()
    page = read(client.get("/accounts/oidc/organisation/callback/?code=1&state=2"))
    assert page.heading == "Not signed in"
    assert not is_in(client)
    assert "/token" not in provider.asked


def test_while_the_provider_is_away_passwords_still_work(provider: IdentityProvider) -> None:
    provider.stop()
    client = Client()
    page = read(client.get("/accounts/oidc/organisation/login/"))
    assert page.heading == "Not signed in"
    assert sign_in(UserFactory())[1].status_code == 302
