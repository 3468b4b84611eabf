"""The day of Legal: what waits for a second look, and a waiver that takes two people."""

from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from obligations.models import Deadline, Obligation
from tests.browser.days import colleague, quarterly
from tests.factories import PerformanceFactory


def test_legal_verifies_and_two_people_waive(
    lawyer: Page, chromium: Browser, live_server: LiveServer
) -> None:
    act_that_waits()
    verify(lawyer)
    waived = Deadline.objects.get(
        obligation__key="sa-12-1-3", period__number=3, period__fiscal_year__label="FY2026"
    )
    record_a_waiver(lawyer, waived)
    other = colleague(chromium, live_server)
    confirm(other, waived)
    other.context.close()


def act_that_waits() -> None:
    """Compliance recorded it; Legal has to verify it."""
    Obligation.objects.filter(key="sa-12-1-3").update(review="verification")
    on = quarterly().current.safe  # type: ignore[union-attr]
    PerformanceFactory(
        deadline=quarterly(),
        dispatched_on=on,
        arrived_on=on,
        needs_verification=True,
        recorded_by=User.objects.get(email="compliance@demo.localhost"),
    )


def verify(page: Page) -> None:
    page.goto("/reviews/")
    page.get_by_role("link", name="Furnish quarterly statements to NTT, Q2 FY2026").click()
    expect(page.get_by_text("Performed, verification pending").first).to_be_visible()
    page.get_by_role("link", name="Verify").click()
    page.get_by_role("button", name="Verify").click()
    expect(page.locator(".standing .status")).to_have_text("Performed")
    page.goto("/reviews/")
    expect(page.locator("main")).not_to_contain_text("Q2 FY2026")


def record_a_waiver(page: Page, waived: Deadline) -> None:
    page.goto(waived.get_absolute_url())
    page.get_by_role("link", name="Record waiver").click()
    page.get_by_label("Day of the decision").fill("2026-11-20")
    page.get_by_label("Reason").fill("NTT needs no third quarter this year.")
    page.get_by_role("button", name="Record waiver").click()
    expect(page.locator(".field .errorlist")).to_have_text("This field is required.")
    expect(page.get_by_label("Reason")).to_have_value("NTT needs no third quarter this year.")
    page.get_by_label("Document").fill("Letter of NTT, 20 November 2026")
    page.get_by_role("button", name="Record waiver").click()
    expect(page.get_by_text("Confirmation pending, no effect yet")).to_be_visible()
    expect(page.get_by_role("link", name="Confirm")).to_have_count(0)


def confirm(page: Page, waived: Deadline) -> None:
    page.goto("/reviews/")
    page.get_by_role("link", name="Q3 FY2026").click()
    page.get_by_role("link", name="Confirm").click()
    page.get_by_role("button", name="Confirm").click()
    expect(page.locator(".standing .status")).to_contain_text("Waived")
    expect(page.get_by_text("confirmed by Emi Ono")).to_be_visible()
