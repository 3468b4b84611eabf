"""A rule is read as it is typed: on its page, and in admin."""

from playwright.sync_api import Page, expect

from obligations.models import Obligation
from tests.browser.conftest import sign_in
from tests.browser.test_pages import look


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


def test_the_same_field_serves_in_admin(page: Page) -> None:
    sign_in(page, "admin@demo.localhost")
    obligation = Obligation.objects.get(key="sa-14-3")
    page.goto(f"/admin/obligations/obligation/{obligation.pk}/change/")
    field = page.locator("textarea[name='versions-1-rule']")
    field.press_sequentially("within 14 dys")
    expect(page.locator(".rule-checked").filter(has_text="Column")).to_contain_text("Column 11.")
