"""Which policy a deadline follows, and what a changed one does."""

import pytest
from django.db import IntegrityError, transaction

from obligations.models import Deadline
from reminders.models import PolicyStep, Reminder, ReminderPolicy
from reminders.policies import PolicyBook, default_steps
from reminders.services import plan_reminders
from reminders.services.policies import save_policy
from tests.factories import AgreementFactory, PolicyStepFactory, ReminderPolicyFactory
from tests.reminders.conftest import at

pytestmark = pytest.mark.django_db


@pytest.fixture
def obligation(open_deadline):
    return open_deadline().obligation


def days_of(obligation):
    """The days of the steps that apply."""
    return [step.days for step in PolicyBook.load().steps_for(obligation)]


def planned():
    """Step and channel of each reminder."""
    return sorted(Reminder.objects.values_list("step", "channel"))


def test_the_default_policy_is_there_from_the_start_and_says_what_the_code_says():
    said = ("clock", "days", "repeat_days", "audience", "channels")
    migrated = PolicyStep.objects.filter(policy__kind="", policy__agreement=None)
    assert sorted(map(str, migrated.values_list(*said))) == sorted(
        str(tuple(str_of(getattr(step, name)) for name in said)) for step in default_steps()
    )


def str_of(value):
    return [str(each) for each in value] if isinstance(value, list) else value and plain(value)


def plain(value):
    return str(value) if isinstance(value, str) else value


def test_the_most_specific_policy_applies_whole(obligation):
    by_kind = PolicyStepFactory(policy__kind="duty", days=-20).policy
    assert days_of(obligation) == [-20]
    by_agreement = PolicyStepFactory(policy__agreement=obligation.article.agreement, days=-10)
    assert days_of(obligation) == [-10]
    own = PolicyStepFactory(policy__obligation=obligation, days=-5)
    assert days_of(obligation) == [-5]
    own.policy.delete()
    by_agreement.policy.delete()
    assert days_of(obligation) == [-20]
    by_kind.delete()
    assert -30 in days_of(obligation)


def test_a_policy_of_something_else_does_not_apply(obligation):
    PolicyStepFactory(policy__kind="right", days=-20)
    PolicyStepFactory(policy__agreement=AgreementFactory(), days=-10)
    assert -30 in days_of(obligation)


def test_a_policy_without_steps_leaves_nobody_without_reminders(obligation):
    ReminderPolicyFactory(obligation=obligation)
    assert -30 in days_of(obligation)


def test_a_policy_for_the_other_clock_leaves_nobody_without_reminders(open_deadline):
    """“Promptly” has an internal target alone: steps that count from the date would never come."""
    promptly = {"kind": "standard", "safe": None, "before_roll": None, "due": None}
    deadline = open_deadline(internal_target="2026-11-13", **promptly)
    PolicyStepFactory(policy__obligation=deadline.obligation, clock="agreement", days=-7)
    plan_reminders(now=at(6, 9))
    assert {step for step, _channel in planned()} == {"target-before-7"}


def test_channels_are_those_of_the_step(open_deadline):
    deadline = open_deadline()
    PolicyStepFactory(policy__obligation=deadline.obligation, channels=["inbox"])
    plan_reminders(now=at(6, 9))
    assert planned() == [("before-7", "inbox")]


def test_a_repeated_step_goes_on_until_the_next_one_begins(open_deadline):
    deadline = open_deadline()
    policy = PolicyStepFactory(policy__obligation=deadline.obligation, days=1, repeat_days=2).policy
    PolicyStepFactory(policy=policy, days=9, channels=["inbox"])
    # Due Monday 16. The fifth and the seventh day after it are Saturday 21 and Monday 23, a
    # holiday: both move to Tuesday 24, where the later one counts. The ninth is Wednesday 25.
    for day in range(17, 31):
        plan_reminders(now=at(day, 9))
    assert planned() == [
        ("after-1", "email"),
        ("after-3", "email"),
        ("after-7", "email"),
        ("after-9", "inbox"),
    ]


def test_both_clocks_run_and_their_steps_are_told_apart(open_deadline):
    deadline = open_deadline(internal_target="2026-11-09")
    policy = PolicyStepFactory(policy__obligation=deadline.obligation, clock="target", days=-1)
    PolicyStepFactory(policy=policy.policy, days=-1)
    for day in (6, 12):
        plan_reminders(now=at(day, 9))
    # The day before Monday 9 November is a Sunday: the reminder comes on Friday.
    assert planned() == [("before-1", "email"), ("target-before-1", "email")]
    texts = [r.step_text for r in Reminder.objects.order_by("remind_at")]
    assert texts == ["1 day before the internal target", "1 day before the safe date"]


def test_a_changed_policy_is_followed_at_once(open_deadline):
    deadline = open_deadline()
    plan_reminders(now=at(7, 9))
    assert ("before-7", "email") in planned()
    policy = ReminderPolicy(obligation=deadline.obligation)
    step = PolicyStep(days=-5, audience=["owner"], channels=["inbox"])
    save_policy(policy=policy, steps=[step], now=at(9, 9))
    assert Deadline.objects.get().next_step_at == at(9, 9)
    plan_reminders(now=at(9, 9))
    # The fifth day before the 13th is Sunday the 8th, which moves to Friday.
    assert ("before-5", "inbox") in planned()


@pytest.mark.parametrize(
    ("changes", "constraint"),
    [
        ({"audience": []}, "policy_step_audience_known"),
        ({"audience": ["everybody"]}, "policy_step_audience_known"),
        ({"channels": []}, "policy_step_channels_known"),
        ({"channels": ["fax"]}, "policy_step_channels_known"),
        ({"days": -731}, "policy_step_within_two_years"),
        ({"days": -1, "repeat_days": 7}, "policy_step_repeats_after"),
        ({"days": 1, "repeat_days": 0}, "policy_step_repeats_after"),
        ({"clock": "moon"}, "policy_step_clock_known"),
    ],
)
def test_the_database_refuses_a_step_that_makes_no_sense(changes, constraint):
    policy = ReminderPolicyFactory(kind="right")
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        PolicyStepFactory(policy=policy, **changes)


def test_there_is_one_policy_for_each_scope():
    ReminderPolicyFactory(kind="right")
    with pytest.raises(IntegrityError, match="reminder_policy_once"), transaction.atomic():
        ReminderPolicyFactory(kind="right")
