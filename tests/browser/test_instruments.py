"""Legal works on an instrument: with the keyboard alone, and without JavaScript."""

from playwright.sync_api import Locator, Page, expect

from agreements.models import Finding
from tests.agreements.loan import TEXT, put_on_record

SUBSCRIPTION = "/agreements/subscription-agreement/"
HINT = "brings you to the search field from any page"


def reach(page: Page, wanted: Locator) -> None:
    """Press Tab until the focus is on what is wanted."""
    for _ in range(150):
        if wanted.evaluate("(element) => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab does not reach {wanted}")


def test_legal_works_with_the_keyboard_alone(lawyer: Page) -> None:
    a_slash_goes_to_the_search_field_unless_somebody_types(lawyer)
    the_state_of_a_closing_item_is_recorded_with_the_keyboard(lawyer)
    a_finding_is_settled_from_its_clause_with_the_keyboard(lawyer)
    an_amendment_shows_its_redline_while_it_is_written(lawyer)


def test_legal_works_without_javascript(plain: Page) -> None:
    an_amendment_is_recorded_and_withdrawn(plain)
    a_document_is_imported_and_settled(plain)
    a_closing_state_is_recorded(plain)


def a_slash_goes_to_the_search_field_unless_somebody_types(page: Page) -> None:
    page.goto(f"{SUBSCRIPTION}14.3/")
    expect(page.locator(".keys")).to_contain_text("/ search")
    page.keyboard.press("/")
    field = page.get_by_role("searchbox")
    expect(field).to_be_focused()
    page.keyboard.type("14.3/a")
    expect(field).to_have_value("14.3/a")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/?for=14.3%2Fa")
    page.goto("/search/?for=zzyzx")
    expect(page.get_by_text(HINT)).to_be_visible()
    page.locator("main").press("/")
    page.keyboard.type("14.2")
    expect(page.get_by_role("searchbox")).to_have_value("14.2")
    expect(page.locator(".results")).to_contain_text("14.2")


def the_state_of_a_closing_item_is_recorded_with_the_keyboard(page: Page) -> None:
    page.goto(f"{SUBSCRIPTION}closing/")
    reach(page, page.locator("#sa-5-3").get_by_role("link", name="Record state"))
    page.keyboard.press("Enter")
    page.wait_for_url("**/closing/sa-5-3/")
    reach(page, page.get_by_label("State"))
    page.keyboard.type("Satis")
    reach(page, page.get_by_label("Basis"))
    page.keyboard.type("Certificate of 20 November")
    reach(page, page.get_by_role("main").get_by_role("button", name="Record state"))
    page.keyboard.press("Enter")
    said = page.get_by_role("status").filter(has_text="Satisfied from Sun 22 Nov 2026 on.")
    expect(said).to_be_visible()


def a_finding_is_settled_from_its_clause_with_the_keyboard(page: Page) -> None:
    finding = Finding.objects.get(check_kind=Finding.Check.ADDRESS)
    cited = finding.articles.filter(agreement__slug="subscription-agreement").earliest("position")
    page.goto(cited.get_absolute_url())
    reach(page, page.locator(".provision[aria-current] .finding a"))
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/findings/#f{finding.pk}")
    row = page.locator(f"#f{finding.pk}")
    expect(row).to_be_in_viewport()
    reach(page, row.get_by_role("link", name="Settle"))
    page.keyboard.press("Enter")
    page.wait_for_url("**/settle/")
    reach(page, page.get_by_label("How it is settled"))
    page.keyboard.type("The post code changed in 2001.")
    reach(page, page.get_by_role("main").get_by_role("button"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").filter(has_text="Settled:")).to_be_visible()
    expect(row).to_contain_text("The post code changed in 2001.")


def an_amendment_shows_its_redline_while_it_is_written(page: Page) -> None:
    page.goto(f"{SUBSCRIPTION}amendments/new/")
    write_amendment(page)
    preview = page.locator("#preview")
    expect(preview.locator("ins")).to_contain_text("NTT receives statements")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("First amendment")


def an_amendment_is_recorded_and_withdrawn(page: Page) -> None:
    page.goto(f"{SUBSCRIPTION}amendments/new/")
    write_amendment(page)
    page.get_by_role("button", name="Show what changes").last.click()
    expect(page.locator("#preview ins")).to_contain_text("NTT receives statements")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("First amendment")
    page.goto(f"{SUBSCRIPTION}redline/?from=2026-11-22&to=2027-01-01")
    expect(page.locator("ins")).to_contain_text("NTT receives statements")
    page.goto(f"{SUBSCRIPTION}amendments/")
    page.get_by_role("link", name="First amendment").click()
    page.get_by_role("link", name="Withdraw").click()
    page.get_by_label("Why").fill("Never signed.")
    page.get_by_role("button", name="Withdraw").click()
    said = page.get_by_role("status").filter(has_text="Amendment withdrawn. It stays visible.")
    expect(said).to_be_visible()


def write_amendment(page: Page) -> None:
    """12.1(3) reads otherwise from 2027 on."""
    page.get_by_label("Title").fill("First amendment")
    page.get_by_label("Dated").fill("2026-11-20")
    page.get_by_label("Effective from").fill("2027-01-01")
    provision = page.locator("[name=texts-0-article]")
    value = provision.locator("option", has_text="12.1(3)").first.get_attribute("value")
    provision.select_option(value)
    page.locator("[name=texts-0-text]").fill("NTT receives statements within thirty days.")
    page.locator("[name=texts-0-text]").blur()


def a_document_is_imported_and_settled(page: Page) -> None:
    put_on_record()
    page.goto("/agreements/loan/source/import/")
    file = {"name": "loan.txt", "mimeType": "text/plain", "buffer": TEXT.encode()}
    page.locator("input[type=file]").set_input_files(file)  # type: ignore[arg-type]
    page.get_by_label("Executed original").check()
    page.locator("main form button").click()
    page.wait_for_url("**/source/import/*/")
    page.get_by_role("button", name="Import").click()
    page.wait_for_url("**/mismatches/")
    page.get_by_role("link", name="Settle").first.click()
    page.get_by_label("is no provision").check()
    page.get_by_label("Why").fill("Not on record.")
    page.get_by_role("button", name="Settle").click()
    expect(page.get_by_role("status")).to_contain_text("settled.")


def a_closing_state_is_recorded(page: Page) -> None:
    page.goto(f"{SUBSCRIPTION}closing/sa-5-3/")
    page.get_by_role("main").get_by_role("button", name="Record state").click()
    expect(page.locator(".errorlist").first).to_contain_text("Choose the state")
    page.get_by_label("State").select_option("failed")
    page.get_by_label("Basis").fill("A court forbade it.")
    page.get_by_role("main").get_by_role("button", name="Record state").click()
    expect(page.get_by_role("status")).to_contain_text("Recorded for 5.3")
