"""People's own page: where they are signed in, and ending that."""

import pytest
from django.test import Client

from accounts.browsers import browser_of
from tests.accounts.signing_in import is_in, sign_in
from tests.factories import UserFactory
from tests.pages import Page, get, read, words

pytestmark = pytest.mark.django_db

FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:142.0) Gecko/20100101 Firefox/142.0"


def listed(page: Page) -> list[str]:
    (section,) = (
        item
        for item in page.root.iter("section")
        if words(next(item.iter("h2"))) == "Where you are signed in"
    )
    return [words(item) for item in section.iter("li")]


def ends(page: Page) -> list[str]:
    forms = (form.get("action", "") for form in page.root.iter("form"))
    return [action for action in forms if "/accounts/sessions/" in action]


def test_each_says_browser_address_and_when() -> None:
    person = UserFactory()
    here, _ = sign_in(person)
    sign_in(person, headers={"user-agent": FIREFOX}, REMOTE_ADDR="203.0.113.7")
    sign_in(UserFactory())
    first, second = listed(get(here, "/accounts/"))
    assert first.startswith("Firefox, Windows Since")
    assert "from 203.0.113.7. End" in first
    assert "This is where you are now." in second


def test_one_is_ended() -> None:
    person = UserFactory()
    there, _ = sign_in(person)
    here, _ = sign_in(person)
    action, _all = ends(get(here, "/accounts/"))
    page = read(here.post(action, follow=True))
    assert page.messages == ["That session has ended."]
    assert len(listed(page)) == 1
    assert not is_in(there)
    assert is_in(here)
    assert here.post(action).status_code == 404


def test_all_others_are_ended() -> None:
    person = UserFactory()
    others = [sign_in(person)[0] for _ in range(3)]
    here, _ = sign_in(person)
    page = read(here.post("/accounts/sessions/end/", follow=True))
    assert page.messages == ["You are signed in here only."]
    assert not [client for client in others if is_in(client)]
    assert is_in(here)


def test_nobody_ends_a_session_of_somebody_else() -> None:
    victim, _ = sign_in(UserFactory())
    mine = UserFactory()
    here, _ = sign_in(mine)
    theirs = victim.get("/accounts/").context["sessions"][0][0]
    assert here.post(f"/accounts/sessions/{theirs.pk}/end/").status_code == 404
    assert is_in(victim)


def test_what_ended_by_itself_is_not_listed() -> None:
    person = UserFactory()
    gone, _ = sign_in(person)
    gone.post("/accounts/logout/")
    here, _ = sign_in(person)
    assert len(listed(get(here, "/accounts/"))) == 1


def test_many_cost_no_more_queries(django_assert_max_num_queries) -> None:
    person = UserFactory()
    here, _ = sign_in(person)
    for _ in range(12):
        sign_in(person)
    get(here, "/accounts/")
    with django_assert_max_num_queries(10):
        get(here, "/accounts/")


def test_the_name_in_the_margin_leads_there() -> None:
    client = Client()
    client.force_login(UserFactory(name="Aiko Tanaka"))
    assert get(client, "/events/").links["Aiko Tanaka"] == "/accounts/"


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (FIREFOX, "Firefox, Windows"),
        (
            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/141.0 Safari/537.36",
            "Chrome, Linux",
        ),
        (
            "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/141.0 Safari/537.36 Edg/141.0",
            "Edge, Windows",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1",
            "Safari, iPhone",
        ),
        (
            "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/141.0 Mobile Safari/537.36",
            "Chrome, Android",
        ),
        (
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Version/18.0 Safari/605.1",
            "Safari, macOS",
        ),
        ("curl/8.5.0", "An unknown browser"),
        ("", "An unknown browser"),
    ],
)
def test_browsers_have_names(header: str, expected: str) -> None:
    assert browser_of(header) == expected
