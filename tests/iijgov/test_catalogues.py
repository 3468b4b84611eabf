"""The translations: whole, and with the places for values that the program fills in."""

import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po
from django.conf import settings
from django.test import Client
from django.utils import translation

from accounts.models import Role
from tests.factories import UserFactory

CATALOGUES = sorted(Path(settings.BASE_DIR).glob("locale/*/LC_MESSAGES/django.po"))
PLACES = re.compile(r"%\([a-z_]+\)s|%s|\{[a-z_0-9]*\}")


def read(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file)


def places(text: str) -> list[str]:
    return sorted(PLACES.findall(text))


def last(texts: object) -> str:
    """The plural where there is one: Japanese has no other form."""
    return str(texts[-1] if isinstance(texts, (tuple, list)) else texts)


def entries(path: Path) -> list[Message]:
    return [message for message in read(path) if message.id]


def test_every_language_but_english_has_a_catalogue() -> None:
    spoken = [code for code, _name in settings.LANGUAGES if code != "en"]
    assert [path.parts[-3] for path in CATALOGUES] == spoken


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parts[-3])
def test_a_catalogue_is_whole(path: Path) -> None:
    assert [message.id for message in entries(path) if message.fuzzy or not message.string] == []


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parts[-3])
def test_each_wording_keeps_the_places_for_values(path: Path) -> None:
    assert [
        message.id
        for message in entries(path)
        if places(last(message.id)) != places(last(message.string))
    ] == []


@pytest.mark.django_db
def test_a_person_reads_pages_in_the_language_of_choice(client: Client) -> None:
    client.force_login(UserFactory(role=Role.COMPLIANCE, language="ja"))
    response = client.get("/")
    assert response.headers["Content-Language"] == "ja"
    assert '<html lang="ja">' in response.text
    assert "台帳" in response.text
    with translation.override("ja"):
        assert translation.gettext("Overdue") == "期限超過"


@pytest.mark.django_db
def test_whoever_has_not_signed_in_reads_in_the_language_of_the_browser(client: Client) -> None:
    response = client.get("/accounts/login/", headers={"accept-language": "ja"})
    assert '<html lang="ja">' in response.text
