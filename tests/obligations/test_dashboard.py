"""The figures of the dashboard: what counts as in time, in which span, and of whom."""

from datetime import date

import pytest

from accounts.models import User
from agreements.models import Agreement, Party
from obligations.dashboard import Dashboard
from obligations.models import Deadline
from obligations.spans import coming_weeks, last_quarters
from tests.factories import (
    ArticleFactory,
    DeadlineVersionFactory,
    ObligationFactory,
    PartyFactory,
    PerformanceFactory,
    TeamFactory,
    UserFactory,
)

SUNDAY = date(2026, 11, 22)


def test_quarters_end_with_the_one_of_the_day() -> None:
    quarters = last_quarters(SUNDAY)
    assert quarters[0] == (date(2025, 1, 1), date(2025, 3, 31))
    assert quarters[-2:] == [
        (date(2026, 7, 1), date(2026, 9, 30)),
        (date(2026, 10, 1), date(2026, 12, 31)),
    ]
    assert len(quarters) == 8
    assert last_quarters(date(2026, 1, 1))[-1] == (date(2026, 1, 1), date(2026, 3, 31))


def test_weeks_run_to_sunday_and_the_first_begins_today() -> None:
    weeks = coming_weeks(SUNDAY)
    assert weeks[:2] == [(SUNDAY, SUNDAY), (date(2026, 11, 23), date(2026, 11, 29))]
    assert len(weeks) == 26
    assert coming_weeks(date(2026, 11, 25))[0] == (date(2026, 11, 25), date(2026, 11, 29))


@pytest.fixture
def us(db: None) -> Party:
    return PartyFactory(is_home=True)


@pytest.fixture
def agreement(db: None) -> Agreement:
    agreement: Agreement = ArticleFactory().agreement
    return agreement


def due(agreement: Agreement, obligor: Party, day: date, **of_obligation: object) -> Deadline:
    """A deadline whose day to act by and last day is `day`."""
    duty = ObligationFactory(
        article=ArticleFactory(agreement=agreement), obligor=obligor, **of_obligation
    )
    days = {"safe": day, "before_roll": day, "due": day}
    version = DeadlineVersionFactory(deadline__obligation=duty, **days)
    deadline: Deadline = version.deadline
    return deadline


def perform(deadline: Deadline, day: date, **said: object) -> None:
    PerformanceFactory(deadline=deadline, dispatched_on=day, arrived_on=day, **said)


def person() -> User:
    return UserFactory(role="auditor")


def test_the_rate_of_a_quarter(agreement: Agreement, us: Party) -> None:
    for day in (1, 2):
        perform(due(agreement, us, date(2026, 10, day)), date(2026, 10, day))
    perform(due(agreement, us, date(2026, 10, 3)), date(2026, 10, 5))
    perform(due(agreement, us, date(2026, 10, 4)), date(2026, 10, 4), needs_verification=True)
    due(agreement, us, date(2026, 10, 5))
    due(agreement, us, date(2026, 12, 1))
    perform(due(agreement, us, date(2026, 9, 30)), date(2026, 9, 30))
    *_earlier, before, now = Dashboard(person(), SUNDAY).by_quarter()
    assert [n.count for n in (now.on_time, now.late, now.overdue, now.pending)] == [2, 1, 1, 1]
    assert now.percent == 50
    assert (before.on_time.count, before.percent) == (1, 100)
    assert now.label == "Oct–Dec 2026"
    assert _earlier[0].percent is None


def test_a_rate_is_never_rounded_up(agreement: Agreement, us: Party) -> None:
    for _n in range(2):
        perform(due(agreement, us, date(2026, 10, 1)), date(2026, 10, 1))
    due(agreement, us, date(2026, 10, 1))
    assert Dashboard(person(), SUNDAY).by_quarter()[-1].percent == 66


def test_what_others_owe_does_not_count(agreement: Agreement, us: Party) -> None:
    perform(due(agreement, PartyFactory(), date(2026, 10, 1)), date(2026, 10, 1))
    perform(due(agreement, PartyFactory(parent=us), date(2026, 10, 1)), date(2026, 10, 1))
    due(agreement, PartyFactory(), date(2026, 12, 1))
    figures = Dashboard(person(), SUNDAY)
    assert figures.by_quarter()[-1].on_time.count == 1
    assert sum(week.number.count for week in figures.load()) == 0


def test_owners_and_what_nobody_owns(agreement: Agreement, us: Party) -> None:
    team = TeamFactory(name="Finance")
    TeamFactory(name="Idle")
    due(agreement, us, date(2026, 10, 1), team=team)
    perform(due(agreement, us, date(2026, 10, 1)), date(2026, 10, 1))
    figures = Dashboard(person(), SUNDAY)
    assert [(row.label, row.percent) for row in figures.by_owner()] == [
        ("Finance", 0),
        ("No team", 100),
    ]
    assert [(row.label, row.percent) for row in figures.by_instrument()] == [(str(agreement), 50)]


def test_ages_run_from_the_day_to_act_by(agreement: Agreement, us: Party) -> None:
    for day in ("2026-11-21", "2026-11-15", "2026-11-14", "2025-11-22", "2025-11-21", "2020-01-06"):
        due(agreement, us, date.fromisoformat(day))
    due(agreement, us, SUNDAY)
    counts = [(row.label, row.number.count) for row in Dashboard(person(), SUNDAY).ages()]
    assert counts == [
        ("up to 7 days", 2),
        ("8 to 30 days", 1),
        ("31 to 90 days", 0),
        ("91 to 365 days", 1),
        ("more than a year", 2),
    ]


def test_the_load_of_the_coming_weeks(agreement: Agreement, us: Party) -> None:
    for day in ("2026-11-21", "2026-11-22", "2026-11-23", "2026-11-29", "2027-05-16", "2027-05-17"):
        due(agreement, us, date.fromisoformat(day))
    perform(due(agreement, us, date(2026, 11, 24)), date(2026, 11, 20))
    weeks = Dashboard(person(), SUNDAY).load()
    counts = [week.number.count for week in weeks]
    assert counts == [1, 2, *[0] * 23, 1]
    assert weeks[1].label == "Mon 23 Nov 2026 to Sun 29 Nov 2026"
    assert weeks[1].bar[0].width == 100
