"""Legal amends a rule: reads it as it is typed, sees what moves, saves; on a desk and a phone."""

from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.browser.days import colleague, confirm_proposal
from tests.browser.looking import look
from tests.browser.test_pages import SIZES


def amend(page: Page) -> None:
    """Type an amendment that moves the quarters from 2027 on."""
    rule = page.get_by_label("Rule")
    rule.fill("")
    rule.press_sequentially("within 30 days after the end of each fiscal quarter")
    page.get_by_label("Reason").select_option("amendment")
    page.get_by_label("Applies from").fill("2027-01-01")
    page.get_by_label("Why, in a line").fill("First amendment")
    page.keyboard.press("Tab")


def test_a_rule_is_amended_by_two_people(
    lawyer: Page, chromium: Browser, live_server: LiveServer
) -> None:
    page = lawyer
    page.goto("/obligations/sa-12-1-3/")
    page.get_by_role("link", name="Change").click()
    rule = page.get_by_label("Rule")
    rule.fill("")
    rule.press_sequentially("within 30 days after clsing")
    expect(page.locator(".rule-checked")).to_contain_text("Nearest valid form:")
    expect(page.locator(".rule-checked")).to_contain_text("receipt of issuance notice")
    amend(page)
    expect(page.locator(".rule-checked")).to_contain_text("Read as: within 30 days")
    expect(page.locator("#preview")).to_contain_text("Fri 30 Apr 2027")
    page.get_by_role("button", name="Propose").click()
    expect(page.get_by_role("button", name="Take back the proposal")).to_be_visible()
    expect(page.get_by_role("button", name="Confirm")).to_have_count(0)
    assert look(page) == []
    page.goto("/obligations/sa-12-1-3/")
    expect(page.locator("main")).to_contain_text("Proposed, not in force")
    expect(page.get_by_role("row", name="Q4 FY2026")).to_contain_text("Fri 14 May 2027")
    other = colleague(chromium, live_server)
    confirm_proposal(other, "Furnish quarterly statements to NTT")
    other.context.close()
    page.reload()
    expect(page.get_by_role("row", name="Q4 FY2026")).to_contain_text("Fri 30 Apr 2027")
    expect(page.locator("main")).to_contain_text("First amendment")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_forms_are_accessible_and_whole(lawyer: Page, scheme: Any) -> None:
    page = lawyer
    page.emulate_media(color_scheme=scheme)
    found: dict[str, list[str]] = {}
    for size in SIZES:
        page.set_viewport_size(size)
        page.goto("/obligations/sa-12-1-3/")
        found[f"page at {size['width']}"] = look(page)
        page.goto("/agreements/subscription-agreement/12.1-3/obligations/new/")
        page.get_by_role("button", name="Show what changes").click()
        expect(page.locator(".errorlist").first).to_be_visible()
        found[f"refused at {size['width']}"] = look(page)
        page.goto("/obligations/sa-12-1-3/change/")
        amend(page)
        expect(page.locator("#preview")).to_contain_text("Fri 30 Apr 2027")
        found[f"preview at {size['width']}"] = look(page)
    assert {name: faults for name, faults in found.items() if faults} == {}


def test_without_javascript_the_sent_form_says_the_same(
    lawyer: Page, chromium: Browser, live_server: LiveServer
) -> None:
    plain = chromium.new_context(
        base_url=live_server.url,
        java_script_enabled=False,
        storage_state=lawyer.context.storage_state(),
    )
    page = plain.new_page()
    page.goto("/obligations/sa-12-1-3/change/")
    page.get_by_label("Rule").fill("within 30 dys after closing")
    page.get_by_role("button", name="Show what changes").click()
    expect(page.locator(".rule-checked")).to_contain_text("Column 11.")
    expect(page.get_by_label("Rule")).to_have_value("within 30 dys after closing")
    page.get_by_label("Rule").fill("within 30 days after the end of each fiscal quarter")
    page.get_by_label("Reason").select_option("correction")
    page.get_by_label("Why, in a line").fill("Misread")
    page.get_by_role("button", name="Show what changes").click()
    expect(page.locator("#preview")).to_contain_text("Fri 30 Oct 2026")
    page.get_by_role("button", name="Propose").click()
    expect(page.get_by_role("status")).to_contain_text("Proposed.")
    plain.close()
