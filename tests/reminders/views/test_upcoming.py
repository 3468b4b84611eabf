"""What a person will be reminded of in sixty days, and why."""

from datetime import date, time

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Team
from obligations.models import Deadline
from obligations.services import record_performance
from reminders.models import Absence, PolicyStep, Preferences, ReminderPolicy
from tests.obligations.views.conftest import add_overdue
from tests.pages import Page, get, words
from tests.reminders.views.conftest import person

URL = "/reminders/"
QUARTERLY = "Furnish quarterly statements to NTT"


@pytest.fixture(autouse=True)
def policy() -> ReminderPolicy:
    """One policy: 30 and 7 days before, weekly from the 8th day after; the backup then, too."""
    ReminderPolicy.objects.all().delete()
    policy = ReminderPolicy.objects.create()
    both = ["email", "inbox"]
    for days, every, who in ((-30, None, ["owner"]), (-7, None, ["owner"]), (8, 7, ["backup"])):
        PolicyStep.objects.create(
            policy=policy, days=days, repeat_days=every, audience=who, channels=both
        )
    return policy


def coming(page: Page, title: str = QUARTERLY) -> list[tuple[str, str]]:
    """The day of each reminder of an obligation, and what is said of it."""
    found = []
    for section in page.root.iter("section"):
        heading = next((words(h) for h in section.iter("h2")), "")
        rows = (item for listed in section.iter("ol") for item in listed)
        found += [(heading, words(row)) for row in rows if title in words(row)]
    return found


def test_each_step_says_when_how_as_whom_and_why(finance: Client, policy: ReminderPolicy):
    # Q3 ends on 31 December 2026; 45 days later is Sunday 14 February 2027, so the safe date is
    # Friday 12 February, and 30 days before it is Wednesday 13 January.
    page = get(finance, URL)
    assert coming(page) == [
        (
            "Wednesday 13 January 2027",
            (
                "09:00 Tokyo act by Fri 12 Feb 2027 Furnish quarterly statements to NTT, Q3 FY2026 "
                "Subscription Agreement 12.1(3) · 30 days before the safe date "
                "as Responsible person (Finance), policy: All obligations E-mail Inbox"
            ),
        )
    ]
    assert page.links["policy: All obligations"] == f"/reminders/policies/#p{policy.pk}"
    assert "From Sun 22 Nov 2026 to Thu 21 Jan 2027" in page.main


def test_the_backup_is_reminded_of_what_is_overdue_every_week(officer: Client):
    days = [day for day, said in coming(get(officer, URL)) if "Q2 FY2026" in said]
    # Due Monday 16 November: 8 days after, then every week; 29 December to 3 January are days of
    # rest, and Monday 11 January 2027 is Coming of Age Day.
    assert days == [
        "Tuesday 24 November 2026",
        "Tuesday 1 December 2026",
        "Tuesday 8 December 2026",
        "Tuesday 15 December 2026",
        "Tuesday 22 December 2026",
        "Monday 4 January 2027",
        "Tuesday 5 January 2027",
        "Tuesday 12 January 2027",
        "Tuesday 19 January 2027",
    ]


def test_the_stand_in_gets_what_falls_into_the_absence(finance: Client, lawyer: Client):
    Absence.objects.create(
        person=person("finance"),
        stand_in=person("legal"),
        first_day=date(2027, 1, 12),
        last_day=date(2027, 1, 13),
    )
    assert coming(get(finance, URL)) == []
    ((day, said),) = coming(get(lawyer, URL))
    assert day == "Wednesday 13 January 2027"
    assert "standing in for Mari Suzuki, Responsible person (Finance)" in said


def test_the_way_of_the_mail_follows_the_settings(finance: Client):
    settings = Preferences.objects.create(
        person=person("finance"), delivery="weekly", digest_weekday=4, digest_at=time(10)
    )
    ((_day, said),) = coming(get(finance, URL))
    assert said.endswith("E-mail, in the digest of Fri 15 Jan 2027, 10:00 Tokyo Inbox")
    settings.digest_stopped = True
    settings.save()
    ((_day, said),) = coming(get(finance, URL))
    assert said.endswith("policy: All obligations Inbox")


def test_quiet_hours_in_another_zone_hold_it_back(finance: Client):
    mari = person("finance")
    mari.zone = "America/New_York"
    mari.save()
    Preferences.objects.create(person=mari, quiet_from=time(18), quiet_until=time(22))
    ((day, said),) = coming(get(finance, URL))
    # 09:00 in Tokyo is 19:00 of the day before in New York; at 22:00 there it is noon in Tokyo.
    assert day == "Tuesday 12 January 2027"
    assert "E-mail, Tue 12 Jan 2027, 22:00 New York" in said


def test_what_is_performed_asks_nothing(officer: Client, quarterly: Deadline):
    record_performance(
        deadline=quarterly,
        by=person("finance"),
        arrived_on=date(2026, 11, 20),
        dispatched_on=None,
        means="writing",
    )
    assert not [said for _day, said in coming(get(officer, URL)) if "Q2 FY2026" in said]


def test_the_most_special_policy_counts_whole(finance: Client, quarterly: Deadline):
    special = ReminderPolicy.objects.create(obligation=quarterly.obligation)
    PolicyStep.objects.create(policy=special, days=-60, audience=["owner"], channels=["inbox"])
    ((day, said),) = coming(get(finance, URL))
    # 60 days before Friday 12 February 2027 is Monday 14 December 2026.
    assert day == "Monday 14 December 2026"
    assert said.endswith(
        "policy: Subscription Agreement 12.1(3) Furnish quarterly statements to NTT Inbox"
    )


class TestWhose:
    def test_administrators_and_auditors_choose_a_person(
        self, administrator: Client, auditor: Client
    ):
        asked = str(person("finance").pk)
        for client in (administrator, auditor):
            page = get(client, URL, person=asked)
            assert page.heading == "What Mari Suzuki will be reminded of, and why"
            assert len(coming(page)) == 1
            assert "Mari Suzuki" in page.choices("person")

    def test_others_see_their_own_page_only(self, officer: Client, lawyer: Client):
        for client in (officer, lawyer):
            assert client.get(URL, {"person": person("finance").pk}).status_code == 404
            assert "Choose a person" not in get(client, URL).text
        own = get(officer, URL, person=str(person("compliance").pk))
        assert own.heading == "What I will be reminded of, and why"

    @pytest.mark.parametrize("asked", ["x", "-1", "0", "99999999999999999999"])
    def test_nobody_is_not_there(self, auditor: Client, asked: str):
        assert auditor.get(URL, {"person": asked}).status_code == 404

    def test_a_restricted_instrument_is_told_to_who_may_know_both(
        self, administrator: Client, auditor: Client, insider: Client, secret: Deadline
    ):
        reader = secret.obligation.article.agreement.readers.get()
        secret.obligation.team = Team.objects.create(name="Deal", responsible=reader)
        secret.obligation.save()
        policy = ReminderPolicy.objects.create(obligation=secret.obligation)
        PolicyStep.objects.create(policy=policy, days=30, audience=["owner"], channels=["inbox"])
        assert "Umbrella" in get(insider, URL).main
        assert "Umbrella" in get(auditor, URL, person=str(reader.pk)).main
        assert "Umbrella" not in get(administrator, URL, person=str(reader.pk)).text


def test_it_looks_ahead_from_the_day_of_the_page(finance: Client):
    page = get(finance, URL, as_of="2027-01-14")
    days = [day for day, said in coming(page) if "Q3 FY2026" in said]
    assert days[0] == "Friday 5 February 2027"
    assert "From Sun 22 Nov 2026" in get(finance, URL, as_of="2026-01-01").main


def test_more_deadlines_ask_no_more_queries(officer: Client, quarterly: Deadline):
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            get(officer, URL)
        return len(captured)

    get(officer, URL)
    few = queries()
    add_overdue(quarterly, 30)
    Deadline.objects.filter(next_step_at=None).update(next_step_at="2026-11-23T00:00Z")
    assert queries() == few <= 20


def test_two_steps_at_one_moment_remind_whom_either_is_for(
    finance: Client, officer: Client, policy: ReminderPolicy
):
    """27 days before 12 February 2027 is Saturday 16 January: moved to Friday, 28 days before."""
    for days, who in ((-28, ["owner", "backup"]), (-27, ["owner"])):
        PolicyStep.objects.create(policy=policy, days=days, audience=who, channels=["email"])
    friday = "Friday 15 January 2027"
    for client, step in ((finance, "27 days before"), (officer, "28 days before")):
        (said,) = (said for day, said in coming(get(client, URL)) if day == friday)
        assert step in said


def test_it_says_when_not_all_is_shown(finance: Client, monkeypatch: pytest.MonkeyPatch):
    said = "Not all is shown: only the 500 deadlines whose next reminder is the nearest."
    assert said not in get(finance, URL).main
    monkeypatch.setattr("reminders.upcoming.MOST", 0)
    assert said in get(finance, URL).main
