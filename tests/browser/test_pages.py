"""Every page on a desk and on a phone, in both schemes: accessible, and nothing cut off."""

import re
from datetime import date
from typing import Any, Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, ViewportSize

from obligations.models import Deadline, Event
from obligations.recomputing import request_recomputation, run_recomputation
from tests.browser.conftest import sign_in

SIZES: list[ViewportSize] = [{"width": 1440, "height": 900}, {"width": 375, "height": 812}]


def addresses() -> dict[str, str]:
    """The pages of the product, by what they show."""
    deadline = Deadline.objects.get(
        obligation__key="sa-12-1-3", period__number=2, period__fiscal_year__label="FY2026"
    )
    done = Deadline.objects.get(
        obligation__key="sa-12-1-3", period__number=1, period__fiscal_year__label="FY2026"
    )
    event = Event.objects.get(type__name="full issuance")
    performance = done.performances.get()
    asked = request_recomputation(reason="A typhoon", by=None)
    run_recomputation(recomputation=asked, today=date(2026, 11, 22))
    return {
        "today": "/",
        "today as of another day": "/?as_of=2003-11-01",
        "register": "/obligations/",
        "whole register": "/obligations/?show=all",
        "empty register": "/obligations/?q=nothing",
        "obligation": "/obligations/sa-14-3/",
        "overdue": f"/deadlines/{deadline.pk}/",
        "performed": f"/deadlines/{done.pk}/",
        "perform": f"/deadlines/{deadline.pk}/perform/",
        "instruments": "/agreements/",
        "reader": "/agreements/subscription-agreement/",
        "provision": "/agreements/subscription-agreement/14.3/",
        "calendar": "/calendar/",
        "events": "/events/",
        "record event": "/events/record/",
        "correct event": f"/events/{event.pk}/correct/",
        "withdraw event": f"/events/{event.pk}/withdraw/",
        "withdraw performance": f"/deadlines/{done.pk}/performances/{performance.pk}/withdraw/",
        "shareholders": "/shareholders/?as_of=2003-09-16",
        "try a rule": "/rules/try/?rule=within+45+days+after+the+end+of+each+fiscal+quarter",
        "try a wrong rule": "/rules/try/?rule=within+45+dys+after+closing",
        "recomputation": asked.get_absolute_url(),
        "mailbox": "/mailbox/",
        "not found": "/deadlines/0/",
    }


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_is_accessible_and_whole(officer: Page, scheme: Any) -> None:
    officer.emulate_media(color_scheme=scheme)
    found: dict[str, Any] = {}
    for size in SIZES:
        officer.set_viewport_size(size)
        for name, address in addresses().items():
            officer.goto(address)
            if faults := look(officer):
                found[f"{name} at {size['width']}"] = faults
    assert found == {}


def test_the_sign_in_page_is_accessible(page: Page) -> None:
    page.goto("/accounts/login/")
    assert look(page) == []


def test_the_keyboard_reaches_the_content_first(officer: Page) -> None:
    officer.goto("/")
    officer.keyboard.press("Tab")
    assert officer.evaluate("document.activeElement.textContent").strip() == "Skip to the content"
    officer.keyboard.press("Enter")
    assert officer.evaluate("document.activeElement.id") == "main"


def test_an_auditor_reads_and_finds_nothing_to_record(page: Page) -> None:
    sign_in(page, "auditor@demo.localhost")
    for address in ("/", "/events/", "/obligations/"):
        page.goto(address)
        roles: list[Literal["link", "button"]] = ["link", "button"]
        for role in roles:
            writes = page.get_by_role(role, name=re.compile("^(Record|Correct|Withdraw)"))
            assert writes.all_inner_texts() == []


def test_admin_is_accessible_and_whole(page: Page) -> None:
    sign_in(page, "admin@demo.localhost")
    found = {}
    for size in SIZES:
        page.set_viewport_size(size)
        for address in ("/admin/", "/admin/obligations/deadline/", "/admin/accounts/user/"):
            page.goto(address)
            if faults := look(page):
                found[address, size["width"]] = faults
    assert found == {}


def look(page: Page) -> list[str]:
    """What axe finds, and what is wider than the window."""
    faults = [
        f"{v['id']}: {[node['target'] for node in v['nodes']]}"
        for v in Axe().run(page).response["violations"]
    ]
    wide = page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    return [*faults, f"{wide} px cut off"] if wide > 0 else faults
