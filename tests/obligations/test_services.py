"""Facts open, move and withdraw deadlines; performances are dated by what counts."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError

from accounts.models import User
from agreements.models import Agreement, FiscalYear
from obligations.models import (
    Deadline,
    DeadlineVersion,
    Event,
    EventType,
    Obligation,
    ObligationVersion,
    Performance,
)
from obligations.services import (
    AlreadyPerformed,
    Recorded,
    When,
    open_coming_deadlines,
    preview_event,
    record_event,
    record_performance,
    withdraw_event,
    withdraw_performance,
)
from tests.factories import EventTypeFactory, ObligationFactory

TOKYO, NEW_YORK = ZoneInfo("Asia/Tokyo"), ZoneInfo("America/New_York")
TODAY = date(2026, 11, 22)
NOTICE = "receipt of issuance notice"
RECEIVED = When(at=datetime(2026, 11, 12, 10, 20, tzinfo=TOKYO), zone="Asia/Tokyo")
WRITTEN = (
    Event,
    Deadline,
    DeadlineVersion,
    Performance,
    ObligationVersion,
    FiscalYear,
)


def rows() -> list[int]:
    return [model.objects.count() for model in WRITTEN]


def record(
    agreement: Agreement, name: str, when: When, by: User, corrects: Event | None = None
) -> Recorded:
    return record_event(
        event_type=EventType.objects.get(agreement=agreement, name=name),
        when=when,
        by=by,
        today=TODAY,
        corrects=corrects,
        reason="Misread" if corrects else "",
    )


def the(key: str, day: date = TODAY, label: str = "") -> Deadline:
    """The deadline of the obligation `key` as of `day`, for the period `label` where given."""
    found = Deadline.objects.filter(obligation__key=key).as_of(day).with_places()
    return next(d for d in found if not label or str(d.period) == label)


def current(key: str) -> DeadlineVersion:
    version = the(key).current
    assert version is not None
    return version


def dates(deadline: Deadline) -> tuple[date | None, ...]:
    version = deadline.current
    assert version is not None
    return version.safe, version.before_roll, version.due


@pytest.mark.usefixtures("subscription")
class TestPeriodicStatements:
    """Article 12.1, as of Sunday 22 November 2026."""

    def test_the_second_quarter_is_overdue(self):
        """30 September plus 45 days: 31 in October, 14 in November; the 14th is a Saturday."""
        for key in ("sa-12-1-3", "sa-12-1-2"):
            found = the(key, label="Q2 FY2026")
            assert dates(found) == (date(2026, 11, 13), date(2026, 11, 14), date(2026, 11, 16))
            assert found.status == "overdue"
            assert found.current is not None
            assert found.current.opens == date(2026, 10, 1)
            assert found.current.ends_at == datetime(2026, 11, 16, 15, tzinfo=UTC)

    def test_the_annual_statements_are_scheduled(self):
        """31 March 2027 plus two months: Monday 31 May 2027 is a business day."""
        found = the("sa-12-1-1", label="FY2026")
        assert dates(found) == (date(2027, 5, 31), date(2027, 5, 31), date(2027, 5, 31))
        assert found.status == "scheduled"

    def test_semi_annual_statements_follow_the_second_quarter_only(self):
        labels = {str(d.period) for d in Deadline.objects.filter(obligation__key="sa-12-1-2")}
        assert labels == {"Q2 FY2026", "Q2 FY2027", "Q2 FY2028"}

    def test_what_fell_due_before_tracking_opens_nothing(self):
        """Q3 FY2025 fell due in February 2026; Q4, due 15 May 2026, is the first one tracked."""
        found = Deadline.objects.filter(obligation__key="sa-12-1-3").order_by("period__end")
        assert str(found[0].period) == "Q4 FY2025"

    def test_twenty_four_months_are_open(self):
        ends = [d.period.end for d in Deadline.objects.filter(period__isnull=False) if d.period]
        assert max(ends) == date(2028, 9, 30)

    def test_a_second_run_writes_nothing(self, subscription):
        before = rows()
        assert open_coming_deadlines(agreement=subscription, today=TODAY) == []
        assert rows() == before

    def test_the_horizon_rolls_with_the_day(self, subscription):
        changes = open_coming_deadlines(agreement=subscription, today=date(2027, 1, 5))
        assert {str(c.period) for c in changes} == {"Q3 FY2028"}
        assert all(c.is_new for c in changes)

    def test_fiscal_years_roll(self, subscription):
        """Stated to March 2027 in the file; in November 2026 they reach November 2028."""
        assert FiscalYear.objects.filter(party__key="iij").latest("end").end == date(2029, 3, 31)
        open_coming_deadlines(agreement=subscription, today=date(2027, 3, 31))
        assert FiscalYear.objects.filter(party__key="iij").latest("end").label == "FY2028"
        open_coming_deadlines(agreement=subscription, today=date(2027, 4, 1))
        assert FiscalYear.objects.filter(party__key="iij").latest("end").label == "FY2029"

    def test_an_earlier_day_withdraws_nothing(self, subscription):
        assert open_coming_deadlines(agreement=subscription, today=date(2026, 5, 1)) == []

    def test_termination_withdraws_later_periods_and_keeps_earlier_ones(self, subscription):
        subscription.terminated = date(2026, 12, 1)
        subscription.save()
        open_coming_deadlines(agreement=subscription, today=TODAY)
        assert the("sa-12-1-3", label="Q2 FY2026").status == "overdue"
        gone = the("sa-12-1-3", label="Q3 FY2026")
        assert gone.status == "withdrawn"
        assert gone.current is not None
        assert gone.current.reason == "Rule or terms changed"
        assert gone.versions.count() == 2

    def test_another_policy_moves_open_deadlines(self, subscription):
        """Under `none` Saturday 14 November is the last day; the safe date stays Friday."""
        subscription.policy = "none"
        subscription.save()
        open_coming_deadlines(agreement=subscription, today=TODAY)
        found = the("sa-12-1-3", label="Q2 FY2026")
        assert dates(found) == (date(2026, 11, 13), date(2026, 11, 14), date(2026, 11, 14))


class TestIssuanceNotice:
    """Article 14.3: fourteen days from receipt."""

    def test_receipt_opens_the_answer(self, subscription, by):
        """12 November plus 14 days is Thursday 26 November 2026, a business day."""
        recorded = record(subscription, NOTICE, RECEIVED, by)
        assert [c.obligation.key for c in recorded.changes] == ["sa-14-3"]
        assert dates(the("sa-14-3")) == (date(2026, 11, 26),) * 3
        assert recorded.event.happened_on == date(2026, 11, 12)
        assert recorded.event.happened_at == datetime(2026, 11, 12, 1, 20, tzinfo=UTC)

    def test_the_preview_is_what_is_then_recorded_and_writes_nothing(self, subscription, by):
        event_type = EventType.objects.get(name=NOTICE)
        before = rows()
        seen = preview_event(event_type=event_type, when=RECEIVED, today=TODAY)
        assert rows() == before
        done = record(subscription, NOTICE, RECEIVED, by).changes
        assert [(c.obligation.key, c.is_new, c.after.due) for c in seen] == [
            ("sa-14-3", True, date(2026, 11, 26))
        ]
        assert [(c.obligation, c.is_new, c.after.due) for c in done] == [
            (c.obligation, c.is_new, c.after.due) for c in seen
        ]

    def test_a_correction_moves_the_deadline_and_keeps_both_versions(self, subscription, by):
        first = record(subscription, NOTICE, RECEIVED, by).event
        event_type, when = first.type, When(on=date(2026, 11, 13))
        seen = preview_event(event_type=event_type, when=when, today=TODAY, corrects=first)
        done = record(subscription, NOTICE, when, by, corrects=first)
        assert [c.after.due for c in seen] == [c.after.due for c in done.changes]
        assert done.event.root == first
        found = the("sa-14-3")
        assert [v.due for v in found.versions.all()] == [date(2026, 11, 26), date(2026, 11, 27)]
        assert found.current == found.versions.last()
        assert found.event == first
        assert Event.objects.count() == 2

    def test_a_correction_of_a_correction_stays_one_fact(self, subscription, by):
        first = record(subscription, NOTICE, RECEIVED, by).event
        second = record(subscription, NOTICE, When(on=date(2026, 11, 13)), by, first).event
        third = record(subscription, NOTICE, When(on=date(2026, 11, 16)), by, second).event
        assert third.root == first
        assert [e.pk for e in third.history()] == [first.pk, second.pk, third.pk]
        assert Deadline.objects.filter(obligation__key="sa-14-3").count() == 1
        assert current("sa-14-3").due == date(2026, 11, 30)

    def test_a_correction_that_changes_no_date_adds_no_version(self, subscription, by):
        first = record(subscription, NOTICE, RECEIVED, by).event
        earlier = When(at=datetime(2026, 11, 12, 9, 0, tzinfo=TOKYO), zone="Asia/Tokyo")
        assert record(subscription, NOTICE, earlier, by, first).changes == []

    def test_withdrawal_keeps_everything_and_a_correction_brings_it_back(self, subscription, by):
        first = record(subscription, NOTICE, RECEIVED, by).event
        gone = withdraw_event(event=first, by=by, today=TODAY, reason="Another company's")
        found = the("sa-14-3")
        assert found.status == "withdrawn"
        assert [v.kind for v in found.versions.all()] == ["date", "withdrawn"]
        assert found.current is not None
        assert found.current.cause == gone.event
        assert Event.objects.count() == 2
        record(subscription, NOTICE, RECEIVED, by, corrects=gone.event)
        again = the("sa-14-3")
        assert again.pk == found.pk
        assert dates(again) == (date(2026, 11, 26),) * 3
        assert again.versions.count() == 3

    def test_two_notices_give_two_deadlines(self, subscription, by):
        record(subscription, NOTICE, RECEIVED, by)
        record(subscription, NOTICE, When(on=date(2026, 11, 20)), by)
        due = Deadline.objects.filter(obligation__key="sa-14-3").values_list("current__due")
        assert {day for (day,) in due} == {date(2026, 11, 26), date(2026, 12, 4)}

    def test_a_correction_cannot_change_the_kind_of_fact(self, subscription, by):
        first = record(subscription, NOTICE, RECEIVED, by).event
        with pytest.raises(ValueError, match="withdraw"):
            record(subscription, "closing", When(on=date(2026, 11, 13)), by, corrects=first)
        assert Event.objects.count() == 1

    def test_a_fact_after_the_end_opens_nothing_and_is_kept(self, subscription, by):
        subscription.terminated = date(2026, 11, 11)
        subscription.save()
        assert record(subscription, NOTICE, RECEIVED, by).changes == []
        assert Event.objects.count() == 1

    def test_a_fact_on_the_last_day_still_opens(self, subscription, by):
        subscription.terminated = date(2026, 11, 12)
        subscription.save()
        assert len(record(subscription, NOTICE, RECEIVED, by).changes) == 1

    def test_terms_are_read_under_the_lock(self, subscription, by):
        """A kind of event loaded before the policy changed does not bring the old policy back."""
        event_type = EventType.objects.select_related("agreement").get(name=NOTICE)
        Agreement.objects.filter(pk=subscription.pk).update(policy="none")
        when = When(on=date(2026, 11, 14))
        record_event(event_type=event_type, when=when, by=by, today=TODAY)
        assert dates(the("sa-14-3"))[2] == date(2026, 11, 28)


class TestInstants:
    def test_an_evening_in_new_york_is_the_next_day_in_tokyo(self, subscription, by):
        """12 November 23:30 EST is 13 November 13:30 in Tokyo."""
        at = datetime(2026, 11, 12, 23, 30, tzinfo=NEW_YORK)
        recorded = record(subscription, NOTICE, When(at=at, zone="America/New_York"), by)
        assert recorded.event.happened_on == date(2026, 11, 13)
        assert current("sa-14-3").due == date(2026, 11, 27)

    def test_early_morning_in_new_york_is_the_same_day_in_tokyo(self, subscription, by):
        at = datetime(2026, 11, 12, 9, 59, tzinfo=NEW_YORK)
        recorded = record(subscription, NOTICE, When(at=at, zone="America/New_York"), by)
        assert recorded.event.happened_on == date(2026, 11, 12)

    @pytest.mark.parametrize("when", [When(), When(at=datetime(2026, 11, 12, 9, 0))])  # noqa: DTZ001
    def test_neither_day_nor_zone_is_refused(self, when):
        with pytest.raises(ValueError, match=r"date or an instant|zone"):
            when.local_day("Asia/Tokyo")


@pytest.mark.usefixtures("subscription")
class TestFullIssuance:
    """Article 18.2: the right exists from 1 November 2003 unless all was issued by 31 October."""

    LAST, NEXT = date(2003, 10, 31), date(2003, 11, 1)

    def statuses(self) -> tuple[str, str]:
        return the("sa-18-2", self.LAST).status, the("sa-18-2", self.NEXT).status

    def test_without_issuance_it_arises_on_the_next_day(self):
        assert self.statuses() == ("right_future", "right_open")
        assert current("sa-18-2").opens == self.NEXT

    @pytest.mark.parametrize("day", [date(2003, 9, 17), date(2003, 10, 31)])
    def test_issuance_in_time_keeps_it_from_arising(self, subscription, by, day):
        record(subscription, "full issuance", When(on=day), by)
        assert self.statuses() == ("never_arose", "never_arose")
        assert current("sa-18-2").closed_on == day

    def test_before_an_issuance_it_does_not_exist_yet(self, subscription, by):
        record(subscription, "full issuance", When(on=self.LAST), by)
        assert the("sa-18-2", date(2003, 10, 30)).status == "right_future"

    def test_a_later_issuance_does_not_take_it_away(self, subscription, by):
        record(subscription, "full issuance", When(on=date(2003, 11, 5)), by)
        assert self.statuses() == ("right_future", "right_open")
        assert the("sa-18-2").status == "right_open"

    def test_the_instant_counts_in_tokyo(self, subscription, by):
        """31 October 2003 10:30 EST is already 1 November in Tokyo: too late."""
        at = datetime(2003, 10, 31, 10, 30, tzinfo=NEW_YORK)
        record(subscription, "full issuance", When(at=at, zone="America/New_York"), by)
        assert self.statuses() == ("right_future", "right_open")

    def test_withdrawing_the_fact_shows_the_other_case(self, subscription, by):
        fact = record(subscription, "full issuance", When(on=date(2003, 9, 17)), by).event
        withdraw_event(event=fact, by=by, today=TODAY, reason="Not shown")
        assert self.statuses() == ("right_future", "right_open")
        assert [v.kind for v in the("sa-18-2").versions.all()] == ["from", "none", "from"]


def test_a_right_between_signing_and_closing_lasts_one_day(subscription, by):
    """18.1: signed and closed on 16 September 2003."""
    record(subscription, "signing", When(on=date(2003, 9, 16)), by)
    assert the("sa-18-1", date(2003, 9, 20)).status == "window_open"
    record(subscription, "closing", When(on=date(2003, 9, 16)), by)
    assert the("sa-18-1", date(2003, 9, 16)).status == "window_open"
    assert the("sa-18-1", date(2003, 9, 17)).status == "right_ended"


def test_notice_of_an_issue_must_precede_it(subscription, by):
    """14.2, issued on Monday 16 November: Sunday is the last day, Friday the safe one."""
    record(subscription, "issuance of additional shares", When(on=date(2026, 11, 16)), by)
    assert dates(the("sa-14-2")) == (date(2026, 11, 13), date(2026, 11, 15), date(2026, 11, 15))


def test_promptly_has_an_internal_target_and_no_date(subscription, by):
    """12.6, target three business days: 20, 24 and 25 November 2026; Monday the 23rd is a holiday.

    Labour Thanksgiving Day, 23 November, rests, as do Saturday and Sunday.
    """
    record(subscription, "material adverse event", When(on=date(2026, 11, 19)), by)
    found = the("sa-12-6-ii")
    assert dates(found) == (None, None, None)
    assert found.current is not None
    assert found.current.internal_target == date(2026, 11, 25)
    assert found.status == "standard"


class TestPerformance:
    @pytest.fixture
    def deadline(self, subscription) -> Deadline:
        """Quarterly statements for Q2 FY2026: due 16 November 2026."""
        return the("sa-12-1-3", label="Q2 FY2026")

    def perform(self, deadline, by, sent=None, arrived=None, **more) -> Performance:
        return record_performance(
            deadline=deadline,
            by=by,
            dispatched_on=sent,
            arrived_on=arrived,
            means="writing",
            **more,
        )

    def status(self, day=TODAY) -> str:
        return the("sa-12-1-3", day, "Q2 FY2026").status

    def test_arrival_in_time(self, deadline, by):
        made = self.perform(deadline, by, date(2026, 11, 12), date(2026, 11, 16))
        assert made.counted_on == date(2026, 11, 16)
        assert self.status() == "performed"

    def test_late_is_recorded_as_late(self, deadline, by):
        """Dispatched in time, arrived a day late: arrival counts (Civil Code art. 97)."""
        self.perform(deadline, by, date(2026, 11, 12), date(2026, 11, 17))
        assert self.status() == "performed_late"

    def test_as_of_a_day_before_it_was_done(self, deadline, by):
        self.perform(deadline, by, date(2026, 11, 12), date(2026, 11, 16))
        assert self.status(date(2026, 11, 15)) == "past_safe"

    def test_not_performed_until_it_is_known_to_have_arrived(self, deadline, by):
        sent = self.perform(deadline, by, date(2026, 11, 12))
        assert sent.counted_on is None
        assert self.status() == "overdue"
        self.perform(deadline, by, date(2026, 11, 12), date(2026, 11, 13), corrects=sent)
        assert self.status() == "performed"

    def test_where_dispatch_counts(self, deadline, by):
        Obligation.objects.filter(key="sa-12-1-3").update(counts_on="dispatch")
        self.perform(the("sa-12-1-3", label="Q2 FY2026"), by, date(2026, 11, 16))
        assert self.status() == "performed"

    def test_where_acceptance_of_a_filing_counts(self, deadline, by):
        """Transmitted in time, accepted a day late."""
        Obligation.objects.filter(key="sa-12-1-3").update(counts_on="filing")
        found = the("sa-12-1-3", label="Q2 FY2026")
        self.perform(found, by, date(2026, 11, 16), date(2026, 11, 17))
        assert self.status() == "performed_late"

    def test_before_the_period_has_ended_it_is_refused(self, deadline, by):
        with pytest.raises(IntegrityError, match="performed before the deadline opened"):
            self.perform(deadline, by, date(2026, 9, 30), date(2026, 10, 2))

    def test_on_the_first_day_it_is_taken(self, deadline, by):
        self.perform(deadline, by, date(2026, 10, 1), date(2026, 10, 1))
        assert self.status() == "performed"

    def test_a_withdrawn_record_reopens(self, deadline, by):
        made = self.perform(deadline, by, date(2026, 11, 12), date(2026, 11, 13))
        withdraw_performance(performance=made, by=by, note="Wrong quarter")
        assert self.status() == "overdue"
        assert Performance.objects.count() == 2

    def test_what_was_done_is_not_done_once_more(self, deadline, by):
        self.perform(deadline, by, date(2026, 11, 18), date(2026, 11, 18))
        with pytest.raises(AlreadyPerformed):
            self.perform(deadline, by, date(2026, 11, 12), date(2026, 11, 13))

    def test_it_is_not_withdrawn_twice(self, deadline, by):
        made = self.perform(deadline, by, date(2026, 11, 12), date(2026, 11, 13))
        withdraw_performance(performance=made, by=by, note="Wrong quarter")
        with pytest.raises(IntegrityError):
            withdraw_performance(performance=made, by=by, note="Wrong quarter")

    def test_it_wakes_the_planner_of_reminders(self, deadline, by):
        Deadline.objects.update(next_step_at=None)
        self.perform(deadline, by, date(2026, 11, 12), date(2026, 11, 13))
        assert Deadline.objects.exclude(next_step_at=None).get() == deadline


class TestFactsThatChangeAfterPerformance:
    @pytest.fixture
    def performed(self, subscription, by) -> tuple[Event, Performance]:
        """NTT's answer arrived on 20 November; it had until the 26th."""
        event = record(subscription, NOTICE, RECEIVED, by).event
        made = record_performance(
            deadline=the("sa-14-3"),
            by=by,
            dispatched_on=None,
            arrived_on=date(2026, 11, 20),
            means="writing",
        )
        return event, made

    def test_performed_stays_when_the_fact_is_corrected(self, subscription, by, performed):
        event, _ = performed
        changed = record(subscription, NOTICE, When(on=date(2026, 11, 2)), by, corrects=event)
        assert changed.changes == []
        assert the("sa-14-3").status == "performed"
        assert current("sa-14-3").due == date(2026, 11, 26)

    def test_performed_stays_when_the_fact_is_withdrawn(self, by, performed):
        withdraw_event(event=performed[0], by=by, today=TODAY, reason="Another company's")
        assert the("sa-14-3").status == "performed"

    def test_once_reopened_it_follows_the_corrected_fact(self, subscription, by, performed):
        """2 November plus 14 days is Monday 16 November."""
        event, made = performed
        record(subscription, NOTICE, When(on=date(2026, 11, 2)), by, corrects=event)
        withdraw_performance(performance=made, by=by, note="Not the answer")
        assert dates(the("sa-14-3")) == (date(2026, 11, 16),) * 3
        assert the("sa-14-3").status == "answer_late"

    def test_once_reopened_it_follows_the_withdrawn_fact(self, by, performed):
        event, made = performed
        withdraw_event(event=event, by=by, today=TODAY, reason="Another company's")
        withdraw_performance(performance=made, by=by, note="Not the answer")
        assert the("sa-14-3").status == "withdrawn"

    def test_what_has_not_arrived_follows_a_correction(self, subscription, by):
        event = record(subscription, NOTICE, RECEIVED, by).event
        record_performance(
            deadline=the("sa-14-3"),
            by=by,
            dispatched_on=date(2026, 11, 20),
            arrived_on=None,
            means="writing",
        )
        record(subscription, NOTICE, When(on=date(2026, 11, 13)), by, corrects=event)
        assert current("sa-14-3").due == date(2026, 11, 27)


class TestRulesThatChange:
    """Amendments bind later anchors; corrections recompute what is open."""

    @pytest.fixture
    def obligation(self, subscription) -> Obligation:
        return Obligation.objects.get(key="sa-14-3")

    def amend(self, obligation, rule, applies_from=None) -> None:
        ObligationVersion.objects.create(
            obligation=obligation,
            rule=rule,
            reason="amendment" if applies_from else "correction",
            applies_from=applies_from,
        )

    def test_an_amendment_binds_later_anchors_only(self, subscription, by, obligation):
        self.amend(obligation, "within 10 days from receipt of issuance notice", date(2026, 11, 13))
        record(subscription, NOTICE, RECEIVED, by)
        record(subscription, NOTICE, When(on=date(2026, 11, 13)), by)
        found = Deadline.objects.filter(obligation=obligation).order_by("pk")
        assert [d.current.before_roll for d in found if d.current] == [
            date(2026, 11, 26),
            date(2026, 11, 23),
        ]

    def test_an_amendment_to_another_event_keeps_what_the_first_one_opened(
        self, subscription, by, obligation
    ):
        record(subscription, NOTICE, RECEIVED, by)
        EventTypeFactory.create(agreement=subscription, name="publication")
        self.amend(obligation, "within 5 days after publication", date(2026, 11, 15))
        assert open_coming_deadlines(agreement=subscription, today=TODAY) == []
        assert dates(the("sa-14-3")) == (date(2026, 11, 26),) * 3
        assert record(subscription, NOTICE, When(on=date(2026, 11, 16)), by).changes == []
        late = record(subscription, NOTICE, When(on=date(2026, 11, 14)), by)
        assert [c.after.before_roll for c in late.changes] == [date(2026, 11, 28)]
        newer = record(subscription, "publication", When(on=date(2026, 11, 16)), by)
        assert [c.after.before_roll for c in newer.changes] == [date(2026, 11, 21)]

    def test_a_correction_recomputes_what_is_open(self, subscription, by, obligation):
        record(subscription, NOTICE, RECEIVED, by)
        self.amend(obligation, "within 15 days from receipt of issuance notice")
        open_coming_deadlines(agreement=subscription, today=TODAY)
        assert current("sa-14-3").due == date(2026, 11, 27)

    def test_a_correction_of_the_original_leaves_the_amendment(self, subscription, by, obligation):
        self.amend(obligation, "within 10 days from receipt of issuance notice", date(2026, 11, 13))
        self.amend(obligation, "within 15 days from receipt of issuance notice")
        record(subscription, NOTICE, RECEIVED, by)
        record(subscription, NOTICE, When(on=date(2026, 11, 16)), by)
        found = Deadline.objects.filter(obligation=obligation).order_by("pk")
        assert [d.current.before_roll for d in found if d.current] == [
            date(2026, 11, 27),
            date(2026, 11, 26),
        ]
        assert obligation.latest_rule == "within 10 days from receipt of issuance notice"

    def test_a_rule_that_is_taken_away_withdraws_what_is_open(self, subscription, by, obligation):
        record(subscription, NOTICE, RECEIVED, by)
        self.amend(obligation, "")
        open_coming_deadlines(agreement=subscription, today=TODAY)
        assert the("sa-14-3").status == "withdrawn"

    def test_from_a_fiscal_period_to_an_event_withdraws_the_periods(self, subscription):
        obligation = Obligation.objects.get(key="sa-12-1-2")
        self.amend(obligation, "within 14 days from receipt of issuance notice")
        open_coming_deadlines(agreement=subscription, today=TODAY)
        assert the("sa-12-1-2", label="Q2 FY2026").status == "withdrawn"

    def test_an_obligation_whose_force_ended_opens_nothing(self, subscription, by, obligation):
        Obligation.objects.filter(pk=obligation.pk).update(in_force_until=date(2026, 11, 11))
        assert record(subscription, NOTICE, RECEIVED, by).changes == []


def test_an_obligor_without_fiscal_years_reports_by_ours(subscription):
    """NTT states no fiscal year here: IIJ's quarters count."""
    article = subscription.articles.get(number="12.2")
    ntt = subscription.agreement_parties.get(role="Investor").party
    rule = "within 45 days after the end of each fiscal quarter"
    made = ObligationFactory.create(article=article, obligor=ntt, rule=rule)
    open_coming_deadlines(agreement=subscription, today=TODAY)
    found = Deadline.objects.filter(obligation=made, period__end=date(2026, 9, 30))
    assert [d.current.before_roll for d in found if d.current] == [date(2026, 11, 14)]


def test_our_fiscal_years_roll_where_we_are_no_party(subscription):
    """A regulation has no parties; the horizon is still covered."""
    subscription.agreement_parties.all().delete()
    open_coming_deadlines(agreement=subscription, today=date(2027, 4, 1))
    assert FiscalYear.objects.latest("end").end == date(2030, 3, 31)


def test_hours_wait_for_the_time_of_day(subscription, by):
    """A day alone says nothing about 24 hours: waiting, not withdrawn."""
    article = subscription.articles.get(number="12.6")
    iij = subscription.agreement_parties.get(role="Issuer").party
    ObligationFactory.create(
        article=article, key="hours", obligor=iij, rule="within 24 hours after closing"
    )
    first = record(subscription, "closing", When(on=date(2026, 11, 20)), by).event
    assert the("hours").status == "waiting"
    at = datetime(2026, 11, 20, 15, 0, tzinfo=TOKYO)
    record(subscription, "closing", When(at=at, zone="Asia/Tokyo"), by, corrects=first)
    assert current("hours").ends_at == datetime(2026, 11, 21, 6, tzinfo=UTC)
