"""A changed rule is a new version, applied at once; an added obligation opens what it gives."""

from datetime import date
from functools import partial

import pytest
from django.db import IntegrityError, transaction

from accounts.models import User
from agreements.models import Agreement
from obligations.models import Deadline, DeadlineVersion, Obligation, ObligationVersion
from obligations.services import (
    Change,
    ChangedMeanwhile,
    When,
    add_obligation,
    change_obligation,
    preview_obligation,
    record_event,
    record_performance,
    state_of,
)
from tests.factories import (
    AgreementFactory,
    ArticleFactory,
    EventTypeFactory,
    ObligationFactory,
    ObligationVersionFactory,
    UserFactory,
)

TODAY = date(2026, 11, 22)
THIRTY = "within 30 days after the end of each fiscal quarter"
WRITTEN = (Deadline, DeadlineVersion, Obligation, ObligationVersion, Obligation.history.model)


def day(text: str) -> date:
    return date.fromisoformat(text)


def rows() -> list[int]:
    return [model.objects.count() for model in WRITTEN]


@pytest.fixture
def quarterly(subscription: Agreement) -> Obligation:
    """12.1(3): within 45 days after the end of each fiscal quarter."""
    return Obligation.objects.get(key="sa-12-1-3")


def deadline(label: str) -> Deadline:
    found = Deadline.objects.filter(obligation__key="sa-12-1-3").with_places()
    return next(d for d in found if str(d.period) == label)


def dates(label: str) -> tuple[str, ...]:
    version = deadline(label).current
    assert version
    return tuple(str(d) for d in (version.safe, version.before_roll, version.due))


def new(obligation: Obligation, rule: str, reason: str = "correction", applies_from: str = ""):
    return ObligationVersion(
        obligation=obligation,
        rule=rule,
        reason=reason,
        applies_from=day(applies_from) if applies_from else None,
    )


def save(obligation: Obligation, version: ObligationVersion | None, by: User) -> list[Change]:
    return change_obligation(
        obligation=obligation,
        version=version,
        why="Read again",
        by=by,
        today=TODAY,
        seen=state_of(obligation),
    )


def labels(changes: list[Change]) -> list[str]:
    return [str(change.period) for change in changes]


def test_an_amendment_binds_the_periods_from_its_day_on(quarterly, by):
    save(quarterly, new(quarterly, THIRTY, "amendment", "2027-01-01"), by)
    # Q3 ends on 31 December 2026, before the amendment: 45 days, as it was.
    assert dates("Q3 FY2026") == ("2027-02-12", "2027-02-14", "2027-02-15")
    # Q4 ends on 31 March 2027; the thirtieth day is Friday 30 April.
    assert dates("Q4 FY2026") == ("2027-04-30",) * 3
    version = deadline("Q4 FY2026").current
    assert version
    assert (version.number, version.reason) == (2, "Rule amended")
    assert version.steps
    assert version.rule_version.rule == THIRTY


def test_no_version_is_edited(quarterly, by):
    save(quarterly, new(quarterly, THIRTY, "amendment", "2027-01-01"), by)
    first, second = ObligationVersion.objects.filter(obligation=quarterly).order_by("pk")
    assert first.rule == "within 45 days after the end of each fiscal quarter"
    assert (first.reason, first.applies_from, first.recorded_by) == ("original", None, None)
    assert (second.rule, second.reason, second.recorded_by) == (THIRTY, "amendment", by)
    assert second.applies_from == day("2027-01-01")


def test_a_correction_reaches_back_and_what_was_performed_stays(quarterly, by):
    record_performance(
        deadline=deadline("Q1 FY2026"),
        by=by,
        dispatched_on=day("2026-08-11"),
        arrived_on=day("2026-08-12"),
        means="writing",
    )
    save(quarterly, new(quarterly, THIRTY), by)
    # 30 September 2026 and thirty days: Friday 30 October.
    assert dates("Q2 FY2026") == ("2026-10-30",) * 3
    # 30 June 2026 and 45 days: Friday 14 August; performed on the 12th.
    assert dates("Q1 FY2026")[1] == "2026-08-14"
    version = deadline("Q2 FY2026").current
    assert version
    assert version.reason == "Reading of the rule corrected"


def test_the_preview_is_what_is_saved_and_writes_nothing(quarterly, by):
    before = rows()
    shown = preview_obligation(
        obligation=quarterly,
        version=new(quarterly, THIRTY, "amendment", "2027-01-01"),
        today=TODAY,
        seen=state_of(quarterly),
    )
    assert rows() == before
    assert labels(shown) == [
        "Q4 FY2026",
        "Q1 FY2027",
        "Q2 FY2027",
        "Q3 FY2027",
        "Q4 FY2027",
        "Q1 FY2028",
        "Q2 FY2028",
    ]
    moved = shown[0]
    assert moved.before
    # From Saturday 15 May 2027, rolled to the 17th, to Friday 30 April.
    assert (str(moved.before.due), str(moved.after.due)) == ("2027-05-17", "2027-04-30")
    saved = save(quarterly, new(quarterly, THIRTY, "amendment", "2027-01-01"), by)
    assert [(c.deadline, c.after.due) for c in saved] == [(c.deadline, c.after.due) for c in shown]


def test_a_rule_in_other_words_keeps_the_days(quarterly, by):
    changes = save(
        quarterly, new(quarterly, THIRTY.replace("30", "45").replace("after", "from")), by
    )
    assert changes
    assert all(change.keeps_its_days for change in changes)


def test_an_emptied_rule_withdraws_what_is_open(quarterly, by):
    record_performance(
        deadline=deadline("Q2 FY2026"),
        by=by,
        dispatched_on=None,
        arrived_on=day("2026-11-12"),
        means="writing",
    )
    save(quarterly, new(quarterly, ""), by)
    kinds = {
        str(d.period): d.current.kind
        for d in Deadline.objects.filter(obligation=quarterly).with_places()
        if d.current
    }
    assert kinds.pop("Q2 FY2026") == "date"
    assert set(kinds.values()) == {"withdrawn"}


def test_who_and_why_stand_in_the_history_at_the_instant_of_the_version(quarterly, by):
    quarterly.title = "Furnish quarterly figures"
    save(quarterly, new(quarterly, THIRTY), by)
    record = quarterly.history.order_by("-history_id").first()
    assert record is not None
    assert (record.history_user, record.history_change_reason) == (by, "Read again")
    assert record.history_date == quarterly.versions.latest("pk").recorded_at
    assert record.title == "Furnish quarterly figures"


def test_another_field_alone_adds_no_version(quarterly, by):
    before = rows()
    quarterly.title = "Furnish quarterly figures"
    assert save(quarterly, None, by) == []
    assert Obligation.objects.get(pk=quarterly.pk).title == "Furnish quarterly figures"
    assert [after - was for after, was in zip(rows(), before, strict=True)] == [0, 0, 0, 0, 1]


def test_who_comes_second_learns_who_was_first(quarterly, by):
    seen = state_of(quarterly)
    first, second = (Obligation.objects.get(pk=quarterly.pk) for _ in range(2))
    save(first, new(first, THIRTY), by)
    before = rows()
    second.title = "Other"
    asked = partial(preview_obligation, obligation=second, version=None, today=TODAY, seen=seen)
    saved = partial(change_obligation, **asked.keywords, why="Shorter", by=UserFactory())
    for attempt in (asked, saved):
        with pytest.raises(ChangedMeanwhile) as raised:
            attempt()
        assert raised.value.by == by
    assert rows() == before


def test_a_version_that_a_file_brought_counts_as_a_change(quarterly, by):
    seen = state_of(quarterly)
    version = ObligationVersionFactory(obligation=quarterly, rule=THIRTY)
    with pytest.raises(ChangedMeanwhile) as raised:
        preview_obligation(obligation=quarterly, version=None, today=TODAY, seen=seen)
    assert (raised.value.by, raised.value.at) == (None, version.recorded_at)


def test_the_internal_target_follows_its_number_of_days(subscription, by):
    notice = EventTypeFactory(agreement=subscription, name="our notice")
    duty = ObligationFactory(
        article=subscription.articles.first(), rule="promptly after our notice"
    )
    record_event(event_type=notice, when=When(on=day("2026-11-12")), by=by, today=TODAY)
    duty.target_days = 3
    (change,) = save(duty, None, by)
    # Friday 13, Monday 16, Tuesday 17 November.
    assert change.after.internal_target == day("2026-11-17")
    assert Deadline.objects.get(obligation=duty).current == change.after


def test_an_added_obligation_opens_its_deadlines(subscription, quarterly, by):
    added = Obligation(
        article=quarterly.article,
        key="sa-new",
        title="Send figures",
        kind="duty",
        obligor=quarterly.obligor,
    )
    changes = add_obligation(
        obligation=added, version=new(added, THIRTY, "original"), by=by, today=TODAY
    )
    # Tracked from 1 April 2026: Q4 FY2025 ended the day before and fell due on Thursday 30 April.
    assert labels(changes)[:2] == ["Q4 FY2025", "Q1 FY2026"]
    version = Deadline.objects.get(obligation=added, period=changes[0].period).current
    assert version
    assert (version.due, version.reason) == (day("2026-04-30"), "Obligation added")
    assert added.versions.get().recorded_by == by


def test_a_key_is_taken_once(quarterly, by):
    added = Obligation(article=quarterly.article, key="sa-12-1-3", title="Again", kind="duty")
    with pytest.raises(IntegrityError), transaction.atomic():
        add_obligation(obligation=added, version=new(added, ""), by=by, today=TODAY)


def test_an_instrument_that_is_not_tracked_opens_no_periods(subscription, quarterly, by):
    """Loading an agreement of 2003 must not raise its old quarters; facts count as ever."""
    agreement = AgreementFactory(tracked_from=None)
    article = ArticleFactory(agreement=agreement)
    closing = EventTypeFactory(agreement=agreement, name="closing")
    record_event(event_type=closing, when=When(on=day("2026-11-12")), by=by, today=TODAY)
    made = {}
    for key, rule in (("periodic", THIRTY), ("factual", "within 5 days after closing")):
        obligation = Obligation(
            article=article, key=key, title=key, kind="duty", obligor=quarterly.obligor
        )
        made[key] = add_obligation(
            obligation=obligation, version=new(obligation, rule, "original"), by=by, today=TODAY
        )
    assert made["periodic"] == []
    # Day 5 is Tuesday 17 November.
    assert [change.after.before_roll for change in made["factual"]] == [day("2026-11-17")]
