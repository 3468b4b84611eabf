"""The day of the auditor: the trail, filtered and exported; nothing anywhere to change."""

import csv
from io import StringIO

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from obligations.services import add_comment
from tests.browser.conftest import sign_in
from tests.browser.days import quarterly


@pytest.fixture
def auditor(page: Page) -> Page:
    """The page of the auditor, signed in."""
    sign_in(page, "auditor@demo.localhost")
    return page


def test_the_auditor_follows_a_change_and_takes_it_along(auditor: Page) -> None:
    officer = User.objects.get(email="compliance@demo.localhost")
    add_comment(about=quarterly(), words="Sent by facsimile.", by=officer)
    auditor.goto("/audit/")
    auditor.get_by_label("What", exact=True).select_option("Comment")
    auditor.get_by_role("button", name="Filter").click()
    row = auditor.locator("tbody tr")
    expect(row).to_have_count(1)
    expect(row).to_contain_text("Sent by facsimile.")
    with auditor.expect_download() as download:
        auditor.get_by_role("link", name="Export CSV").click()
    text = download.value.path().read_text(encoding="utf-8-sig")
    rows = list(csv.reader(StringIO(text)))
    assert len([each for each in rows[1:] if "Sent by facsimile." in "".join(each)]) >= 1


def test_no_page_offers_the_auditor_a_form_that_changes_anything(auditor: Page) -> None:
    deadline = quarterly()
    pages = [
        "/",
        "/dashboard/",
        "/obligations/",
        "/obligations/sa-12-1-3/",
        deadline.get_absolute_url(),
        "/reviews/",
        "/events/",
        "/audit/",
        "/audit/backdating/",
        "/findings/",
        "/agreements/subscription-agreement/closing/",
        "/agreements/subscription-agreement/amendments/",
    ]
    offered = {}
    for address in pages:
        auditor.goto(address)
        forms = auditor.locator("main form[method=post]").count()
        writes = auditor.locator("main a[href*='/perform/'], main a[href*='/waive/']").count()
        if forms or writes:
            offered[address] = (forms, writes)
    assert offered == {}
