"""What the roles' days share: the deadline that they work on, and a second person of Legal."""

from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from accounts.demo import DEMO_PASSWORD
from accounts.models import Role, User
from obligations.models import Deadline
from tests.browser.conftest import sign_in

SECOND = "second@demo.localhost"
QUARTERLY = "Furnish quarterly statements to NTT, Q2 FY2026"


def quarterly() -> Deadline:
    """12.1(3) for the quarter that ended on 30 September 2026: overdue."""
    return Deadline.objects.get(
        obligation__key="sa-12-1-3", period__number=2, period__fiscal_year__label="FY2026"
    )


def confirm_proposal(page: Page, name: str) -> None:
    """Confirm what somebody else proposed, from the list of what waits for review."""
    page.goto("/reviews/")
    page.get_by_role("link", name=name).click()
    page.get_by_role("button", name="Confirm").click()
    expect(page.get_by_role("status").filter(has_text="Confirmed")).to_be_visible()


def colleague(chromium: Browser, live_server: LiveServer) -> Page:
    """The page of another person of Legal, in a browser of their own."""
    User.objects.create_user(SECOND, DEMO_PASSWORD, name="Emi Ono", role=Role.LEGAL)
    context = chromium.new_context(base_url=live_server.url)
    page = context.new_page()
    sign_in(page, SECOND)
    return page
