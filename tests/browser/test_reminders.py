"""Reminders in a browser: every page whole and accessible, by keyboard, and without JavaScript."""

import re
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from obligations.models import Deadline
from reminders.models import Absence, Message, Reminder, ReminderPolicy
from reminders.policies import default_steps
from reminders.services import plan_reminders
from reminders.services.policies import save_policy
from reminders.unsubscribing import unsubscribe_url
from tests.browser.conftest import sign_in
from tests.browser.looking import look
from tests.browser.test_pages import SIZES

QUARTERLY = "Furnish quarterly statements to NTT, Q2 FY2026"


@pytest.fixture
def planned(demo: None) -> Reminder:
    """What the planner plans on this Sunday; the mail to Mari Suzuki on the quarter has failed."""
    if (
        not ReminderPolicy.objects.exists()
    ):  # the migration's is gone once a test emptied the tables
        save_policy(policy=ReminderPolicy(), steps=default_steps(), now=timezone.now())
    plan_reminders(now=timezone.now())
    quarter = Deadline.objects.get(
        obligation__key="sa-12-1-3", period__number=2, period__fiscal_year__label="FY2026"
    )
    mails = Reminder.objects.filter(deadline=quarter, channel="email")
    found = mails.get(recipient__email="finance@demo.localhost")
    Message.objects.filter(reminders=found).update(state="failed", error="550 " + "x" * 90)
    return found


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_is_accessible_and_whole(page: Page, planned: Reminder, scheme: Any) -> None:
    sign_in(page, "legal@demo.localhost")
    User.objects.filter(heads_compliance=True).update(heads_compliance=False)
    legal = User.objects.get(email="legal@demo.localhost")
    legal.heads_compliance = True
    legal.save()
    today = timezone.localdate()
    other = User.objects.get(email="admin@demo.localhost")
    Absence.objects.create(person=legal, first_day=today, last_day=today, stand_in=other)
    policy = ReminderPolicy.objects.earliest("pk")
    page.emulate_media(color_scheme=scheme)
    found: dict[str, list[str]] = {}
    for size in SIZES:
        page.set_viewport_size(size)
        for address in (
            "/inbox/",
            "/reminders/",
            f"/reminders/{planned.pk}/",
            "/reminders/settings/",
            "/reminders/absences/new/",
            "/reminders/policies/",
            "/reminders/policies/new/",
            f"/reminders/policies/{policy.pk}/",
            "/reminders/undelivered/",
            unsubscribe_url(legal).partition("8000")[2],
        ):
            page.goto(address)
            found[f"{address} at {size['width']}"] = look(page)
    assert {name: faults for name, faults in found.items() if faults} == {}


def test_a_reminder_is_opened_and_acknowledged_by_keyboard(page: Page, planned: Reminder) -> None:
    sign_in(page, "finance@demo.localhost")
    page.goto("/inbox/")
    page.get_by_role("button", name=QUARTERLY, exact=True).focus()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/deadlines/{planned.deadline_id}/")
    page.goto("/inbox/")
    page.get_by_role("button", name=re.compile(f"Acknowledge.*{QUARTERLY}")).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text(f"Acknowledged: {QUARTERLY}")


def test_the_link_of_a_mail_works_without_javascript(
    page: Page, planned: Reminder, chromium: Browser, live_server: LiveServer
) -> None:
    sign_in(page, "finance@demo.localhost")
    plain = chromium.new_context(
        base_url=live_server.url,
        java_script_enabled=False,
        storage_state=page.context.storage_state(),
    )
    mail = plain.new_page()
    mail.goto(planned.get_absolute_url())
    assert Reminder.objects.get(pk=planned.pk).acknowledged_at is None
    mail.get_by_role("button", name="Acknowledge").click()
    expect(mail.get_by_role("status")).to_contain_text("Acknowledged")
    assert Reminder.objects.get(pk=planned.pk).acknowledged_at is not None
    mail.goto("/reminders/undelivered/")
    mail.get_by_role("button", name="Try again").click()
    expect(mail.get_by_role("status")).to_contain_text("It goes out again within a minute")
    plain.close()


def test_what_a_policy_would_change_is_shown_as_it_is_typed(page: Page, planned: Reminder) -> None:
    sign_in(page, "legal@demo.localhost")
    User.objects.filter(heads_compliance=True).update(heads_compliance=False)
    page.goto(f"/reminders/policies/{ReminderPolicy.objects.earliest('pk').pk}/")
    page.get_by_label("Days").first.fill("35")
    page.keyboard.press("Tab")
    # 35 days before Friday 12 February 2027, the safe date of the third quarter.
    expect(page.locator("#preview")).to_contain_text(
        "New Fri 8 Jan 2027, 35 days before the safe date"
    )
    page.get_by_label("Days").first.fill("14")
    page.keyboard.press("Tab")
    expect(page.locator("#preview")).to_contain_text("stands here twice")
    assert look(page) == []
