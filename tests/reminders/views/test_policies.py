"""Reminder policies: read by all, written by Legal and administrators, looked at before saved."""

from typing import Any

import pytest
from django.test import Client

from agreements.models import Agreement
from obligations.models import Deadline, Obligation
from reminders.models import PolicyStep, ReminderPolicy
from tests.factories import AgreementReaderFactory
from tests.pages import Page, get, read, words
from tests.reminders.views.conftest import NINE, person

LIST = "/reminders/policies/"
NEW = "/reminders/policies/new/"


@pytest.fixture
def default() -> ReminderPolicy:
    """The default: a week before the safe date, and weekly after the last day."""
    ReminderPolicy.objects.all().delete()
    policy = ReminderPolicy.objects.create()
    step(policy, days=-7)
    step(policy, days=1, repeat_days=7, audience=["owner", "backup"])
    return policy


def step(policy: ReminderPolicy, **changes: Any) -> PolicyStep:
    values: dict[str, Any] = {"audience": ["owner"], "channels": ["email", "inbox"]}
    return PolicyStep.objects.create(policy=policy, **(values | changes))


def typed(*rows: dict[str, Any], initial: int = 0, **more: Any) -> dict[str, Any]:
    """What the form sends: its steps, and what stands beside them."""
    sent = {"steps-TOTAL_FORMS": len(rows), "steps-INITIAL_FORMS": initial, **more}
    for n, row in enumerate(rows):
        sent |= {f"steps-{n}-{name}": value for name, value in row.items()}
    return sent


def row(number: int | str = "", when: str = "before", **changes: Any) -> dict[str, Any]:
    values = {
        "number": number,
        "when": when,
        "clock": "agreement",
        "repeat_days": "",
        "audience": ["owner"],
        "channels": ["email", "inbox"],
    }
    return values | changes


KEPT = (row(7), row(1, "after", repeat_days=7, audience=["owner", "backup"]))
BLANK = {"number": "", "when": "before", "clock": "agreement", "repeat_days": ""}


def preview(page: Page) -> list[str]:
    (section,) = (item for item in page.root.iter("section") if item.get("id") == "preview")
    return [words(item) for item in section.iter("li")]


def hidden(page: Page, name: str) -> str:
    (found,) = (item for item in page.root.iter("input") if item.get("name") == name)
    return found.get("value", "")


def written(policy: ReminderPolicy) -> list[tuple[str, int, int | None]]:
    return list(policy.steps.values_list("clock", "days", "repeat_days"))


class TestTheList:
    def test_it_tells_every_step(self, auditor: Client, default: ReminderPolicy):
        step(default, clock="target", days=0, audience=["head", "team"], channels=["webhook"])
        page = get(auditor, LIST)
        assert page.rows() == [
            "7 days before the safe date Responsible person E-mail, Inbox",
            "1 day after the last day, then every 7 days Responsible person, Backup E-mail, Inbox",
            "on the day of the internal target Team, Head of compliance Webhook",
        ]
        assert page.actions == []

    def test_the_general_come_before_the_special(self, auditor: Client, default):
        ReminderPolicy.objects.create(obligation=Obligation.objects.get(key="sa-12-1-3"))
        agreement = Agreement.objects.get(slug="subscription-agreement")
        ReminderPolicy.objects.create(agreement=agreement)
        ReminderPolicy.objects.create(kind="duty")
        page = get(auditor, LIST)
        titles = [words(heading) for heading in page.root.iter("h2")]
        assert titles == [
            "All obligations",
            "Duty",
            "Subscription Agreement",
            "Subscription Agreement 12.1(3) Furnish quarterly statements to NTT",
        ]

    def test_those_of_a_restricted_instrument_stay_unknown(
        self, lawyer: Client, insider: Client, secret: Deadline, default
    ):
        hidden = [
            ReminderPolicy.objects.create(agreement=secret.obligation.article.agreement),
            ReminderPolicy.objects.create(obligation=secret.obligation),
        ]
        assert "Umbrella" not in get(lawyer, LIST).main
        for policy in hidden:
            assert lawyer.get(f"{LIST}{policy.pk}/").status_code == 404
            assert lawyer.post(f"{LIST}{policy.pk}/", typed(row(3))).status_code == 404
        assert "Umbrella" in get(insider, LIST).main

    def test_legal_and_administrators_write_and_others_are_refused(
        self, lawyer, administrator, officer, auditor, default
    ):
        change = f"{LIST}{default.pk}/"
        for client in (lawyer, administrator):
            page = get(client, LIST)
            assert page.actions == ["Add policy"]
            assert page.links["Change: All obligations"] == change
        for client in (officer, auditor):
            for url in (NEW, change):
                assert client.get(url).status_code == 403
                assert client.post(url, typed(*KEPT, save="1")).status_code == 403
        assert lawyer.get(change, {"as_of": "2026-11-20"}).status_code == 403


class TestChanging:
    def test_the_form_holds_the_steps_and_room_for_more(self, lawyer, default):
        page = get(lawyer, f"{LIST}{default.pk}/")
        assert [page.value(f"steps-{n}-number") for n in range(4)] == ["7", "1", "", ""]
        assert page.value("steps-1-when") == "after"
        assert page.value("steps-1-repeat_days") == "7"

    def test_what_would_change_is_shown_and_not_saved(self, lawyer, default, quarterly: Deadline):
        rows = (row(7), row(1, "after", repeat_days=7, audience=["owner", "head"]))
        page = read(lawyer.post(f"{LIST}{default.pk}/", typed(*rows, row(5), BLANK, initial=2)))
        lines = [line for line in preview(page) if "Q2 FY2026" in line and "quarterly" in line]
        assert lines[0] == (
            "Furnish quarterly statements to NTT, Q2 FY2026 Subscription Agreement 12.1(3) "
            "So far Tue 24 Nov 2026, 8 days after the last day: "
            "Responsible person, Backup (E-mail, Inbox) "
            "Then Tue 24 Nov 2026, 8 days after the last day: "
            "Responsible person, Head of compliance (E-mail, Inbox)"
        )
        assert written(default) == [("agreement", -7, None), ("agreement", 1, 7)]

    def test_a_fragment_is_enough_for_htmx(self, lawyer, default):
        response = lawyer.post(
            f"{LIST}{default.pk}/",
            typed(*KEPT, BLANK, initial=2),
            headers={"HX-Request": "true"},
        )
        page = read(response)
        assert preview(page) == ["No reminder of the next 60 days changes."]
        assert list(page.root.iter("main")) == []

    def test_saving_keeps_what_stays_and_wakes_the_planner(
        self, lawyer, default, quarterly: Deadline
    ):
        Deadline.objects.update(next_step_at=None)
        stays = default.steps.get(days=-7)
        rows = (row(7), KEPT[1] | {"DELETE": "on"}, row(3, "after"))
        response = lawyer.post(f"{LIST}{default.pk}/", typed(*rows, BLANK, initial=2, save="1"))
        assert response.headers["Location"] == LIST
        said = "Policy saved: All obligations. Reminders follow it from the next minute on."
        assert get(lawyer, LIST).messages == [said]
        assert written(default) == [("agreement", -7, None), ("agreement", 3, None)]
        assert default.steps.get(days=-7).pk == stays.pk
        assert stays.history.count() == 1
        assert PolicyStep.history.get(history_type="-", policy=default.pk).history_user == person(
            "legal"
        )
        quarterly.refresh_from_db()
        assert quarterly.next_step_at == NINE

    def test_only_what_it_touches_is_woken(self, lawyer, quarterly: Deadline):
        Deadline.objects.update(next_step_at=None)
        policy = ReminderPolicy.objects.create(obligation=quarterly.obligation)
        lawyer.post(f"{LIST}{policy.pk}/", typed(row(3), save="1"))
        woken = Deadline.objects.exclude(next_step_at=None)
        assert {deadline.obligation for deadline in woken} == {quarterly.obligation}
        assert not woken.filter(state__counted_on__isnull=False).exists()

    def test_who_comes_second_is_told_and_loses_nothing(self, lawyer, administrator, default):
        url = f"{LIST}{default.pk}/"
        seen = hidden(get(lawyer, url), "seen")
        administrator.post(url, typed(*KEPT, row(3), initial=2, save="1"))
        sent = typed(*KEPT, row(5), BLANK, initial=2, save="1", seen=seen)
        page = read(lawyer.post(url, sent))
        assert (
            "Hiroshi Mori changed this policy, Sun 22 Nov 2026, 09:00 Tokyo, after you opened it."
        ) in page.main
        assert "3 days before the safe date Responsible person E-mail, Inbox" in page.rows()
        assert page.value("steps-2-number") == "5"
        assert len(written(default)) == 3
        again = sent | {"seen": hidden(page, "seen")}
        assert lawyer.post(url, again).status_code == 302
        assert [days for _clock, days, _every in written(default)] == [-7, -5, 1]

    @pytest.mark.parametrize(
        ("rows", "error"),
        [
            ([row("soon")], "“soon” is not a number of days: write it in figures, like 7."),
            ([row("")], "Say how many calendar days."),
            ([row(0)], "Give at least 1."),
            ([row(731)], "Give at most 730 days."),
            ([row(3, "on")], "On the day itself no days are counted: empty this field."),
            ([row(3, repeat_days=2)], "Only a step after the last day may repeat."),
            ([row(3, audience=[])], "Choose at least one person or group to remind."),
            ([row(3, channels=[])], "Choose at least one channel."),
            (
                [row(3), row(3, audience=["head"])],
                (
                    "“3 days before the safe date” stands here twice: remove one, or add people to "
                    "the other."
                ),
            ),
            (
                [row(3) | {"DELETE": "on"}],
                "Without a step nobody would ever be reminded: keep at least one.",
            ),
        ],
    )
    def test_what_cannot_be_is_refused(self, lawyer, default, rows, error):
        sent = typed(*rows, initial=1, save="1")
        page = read(lawyer.post(f"{LIST}{default.pk}/", sent))
        assert page.errors == [error]
        assert any(error in line for line in preview(page))
        assert default.steps.count() == 2

    def test_both_clocks_may_have_the_same_day(self, lawyer, default):
        rows = (row(7), row(7, clock="target"))
        lawyer.post(f"{LIST}{default.pk}/", typed(*rows, save="1"))
        assert written(default) == [("agreement", -7, None), ("target", -7, None)]


class TestAdding:
    def test_one_is_added_for_a_kind(self, administrator, default):
        sent = typed(row(3), BLANK, kind="duty", save="1")
        assert administrator.post(NEW, sent).headers["Location"] == LIST
        assert written(ReminderPolicy.objects.get(kind="duty")) == [("agreement", -3, None)]

    def test_it_offers_the_default_steps(self, lawyer):
        assert get(lawyer, NEW).value("steps-0-number") == "30"

    def test_it_is_for_exactly_one_thing(self, lawyer, default):
        error = "Choose exactly one: an obligation, an instrument or a kind of obligation."
        agreement = Agreement.objects.get(slug="subscription-agreement")
        scopes: list[dict[str, Any]] = [{}, {"kind": "duty", "agreement": agreement.pk}]
        for scope in scopes:
            page = read(lawyer.post(NEW, typed(row(3), save="1", **scope)))
            assert error in page.errors
        assert ReminderPolicy.objects.count() == 1

    def test_there_is_one_policy_for_each_thing(self, lawyer, default):
        ReminderPolicy.objects.create(kind="duty")
        page = read(lawyer.post(NEW, typed(row(3), kind="duty", save="1")))
        assert page.errors == ["There is a policy for this already: change that one."]

    def test_a_preview_of_a_new_one(self, lawyer, default, quarterly: Deadline):
        sent = typed(row(10, "after"), obligation=quarterly.obligation_id)
        lines = preview(read(lawyer.post(NEW, sent)))
        # Due Mon 16 Nov; 10 days after is Thu 26 Nov. The weekly steps of the default go.
        assert "New Thu 26 Nov 2026, 10 days after the last day" in " ".join(lines)
        assert "No more Tue 24 Nov 2026, 8 days after the last day" in " ".join(lines)
        assert not ReminderPolicy.objects.filter(obligation=quarterly.obligation_id).exists()

    def test_a_restricted_instrument_is_not_offered(self, lawyer, secret: Deadline, default):
        agreement = secret.obligation.article.agreement
        assert "Umbrella" not in get(lawyer, NEW).text
        page = read(lawyer.post(NEW, typed(row(3), agreement=agreement.pk, save="1")))
        assert page.errors
        AgreementReaderFactory(agreement=agreement, user=person("legal"))
        assert "Umbrella" in get(lawyer, NEW).text
