"""The reader in a browser: contents on a phone, keys, meanings of terms, print."""

from playwright.sync_api import Page, expect

from tests.browser.looking import look

ARTICLE = "/agreements/subscription-agreement/14.3/"


def test_keys_go_through_provisions_and_pages(officer: Page) -> None:
    page = officer
    page.goto(ARTICLE)
    focused = page.locator(".cite:focus")
    expect(focused).to_have_text("14.3")
    page.keyboard.press("k")
    expect(focused).to_have_text("14.2")
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(focused).to_have_text("14.3 number")
    page.keyboard.press("[")
    page.wait_for_url("**/14.2/")
    expect(focused).to_have_text("14.2")
    page.keyboard.press("]")
    page.wait_for_url("**/14.3/")
    page.get_by_role("searchbox").first.press_sequentially("jk[]")
    assert page.url.endswith(ARTICLE)


def test_a_meaning_shows_on_focus_until_escape(officer: Page) -> None:
    page = officer
    page.goto(ARTICLE)
    page.keyboard.press("Tab")  # from the number of the provision to its first term
    term = page.locator("a.term:focus")
    shown = "(e) => getComputedStyle(e, '::after').content"
    assert (term.get_attribute("title") or "missing") in term.evaluate(shown)
    page.keyboard.press("Escape")
    expect(term).to_have_count(0)


def test_the_contents_are_folded_on_a_phone_only(officer: Page) -> None:
    page = officer
    page.goto(ARTICLE)
    entry = page.locator(".toc a", has_text="18 Termination")
    expect(entry).to_be_visible()
    entry.focus()
    expect(entry).to_be_focused()
    page.set_viewport_size({"width": 375, "height": 812})
    expect(entry).to_be_hidden()
    page.get_by_text("Contents", exact=True).click()
    expect(entry).to_be_visible()
    assert look(page) == []


def test_the_pages_beside_the_reader_are_accessible(officer: Page) -> None:
    page = officer
    for width in (1440, 375):
        page.set_viewport_size({"width": width, "height": 812})
        for address in ("subscription-agreement/terms/", "schedule-13d/Item-5/", "../agreements/"):
            page.goto(f"/agreements/{address}")
            assert look(page) == [], (address, width)


def test_print_shows_the_text_alone(officer: Page) -> None:
    page = officer
    page.goto("/agreements/subscription-agreement/")
    page.emulate_media(media="print")
    for left_out in (".toc", ".rail", ".reader > aside", ".filters >> nth=0"):
        expect(page.locator(left_out)).to_be_hidden()
    expect(page.get_by_text("Read as of Sunday 22 November 2026")).to_be_visible()
    expect(page.get_by_role("heading", name="Article 14. Anti-Dilution Clause")).to_be_visible()
