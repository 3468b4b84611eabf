"""Deciding: two people, one record each, and what follows."""

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError

from agreements.models import Agreement
from obligations.models import Deadline, Decision, Obligation
from obligations.services import (
    AlreadyPerformed,
    DecisionRefused,
    When,
    approve_dispatch,
    confirm_decision,
    decline_right,
    open_coming_deadlines,
    record_event,
    record_extension,
    record_performance,
    record_waiver,
    reject_performance,
    verify_performance,
    withdraw_decision,
    withdraw_performance,
)
from obligations.transitions import Action, find
from tests.factories import (
    AdministratorFactory,
    DecisionFactory,
    EventTypeFactory,
    LawyerFactory,
    ObligationFactory,
    PartyFactory,
    PerformanceFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
WEDNESDAY = date(2026, 12, 16)
GRANT: dict[str, Any] = {
    "on": date(2026, 12, 15),
    "reason": "The auditors were late",
    "document": "Letter 7",
}


@pytest.fixture
def clerk():
    return UserFactory.create()


@pytest.fixture
def first():
    return LawyerFactory.create(name="Kenji Sato")


@pytest.fixture
def second():
    return LawyerFactory.create(name="Yuki Mori")


def opened(on: date, by, **said) -> Deadline:
    """What follows from a closing on a day, for an obligation."""
    obligation = ObligationFactory.create(**said)
    closing = EventTypeFactory.create(agreement=obligation.article.agreement, name="closing")
    record_event(event_type=closing, when=When(on=on), by=by, today=WEDNESDAY)
    deadline: Deadline = obligation.deadlines.get()
    return deadline


@pytest.fixture
def duty(clerk):
    """Ours, to be verified; thirty days after 14 November end on Monday 14 December 2026."""
    home = PartyFactory.create(is_home=True)
    return opened(date(2026, 11, 14), clerk, obligor=home, review="verification")


@pytest.fixture
def right(clerk):
    """A right of somebody else, for nineteen days after 1 December: until the 20th."""
    return opened(date(2026, 12, 1), clerk, kind="right", rule="for 19 days from closing")


def status(deadline: Deadline, on: date = WEDNESDAY) -> str:
    return Deadline.objects.as_of(on).get(pk=deadline.pk).status


def perform(deadline: Deadline, by, **said):
    return record_performance(
        deadline=deadline, by=by, arrived_on=date(2026, 12, 14), means="writing", **said
    )


class TestVerification:
    def test_a_second_person_verifies(self, duty, clerk, first):
        performance = perform(duty, clerk)
        assert performance.needs_verification
        assert status(duty) == "pending"
        decision = verify_performance(performance=performance, by=first, today=WEDNESDAY)
        assert (decision.kind, decision.decided_by, decision.on) == ("verified", first, WEDNESDAY)
        assert status(duty) == "performed"
        assert status(duty, date(2026, 12, 15)) == "pending"

    def test_nobody_verifies_or_rejects_an_own_record(self, duty, first):
        performance = perform(duty, first)
        with pytest.raises(DecisionRefused, match="You recorded it yourself"):
            verify_performance(performance=performance, by=first, today=WEDNESDAY)
        with pytest.raises(DecisionRefused, match="You recorded it yourself"):
            reject_performance(performance=performance, by=first, today=WEDNESDAY, reason="No")
        assert status(duty) == "pending"

    @pytest.mark.parametrize("person", [UserFactory, AdministratorFactory])
    def test_only_legal_verifies(self, duty, clerk, person):
        performance = perform(duty, clerk)
        with pytest.raises(DecisionRefused, match="does not allow it"):
            verify_performance(performance=performance, by=person(), today=WEDNESDAY)

    def test_the_second_to_decide_learns_who_was_first(self, duty, clerk, first, second):
        performance = perform(duty, clerk)
        reject_performance(performance=performance, by=first, today=WEDNESDAY, reason="Unsigned")
        with pytest.raises(DecisionRefused, match="Decided already: “Rejected”, by Kenji Sato"):
            verify_performance(performance=performance, by=second, today=WEDNESDAY)
        assert Decision.objects.count() == 1

    def test_rejection_reopens_and_the_next_record_counts(self, duty, clerk, first):
        performance = perform(duty, clerk)
        reject_performance(performance=performance, by=first, today=WEDNESDAY, reason="Unsigned")
        assert status(duty) == "overdue"
        perform(duty, clerk, note="Signed")
        assert status(duty) == "pending"

    def test_what_was_withdrawn_is_not_verified(self, duty, clerk, first):
        performance = perform(duty, clerk)
        withdraw_performance(performance=performance, by=clerk, note="Another quarter")
        with pytest.raises(DecisionRefused, match="was withdrawn"):
            verify_performance(performance=performance, by=first, today=WEDNESDAY)

    def test_a_withdrawn_verification_leaves_it_pending(self, duty, clerk, first):
        performance = perform(duty, clerk)
        decision = verify_performance(performance=performance, by=first, today=WEDNESDAY)
        withdraw_decision(decision=decision, by=first, today=WEDNESDAY, reason="Wrong file")
        assert status(duty) == "pending"

    def test_without_review_nothing_waits(self, duty, clerk, first):
        Obligation.objects.update(review="none")
        duty.refresh_from_db()
        performance = perform(duty, clerk)
        assert status(duty) == "performed"
        with pytest.raises(DecisionRefused, match="nobody has to verify it"):
            verify_performance(performance=performance, by=first, today=WEDNESDAY)

    def test_another_act_does_not_count_beside_one_that_does(self, duty, clerk, first):
        earlier = perform(duty, clerk)
        with pytest.raises(AlreadyPerformed) as caught:
            perform(duty, first, note="Sent again")
        assert caught.value.earlier == earlier


class TestTheDatabase:
    """Whoever writes."""

    def test_no_own_record(self, duty, first):
        performance = PerformanceFactory(deadline=duty, recorded_by=first)
        with pytest.raises(IntegrityError, match="decided by the person who recorded it"):
            DecisionFactory(
                deadline=duty, kind="verified", performance=performance, decided_by=first
            )

    def test_no_own_waiver(self, duty, first):
        waiver = DecisionFactory(deadline=duty, decided_by=first)
        with pytest.raises(IntegrityError, match="decided by the person who recorded it"):
            DecisionFactory(deadline=duty, kind="confirmed", confirms=waiver, decided_by=first)

    def test_nothing_of_another_deadline(self, duty, right):
        waiver = DecisionFactory(deadline=duty)
        with pytest.raises(IntegrityError, match="decided about another deadline"):
            DecisionFactory(deadline=right, kind="withdrawn", withdraws=waiver)

    @pytest.mark.parametrize(
        ("said", "constraint"),
        [
            ({"kind": "verified"}, "decision_names_the_performance"),
            ({"kind": "confirmed"}, "decision_names_what_it_confirms"),
            ({"kind": "withdrawn"}, "decision_names_what_it_withdraws"),
            ({"kind": "extended"}, "decision_extends_until_a_day"),
            ({"granted_by": None}, "decision_names_who_grants"),
            ({"reason": ""}, "decision_has_a_reason"),
            ({"kind": "forgiven"}, "decision_kind_known"),
        ],
    )
    def test_no_half_of_a_decision(self, duty, said, constraint):
        with pytest.raises(IntegrityError, match=constraint):
            DecisionFactory(deadline=duty, **said)


class TestApproval:
    def test_legal_approves_what_asks_for_it(self, duty, first):
        Obligation.objects.update(review="approval")
        approval = approve_dispatch(deadline=duty, by=first, today=WEDNESDAY, document="Draft 3")
        assert (approval.kind, approval.document) == ("approved", "Draft 3")
        assert status(duty) == "overdue"

    def test_the_same_draft_once(self, duty, first):
        Obligation.objects.update(review="approval")
        approve_dispatch(deadline=duty, by=first, today=WEDNESDAY, document="Draft 3")
        with pytest.raises(DecisionRefused, match="Decided already: “Dispatch approved”"):
            approve_dispatch(deadline=duty, by=first, today=WEDNESDAY, document="Draft 3")

    def test_where_nobody_asks_nothing_is_approved(self, duty, first):
        with pytest.raises(DecisionRefused, match="asks for no approval"):
            approve_dispatch(deadline=duty, by=first, today=WEDNESDAY, document="Draft 3")


class TestWaiver:
    def test_it_takes_effect_when_a_second_person_confirms(self, duty, first, second):
        waiver = record_waiver(deadline=duty, by=first, today=WEDNESDAY, **GRANT)
        assert waiver.granted_by == duty.obligation.obligee
        assert status(duty) == "overdue"
        with pytest.raises(DecisionRefused, match="You recorded it yourself"):
            confirm_decision(decision=waiver, by=first, today=WEDNESDAY)
        confirm_decision(decision=waiver, by=second, today=WEDNESDAY)
        assert status(duty) == "waived"
        assert status(duty, date(2026, 12, 14)) == "due_soon"

    def test_one_at_a_time_waits(self, duty, first, second):
        record_waiver(deadline=duty, by=first, today=WEDNESDAY, **GRANT)
        with pytest.raises(DecisionRefused, match="Decided already: “Waiver”, by Kenji Sato"):
            record_waiver(deadline=duty, by=second, today=WEDNESDAY, **GRANT | {"reason": "Other"})

    def test_confirmed_once(self, duty, first, second):
        waiver = record_waiver(deadline=duty, by=first, today=WEDNESDAY, **GRANT)
        confirm_decision(decision=waiver, by=second, today=WEDNESDAY)
        with pytest.raises(DecisionRefused, match="“Confirmed”, by Yuki Mori"):
            confirm_decision(decision=waiver, by=second, today=WEDNESDAY)

    def test_what_was_performed_meanwhile_is_not_waived(self, duty, clerk, first, second):
        waiver = record_waiver(deadline=duty, by=first, today=WEDNESDAY, **GRANT)
        perform(duty, clerk)
        with pytest.raises(DecisionRefused, match="Performed, verification pending"):
            confirm_decision(decision=waiver, by=second, today=WEDNESDAY)

    def test_withdrawn_it_is_as_if_it_had_not_been(self, duty, first, second):
        waiver = record_waiver(deadline=duty, by=first, today=WEDNESDAY, **GRANT)
        confirm_decision(decision=waiver, by=second, today=WEDNESDAY)
        withdraw_decision(decision=waiver, by=first, today=WEDNESDAY, reason="Not signed")
        assert status(duty) == "overdue"
        with pytest.raises(DecisionRefused, match="Decided already: “Withdrawn”"):
            withdraw_decision(decision=waiver, by=second, today=WEDNESDAY, reason="Not signed")

    def test_a_duty_that_lasts_binds_until_the_day_before(self, clerk, first, second):
        lasting = opened(date(2026, 11, 14), clerk, rule="for 1 year from closing")
        assert status(lasting) == "standing"
        waiver = record_waiver(deadline=lasting, by=first, today=WEDNESDAY, **GRANT)
        assert status(lasting) == "standing"
        with pytest.raises(DecisionRefused, match="You recorded it yourself"):
            confirm_decision(decision=waiver, by=first, today=WEDNESDAY)
        confirm_decision(decision=waiver, by=second, today=WEDNESDAY)
        assert status(lasting) == "waived"
        assert status(lasting, date(2026, 12, 15)) == "waived"
        assert status(lasting, date(2026, 12, 14)) == "standing"
        withdraw_decision(decision=waiver, by=first, today=WEDNESDAY, reason="Not signed")
        assert status(lasting) == "standing"

    def test_a_duty_that_lasts_is_not_extended(self, clerk, first):
        lasting = opened(date(2026, 11, 14), clerk, rule="for 1 year from closing")
        with pytest.raises(DecisionRefused, match="does not allow it"):
            record_extension(
                deadline=lasting, by=first, today=WEDNESDAY, until=date(2028, 1, 31), **GRANT
            )

    def test_nobody_waives_a_regulation(self, duty, first):
        Agreement.objects.update(kind="regulation")
        with pytest.raises(DecisionRefused, match="Nobody may waive"):
            record_waiver(deadline=duty, by=first, today=WEDNESDAY, **GRANT)

    def test_a_regulation_may_name_who_may(self, duty, first):
        board = PartyFactory.create(short_name="Board")
        Agreement.objects.update(kind="regulation")
        Obligation.objects.update(waivable_by=board)
        waiver = record_waiver(deadline=duty, by=first, today=WEDNESDAY, **GRANT)
        assert waiver.granted_by == board


class TestExtension:
    UNTIL = date(2027, 1, 10)

    def extend(self, duty, first, second, until=UNTIL):
        extension = record_extension(deadline=duty, by=first, today=WEDNESDAY, until=until, **GRANT)
        return confirm_decision(decision=extension, by=second, today=WEDNESDAY)

    def test_both_days_stay_and_the_safe_date_is_a_business_day(self, duty, first, second):
        """10 January 2027 is a Sunday: the last business day before it is Friday the 8th."""
        self.extend(duty, first, second)
        found = Deadline.objects.as_of(WEDNESDAY).get()
        assert found.current
        assert (found.current.number, found.current.reason) == (2, "Extension granted")
        assert (found.current.due, found.current.extended_until) == (date(2026, 12, 14), self.UNTIL)
        assert found.act_by == date(2027, 1, 8)
        assert found.status == "extended"
        assert found.next_step_at is not None

    def test_until_it_is_confirmed_nothing_moves(self, duty, first):
        record_extension(deadline=duty, by=first, today=WEDNESDAY, until=self.UNTIL, **GRANT)
        assert status(duty) == "overdue"

    def test_a_day_that_gives_no_more_time_is_refused(self, duty, first):
        with pytest.raises(DecisionRefused, match="until Mon 14 Dec 2026 already"):
            record_extension(
                deadline=duty, by=first, today=WEDNESDAY, until=date(2026, 12, 14), **GRANT
            )

    def test_a_second_extension_and_back(self, duty, first, second):
        self.extend(duty, first, second)
        self.extend(duty, second, first, until=date(2027, 1, 20))
        later = Decision.objects.get(until=date(2027, 1, 20))
        assert Deadline.objects.as_of(WEDNESDAY).get().last_day == date(2027, 1, 20)
        withdraw_decision(decision=later, by=first, today=WEDNESDAY, reason="Misread")
        found = Deadline.objects.as_of(WEDNESDAY).get()
        assert found.last_day == self.UNTIL
        assert found.current
        assert found.current.reason == "Extension withdrawn"

    def test_a_withdrawn_one_leaves_the_first_days(self, duty, first, second):
        self.extend(duty, first, second)
        extension = Decision.objects.get(kind="extended")
        withdraw_decision(decision=extension, by=first, today=WEDNESDAY, reason="Misread")
        assert status(duty) == "overdue"


class TestRights:
    def test_declined(self, right, clerk):
        decline_right(deadline=right, by=clerk, today=WEDNESDAY, **GRANT)
        assert status(right) == "declined"
        assert status(right, date(2026, 12, 14)) == "window_open"

    def test_exercised(self, right, clerk):
        perform(right, clerk)
        assert status(right) == "exercised"
        with pytest.raises(DecisionRefused, match="“Exercised”, which does not allow it"):
            decline_right(deadline=right, by=clerk, today=WEDNESDAY, **GRANT)

    def test_a_right_is_not_waived(self, right, first):
        with pytest.raises(DecisionRefused, match="does not allow it"):
            record_waiver(deadline=right, by=first, today=WEDNESDAY, **GRANT)


def test_what_follows_stands_in_the_table(duty, right, clerk, first, second):
    """Each action by its service: the status afterwards is one that its row names."""
    acts = [
        (
            Action.WAIVE,
            duty,
            lambda: record_waiver(deadline=duty, by=first, today=WEDNESDAY, **GRANT),
        ),
        (
            Action.CONFIRM,
            duty,
            lambda: confirm_decision(decision=duty.decisions.get(), by=second, today=WEDNESDAY),
        ),
        (
            Action.WITHDRAW,
            duty,
            lambda: withdraw_decision(
                decision=duty.decisions.get(kind="waived"), by=first, today=WEDNESDAY, reason="No"
            ),
        ),
        (Action.RECORD, duty, lambda: perform(duty, clerk)),
        (
            Action.REJECT,
            duty,
            lambda: reject_performance(
                performance=duty.performances.get(), by=first, today=WEDNESDAY, reason="No"
            ),
        ),
        (
            Action.EXTEND,
            duty,
            lambda: record_extension(
                deadline=duty, by=first, today=WEDNESDAY, until=date(2027, 1, 10), **GRANT
            ),
        ),
        (Action.RECORD, duty, lambda: perform(duty, clerk, note="Signed")),
        (
            Action.VERIFY,
            duty,
            lambda: verify_performance(
                performance=duty.performances.latest("pk"), by=first, today=WEDNESDAY
            ),
        ),
        (Action.EXERCISE, right, lambda: perform(right, clerk)),
        (
            Action.WITHDRAW_RECORD,
            right,
            lambda: withdraw_performance(performance=right.performances.get(), by=clerk, note="No"),
        ),
        (
            Action.DECLINE,
            right,
            lambda: decline_right(deadline=right, by=clerk, today=WEDNESDAY, **GRANT),
        ),
    ]
    for action, deadline, act in acts:
        row = find(action, status=status(deadline), is_right=deadline == right)
        assert row is not None, action
        act()
        assert status(deadline) in row.after, action


def test_waived_and_declined_ones_stay_when_facts_move(subscription, first, second):
    """A waived quarter keeps its days although its rule is computed again."""
    deadline = Deadline.objects.get(
        obligation__key="sa-12-1-3", period__unit="quarter", period__end=date(2026, 9, 30)
    )
    waiver = record_waiver(deadline=deadline, by=first, today=WEDNESDAY, **GRANT)
    confirm_decision(decision=waiver, by=second, today=WEDNESDAY)
    before = deadline.current_id
    Agreement.objects.filter(pk=subscription.pk).update(policy="none")
    open_coming_deadlines(agreement=subscription, today=date(2026, 11, 22))
    deadline.refresh_from_db()
    assert deadline.current_id == before
