"""Setting a new password by a link from a mail, and changing it."""

import re
import time

import pytest
import time_machine
from celery import Celery
from django.core.mail import EmailMessage
from django.test import Client, override_settings

from accounts import services
from accounts.models import User
from tests.accounts.signing_in import is_in, sign_in
from tests.accounts.waiting import work
from tests.factories import PASSWORD, UserFactory
from tests.pages import get, read

pytestmark = pytest.mark.django_db

RESET = "/accounts/password/reset/"
NEW = "another battery for the staple"
TWICE = {"password1": NEW, "password2": NEW}


def ask(email: str, client: Client | None = None):
    return (client or Client()).post(RESET, {"email": email}, follow=True)


def link_in(mail: EmailMessage) -> str:
    (address,) = re.findall(r"http://localhost:\d+(/accounts/password/reset/\S+)", str(mail.body))
    return str(address)


def asked_for(person: User, mailoutbox: list[EmailMessage]) -> str:
    """The link that `person` gets by mail."""
    ask(person.email)
    work()
    return link_in(mailoutbox[-1])


class TestAsking:
    def test_the_answer_is_the_same_for_an_address_that_nobody_has(self, mailoutbox) -> None:
        UserFactory(email="Aiko@example.com")
        UserFactory(email="gone@example.com", is_active=False)
        answers = [
            ask(each) for each in ("aiko@example.com", "nobody@example.com", "gone@example.com")
        ]
        assert len({read(answer).main for answer in answers}) == 1
        assert "a mail with a link is on its way" in read(answers[0]).main
        assert work() == ["send_reset"] * 3
        assert [mail.to for mail in mailoutbox] == [["Aiko@example.com"]]

    def test_asking_looks_for_nobody(self, django_assert_num_queries) -> None:
        UserFactory(email="aiko@example.com")
        for email in ("aiko@example.com", "nobody@example.com"):
            client = Client()
            client.get(RESET)
            with django_assert_num_queries(1) as asked:  # the session
                client.post(RESET, {"email": email})
            assert not [query for query in asked if "accounts_user" in query["sql"]]

    def test_it_takes_about_the_same_time(self) -> None:
        UserFactory(email="aiko@example.com")
        ask("warm@example.com")
        took: dict[str, list[float]] = {"aiko@example.com": [], "nobody@example.com": []}
        with override_settings(ACCOUNT_RATE_LIMITS={"reset_password": "1000/m/ip"}):
            for _ in range(15):
                for email, times in took.items():
                    began = time.perf_counter()
                    Client().post(RESET, {"email": email})
                    times.append(time.perf_counter() - began)
        known, unknown = (sorted(times)[len(times) // 2] for times in took.values())
        assert abs(known - unknown) < 0.5 * max(known, unknown)

    def test_what_is_no_address_is_said_and_kept(self) -> None:
        page = read(Client().post(RESET, {"email": "aiko"}))
        assert page.errors == ["Enter a valid email address."]
        assert page.value("email") == "aiko"

    def test_nobody_is_flooded(self) -> None:
        answers = [ask("aiko@example.com").status_code for _ in range(6)]
        assert answers == [200] * 5 + [429]

    def test_without_the_broker_it_says_so_to_everybody(self, monkeypatch) -> None:
        UserFactory(email="aiko@example.com")
        lost = Celery(broker="redis://127.0.0.1:1", set_as_current=False)
        monkeypatch.setattr(services, "current_app", lost)
        said = [read(ask(each)).main for each in ("aiko@example.com", "no@example.com")]
        assert "No mail can be sent at the moment: try again in some minutes." in said[0]
        assert said[0] == said[1]


class TestTheLink:
    def test_it_sets_a_new_password_once(self, mailoutbox) -> None:
        person = UserFactory()
        link = asked_for(person, mailoutbox)
        client = Client()
        page = read(client.get(link, follow=True))
        assert page.heading == "Set a new password"
        form = client.get(link).headers["Location"]
        assert link.split("-")[-1] not in form
        response = client.post(form, TWICE, follow=True)
        assert read(response).messages == ["Your password was changed."]
        assert not is_in(client)
        assert sign_in(person, NEW)[1].status_code == 302
        assert "ask for a new one" in get(Client(), link).main

    def test_it_is_good_for_one_hour(self, mailoutbox) -> None:
        person = UserFactory()
        with time_machine.travel("2026-11-22T09:00+09:00", tick=True) as clock:
            link = asked_for(person, mailoutbox)
            clock.shift(3590)
            assert Client().get(link).status_code == 302
            clock.shift(20)
            assert "ask for a new one" in get(Client(), link).main

    def test_it_leads_to_the_address_of_the_product_whatever_the_browser_says(
        self, mailoutbox
    ) -> None:
        person = UserFactory()
        Client().post(RESET, {"email": person.email}, headers={"x-forwarded-host": "evil.example"})
        work()
        assert "evil.example" not in mailoutbox[-1].body

    def test_a_weak_password_is_refused(self, mailoutbox) -> None:
        client = Client()
        form = client.get(asked_for(UserFactory(), mailoutbox)).headers["Location"]
        page = read(client.post(form, {"password1": "12345", "password2": "12345"}))
        assert any("too short" in error for error in page.errors)

    def test_everybody_who_was_in_is_out_and_told(self, mailoutbox) -> None:
        person = UserFactory()
        thief, _ = sign_in(person)
        client = Client()
        form = client.get(asked_for(person, mailoutbox)).headers["Location"]
        client.post(form, TWICE)
        assert not is_in(thief)
        assert work() == ["send_notice"]
        assert mailoutbox[-1].subject == "A new password was set through a link from an e-mail."

    def test_the_mail_is_plain_and_in_the_language_of_the_person(self, mailoutbox) -> None:
        person = UserFactory(language="ja", name="田中愛子")
        ask(person.email)
        work()
        (mail,) = mailoutbox
        assert mail.subject == "IIJ ガバナンスの新しいパスワード"
        assert mail.body.startswith("田中愛子")
        assert "1時間" in mail.body
        assert mail.content_subtype == "plain"
        assert not hasattr(mail, "alternatives")


class TestChanging:
    def test_it_asks_for_the_present_one(self) -> None:
        client, _ = sign_in(UserFactory())
        page = read(client.post("/accounts/password/", {"oldpassword": "wrong", **TWICE}))
        assert page.errors == ["This is not your password: type it again."]

    def test_it_ends_all_other_sessions(self, mailoutbox) -> None:
        person = UserFactory()
        here, _ = sign_in(person)
        there, _ = sign_in(person)
        form = {"oldpassword": PASSWORD, **TWICE}
        response = here.post("/accounts/password/", form, follow=True)
        assert response.request["PATH_INFO"] == "/accounts/"
        assert read(response).messages == ["Your password was changed."]
        assert is_in(here)
        assert not is_in(there)
        assert work() == ["send_notice"]
        assert [(mail.to, mail.subject) for mail in mailoutbox] == [
            ([person.email], "Your password was changed.")
        ]
        assert "127.0.0.1" in mailoutbox[0].body

    def test_who_has_none_sets_one_by_mail(self) -> None:
        person = UserFactory()
        person.set_unusable_password()
        person.save()
        client = Client()
        client.force_login(person)
        assert get(client, "/accounts/").links["Set a password by mail"] == RESET
        assert client.get("/accounts/password/", follow=True).redirect_chain[-1] == (RESET, 302)
