"""The main job, as a compliance officer does it: what is due, why, what happened."""

import re

from playwright.sync_api import Page, expect


def test_the_compliance_officer_does_the_main_job(officer: Page) -> None:
    page = officer
    see_what_is_due(page)
    open_the_steps(page)
    record_a_performance(page)
    record_the_issuance_notice(page)
    correct_the_notice(page)
    ask_for_the_right_to_terminate(page)
    read_the_register_the_instrument_and_the_month(page)


def see_what_is_due(page: Page) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text("Sunday 22 November 2026")
    figures = page.get_by_role("navigation", name="Counts")
    expect(figures.get_by_role("link", name="overdue")).to_contain_text("2")
    rows = page.locator(".rows li")
    expect(rows).to_have_count(3)
    expect(rows.nth(0)).to_contain_text("Fri 13 Nov 2026")
    expect(rows.nth(0)).to_contain_text("Overdue 6 days")
    figures.get_by_role("link", name="overdue").click()
    expect(page.locator("tbody tr")).to_have_count(2)
    page.get_by_role("link", name="Today").click()


def open_the_steps(page: Page) -> None:
    page.get_by_role("link", name="Furnish quarterly statements to NTT, Q2 FY2026").first.click()
    expect(page.get_by_role("heading", name="Act by Friday 13 November 2026")).to_be_visible()
    steps = page.locator(".steps li")
    expect(steps).to_have_count(5)
    expect(steps.nth(0)).to_contain_text("Wed 30 Sep 2026")
    expect(steps.nth(1)).to_contain_text("Thu 1 Oct 2026")
    expect(steps.nth(1)).to_contain_text("Civil Code art. 140")
    expect(steps.nth(2)).to_contain_text("Sat 14 Nov 2026")
    expect(steps.nth(2)).to_contain_text("Civil Code art. 141")
    expect(steps.nth(3)).to_contain_text("Mon 16 Nov 2026")
    expect(steps.nth(3)).to_contain_text("Civil Code art. 142")
    expect(steps.nth(4)).to_contain_text("Fri 13 Nov 2026")
    expect(page.locator("dl").first).to_contain_text("20(2)")


def record_a_performance(page: Page) -> None:
    page.get_by_role("link", name="Record performance").click()
    page.get_by_role("button", name="Record performance").click()
    expect(page.get_by_text("Give the day of dispatch, of arrival, or both.")).to_be_visible()
    page.get_by_label("Dispatched on").fill("2026-11-18")
    page.get_by_label("Arrived on").fill("2026-11-19")
    page.get_by_label("To whom").fill("NTT, Department 1")
    page.get_by_role("button", name="Record performance").click()
    expect(page.get_by_role("status").filter(has_text="Performance recorded")).to_be_visible()
    expect(page.get_by_text("Performed late").first).to_be_visible()
    page.get_by_role("link", name="Today").click()
    expect(page.locator(".rows li")).to_have_count(2)


def record_the_issuance_notice(page: Page) -> None:
    page.get_by_role("link", name="Record event").click()
    page.wait_for_url("**/events/record/")  # loaded, so that htmx listens
    page.get_by_label("What happened").select_option("Notice of additional shares received by NTT")
    page.get_by_label("Date", exact=True).fill("2026-11-12")
    page.get_by_label("Time", exact=False).first.fill("10:20")
    preview = page.locator("#preview")
    expect(preview).to_contain_text("Answer the notice, subscribe pro rata")
    expect(preview).to_contain_text("Thu 26 Nov 2026")
    page.get_by_role("button", name="Record event").click()
    expect(page.get_by_role("status").filter(has_text="1 deadline opened")).to_be_visible()
    expect(page.locator("tbody tr").first).to_contain_text("Thu 12 Nov 2026, 10:20 Tokyo")
    page.get_by_role("link", name="Today").click()
    row = page.locator(".rows li").filter(has_text="Answer the notice")
    expect(row).to_contain_text("Thu 26 Nov 2026")
    expect(row).to_contain_text("Answer pending")


def correct_the_notice(page: Page) -> None:
    page.get_by_role("link", name="Events", exact=True).click()
    page.locator("tbody tr").first.get_by_role("link", name=re.compile("^Correct")).click()
    page.wait_for_url("**/correct/")
    page.get_by_label("Date", exact=True).fill("2026-11-13")
    page.get_by_label("Reason of the correction").fill("The stamp of receipt says the 13th.")
    page.get_by_label("Reason of the correction").blur()
    expect(page.locator("#preview")).to_contain_text("Fri 27 Nov 2026")
    page.get_by_role("button", name="Record correction").click()
    expect(page.get_by_role("status").filter(has_text="Fact corrected")).to_be_visible()
    page.get_by_role("link", name="Today").click()
    page.get_by_role("link", name="Answer the notice, subscribe pro rata").first.click()
    history = page.locator("section").filter(has=page.get_by_role("heading", name="History"))
    expect(history).to_contain_text("Version 2")
    expect(history).to_contain_text("Act by Fri 27 Nov 2026")
    expect(history).to_contain_text("Version 1")
    expect(history).to_contain_text("Act by Thu 26 Nov 2026")


def ask_for_the_right_to_terminate(page: Page) -> None:
    def hook(day: str) -> str:
        page.goto(f"/agreements/subscription-agreement/18.2/?as_of={day}")
        section = page.locator("section[id='18.2']")
        return section.locator(".hook").inner_text()

    assert "Never arose" in hook("2003-10-31")
    assert "Never arose" in hook("2003-11-01")
    page.goto("/events/")
    row = page.locator("tbody tr").filter(has_text="All New Shares issued")
    row.get_by_role("link", name=re.compile("^Withdraw")).click()
    page.get_by_label("Why it did not happen").fill("To see the other case.")
    page.get_by_role("button", name="Withdraw event").click()
    expect(page.get_by_role("status").filter(has_text="Fact withdrawn")).to_be_visible()
    assert "Does not exist yet" in hook("2003-10-31")
    assert "Right open" in hook("2003-11-01")


def read_the_register_the_instrument_and_the_month(page: Page) -> None:
    page.goto("/obligations/?q=14.3")
    expect(page.locator("tbody tr").first).to_contain_text("14.3")
    page.goto("/agreements/subscription-agreement/")
    expect(page.get_by_role("heading", name="Article 14. Anti-Dilution Clause")).to_be_visible()
    page.goto("/calendar/?month=2026-11")
    expect(page.get_by_role("heading", level=1)).to_have_text("November 2026")
    day = page.locator(".day").filter(has_text="Fri 27 Nov 2026")
    expect(day).to_contain_text("14.3")


def test_the_job_can_be_done_without_javascript(officer: Page) -> None:
    """The same preview and the same record, by plain forms."""
    context = officer.context.browser.new_context(  # type: ignore[union-attr]
        java_script_enabled=False,
        base_url=officer.url,
        storage_state=officer.context.storage_state(),
    )
    page = context.new_page()
    page.goto("/events/record/")
    page.get_by_label("What happened").select_option("Notice of additional shares received by NTT")
    page.get_by_label("Date", exact=True).fill("2026-11-12")
    page.get_by_role("button", name="Show what it changes").click()
    expect(page.locator("#preview")).to_contain_text("Thu 26 Nov 2026")
    page.get_by_role("button", name="Record event").click()
    expect(page.get_by_role("status").filter(has_text="1 deadline opened")).to_be_visible()
    context.close()
