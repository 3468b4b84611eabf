"""Two people, two workers: the database decides, nothing is written twice or lost."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier
from threading import Event as Signal
from time import sleep
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from agreements.models import FiscalYear
from obligations.models import Deadline, DeadlineVersion, Event
from obligations.services import When, open_coming_deadlines, record_event
from tests.factories import (
    AgreementFactory,
    ArticleFactory,
    EventTypeFactory,
    FiscalYearFactory,
    ObligationFactory,
    PartyFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db(transaction=True)
TODAY = date(2026, 11, 22)


def at_once(*calls: Callable[[], Any]) -> list[Any]:
    """What each call gave or raised; all start together, each on its own connection."""
    start = Barrier(len(calls))

    def run(call: Callable[[], Any]) -> Any:
        try:
            connection.ensure_connection()
            start.wait(timeout=10)
            return call()
        except IntegrityError as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


@pytest.fixture
def agreement():
    return AgreementFactory.create(tracked_from=date(2026, 4, 1))


@pytest.fixture
def fact(agreement):
    event_type = EventTypeFactory.create(agreement=agreement, name="receipt of notice")
    article = ArticleFactory.create(agreement=agreement)
    ObligationFactory.create(article=article, rule="within 14 days from receipt of notice")
    return record_event(
        event_type=event_type, when=When(on=date(2026, 11, 12)), by=UserFactory(), today=TODAY
    ).event


def test_two_people_correct_one_fact(fact):
    """One correction counts; the other person learns that somebody was first."""
    people = [UserFactory.create(), UserFactory.create()]

    def correct(by, day):
        return record_event(
            event_type=fact.type,
            when=When(on=date(2026, 11, day)),
            by=by,
            today=TODAY,
            corrects=fact,
            reason="Misread",
        )

    results = at_once(lambda: correct(people[0], 13), lambda: correct(people[1], 16))
    failed = [result for result in results if isinstance(result, IntegrityError)]
    assert len(failed) == 1
    assert Event.objects.count() == 2
    current = Deadline.objects.get().current
    assert current is not None
    assert current.anchored_on == Event.objects.effective().get().happened_on
    assert current.number == 2


def test_two_facts_of_one_window(agreement):
    """Whoever comes second sees the first one's fact, though it was not committed yet."""
    for name in ("closing", "election"):
        EventTypeFactory.create(agreement=agreement, name=name)
    article = ArticleFactory.create(agreement=agreement)
    ObligationFactory.create(article=article, rule="from closing until election")
    by, closed = UserFactory.create(), Signal()

    def record(name: str, day: int) -> None:
        event_type = agreement.event_types.get(name=name)
        when = When(on=date(2026, 11, day))
        record_event(event_type=event_type, when=when, by=by, today=TODAY)

    def close() -> None:
        with transaction.atomic():
            record("closing", 2)
            closed.set()
            sleep(0.3)

    def elect() -> None:
        assert closed.wait(timeout=10)
        record("election", 9)

    assert at_once(close, elect) == [None, None]
    current = Deadline.objects.get().current
    assert current is not None
    assert current.due == date(2026, 11, 9)


def test_two_workers_open_the_same_deadlines(agreement):
    home = PartyFactory.create(is_home=True)
    FiscalYearFactory.create(party=home, start=date(2026, 4, 1))
    article = ArticleFactory.create(agreement=agreement)
    ObligationFactory.create(
        article=article, obligor=home, rule="within 45 days after the end of each fiscal quarter"
    )

    def work() -> int:
        return len(open_coming_deadlines(agreement=agreement, today=TODAY))

    counts = at_once(work, work)
    # Quarters that end from June 2026 to September 2028.
    assert sorted(counts) == [0, 10]
    assert DeadlineVersion.objects.count() == Deadline.objects.count() == 10


def test_two_agreements_roll_the_years_of_the_same_parties(agreement):
    """Neither a deadlock nor an overlapping year, whatever the order of their parties."""
    parties = [PartyFactory.create(is_home=True), PartyFactory.create()]
    for party in parties:
        FiscalYearFactory.create(party=party, start=date(2026, 4, 1))
    agreements = [agreement, AgreementFactory.create(tracked_from=date(2026, 4, 1))]
    for instrument, order in zip(agreements, (parties, parties[::-1]), strict=True):
        for party in order:
            instrument.agreement_parties.create(party=party, role="Party")
    results = at_once(
        *[lambda a=a: open_coming_deadlines(agreement=a, today=TODAY) for a in agreements]
    )
    assert results == [[], []]
    labels = FiscalYear.objects.filter(party=parties[0]).order_by("start").values_list("label")
    assert [label for (label,) in labels] == ["FY2026", "FY2027", "FY2028"]


def test_a_fact_and_the_periodic_work_at_once(agreement, fact):
    """Both see the other's rows; the deadline gets the versions of the facts, no more."""
    by = UserFactory.create()

    def correct():
        return record_event(
            event_type=fact.type,
            when=When(on=date(2026, 11, 13)),
            by=by,
            today=TODAY,
            corrects=fact,
            reason="Misread",
        )

    at_once(correct, lambda: open_coming_deadlines(agreement=agreement, today=TODAY))
    due = DeadlineVersion.objects.order_by("number").values_list("due", flat=True)
    assert list(due) == [date(2026, 11, 26), date(2026, 11, 27)]
