"""One deadline: what it asks, why on that day, its facts and its history."""

from datetime import date

import pytest
from django.test import Client

from accounts.models import User
from obligations.models import Deadline, Event
from obligations.services import When, record_event, withdraw_event
from tests.factories import ReminderFactory
from tests.obligations.views.conftest import SECRET, SUNDAY, deadline_of, event_type
from tests.pages import Page, get


def url(deadline: Deadline) -> str:
    return deadline.get_absolute_url()


def steps(page: Page) -> list[str]:
    (found,) = page.of_class("steps")
    return [" ".join("".join(item.itertext()).split()) for item in found]


def test_a_breach_leads_to_nothing_that_must_not_be_known(
    officer: Client, insider: Client, quarterly: Deadline, secret: Deadline
) -> None:
    quarterly.obligation.breach_leads_to.add(secret.obligation.article)
    assert SECRET not in get(officer, url(quarterly)).main
    assert SECRET in get(insider, url(quarterly)).main


def test_an_officer_sees_the_days_and_the_law_for_each_step(
    officer: Client, quarterly: Deadline
) -> None:
    page = get(officer, url(quarterly))
    assert page.heading == "Furnish quarterly statements to NTT, Q2 FY2026"
    assert "Act by Friday 13 November 2026" in page.main
    assert "Safe date Fri 13 Nov 2026" in page.main
    assert "Contractual day Sat 14 Nov 2026" in page.main
    assert "Arguable until Mon 16 Nov 2026" in page.main
    assert "If breached 20(2)" in page.main
    assert "Overlaps 12.1(2), Furnish semi-annual statements to NTT" in page.main
    assert "in force as last confirmed Wed 1 Apr 2026" in page.main
    days = ["Wed 30 Sep 2026", "Thu 1 Oct 2026", "Sat 14 Nov 2026", "Mon 16 Nov 2026"]
    laws = ["", "Civil Code art. 140", "Civil Code art. 141", "Civil Code art. 142"]
    for step, day, law in zip(steps(page), days, laws, strict=False):
        assert step.startswith(day)
        assert law in step
    assert steps(page)[-1].startswith("Fri 13 Nov 2026")
    assert page.actions == ["Record performance", "Add comment"]


def test_an_auditor_sees_it_without_a_button(auditor: Client, quarterly: Deadline) -> None:
    page = get(auditor, url(quarterly))
    assert "Overdue 6 days" in page.main
    assert page.actions == []


def test_who_must_not_know_finds_nothing(
    officer: Client, insider: Client, secret: Deadline
) -> None:
    assert get(insider, url(secret)).heading == SECRET
    assert officer.get(url(secret)).status_code == 404


@pytest.mark.parametrize("pk", [0, 10**9, 10**30])
def test_a_number_that_is_not_there(officer: Client, pk: int) -> None:
    assert officer.get(f"/deadlines/{pk}/").status_code == 404


def test_a_performed_one_asks_for_nothing(officer: Client) -> None:
    page = get(officer, url(deadline_of("sa-12-1-3", "Q1 FY2026")))
    assert "Performed" in page.main
    assert "dispatched Tue 11 Aug 2026 · arrived Wed 12 Aug 2026" in page.main
    assert page.actions == ["Add comment"]


def test_what_was_done_later_is_not_shown_as_of_an_earlier_day(officer: Client) -> None:
    quarter = deadline_of("sa-12-1-3", "Q1 FY2026")
    page = get(officer, url(quarter), as_of="2026-08-10")
    assert "4 days left" in page.main
    assert "Nothing is recorded yet." in page.main
    page = get(officer, url(quarter), as_of="2026-08-11")
    assert "dispatched Tue 11 Aug 2026" in page.main


def test_reminders_name_who_got_them(officer: Client, quarterly: Deadline) -> None:
    finance = User.objects.get(email="finance@demo.localhost")
    ReminderFactory(version=quarterly.current, recipient=finance, step="before-7")
    page = get(officer, url(quarterly))
    assert (
        "7 days before the safe date Mari Suzuki, Responsible person E-mail: Planned" in page.main
    )


def test_a_correction_leaves_both_versions_visible(officer: Client) -> None:
    by = User.objects.get(email="legal@demo.localhost")
    notice = event_type("receipt of issuance notice")
    first = record_event(event_type=notice, when=When(on=date(2026, 11, 12)), by=by, today=SUNDAY)
    answer = deadline_of("sa-14-3")
    page = get(officer, url(answer))
    assert "Act by Thursday 26 November 2026" in page.main
    assert "Answer pending" in page.main
    record_event(
        event_type=notice,
        when=When(on=date(2026, 11, 13)),
        by=by,
        today=SUNDAY,
        corrects=first.event,
        reason="Date of the postmark",
    )
    page = get(officer, url(answer))
    assert "Act by Friday 27 November 2026" in page.main
    assert "Fact corrected Act by Fri 27 Nov 2026" in page.main
    assert "Fact recorded Act by Thu 26 Nov 2026" in page.main
    assert "Records of the fact Thu 12 Nov 2026 Kenji Sato" in page.main
    assert "Fri 13 Nov 2026 Date of the postmark Kenji Sato" in page.main
    assert officer.get(url(answer), {"as_of": "2026-11-12"}).status_code == 404


@pytest.mark.parametrize(
    ("day", "headline"),
    [
        ("2003-09-16", "Does not exist yet; would arise on Saturday 1 November 2003"),
        ("2003-10-31", "Never arose: removed by what happened on Wednesday 17 September 2003"),
        ("2003-11-01", "Never arose: removed by what happened on Wednesday 17 September 2003"),
    ],
)
def test_full_issuance_in_time_keeps_the_right_to_terminate_from_arising(
    officer: Client, day: str, headline: str
) -> None:
    page = get(officer, url(deadline_of("sa-18-2")), as_of=day)
    assert headline in page.main
    assert page.actions == []


@pytest.mark.parametrize(
    ("day", "headline"),
    [
        ("2003-10-31", "Does not exist yet; arises on Saturday 1 November 2003"),
        ("2003-11-01", "Exists since Saturday 1 November 2003, 00:00"),
    ],
)
def test_without_full_issuance_the_right_to_terminate_arises(
    officer: Client, day: str, headline: str
) -> None:
    withdraw_event(
        event=Event.objects.get(type__name="full issuance"),
        by=User.objects.get(email="legal@demo.localhost"),
        today=SUNDAY,
        reason="The shares were not issued",
    )
    page = get(officer, url(deadline_of("sa-18-2")), as_of=day)
    assert headline in page.main


def test_links_keep_the_day(officer: Client) -> None:
    page = get(officer, url(deadline_of("sa-18-2")), as_of="2003-10-31")
    assert page.links["Read in context"].endswith("/18.2/?as_of=2003-10-31")
    assert page.links["Subscription Agreement"].endswith("?as_of=2003-10-31")
    assert page.links["Calendar"] == "/calendar/?as_of=2003-10-31"
    assert page.links["IIJ Governance"] == "/?as_of=2003-10-31"
