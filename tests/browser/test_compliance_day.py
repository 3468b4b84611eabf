"""The day of Compliance: Today, a performance with its evidence, a comment, a view of one's own."""

from playwright.sync_api import Page, expect

from tests.browser.days import QUARTERLY
from tests.obligations.files import PDF


def test_compliance_performs_asks_and_keeps_a_view(officer: Page) -> None:
    perform_with_evidence(officer)
    ask_legal(officer)
    keep_a_view(officer)
    remind_an_owner(officer)


def perform_with_evidence(page: Page) -> None:
    page.goto("/")
    page.get_by_role("link", name=QUARTERLY).first.click()
    page.get_by_role("link", name="Record performance").click()
    page.get_by_label("Dispatched on").fill("2026-11-13")
    page.get_by_label("Arrived on").fill("2026-11-13")
    file = {"name": "transmission report.pdf", "mimeType": "application/pdf", "buffer": PDF}
    page.get_by_label("Evidence", exact=False).set_input_files(file)  # type: ignore[arg-type]
    page.get_by_role("button", name="Record performance").click()
    expect(page.get_by_role("status").filter(has_text="Performance recorded")).to_be_visible()
    expect(page.get_by_role("link", name="transmission report.pdf")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="transmission report.pdf").click()
    assert download.value.path().read_bytes() == PDF


def ask_legal(page: Page) -> None:
    page.get_by_label("Comment", exact=True).fill("@Kenji Sato, is a facsimile enough?")
    page.get_by_role("button", name="Add comment").click()
    said = page.get_by_role("status").filter(has_text="1 person finds it in the inbox")
    expect(said).to_be_visible()
    expect(page.locator("#comments")).to_contain_text("told in the inbox: Kenji Sato")


def keep_a_view(page: Page) -> None:
    page.goto("/obligations/?kind=duty&party=ntt&show=all")
    page.get_by_role("link", name="Save this view").click()
    page.get_by_label("Name").fill("Duties to NTT")
    page.get_by_role("button", name="Save the view").click()
    chip = page.get_by_role("navigation", name="Saved views").get_by_role("link")
    expect(chip.first).to_have_text("Duties to NTT")
    expect(chip.first).to_have_attribute("aria-current", "true")
    page.goto("/obligations/")
    page.get_by_role("link", name="Duties to NTT").click()
    expect(page).to_have_url("/obligations/?party=ntt&kind=duty&show=all")


def remind_an_owner(page: Page) -> None:
    page.goto("/obligations/?show=open&q=quarterly")
    box = page.get_by_role("checkbox").first
    box.focus()
    page.keyboard.press("Space")
    expect(box).to_be_checked()
    page.get_by_role("button", name="Remind the owners").click()
    expect(page.locator("tbody tr")).to_contain_text("Mari Suzuki")
    page.get_by_role("button", name="Remind now").click()
    expect(page.get_by_role("status").filter(has_text="Reminded of 1 deadline.")).to_be_visible()
