"""The day of the administrator: a new person, who signs in, and a special day for Legal."""

from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from obligations.models import CalendarDay
from tests.browser.conftest import sign_in
from tests.browser.days import colleague, confirm_proposal


def test_the_administrator_lets_somebody_in_and_closes_a_day(
    page: Page, chromium: Browser, live_server: LiveServer
) -> None:
    sign_in(page, "admin@demo.localhost")
    page.get_by_role("link", name="Admin").click()
    add_a_person(page)
    propose_a_special_day(page)
    other = colleague(chromium, live_server)
    confirm_proposal(other, "Mon 15 Feb 2027, Japan")
    other.context.close()
    assert CalendarDay.objects.filter(day="2027-02-15", country="japan", rests=True).exists()
    context = chromium.new_context(base_url=live_server.url)
    newcomer = context.new_page()
    first_sign_in(newcomer)
    context.close()


def add_a_person(page: Page) -> None:
    page.goto("/admin/accounts/user/add/")
    page.get_by_label("E-mail address").fill("emi@demo.localhost")
    page.get_by_label("Name:", exact=True).fill("Emi Ono")
    page.get_by_label("Role").select_option("compliance")
    for field in ("Password:", "Password confirmation:"):
        page.get_by_label(field, exact=True).fill("a pass phrase of Emi's own")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".messagelist")).to_contain_text("Emi Ono")
    assert User.objects.get(email="emi@demo.localhost").role == "compliance"


def propose_a_special_day(page: Page) -> None:
    page.goto("/calendar/")
    page.get_by_role("link", name="Special days").click()
    page.get_by_role("link", name="Propose a special day").click()
    page.get_by_label("Country").select_option("japan")
    page.get_by_label("Day", exact=True).fill("2027-02-15")
    page.get_by_label("Reason").fill("Typhoon")
    page.get_by_role("button", name="Propose").click()
    expect(page.get_by_role("button", name="Take back the proposal")).to_be_visible()
    assert not CalendarDay.objects.exists()


def first_sign_in(page: Page) -> None:
    page.goto("/accounts/login/")
    page.get_by_label("E-mail address").fill("emi@demo.localhost")
    page.get_by_label("Password").fill("a pass phrase of Emi's own")
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/")
    expect(page.get_by_role("link", name="Emi Ono")).to_be_visible()
    expect(page.get_by_role("link", name="Admin")).to_have_count(0)
    expect(page.get_by_role("link", name="Record event")).to_be_visible()
