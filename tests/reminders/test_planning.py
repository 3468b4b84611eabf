"""The planner: what is due becomes rows, once, for the right people."""

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction

from agreements.models import Agreement
from obligations.models import CalendarDay, Deadline, EventType
from obligations.services import When, record_event
from reminders.failures import unreachable
from reminders.models import Reminder, ReminderPolicy
from reminders.services import plan_reminders
from reminders.services.outbox import Outbox
from tests.factories import (
    AgreementReaderFactory,
    DeadlineVersionFactory,
    EventTypeFactory,
    FiscalYearFactory,
    ObligationFactory,
    PartyFactory,
    PerformanceFactory,
    PolicyStepFactory,
    ReminderFactory,
    TeamFactory,
    UserFactory,
)
from tests.reminders.conftest import at

pytestmark = pytest.mark.django_db

MARI, AIKO = "mari@iij.example", "aiko@iij.example"


def rows(**where):
    """Step, recipient and state of each reminder by e-mail, and of each that reached nobody."""
    found = Reminder.objects.filter(channel="email", **where).select_related("message")
    return [
        (r.step, r.recipient.email if r.recipient else None, state(r)) for r in found.order_by("pk")
    ]


def state(reminder):
    if reminder.cancelled_at:
        return "cancelled"
    return reminder.message.state if reminder.message else "nobody"


def next_look(deadline):
    return Deadline.objects.get(pk=deadline.pk).next_step_at


def test_a_step_that_is_due_reminds_the_responsible_person(open_deadline):
    deadline = open_deadline(deadline__next_step_at=at(6, 9))
    plan_reminders(now=at(6, 9))
    assert rows() == [("before-7", MARI, "planned")]
    assert Reminder.objects.get(channel="email").remind_at == at(6, 9)
    assert next_look(deadline) == at(10, 9)


def test_what_is_not_due_is_left_alone(open_deadline):
    open_deadline(deadline__next_step_at=at(10, 9))
    plan_reminders(now=at(10, 8, 59))
    assert rows() == []


def test_planning_twice_plans_once(open_deadline):
    deadline = open_deadline()
    plan_reminders(now=at(6, 9))
    Deadline.objects.filter(pk=deadline.pk).update(next_step_at=at(6, 9))
    plan_reminders(now=at(6, 9, 1))
    assert rows() == [("before-7", MARI, "planned")]


def test_steps_that_passed_before_it_opened_become_one_notice(open_deadline):
    deadline = open_deadline()
    plan_reminders(now=at(11, 12))
    assert rows() == [("before-3", MARI, "planned")]
    assert next_look(deadline) == at(12, 9)


def test_a_deadline_far_ahead_waits_for_its_first_step(open_deadline):
    far = {"safe": date(2026, 12, 18), "before_roll": date(2026, 12, 18), "due": date(2026, 12, 18)}
    deadline = open_deadline(**far)
    plan_reminders(now=at(2, 10))
    assert rows() == []
    assert next_look(deadline) == at(18, 9)


def test_after_due_the_backup_is_reminded_too_and_weekly(open_deadline):
    deadline = open_deadline()
    plan_reminders(now=at(17, 8, 59))
    assert rows() == [("on", MARI, "planned")]
    plan_reminders(now=at(17, 9))
    assert rows()[1:] == [("after-1", MARI, "planned"), ("after-1", AIKO, "planned")]
    assert next_look(deadline) == at(24, 9)


def test_between_the_safe_date_and_due_nobody_is_nagged(open_deadline):
    deadline = open_deadline()
    plan_reminders(now=at(14, 9))
    assert rows() == [("on", MARI, "planned")]
    assert next_look(deadline) == at(17, 9)


@pytest.mark.parametrize("counted", [date(2026, 11, 5), date(2026, 11, 6)])
def test_what_was_performed_is_not_reminded_of_and_not_looked_at_again(open_deadline, counted):
    deadline = open_deadline()
    PerformanceFactory(deadline=deadline, counted_on=counted)
    plan_reminders(now=at(6, 9))
    assert rows() == []
    assert next_look(deadline) is None


def test_a_performance_cancels_what_waits_and_leaves_what_was_sent(open_deadline, team):
    deadline = open_deadline()
    common = {"version": deadline.current, "recipient": team.responsible}
    ReminderFactory(**common, step="before-14", message__state="sent", message__sent_at=at(2, 9))
    ReminderFactory(**common, step="before-7")
    ReminderFactory(**common, step="before-3", message__state="sending", message__attempt=1)
    PerformanceFactory(deadline=deadline, counted_on=date(2026, 11, 6))
    plan_reminders(now=at(6, 10))
    assert [state for _step, _to, state in rows()] == ["sent", "cancelled", "sending"]


def test_a_record_made_in_error_does_not_swallow_the_reminder(open_deadline):
    deadline = open_deadline()
    plan_reminders(now=at(6, 9))
    performance = PerformanceFactory(deadline=deadline, counted_on=date(2026, 11, 5))
    Deadline.objects.update(next_step_at=at(6, 10))
    plan_reminders(now=at(6, 10))
    assert rows() == [("before-7", MARI, "cancelled")]
    PerformanceFactory(deadline=deadline, corrects=performance, withdrawn=True)
    Deadline.objects.update(next_step_at=at(6, 11))
    plan_reminders(now=at(6, 11))
    assert rows() == [("before-7", MARI, "cancelled"), ("before-7", MARI, "planned")]


def test_a_deadline_that_moved_is_reminded_of_afresh(open_deadline):
    deadline = open_deadline()
    plan_reminders(now=at(6, 9))
    before = deadline.current
    moved = DeadlineVersionFactory(
        deadline=deadline, anchored_on=date(2026, 9, 30), safe=date(2026, 11, 20)
    )
    Deadline.objects.update(next_step_at=at(6, 9))
    plan_reminders(now=at(6, 9, 1))
    assert rows(version=before) == [("before-7", MARI, "cancelled")]
    assert rows(version=moved) == [("before-14", MARI, "planned")]
    assert next_look(deadline) == at(13, 9)


def test_a_withdrawn_deadline_cancels_what_waits(open_deadline):
    deadline = open_deadline()
    plan_reminders(now=at(6, 9))
    nothing = {"anchored_on": None, "safe": None, "before_roll": None, "due": None}
    DeadlineVersionFactory(deadline=deadline, kind="withdrawn", **nothing)
    Deadline.objects.update(next_step_at=at(6, 9))
    plan_reminders(now=at(6, 9, 1))
    assert rows() == [("before-7", MARI, "cancelled")]
    assert next_look(deadline) is None


def test_what_fell_due_before_tracking_is_not_reminded_of_but_looked_at_weekly(open_deadline):
    deadline = open_deadline(
        deadline__obligation__article__agreement__tracked_from=date(2026, 11, 17)
    )
    plan_reminders(now=at(18, 9))
    assert rows() == []
    assert next_look(deadline) == at(24, 9)


def test_promptly_is_reminded_of_from_the_internal_target(open_deadline):
    promptly = {"kind": "standard", "safe": None, "before_roll": None, "due": None}
    open_deadline(**promptly, internal_target=date(2026, 11, 13))
    plan_reminders(now=at(13, 9))
    assert rows() == [("target-on", MARI, "planned")]
    assert Reminder.objects.get(channel="email").step_text == "on the day of the internal target"


def test_the_duty_of_another_party_is_monitored_by_our_team(open_deadline):
    open_deadline(deadline__obligation__obligor=PartyFactory(short_name="NTT"))
    plan_reminders(now=at(12, 9))
    assert rows() == [("before-1", MARI, "planned")]


def test_a_right_that_lasts_to_a_day_is_not_reminded_of(open_deadline):
    deadline = open_deadline(safe=None)
    plan_reminders(now=at(17, 9))
    assert rows() == []
    assert next_look(deadline) is None


def test_without_a_team_it_is_recorded_that_nobody_could_be_reminded(open_deadline):
    deadline = open_deadline(deadline__obligation__team=None)
    plan_reminders(now=at(6, 9))
    assert rows() == [("before-7", None, "nobody")]
    assert "Nobody to remind" in Reminder.objects.get().problem
    assert next_look(deadline) == at(6, 10)


def test_a_team_that_comes_later_is_reminded_within_the_hour(open_deadline, team):
    deadline = open_deadline(deadline__obligation__team=None)
    plan_reminders(now=at(6, 9))
    plan_reminders(now=at(6, 10))
    deadline.obligation.team = team
    deadline.obligation.save()
    plan_reminders(now=at(6, 11))
    assert rows() == [("before-7", None, "cancelled"), ("before-7", MARI, "planned")]
    assert next_look(deadline) == at(10, 9)


def test_a_step_that_comes_first_is_not_delayed_by_the_search_for_somebody(open_deadline):
    deadline = open_deadline(deadline__obligation__team=None)
    plan_reminders(now=at(6, 8, 30))
    assert next_look(deadline) == at(6, 9)


def test_the_backup_stands_in_for_who_has_left(open_deadline, team):
    team.responsible.is_active = False
    team.responsible.save()
    open_deadline()
    plan_reminders(now=at(6, 9))
    assert rows() == [("before-7", AIKO, "planned")]


def test_who_may_not_know_of_an_instrument_gets_nothing(open_deadline, team):
    restricted = {"deadline__obligation__article__agreement__restricted": True}
    deadline = open_deadline(**restricted)
    plan_reminders(now=at(17, 9))
    assert rows() == [("after-1", None, "nobody")]
    AgreementReaderFactory(agreement=deadline.obligation.article.agreement, user=team.responsible)
    plan_reminders(now=at(17, 10))
    assert rows(recipient__isnull=False) == [("after-1", MARI, "planned")]


def test_a_deadline_that_cannot_be_planned_does_not_stop_the_others(open_deadline):
    poison = open_deadline(zone="Asia/Atlantis")
    healthy = open_deadline()
    plan_reminders(now=at(6, 9))
    assert rows(deadline=healthy) == [("before-7", MARI, "planned")]
    assert next_look(poison) == at(6, 10)


def test_a_deadline_that_cannot_be_planned_is_shown_until_it_can(open_deadline, team):
    poison = open_deadline(zone="Asia/Atlantis")
    for hour in (9, 10):
        plan_reminders(now=at(6, hour))
    (shown,) = unreachable(team.responsible)
    assert shown.deadline == poison
    assert shown.problem.startswith("It cannot be planned")
    assert shown.step_text == "a step that cannot be computed"
    with connection.cursor() as cursor:  # nothing but a new version changes a zone elsewhere
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("UPDATE obligations_deadlineversion SET zone = 'Asia/Tokyo'")
        cursor.execute("SET LOCAL session_replication_role = DEFAULT")
    plan_reminders(now=at(6, 11))
    assert list(unreachable(team.responsible)) == []
    assert rows(recipient__isnull=False) == [("before-7", MARI, "planned")]


def test_what_the_database_refuses_to_plan_is_shown(open_deadline, team, monkeypatch):
    refused, healthy = open_deadline(), open_deadline()
    save = Outbox.save

    def refuse(outbox):
        if refused.pk in {row.deadline_id for row in outbox._rows}:  # noqa: SLF001
            raise IntegrityError("refused")
        save(outbox)

    monkeypatch.setattr(Outbox, "save", refuse)
    plan_reminders(now=at(6, 9))
    assert [shown.deadline for shown in unreachable(team.responsible)] == [refused]
    assert rows(deadline=healthy) == [("before-7", MARI, "planned")]


def test_two_steps_at_one_moment_remind_whom_either_is_for(open_deadline, team):
    """7 days before the safe date and 3 before the target, both on Friday 6 November."""
    ReminderPolicy.objects.all().delete()
    policy = PolicyStepFactory(days=-7, audience=["owner"], channels=["email"]).policy
    PolicyStepFactory(
        policy=policy, clock="target", days=-3, audience=["owner", "backup"], channels=["email"]
    )
    open_deadline(internal_target=date(2026, 11, 9))
    plan_reminders(now=at(6, 9))
    plan_reminders(now=at(6, 10))
    assert rows() == [("before-7", MARI, "planned"), ("target-before-3", AIKO, "planned")]


@pytest.mark.parametrize("day", [date(2026, 11, 16), None])
def test_tracked_from_another_day_on_wakes_the_planner(open_deadline, day):
    tracked = "deadline__obligation__article__agreement__tracked_from"
    deadline = open_deadline(**{tracked: date(2026, 11, 17)})
    other = open_deadline(deadline__next_step_at=at(30, 9))
    plan_reminders(now=at(17, 9))
    assert rows() == []
    Agreement.objects.filter(pk=deadline.obligation.article.agreement_id).update(tracked_from=day)
    plan_reminders(now=at(17, 10))
    assert rows(recipient__email=MARI) == [("after-1", MARI, "planned")]
    assert next_look(other) == at(30, 9)


def test_a_special_day_that_moves_a_step_repeats_nothing(open_deadline):
    deadline = open_deadline()
    plan_reminders(now=at(6, 9))
    CalendarDay.objects.create(country="japan", day=date(2026, 11, 6), reason="Typhoon")
    Deadline.objects.update(next_step_at=at(6, 10))
    plan_reminders(now=at(6, 10))
    assert rows() == [("before-7", MARI, "planned")]
    assert next_look(deadline) == at(10, 9)


def test_a_fact_dated_ahead_is_looked_at_when_its_day_has_come(open_deadline):
    deadline = open_deadline(anchored_on=date(2026, 11, 12))
    plan_reminders(now=at(11, 23, 59))
    assert rows() == []
    assert next_look(deadline) == at(1, 0)
    plan_reminders(now=at(12, 0))
    assert rows() == [("before-3", MARI, "planned")]


def test_more_deadlines_than_a_batch_are_all_planned(open_deadline, monkeypatch):
    monkeypatch.setattr("reminders.services.planning.BATCH", 3)
    first = open_deadline()
    for _ in range(6):
        open_deadline(deadline__obligation__article=first.obligation.article)
    plan_reminders(now=at(6, 9))
    assert rows() == [("before-7", MARI, "planned")] * 7


def test_the_cost_follows_what_is_due_in_a_fixed_number_of_queries(
    open_deadline, django_assert_max_num_queries
):
    for _ in range(20):
        open_deadline(deadline__next_step_at=at(30, 9))
    with django_assert_max_num_queries(3):
        plan_reminders(now=at(6, 9))


def test_a_fact_is_reminded_of_as_soon_as_it_was_recorded(iij, team):
    type_ = EventTypeFactory(name="receipt of issuance notice")
    ObligationFactory(
        article__agreement=type_.agreement,
        rule="within 14 days from receipt of issuance notice",
        obligor=PartyFactory(short_name="NTT"),
        team=team,
    )
    FiscalYearFactory(party=iij)
    record_event(
        event_type=EventType.objects.get(pk=type_.pk),
        when=When(on=date(2026, 11, 12)),
        by=UserFactory(),
        today=date(2026, 11, 12),
    )
    Deadline.objects.update(next_step_at=at(12, 10))
    plan_reminders(now=at(12, 10, 20))
    # 14 days from 12 November, the first day not counted, end on Thursday the 26th; the
    # fourteenth day before that is the 12th itself.
    assert rows() == [("before-14", MARI, "planned")]


def test_the_database_refuses_a_second_reminder_of_the_same_step(planned):
    first = planned()
    again = {"version": first.version, "recipient": first.recipient, "step": first.step}
    with pytest.raises(IntegrityError, match="reminder_once"), transaction.atomic():
        ReminderFactory(**again)
    first.cancelled_at, first.cancelled_why = at(6, 9), "It was performed."
    first.save()
    ReminderFactory(**again)


def test_the_database_refuses_a_reminder_to_nobody_that_would_be_sent():
    with pytest.raises(IntegrityError, match="reminder_to_somebody"), transaction.atomic():
        ReminderFactory(recipient=None, channel="inbox")


def test_without_a_backup_the_responsible_person_is_reminded_alone(open_deadline):
    person = UserFactory(email="one@iij.example")
    open_deadline(deadline__obligation__team=TeamFactory(responsible=person))
    plan_reminders(now=at(17, 9))
    assert rows() == [("after-1", "one@iij.example", "planned")]
