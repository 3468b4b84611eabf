"""Every page on a desk and on a phone, in both schemes: accessible, and nothing cut off."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any, Literal

import pytest
from django.core.files.base import ContentFile
from playwright.sync_api import Page, ViewportSize, expect

from accounts.models import User
from agreements.models import Agreement, Finding, SourceArticle
from agreements.services import import_source, keep_upload
from obligations.models import Deadline, Event
from obligations.recomputing import request_recomputation, run_recomputation
from obligations.services import add_comment, add_evidence
from obligations.services.printouts import request_printout
from reminders.models import ReminderPolicy
from tests.agreements.loan import TEXT as LOAN
from tests.agreements.loan import put_on_record
from tests.browser.conftest import sign_in
from tests.browser.looking import look, walk
from tests.browser.records import SUBSCRIPTION, addresses_of_care, addresses_of_records
from tests.factories import AmendmentFactory, ArticleChangeFactory, SourceArticleFactory
from tests.obligations.files import PDF

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
    file = ContentFile(PDF, "受領書 transmission report.pdf")
    evidence = add_evidence(performance=performance, file=file, by=performance.recorded_by)
    by = User.objects.get(email="legal@demo.localhost")
    days = dict.fromkeys(["first_day", "last_day", "as_of"], date(2026, 11, 22))
    waiting = request_printout(kind="calendar", agreement=None, by=by, **days)
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
        "add evidence": f"/deadlines/{done.pk}/performances/{performance.pk}/evidence/",
        "withdraw evidence": f"{evidence.get_absolute_url()}withdraw/",
        "documents": "/printouts/",
        "document under way": waiting.get_absolute_url(),
        "shareholders": "/shareholders/?as_of=2003-09-16",
        "try a rule": "/rules/try/?rule=within+45+days+after+the+end+of+each+fiscal+quarter",
        "try a wrong rule": "/rules/try/?rule=within+45+dys+after+closing",
        "recomputation": asked.get_absolute_url(),
        "mailbox": "/mailbox/",
        "not found": "/deadlines/0/",
    }


def addresses_of_instruments() -> dict[str, str]:
    """The pages on which people work on an instrument itself, by what they show."""
    agreement = Agreement.objects.get(slug="subscription-agreement")
    by = User.objects.get(email="legal@demo.localhost")
    amendment = AmendmentFactory(agreement=agreement, executed=date(2026, 11, 2), recorded_by=by)
    article = agreement.articles.get(number="12.1(3)")
    SourceArticleFactory(article=article, text="Within forty-five (45) days.")
    ArticleChangeFactory(amendment=amendment, article=article)
    finding = Finding.objects.get(check_kind=Finding.Check.ADDRESS)
    settled = Finding.objects.get(check_kind=Finding.Check.OVERLAP)
    loan = put_on_record()
    file: dict[str, Any] = {"content": LOAN.encode(), "name": "loan.txt", "standing": "original"}
    document = import_source(agreement=loan, by=by, **file)
    kept = keep_upload(agreement=loan, by=by, **file)
    piece = document.articles.filter(match=SourceArticle.Match.OPEN).earliest("position")
    return {
        "findings": "/findings/?agrees=1",
        "findings of one": f"/agreements/{settled.agreement.slug}/findings/",
        "settle": f"/findings/{finding.pk}/settle/",
        "closing": f"{SUBSCRIPTION}closing/",
        "record closing": f"{SUBSCRIPTION}closing/sa-5-3/",
        "amendments": f"{SUBSCRIPTION}amendments/",
        "record amendment": f"{SUBSCRIPTION}amendments/new/",
        "amendment": amendment.get_absolute_url(),
        "withdraw amendment": f"{amendment.get_absolute_url()}withdraw/",
        "redline": f"{SUBSCRIPTION}redline/?from=2026-11-01&to=2027-01-02",
        "sources": "/agreements/loan/source/",
        "import": "/agreements/loan/source/import/",
        "look at a file": f"/agreements/loan/source/import/{kept.pk}/",
        "document": f"/agreements/loan/source/{document.pk}/",
        "mismatches": f"/agreements/loan/source/{document.pk}/mismatches/",
        "settle piece": f"/agreements/loan/source/{document.pk}/pieces/{piece.position}/",
        "search": "/search/?for=indemn",
        "search in vain": "/search/?for=zzyzx",
        "terms": f"{SUBSCRIPTION}terms/",
        "both texts": f"{SUBSCRIPTION}12.1-3/?text=both",
        "template": "/agreements/limited-liability-agreement/",
        "change obligation": "/obligations/sa-5-1/change/",
        "add obligation": f"{SUBSCRIPTION}12.1-3/obligations/new/",
    }


def addresses_of_work() -> dict[str, str]:
    """The pages on which people decide, talk and look back, by what they show."""
    deadline = Deadline.objects.get(
        obligation__key="sa-12-1-3", period__number=2, period__fiscal_year__label="FY2026"
    )
    officer, lawyer = (
        User.objects.get(email=f"{name}@demo.localhost") for name in ("compliance", "legal")
    )
    add_comment(about=deadline, words="Sent?", by=officer, tell=[lawyer])
    comment, _new = add_comment(about=deadline, words="Not yet", by=lawyer)
    policy = ReminderPolicy.objects.create(kind="duty")
    rows = f"?kind=duty&pick={deadline.pk}"
    return {
        "dashboard": "/dashboard/",
        "dashboard of another day": "/dashboard/?as_of=2026-06-30",
        "talk": f"/deadlines/{deadline.pk}/",
        "comment": f"/deadlines/{deadline.pk}/comments/",
        "withdraw comment": f"/comments/{comment.pk}/withdraw/",
        "inbox": "/inbox/",
        "mentions and changes": "/inbox/news/",
        "reviews": "/reviews/",
        "special days": "/calendar/days/",
        "propose a special day": "/calendar/days/propose/",
        "readings": f"{SUBSCRIPTION}readings/",
        "propose a reading": f"{SUBSCRIPTION}readings/propose/",
        "save a view": f"/views/{rows}",
        "assign": f"/assign/{rows}",
        "remind": f"/remind/{rows}",
        "waive": f"/deadlines/{deadline.pk}/waive/",
        "extend": f"/deadlines/{deadline.pk}/extend/",
        "audit trail": "/audit/",
        "recorded later": "/audit/backdating/",
        "policies": "/reminders/policies/",
        "policy": f"/reminders/policies/{policy.pk}/",
    }


WALKED = [addresses_of_work, addresses_of_records, addresses_of_care]
"""Pages whose targets are measured, and that are walked through with the keyboard too."""


@pytest.mark.parametrize(
    "pages",
    [
        addresses,
        addresses_of_instruments,
        addresses_of_work,
        addresses_of_records,
        addresses_of_care,
    ],
)
def test_every_page_is_accessible_and_whole(
    lawyer: Page, pages: Callable[[], dict[str, str]]
) -> None:
    desk, phone = SIZES
    is_walked = pages in WALKED
    found: dict[str, list[str]] = {}
    for name, address in pages().items():
        lawyer.set_viewport_size(desk)
        lawyer.emulate_media(color_scheme="light")
        lawyer.goto(address)
        faults = look(lawyer, targets=is_walked) + (walk(lawyer) if is_walked else [])
        lawyer.set_viewport_size(phone)
        lawyer.emulate_media(color_scheme="dark")
        faults += [f"dark, on a phone: {fault}" for fault in look(lawyer, targets=is_walked)]
        if faults:
            found[name] = faults
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


def test_a_comment_is_written_with_the_keyboard_alone(officer: Page) -> None:
    officer.goto("/obligations/sa-12-1-3/")
    officer.get_by_label("Comment", exact=True).focus()
    officer.keyboard.type("@Kenji Sato, look")
    officer.keyboard.press("Tab")
    officer.keyboard.press("Enter")  # opens the list of people
    officer.keyboard.press("Tab")
    officer.keyboard.press("Space")
    officer.keyboard.press("Enter")  # sends the form
    said = officer.get_by_role("status").filter(has_text="2 people find it in the inbox")
    expect(said).to_be_visible()


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
