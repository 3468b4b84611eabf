"""A rule is read as it is typed."""

from playwright.sync_api import Page, expect

from tests.browser.looking import look


def test_a_rule_is_read_and_computed_as_it_is_typed(officer: Page) -> None:
    page = officer
    page.goto("/rules/try/")
    rule = page.get_by_label("Rule")
    rule.press_sequentially("within 14 dys")
    expect(page.locator(".rule-checked")).to_contain_text("Column 11.")
    rule.fill("")
    rule.press_sequentially("within 14 days from receipt of notice")
    expect(page.locator(".rule-checked")).to_contain_text(
        "Read as: within 14 days from receipt of notice"
    )
    page.get_by_label("Facts").press_sequentially("receipt of notice = 2026-11-12")
    expect(page.locator("#trial")).to_contain_text("Thu 26 Nov 2026")
    page.get_by_text("Steps").first.click()
    expect(page.locator(".steps").first).to_contain_text("Civil Code art. 140")
    assert look(page) == []
