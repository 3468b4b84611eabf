"""How tests sign in as people do: through the page."""

from typing import Any

from django.test import Client

from accounts.models import User
from tests.factories import PASSWORD

LOGIN = "/accounts/login/"


def sign_in(
    person: User | str, password: str = PASSWORD, client: Client | None = None, **extra: Any
) -> tuple[Client, Any]:
    """A browser, and what the sign-in page answers to this address and password."""
    client = client or Client()
    address = person if isinstance(person, str) else person.email
    response = client.post(LOGIN, {"username": address, "password": password}, **extra)
    return client, response


def confirm(client: Client, password: str = PASSWORD) -> None:
    """Say once more who one is, which pages about one's own sign-in ask for."""
    assert client.post("/accounts/again/", {"password": password}).status_code == 302


def is_in(client: Client) -> bool:
    """Whether somebody is signed in."""
    return client.get("/accounts/").status_code == 200
