"""Who guesses passwords waits; everybody else goes on."""

from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.test import Client, RequestFactory, override_settings
from redis import Redis

from accounts.lockout import client_address
from tests.accounts.signing_in import LOGIN, sign_in
from tests.factories import UserFactory
from tests.pages import read

pytestmark = pytest.mark.django_db

NINE = "2026-11-22T09:00+09:00"
"""Sunday 22 November 2026 in Tokyo."""


@pytest.fixture
def clock():
    with time_machine.travel(NINE, tick=False) as traveller:
        yield traveller


def guess(email: str, times: int = 5, **extra: Any) -> list[int]:
    return [sign_in(email, "wrong", **extra)[1].status_code for _ in range(times)]


@pytest.mark.parametrize("exists", [True, False])
def test_the_fifth_wrong_password_in_a_row_locks(exists: bool, clock) -> None:
    if exists:
        UserFactory(email="aiko@example.com")
    assert guess("aiko@example.com") == [200, 200, 200, 200, 429]
    _, response = sign_in("aiko@example.com")
    page = read(response)
    assert response.status_code == 429
    assert response.headers["Retry-After"] == "900"
    assert page.heading == "Wait before you sign in"
    assert "Try again in 15 minutes, from Sun 22 Nov 2026, 09:15 Tokyo." in page.main


def test_trying_again_does_not_lengthen_the_wait(clock) -> None:
    person = UserFactory()
    guess(person.email)
    clock.shift(600)
    _, response = sign_in(person)
    assert response.headers["Retry-After"] == "300"
    assert "Try again in 5 minutes, from Sun 22 Nov 2026, 09:15 Tokyo." in read(response).main
    clock.shift(301)
    assert sign_in(person)[1].status_code == 302


def test_the_right_password_starts_the_count_again(clock) -> None:
    person = UserFactory()
    guess(person.email, 4)
    assert sign_in(person)[1].status_code == 302
    assert guess(person.email, 4) == [200] * 4


def test_the_case_of_the_address_gives_no_more_guesses(clock) -> None:
    UserFactory(email="aiko@example.com")
    guess("aiko@example.com", 3)
    assert guess("AIKO@example.com", 2) == [200, 429]


def test_a_stranger_locks_nobody_out_elsewhere(clock) -> None:
    person = UserFactory()
    assert guess(person.email, REMOTE_ADDR="203.0.113.7")[-1] == 429
    assert sign_in(person, REMOTE_ADDR="198.51.100.1")[1].status_code == 302
    assert sign_in(UserFactory(), REMOTE_ADDR="203.0.113.7")[1].status_code == 302


def test_many_addresses_together_are_slowed_down_too(clock) -> None:
    person = UserFactory()
    for host in range(10):
        guess(person.email, 3, REMOTE_ADDR=f"203.0.113.{host}")
    page = read(sign_in(person, REMOTE_ADDR="198.51.100.1")[1])
    assert "Too many attempts: wait some minutes, then try again." in page.main


@override_settings(ACCOUNT_RATE_LIMITS={"login": "2/m/ip"})
def test_one_address_that_tries_everybody_is_slowed_down(clock) -> None:
    assert [guess(f"person{n}@example.com", 1) for n in range(3)] == [[200], [200], [429]]
    assert read(sign_in("last@example.com")[1]).heading == "Too many attempts"


def test_attempts_are_counted_where_all_replicas_see_them(clock) -> None:
    sign_in(UserFactory(), "wrong")
    with Redis.from_url(settings.CELERY_BROKER_URL) as server:
        assert list(server.scan_iter("*login_failed*"))


def test_who_knows_the_password_gets_in_while_valkey_is_away(clock) -> None:
    nowhere = {
        "default": {
            "BACKEND": "accounts.cache.ForgivingRedisCache",
            "LOCATION": "redis://127.0.0.1:1",
        }
    }
    person = UserFactory()
    with override_settings(CACHES=nowhere):
        assert sign_in(person)[1].status_code == 302
        assert guess(person.email)[-1] == 429


class TestBehindAProxy:
    """X-Forwarded-For: what the browser claims stands left, what our proxy saw stands right."""

    def address(self, forwarded: str, remote: str = "10.0.0.1") -> str | None:
        headers = {"x-forwarded-for": forwarded} if forwarded else {}
        return client_address(RequestFactory().get("/", headers=headers, REMOTE_ADDR=remote))

    @pytest.mark.parametrize(
        ("proxies", "forwarded", "expected"),
        [
            (0, "198.51.100.1", "10.0.0.1"),
            (1, "198.51.100.1", "198.51.100.1"),
            (1, "192.0.2.9, 198.51.100.1", "198.51.100.1"),
            (2, "192.0.2.9, 198.51.100.1, 10.0.0.2", "198.51.100.1"),
            (1, "", "10.0.0.1"),
            (1, "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ],
    )
    def test_the_address_is_what_the_trusted_proxies_saw(
        self, proxies: int, forwarded: str, expected: str
    ) -> None:
        with override_settings(ALLAUTH_TRUSTED_PROXY_COUNT=proxies):
            assert self.address(forwarded) == expected

    @override_settings(ALLAUTH_TRUSTED_PROXY_COUNT=1)
    def test_two_people_behind_one_proxy_are_two(self, clock) -> None:
        person = UserFactory()
        guess(person.email, HTTP_X_FORWARDED_FOR="192.0.2.9, 203.0.113.7")
        blocked = "192.0.2.10, 203.0.113.7"
        assert sign_in(person, HTTP_X_FORWARDED_FOR=blocked)[1].status_code == 429
        assert sign_in(person, HTTP_X_FORWARDED_FOR="203.0.113.8")[1].status_code == 302


def test_the_page_of_the_form_is_still_there(clock) -> None:
    guess("aiko@example.com")
    assert Client().get(LOGIN).status_code == 200
