"""Status follows from the facts and the day on which one asks."""

from datetime import date, timedelta
from itertools import groupby
from typing import Any

import pytest

from agreements.models import Agreement
from obligations.models import Deadline, Obligation
from obligations.status import NEEDS_ACTION, OPEN, Status
from tests.factories import (
    AgreementFactory,
    DeadlineFactory,
    DeadlineVersionFactory,
    DecisionFactory,
    FiscalYearFactory,
    ObligationFactory,
    PartyFactory,
    PerformanceFactory,
    confirm,
)

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
NOTHING = {"safe": None, "before_roll": None, "due": None}


def day(text: str) -> date:
    return date.fromisoformat(f"2026-{text}")


@pytest.fixture
def home():
    return PartyFactory.create(is_home=True)


@pytest.fixture
def ours(home):
    return ObligationFactory.create(obligor=home)


@pytest.fixture
def right(home):
    return ObligationFactory.create(obligor=home, kind="right")


def opened(obligation, **version: Any):
    """From 12 November 2026; safe Fri 11, contractual Sat 12, due Mon 14 December 2026."""
    anchor = {name: version.pop(name) for name in ("period",) if name in version}
    deadline = DeadlineFactory.create(obligation=obligation, **anchor)
    DeadlineVersionFactory.create(deadline=deadline, **version)
    return deadline


def status_of(deadline: Deadline, on: date) -> str | None:
    found = Deadline.objects.as_of(on).filter(pk=deadline.pk).first()
    return found.status if found else None


def walk(deadline: Deadline, first: date, last: date) -> list[tuple[str | None, date, date]]:
    """Each status on consecutive days with its first and last day."""
    days = [first + DAY * n for n in range((last - first).days + 1)]
    runs = groupby(((status_of(deadline, on), on) for on in days), key=lambda pair: pair[0])
    spans = [(status, [on for _, on in run]) for status, run in runs]
    return [(status, run[0], run[-1]) for status, run in spans]


def test_every_day_of_a_duty_of_ours(ours):
    """Due soon for the 14 days up to the safe date, past it until `due`, overdue only after."""
    assert walk(opened(ours), day("11-01"), date(2027, 1, 23)) == [
        (None, day("11-01"), day("11-11")),
        ("open", day("11-12"), day("11-26")),
        ("due_soon", day("11-27"), day("12-11")),
        ("past_safe", day("12-12"), day("12-14")),
        ("overdue", day("12-15"), date(2027, 1, 23)),
    ]


def test_every_day_of_a_duty_of_somebody_else():
    """It is never overdue for us: an answer is pending, then there is none."""
    assert walk(opened(ObligationFactory.create()), day("12-08"), day("12-20")) == [
        ("answer_pending", day("12-08"), day("12-14")),
        ("answer_late", day("12-15"), day("12-20")),
    ]


def test_every_day_of_a_duty_after_a_fiscal_period(home, ours):
    """Q2 FY2026 ends on 30 September: scheduled up to that day, open from the next."""
    quarter = FiscalYearFactory.create(party=home).periods.get(unit="quarter", number=2)
    dates = {"safe": day("11-13"), "before_roll": day("11-14"), "due": day("11-16")}
    found = opened(ours, period=quarter, anchored_on=day("09-30"), **dates)
    assert walk(found, day("09-29"), day("11-18")) == [
        ("scheduled", day("09-29"), day("09-30")),
        ("open", day("10-01"), day("10-29")),
        ("due_soon", day("10-30"), day("11-13")),
        ("past_safe", day("11-14"), day("11-16")),
        ("overdue", day("11-17"), day("11-18")),
    ]


@pytest.mark.parametrize(("arrived", "last"), [("12-14", "performed"), ("12-15", "performed_late")])
def test_every_day_of_a_duty_that_was_performed(ours, arrived, last):
    deadline = opened(ours)
    PerformanceFactory.create(deadline=deadline, dispatched_on=None, arrived_on=day(arrived))
    found = walk(deadline, day("12-10"), day("12-20"))
    assert [status for status, *_ in found][-1] == last
    assert found[-1][1] == day(arrived)


@pytest.mark.parametrize(
    ("due", "status"), [("11-30", "not_assessed"), ("12-01", "overdue"), ("12-02", "overdue")]
)
def test_what_was_due_before_tracking_is_not_assessed(ours, due, status):
    Agreement.objects.update(tracked_from=day("12-01"))
    found = opened(ours, safe=day("11-20"), before_roll=day("11-28"), due=day(due))
    assert status_of(found, day("12-20")) == status


def test_before_tracking_a_performance_still_shows(ours):
    Agreement.objects.update(tracked_from=day("12-31"))
    found = opened(ours)
    PerformanceFactory.create(deadline=found)
    assert status_of(found, day("12-31")) == "performed"


def test_what_goes_on_is_taken_over_when_tracking_begins(ours):
    Agreement.objects.update(tracked_from=day("12-31"))
    standing = opened(ours, kind="standing", anchored_on=None, **NOTHING)
    right = opened(
        ObligationFactory.create(kind="right"), kind="from", opens=day("11-01"), **NOTHING
    )
    assert status_of(standing, day("12-31")) == "standing"
    assert status_of(right, day("12-31")) == "right_open"


class TestSpans:
    """Windows, rights and standing duties have no day to act by, so they are never overdue."""

    def test_a_window_with_an_end(self, right):
        window = {"opens": day("11-15"), "due": day("11-20"), "before_roll": day("11-20")}
        found = opened(right, safe=None, **window)
        assert walk(found, day("11-12"), day("11-25")) == [
            ("right_future", day("11-12"), day("11-14")),
            ("window_open", day("11-15"), day("11-20")),
            ("right_ended", day("11-21"), day("11-25")),
        ]

    def test_a_window_without_an_end(self, right):
        found = opened(right, kind="open", opens=day("11-15"), **NOTHING)
        assert [status for status, *_ in walk(found, day("11-14"), day("11-16"))] == [
            "right_future",
            "window_open",
        ]

    def test_a_right_that_arises(self, right):
        found = opened(right, kind="from", opens=day("11-15"), **NOTHING)
        assert walk(found, day("11-14"), day("11-16")) == [
            ("right_future", day("11-14"), day("11-14")),
            ("right_open", day("11-15"), day("11-16")),
        ]

    @pytest.mark.parametrize("kind", ["from", "open", "date"])
    def test_a_duty_that_lasts_is_no_right_that_is_open(self, ours, kind):
        window = {"opens": day("11-15"), "due": day("11-20") if kind == "date" else None}
        found = opened(ours, kind=kind, safe=None, before_roll=window["due"], **window)
        assert walk(found, day("11-14"), day("11-16")) == [
            ("right_future", day("11-14"), day("11-14")),
            ("standing", day("11-15"), day("11-16")),
        ]

    def test_what_a_fact_removed(self, ours):
        """Asked before the day of that fact, it simply does not exist yet."""
        found = opened(ours, kind="none", opens=day("11-20"), closed_on=day("11-15"), **NOTHING)
        assert walk(found, day("11-14"), day("11-25")) == [
            ("right_future", day("11-14"), day("11-14")),
            ("never_arose", day("11-15"), day("11-25")),
        ]

    @pytest.mark.parametrize("kind", ["standing", "from", "open"])
    def test_the_obligation_s_own_force_bounds_it(self, ours, kind):
        Obligation.objects.update(in_force_from=day("11-14"), in_force_until=day("11-16"))
        found = opened(ours, kind=kind, anchored_on=None, **NOTHING)
        shown = [status for status, *_ in walk(found, day("11-13"), day("11-17"))]
        assert [shown[0], shown[-1]] == ["right_future", "right_ended"]
        assert len(shown) == 3


class TestPromptly:
    def test_ours_waits_for_us_and_has_no_end(self, ours):
        found = opened(ours, kind="standard", internal_target=day("11-19"), **NOTHING)
        assert walk(found, day("11-12"), day("12-31")) == [("standard", day("11-12"), day("12-31"))]

    def test_that_of_somebody_else_is_pending(self):
        found = opened(ObligationFactory.create(), kind="standard", **NOTHING)
        assert status_of(found, day("12-31")) == "answer_pending"

    def test_from_before_tracking_it_is_not_assessed(self, ours):
        Agreement.objects.update(tracked_from=day("11-13"))
        found = opened(ours, kind="standard", internal_target=day("11-19"), **NOTHING)
        assert status_of(found, day("11-20")) == "not_assessed"

    def test_performed_it_is_never_late(self, ours):
        found = opened(ours, kind="standard", internal_target=day("11-19"), **NOTHING)
        PerformanceFactory.create(deadline=found)
        assert status_of(found, day("12-31")) == "performed"


EACH: list[tuple[str, dict[str, Any]]] = [
    ("overdue", {"due": day("11-20"), "before_roll": day("11-20"), "safe": day("11-20")}),
    ("past_safe", {"due": day("11-24"), "before_roll": day("11-21"), "safe": day("11-20")}),
    ("due_soon", {"safe": day("12-05")}),
    ("open", {"safe": day("12-07")}),
    ("standing", {"kind": "standing", **NOTHING}),
    ("standard", {"kind": "standard", **NOTHING}),
    ("waiting", {"kind": "waiting", **NOTHING}),
    ("withdrawn", {"kind": "withdrawn", **NOTHING}),
    ("never_arose", {"kind": "none", **NOTHING}),
    ("right_open", {"kind": "from", "opens": day("11-22"), **NOTHING}),
    ("right_future", {"kind": "from", "opens": day("11-23"), **NOTHING}),
    ("window_open", {"kind": "open", "opens": day("11-22"), **NOTHING}),
    ("right_ended", {"safe": None, "before_roll": day("11-21"), "due": day("11-21")}),
]
ELSEWHERE = {
    *("answer_pending", "answer_late", "scheduled", "performed", "performed_late", "not_assessed"),
    *("pending", "waived", "extended", "exercised", "declined", "disputed"),
}


@pytest.mark.parametrize(("status", "version"), EACH)
def test_each_status_on_22_november(ours, right, status, version):
    obligation = right if status in {"right_open", "window_open"} else ours
    assert status_of(opened(obligation, **version), day("11-22")) == status


def test_every_status_is_reached_by_a_test_here():
    assert {status for status, _ in EACH} | ELSEWHERE == set(Status.values)


class TestReview:
    """12 to 14 December 2026 are past the safe date; from the 15th it is overdue."""

    @pytest.fixture
    def performance(self, ours):
        return PerformanceFactory.create(
            deadline=opened(ours), arrived_on=day("12-11"), needs_verification=True
        )

    def test_until_somebody_verifies_it_is_pending_and_the_day_stays(self, performance):
        DecisionFactory(
            deadline=performance.deadline, kind="verified", performance=performance, on=day("12-20")
        )
        assert walk(performance.deadline, day("12-10"), day("12-22")) == [
            ("due_soon", day("12-10"), day("12-10")),
            ("pending", day("12-11"), day("12-19")),
            ("performed", day("12-20"), day("12-22")),
        ]
        found = Deadline.objects.as_of(day("12-22")).get()
        assert found.performed_on == day("12-11")

    def test_what_was_rejected_never_counted(self, performance):
        DecisionFactory(
            deadline=performance.deadline, kind="rejected", performance=performance, on=day("12-20")
        )
        assert walk(performance.deadline, day("12-11"), day("12-16")) == [
            ("due_soon", day("12-11"), day("12-11")),
            ("past_safe", day("12-12"), day("12-14")),
            ("overdue", day("12-15"), day("12-16")),
        ]

    def test_a_withdrawn_rejection_lets_it_count_again(self, performance):
        deadline = performance.deadline
        rejected = DecisionFactory(deadline=deadline, kind="rejected", performance=performance)
        DecisionFactory(deadline=deadline, kind="withdrawn", withdraws=rejected)
        assert status_of(deadline, day("12-16")) == "pending"

    def test_what_is_done_in_part_leaves_it_open(self, ours):
        part = PerformanceFactory.create(deadline=opened(ours), is_partial=True)
        assert status_of(part.deadline, day("12-15")) == "overdue"
        found = Deadline.objects.as_of(day("12-15")).get()
        assert (found.performed_on, found.partly_on) == (None, day("12-11"))
        assert found.days_note == "4 days past the safe date, performed in part"
        assert Deadline.objects.as_of(day("12-10")).get().partly_on is None


class TestGrants:
    def test_a_waiver_counts_from_its_day_when_it_is_confirmed(self, ours):
        waiver = DecisionFactory(deadline=opened(ours), on=day("12-13"))
        assert status_of(waiver.deadline, day("12-13")) == "past_safe"
        confirm(waiver)
        assert walk(waiver.deadline, day("12-12"), day("12-20")) == [
            ("past_safe", day("12-12"), day("12-12")),
            ("waived", day("12-13"), day("12-20")),
        ]

    @pytest.mark.parametrize("kind", ["standing", "from", "open", "date"])
    def test_a_waived_duty_that_lasts_bound_until_the_day_before(self, ours, kind):
        """It began on the 12th; a confirmed waiver of the 13th leaves that day as it was."""
        end = day("12-31") if kind == "date" else None
        span = {"opens": day("12-12"), "safe": None, "before_roll": end, "due": end}
        waiver = DecisionFactory(deadline=opened(ours, kind=kind, **span), on=day("12-13"))
        assert status_of(waiver.deadline, day("12-20")) == "standing"
        confirm(waiver)
        assert walk(waiver.deadline, day("12-12"), day("12-20")) == [
            ("standing", day("12-12"), day("12-12")),
            ("waived", day("12-13"), day("12-20")),
        ]
        known = Deadline.objects.as_of(day("12-20"))
        assert known.with_status(Status.WAIVED).count() == 1
        assert not known.with_status(Status.STANDING).exists()
        found = known.get()
        said = "Waived: no longer binds from Sunday 13 December 2026 on"
        assert (found.headline, found.days_note) == (said, "waived Sun 13 Dec 2026")

    def test_a_waived_duty_whose_own_force_ended_is_over(self, ours):
        Obligation.objects.update(in_force_from=day("12-10"), in_force_until=day("12-15"))
        waiver = DecisionFactory(
            deadline=opened(ours, kind="standing", anchored_on=None, **NOTHING), on=day("12-12")
        )
        confirm(waiver)
        assert walk(waiver.deadline, day("12-09"), day("12-16")) == [
            ("right_future", day("12-09"), day("12-09")),
            ("standing", day("12-10"), day("12-11")),
            ("waived", day("12-12"), day("12-15")),
            ("right_ended", day("12-16"), day("12-16")),
        ]

    @pytest.mark.parametrize(
        ("kind", "status"),
        [("standing", "standing"), ("from", "right_open"), ("open", "window_open")],
    )
    def test_a_right_that_lasts_is_not_waived(self, right, kind, status):
        found = opened(right, kind=kind, anchored_on=None, **NOTHING)
        confirm(DecisionFactory(deadline=found, on=day("12-13")))
        assert status_of(found, day("12-20")) == status

    def test_a_withdrawn_waiver_never_counted(self, ours):
        waiver = DecisionFactory(deadline=opened(ours))
        confirm(waiver)
        DecisionFactory(deadline=waiver.deadline, kind="withdrawn", withdraws=waiver)
        assert status_of(waiver.deadline, day("12-15")) == "overdue"

    def test_what_was_done_before_the_waiver_is_performed(self, ours):
        deadline = opened(ours)
        PerformanceFactory.create(deadline=deadline, arrived_on=day("12-11"))
        confirm(DecisionFactory(deadline=deadline, on=day("12-12")))
        assert status_of(deadline, day("12-13")) == "performed"

    def test_an_extension_moves_both_days_from_the_day_on_which_it_was_granted(self, ours):
        """Until Sunday 10 January 2027, granted on the 13th; its safe date is Friday the 8th."""
        granted = {
            "extended_on": day("12-13"),
            "extended_safe": date(2027, 1, 8),
            "extended_until": date(2027, 1, 10),
        }
        found = opened(ours, **granted)
        assert walk(found, day("12-11"), date(2027, 1, 12)) == [
            ("due_soon", day("12-11"), day("12-11")),
            ("past_safe", day("12-12"), day("12-12")),
            ("extended", day("12-13"), day("12-24")),
            ("due_soon", day("12-25"), date(2027, 1, 8)),
            ("past_safe", date(2027, 1, 9), date(2027, 1, 10)),
            ("overdue", date(2027, 1, 11), date(2027, 1, 12)),
        ]
        before = Deadline.objects.as_of(day("12-12")).get()
        assert (before.act_by, before.last_day) == (day("12-11"), day("12-14"))
        after = Deadline.objects.as_of(day("12-13")).get()
        assert (after.act_by, after.last_day) == (date(2027, 1, 8), date(2027, 1, 10))
        assert after.status_label == "Extended until Sun 10 Jan 2027"
        said = "Act by Friday 8 January 2027; extended until Sunday 10 January 2027"
        assert after.headline == said

    def test_an_extension_never_takes_time_away(self, ours):
        shorter = {
            "extended_on": day("12-01"),
            "extended_safe": day("12-04"),
            "extended_until": day("12-05"),
        }
        found = opened(ours, **shorter)
        assert status_of(found, day("12-14")) == "past_safe"
        assert Deadline.objects.as_of(day("12-14")).get().act_by == day("12-11")

    def test_what_came_within_the_extension_is_in_time(self, ours):
        granted = {
            "extended_on": day("12-13"),
            "extended_safe": day("12-18"),
            "extended_until": day("12-20"),
        }
        found = opened(ours, **granted)
        PerformanceFactory.create(deadline=found, arrived_on=day("12-20"))
        assert status_of(found, day("12-21")) == "performed"

    def test_the_answer_of_somebody_else_is_pending_until_its_extension_ends(self):
        granted = {
            "extended_on": day("12-13"),
            "extended_safe": day("12-18"),
            "extended_until": day("12-20"),
        }
        found = opened(ObligationFactory.create(), **granted)
        assert walk(found, day("12-19"), day("12-21")) == [
            ("answer_pending", day("12-19"), day("12-20")),
            ("answer_late", day("12-21"), day("12-21")),
        ]


class TestRights:
    @pytest.fixture
    def window(self, right):
        """Open from 15 to 20 November 2026."""
        days = {"opens": day("11-15"), "due": day("11-20"), "before_roll": day("11-20")}
        return opened(right, safe=None, **days)

    @pytest.mark.parametrize(("on", "status"), [("11-20", "exercised"), ("11-21", "disputed")])
    def test_exercised_within_its_window_or_received_late(self, window, on, status):
        PerformanceFactory.create(deadline=window, dispatched_on=None, arrived_on=day(on))
        assert walk(window, day(on), day("11-23"))[0][:2] == (status, day(on))

    def test_declined_from_its_day_on(self, window):
        DecisionFactory(deadline=window, kind="declined", on=day("11-17"))
        assert walk(window, day("11-16"), day("11-23")) == [
            ("window_open", day("11-16"), day("11-16")),
            ("declined", day("11-17"), day("11-23")),
        ]

    def test_silence_decides_nothing(self, window):
        assert status_of(window, day("11-21")) == "right_ended"

    def test_a_late_answer_to_us_is_disputed_and_another_late_act_is_late(self, home):
        """Of two duties of others, one is owed to us."""
        to_us = opened(ObligationFactory.create(obligee=home))
        to_others = opened(ObligationFactory.create())
        for found in (to_us, to_others):
            PerformanceFactory.create(deadline=found, dispatched_on=None, arrived_on=day("12-15"))
        assert status_of(to_us, day("12-15")) == "disputed"
        assert status_of(to_others, day("12-15")) == "performed_late"

    def test_a_right_that_lasts_is_not_used_up(self, right):
        found = opened(right, kind="standing", **NOTHING)
        PerformanceFactory.create(deadline=found)
        assert status_of(found, day("12-31")) == "standing"


def test_a_subsidiary_s_duty_is_ours(home):
    subsidiary = PartyFactory.create(parent=home)
    found = opened(ObligationFactory.create(obligor=subsidiary))
    assert status_of(found, day("12-15")) == "overdue"


def test_what_needs_action_is_open():
    assert set(NEEDS_ACTION) < set(OPEN)


class TestReads:
    """`as_of` and what is asked on it."""

    def test_a_deadline_without_a_version_is_not_shown(self, ours):
        assert status_of(DeadlineFactory.create(obligation=ours), day("12-15")) is None

    def test_the_day_to_act_by(self, ours):
        safe = opened(ours)
        target = opened(
            ObligationFactory.create(obligor=ours.obligor),
            kind="standard",
            internal_target=day("12-02"),
            **NOTHING,
        )
        standing = opened(
            ObligationFactory.create(obligor=ours.obligor), kind="standing", **NOTHING
        )
        found = Deadline.objects.as_of(day("11-22")).soonest_first()
        assert [(d.pk, d.act_by) for d in found] == [
            (target.pk, day("12-02")),
            (safe.pk, day("12-11")),
            (standing.pk, None),
        ]

    def test_counts_are_those_of_the_rows(self, ours):
        opened(ours)
        opened(ObligationFactory.create(obligor=ours.obligor), kind="standing", **NOTHING)
        found = Deadline.objects.as_of(day("12-15"))
        assert found.count_by_status() == {"overdue": 1, "standing": 1}
        assert [d.status for d in found.needing_action()] == ["overdue"]
        assert found.with_status(Status.STANDING).count() == 1

    def test_a_calendar_shows_every_day_that_matters(self, ours):
        found = opened(ours)
        for on in ("12-11", "12-12", "12-14"):
            shown = Deadline.objects.as_of(day("11-22")).acting_between(day(on), day(on))
            assert [d.pk for d in shown] == [found.pk]
        assert not Deadline.objects.as_of(day("11-22")).acting_between(day("12-13"), day("12-13"))

    def test_periods_that_begin_after_24_months_are_left_out(self, home, ours):
        year = FiscalYearFactory.create(party=home, start=date(2028, 10, 1))
        found = opened(ours, period=year.periods.get(unit="quarter", number=1))
        assert status_of(found, date(2026, 9, 30)) is None
        assert status_of(found, date(2026, 10, 1)) == "scheduled"

    def test_reading_all_takes_two_queries(self, ours, right, django_assert_num_queries):
        opened(ours)
        opened(right)
        with django_assert_num_queries(2):
            for found in Deadline.objects.as_of(day("11-22")).with_places():
                assert all((str(found), found.status_label, found.headline, found.days_note))


def test_tracked_from_is_each_instrument_s_own(home):
    """One instrument's first tracked day says nothing about another's."""
    tracked = AgreementFactory.create(tracked_from=day("12-31"))
    old = opened(ObligationFactory.create(obligor=home, article__agreement=tracked))
    new = opened(ObligationFactory.create(obligor=home))
    assert [status_of(d, day("12-31")) for d in (old, new)] == ["not_assessed", "overdue"]
