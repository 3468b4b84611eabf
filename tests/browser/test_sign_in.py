"""Signing in with a passkey, an app and a link from a mail, as people do it in Chromium."""

import re
from collections.abc import Iterator

import pytest
from django.contrib.auth.hashers import make_password
from django.core import mail
from playwright.sync_api import CDPSession, Page, expect

from accounts.demo import DEMO_PASSWORD
from accounts.models import Role
from tests.accounts.codes import code_of
from tests.accounts.waiting import work
from tests.browser.conftest import sign_in
from tests.browser.looking import look
from tests.browser.test_pages import SIZES
from tests.factories import UserFactory

LEGAL = "legal@demo.localhost"


@pytest.fixture
def demo(transactional_db: None) -> None:
    """One person of Legal is all that signing in needs."""
    UserFactory(
        email=LEGAL, name="Kenji Sato", role=Role.LEGAL, password=make_password(DEMO_PASSWORD)
    )


@pytest.fixture
def key(page: Page) -> Iterator[CDPSession]:
    """The browser has a passkey holder of its own that recognises its person."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    yield session
    session.detach()


def add_passkey(page: Page) -> None:
    """Add a passkey to the account that is signed in."""
    page.goto("/accounts/")
    page.get_by_role("link", name="Add a passkey").click()
    page.get_by_label("Password").fill(DEMO_PASSWORD)
    page.get_by_role("button", name="Go on").click()
    page.get_by_role("button", name="Add the passkey").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Recovery codes")
    page.get_by_role("link", name="I have kept them").click()


def sign_out(page: Page) -> None:
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")


def test_a_passkey_signs_in_alone_and_after_the_password(page: Page, key: CDPSession) -> None:
    sign_in(page, LEGAL)
    add_passkey(page)
    expect(page.get_by_text("Passkey 1", exact=True)).to_be_visible()
    sign_out(page)
    page.goto("/accounts/login/?next=/events/")
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Events")
    sign_out(page)
    page.get_by_label("E-mail address").fill(LEGAL)
    page.get_by_label("Password").fill(DEMO_PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Second factor")
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_role("link", name="Kenji Sato")).to_be_visible()
    page.goto("/accounts/")
    expect(page.get_by_text("Last used")).to_be_visible()


def test_a_passkey_is_renamed_and_removed(page: Page, key: CDPSession) -> None:
    sign_in(page, LEGAL)
    add_passkey(page)
    page.get_by_role("link", name="Rename").click()
    page.get_by_label("Name").fill("Key ring")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("link", name=re.compile("Remove.*Key ring")).click()
    page.get_by_role("button", name="Remove").click()
    expect(page.get_by_text("A passkey was removed from your account.")).to_be_visible()
    expect(page.get_by_text("Key ring")).to_have_count(0)


def test_a_passkey_that_the_account_does_not_know_is_refused(page: Page, key: CDPSession) -> None:
    sign_in(page, LEGAL)
    add_passkey(page)
    page.get_by_role("link", name="Remove").click()
    page.get_by_role("button", name="Remove").click()
    sign_out(page)
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_text("This is not the code of the moment")).to_be_visible()


def test_without_a_passkey_the_page_says_what_to_do(page: Page) -> None:
    page.goto("/accounts/login/")
    warning = page.get_by_text("No passkey was used. Try again, or take another way.")
    expect(warning).to_be_hidden()
    refuse = "async () => { throw new DOMException('refused', 'NotAllowedError') }"
    page.evaluate(f"() => {{ navigator.credentials.get = {refuse} }}")
    page.get_by_role("button", name="Use a passkey").click()
    expect(warning).to_be_visible()


def test_every_page_of_sign_in_is_accessible_and_whole(page: Page, key: CDPSession) -> None:
    found = {}

    def check(name: str) -> None:
        for size in SIZES:
            page.set_viewport_size(size)
            for scheme in ("light", "dark"):
                page.emulate_media(color_scheme=scheme)
                if faults := look(page):
                    found[name, size["width"], scheme] = faults

    for address in ("login/", "password/reset/", "password/reset/sent/", "inactive/"):
        page.goto(f"/accounts/{address}")
        check(address)
    sign_in(page, LEGAL)
    add_passkey(page)
    for address in ("", "app/add/", "passkeys/add/", "password/", "codes/", "codes/new/", "again/"):
        page.goto(f"/accounts/{address}")
        check(address)
    page.goto("/accounts/app/add/")
    key_of_app = page.locator(".secret").inner_text()
    page.get_by_label("Code that the app shows").fill(code_of(key_of_app))
    page.get_by_role("button", name="Add the app").click()
    check("with everything")
    for address in ("app/remove/", "again/code/", "again/passkey/"):
        page.goto(f"/accounts/{address}")
        check(address)
    page.goto("/accounts/")
    sign_out(page)
    page.get_by_label("E-mail address").fill(LEGAL)
    page.get_by_label("Password").fill(DEMO_PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Second factor")
    check("second factor")
    page.get_by_label("Code of the app").fill(code_of(key_of_app, after=30))
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("link", name="Kenji Sato")).to_be_visible()
    assert found == {}


def test_a_forgotten_password_is_set_anew_by_keyboard(page: Page) -> None:
    page.goto("/accounts/login/")
    page.get_by_role("link", name="Forgotten your password?").press("Enter")
    page.get_by_label("E-mail address").fill(LEGAL)
    page.keyboard.press("Enter")
    expect(page.get_by_text("a mail with a link is on its way")).to_be_visible()
    assert work() == ["send_reset"]
    (path,) = re.findall(r"(/accounts/password/reset/\S+)", str(mail.outbox[0].body))
    page.goto(path)
    page.get_by_label("New password", exact=True).fill("another battery for the staple")
    page.get_by_label("New password again").fill("another battery for the staple")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Your password was changed.")).to_be_visible()
    page.get_by_label("E-mail address").fill(LEGAL)
    page.get_by_label("Password").fill("another battery for the staple")
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Kenji Sato")).to_be_visible()
