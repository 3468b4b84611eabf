"""Authenticator app, recovery codes, and who must have a second factor."""

import re
from pathlib import Path

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.test import Client, override_settings

from accounts.middleware import SETTING_UP
from accounts.models import Role, User
from accounts.urls import urlpatterns
from tests.accounts.codes import code_of
from tests.accounts.signing_in import confirm, is_in, sign_in
from tests.accounts.waiting import work
from tests.factories import AdministratorFactory, UserFactory
from tests.pages import get, read, words

pytestmark = pytest.mark.django_db

FACTOR = "/accounts/login/factor/"


def add_app(client: Client) -> str:
    """Add an authenticator app as somebody does who has just confirmed; its key."""
    page = get(client, "/accounts/app/add/")
    (shown,) = page.of_class("secret")
    key = words(shown)
    client.post("/accounts/app/add/", {"code": code_of(key)})
    return key


def with_app(person: User) -> tuple[str, list[str]]:
    """Give `person` an app: its key, and the recovery codes that come with it."""
    client, _ = sign_in(person)
    confirm(client)
    key = add_app(client)
    (codes,) = get(client, "/accounts/codes/").of_class("codes")
    return key, words(codes).split()


def test_the_test_reads_codes_as_the_standard_says() -> None:
    """RFC 6238, appendix B, its last six digits: the key is “12345678901234567890”."""
    for moment, expected in ((59, "287082"), (1111111109, "081804"), (20000000000, "353130")):
        with time_machine.travel(moment, tick=False):
            assert code_of("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ") == expected


class TestTheApp:
    def test_adding_it_asks_who_one_is(self) -> None:
        client, _ = sign_in(UserFactory())
        response = client.get("/accounts/app/add/")
        assert response.headers["Location"] == "/accounts/again/?next=%2Faccounts%2Fapp%2Fadd%2F"
        page = read(client.post("/accounts/again/", {"password": "wrong"}))
        assert page.errors == ["This is not your password: type it again."]

    def test_it_is_added_with_a_code_and_the_person_is_told(
        self, mailoutbox, django_capture_on_commit_callbacks
    ) -> None:
        person = UserFactory()
        client, _ = sign_in(person)
        confirm(client)
        page = read(client.post("/accounts/app/add/", {"code": "000000"}))
        assert page.errors == ["This is not the code of the moment: type the next one."]
        with django_capture_on_commit_callbacks(execute=True):
            add_app(client)
        assert "Remove the app" in get(client, "/accounts/").links
        work()
        assert [mail.subject for mail in mailoutbox] == [
            "An authenticator app was added to your account."
        ]

    def test_its_picture_breaks_no_policy(self) -> None:
        client, _ = sign_in(UserFactory())
        confirm(client)
        page = get(client, "/accounts/app/add/")
        (picture,) = page.of_class("qr")
        assert len(list(picture.iter("svg"))) == 1
        assert not [item for item in picture.iter() if "style" in item.attrib]
        assert not [item for item in page.root.iter() if item.get("src", "").startswith("data:")]

    def test_a_password_alone_no_longer_signs_in(self) -> None:
        person = UserFactory()
        key, _codes = with_app(person)
        client, response = sign_in(person)
        assert response.headers["Location"] == FACTOR
        assert not is_in(client)
        page = read(client.post(FACTOR, {"code": "000000"}))
        assert page.errors == ["This is not the code of the moment: type the next one."]
        assert client.post(FACTOR, {"code": code_of(key)}).headers["Location"] == "/"
        assert is_in(client)

    def test_a_code_opens_once(self) -> None:
        person = UserFactory()
        key, _codes = with_app(person)
        code = code_of(key, after=30)
        assert sign_in(person)[0].post(FACTOR, {"code": code}).status_code == 302
        assert sign_in(person)[0].post(FACTOR, {"code": code}).status_code == 200

    def test_a_clock_may_be_half_a_minute_wrong_and_no_more(self) -> None:
        person = UserFactory()
        key, _codes = with_app(person)
        client, _ = sign_in(person)
        assert client.post(FACTOR, {"code": code_of(key, after=90)}).status_code == 200
        assert client.post(FACTOR, {"code": code_of(key, after=30)}).status_code == 302

    def test_guesses_are_counted(self) -> None:
        person = UserFactory()
        key, _codes = with_app(person)
        client, _ = sign_in(person)
        for _ in range(30):
            client.post(FACTOR, {"code": "000000"})
        page = read(client.post(FACTOR, {"code": code_of(key)}))
        assert page.errors == ["Too many attempts: wait some minutes, then try again."]

    def test_where_one_was_going_is_kept(self) -> None:
        person = UserFactory()
        key, _codes = with_app(person)
        form = {"username": person.email, "password": "correct horse battery staple"}
        client = Client()
        client.post("/accounts/login/", form | {"next": "/events/"})
        assert client.post(FACTOR, {"code": code_of(key)}).headers["Location"] == "/events/"

    def test_the_page_of_the_factor_is_closed_to_who_gave_no_password(self) -> None:
        assert Client().get(FACTOR).headers["Location"] == "/accounts/login/"

    def test_it_is_removed(self) -> None:
        person = UserFactory()
        client, _ = sign_in(person)
        confirm(client)
        add_app(client)
        assert get(client, "/accounts/app/remove/").heading == "Remove the authenticator app"
        client.post("/accounts/app/remove/")
        assert sign_in(person)[1].headers["Location"] == "/"
        assert not Authenticator.objects.filter(user=person).exists()


class TestRecoveryCodes:
    def test_each_opens_once(self) -> None:
        person = UserFactory()
        _key, codes = with_app(person)
        assert len(set(codes)) == 10
        assert all(re.fullmatch(r"\d{8}", code) for code in codes)
        assert sign_in(person)[0].post(FACTOR, {"code": codes[3]}).status_code == 302
        assert sign_in(person)[0].post(FACTOR, {"code": codes[3]}).status_code == 200
        assert sign_in(person)[0].post(FACTOR, {"code": codes[4]}).status_code == 302

    def test_they_are_shown_once(self) -> None:
        client, _ = sign_in(UserFactory())
        confirm(client)
        add_app(client)
        first = get(client, "/accounts/codes/")
        assert first.of_class("codes")
        assert client.get("/accounts/codes/").headers["Cache-Control"].count("no-store") == 1
        again = get(client, "/accounts/codes/")
        assert not again.of_class("codes")
        assert "make new ones" in again.main

    def test_new_ones_make_the_old_ones_void(self) -> None:
        person = UserFactory()
        client, _ = sign_in(person)
        confirm(client)
        add_app(client)
        (shown,) = get(client, "/accounts/codes/").of_class("codes")
        client.post("/accounts/codes/new/")
        (new,) = get(client, "/accounts/codes/").of_class("codes")
        assert not set(words(shown).split()) & set(words(new).split())
        old = words(shown).split()[0]
        assert sign_in(person)[0].post(FACTOR, {"code": old}).status_code == 200


def test_the_database_does_not_hold_the_secrets_in_clear() -> None:
    person = UserFactory()
    key, codes = with_app(person)
    stored = str(list(Authenticator.objects.filter(user=person).values_list("data", flat=True)))
    assert "secret" in stored
    assert "seed" in stored
    assert not [secret for secret in (key, *codes) if secret in stored]


def test_a_new_secret_key_may_still_read_them() -> None:
    old = settings.SECRET_KEY
    person = UserFactory()
    key, _codes = with_app(person)
    with override_settings(SECRET_KEY="b" * 50, SECRET_KEY_FALLBACKS=[]):
        client, _ = sign_in(person)
        client.raise_request_exception = False
        assert client.post(FACTOR, {"code": code_of(key)}).status_code == 500
    with override_settings(SECRET_KEY="b" * 50, SECRET_KEY_FALLBACKS=[old]):
        client, _ = sign_in(person)
        assert client.post(FACTOR, {"code": code_of(key)}).status_code == 302


class TestWhoMust:
    """With REQUIRE_MFA administrators and legal go nowhere before they have a second factor."""

    @pytest.mark.parametrize("address", ["/", "/events/", "/admin/", "/reminders/settings/"])
    @pytest.mark.parametrize("role", [Role.LEGAL, Role.ADMINISTRATOR])
    @override_settings(REQUIRE_MFA=True)
    def test_they_are_led_to_where_it_is_set_up(self, role: Role, address: str) -> None:
        admin = role == Role.ADMINISTRATOR
        client, _ = sign_in(AdministratorFactory() if admin else UserFactory(role=role))
        assert client.get(address).headers["Location"] == "/accounts/"
        assert client.post(address, {"record": "1"}).headers["Location"] == "/accounts/"
        page = get(client, "/accounts/")
        assert "Your role asks for a second factor" in page.main

    @override_settings(REQUIRE_MFA=True)
    def test_with_it_they_go_on(self) -> None:
        client, _ = sign_in(UserFactory(role=Role.LEGAL))
        confirm(client)
        add_app(client)
        assert get(client, "/accounts/codes/").heading == "Recovery codes"
        assert "Your role asks" not in get(client, "/accounts/").main
        assert get(client, "/events/").heading == "Events"
        client.post("/accounts/app/remove/")
        assert client.get("/events/").headers["Location"] == "/accounts/"

    @pytest.mark.parametrize("role", [Role.COMPLIANCE, Role.AUDITOR])
    @override_settings(REQUIRE_MFA=True)
    def test_others_choose(self, role: Role) -> None:
        client, _ = sign_in(UserFactory(role=role))
        assert client.get("/events/").status_code == 200
        assert "Your role asks" not in get(client, "/accounts/").main

    def test_the_demonstration_does_not_ask(self) -> None:
        client, _ = sign_in(UserFactory(role=Role.LEGAL))
        assert client.get("/events/").status_code == 200

    @override_settings(REQUIRE_MFA=True)
    def test_one_may_always_leave(self) -> None:
        client, _ = sign_in(UserFactory(role=Role.LEGAL))
        client.post("/accounts/logout/")
        assert client.get("/healthz").status_code == 200
        assert not is_in(client)

    @override_settings(REQUIRE_MFA=True)
    def test_asking_costs_no_query(self, django_assert_num_queries) -> None:
        client, _ = sign_in(UserFactory(role=Role.LEGAL))
        with django_assert_num_queries(2):  # the session, and the person with their factors
            client.get("/events/")

    def test_the_pages_that_stay_open_exist(self) -> None:
        assert {pattern.name for pattern in urlpatterns} > SETTING_UP


class TestAdministratorsHelp:
    def test_they_take_lost_factors_away(
        self, mailoutbox, django_capture_on_commit_callbacks
    ) -> None:
        person = UserFactory()
        with_app(person)
        thief = Client()
        thief.force_login(person)
        sign_in(person)
        client = Client()
        client.force_login(AdministratorFactory())
        form = {"action": "remove_factors", "_selected_action": [person.pk]}
        with django_capture_on_commit_callbacks(execute=True):
            response = client.post("/admin/accounts/user/", form, follow=True)
        assert "Their second factors are gone" in response.text
        assert sign_in(person)[1].headers["Location"] == "/"
        work()
        assert mailoutbox[-1].subject == "An administrator removed your second factors."

    def test_they_unlock(self) -> None:
        person = UserFactory(email="Aiko@example.com")
        for _ in range(5):
            sign_in(person, "wrong")
        assert sign_in(person)[1].status_code == 429
        client = Client()
        client.force_login(AdministratorFactory())
        client.post("/admin/accounts/user/", {"action": "unlock", "_selected_action": [person.pk]})
        assert sign_in(person)[1].status_code == 302

    @pytest.mark.parametrize("model", ["mfa/authenticator", "usersessions/usersession", "account"])
    def test_they_see_no_secrets(self, model: str) -> None:
        client = Client()
        client.force_login(AdministratorFactory())
        assert client.get(f"/admin/{model}/").status_code == 404


def test_no_page_of_ours_holds_what_the_policy_forbids() -> None:
    """Templates of the library have scripts of their own: each that we show is replaced."""
    ours = Path(__file__).parents[2] / "templates"
    for name in ("mfa", "account", "socialaccount"):
        for template in (ours / name).rglob("*.html"):
            text = template.read_text()
            assert "{% element" not in text, template
            assert " style=" not in text, template
