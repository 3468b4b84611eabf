"""The periodic opening of deadlines: every tracked instrument, each on its own."""

from datetime import date

import pytest
from django.db import connection

from obligations.models import Deadline
from obligations.tasks import open_coming_deadlines
from tests.factories import FiscalYearFactory, ObligationFactory, PartyFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def iij(time_machine):
    time_machine.move_to("2026-11-06 09:00 +0900", tick=False)
    party = PartyFactory(is_home=True)
    FiscalYearFactory(party=party)
    return party


def quarterly(iij, *, tracked_from=date(2026, 4, 1), rule="the end of each fiscal quarter"):
    return ObligationFactory(
        article__agreement__tracked_from=tracked_from,
        obligor=iij,
        rule=f"within 45 days after {rule}",
    )


def opened(obligation):
    """The contractual days, in order."""
    days = Deadline.objects.filter(obligation=obligation).order_by("current__before_roll")
    return list(days.values_list("current__before_roll", flat=True))


def test_the_deadlines_of_the_coming_two_years_are_opened(iij):
    obligation = quarterly(iij)
    open_coming_deadlines()
    days = opened(obligation)
    assert days[:3] == [date(2026, 8, 14), date(2026, 11, 14), date(2027, 2, 14)]
    assert days[-1] == date(2028, 11, 14)
    assert len(days) == 10


def test_running_twice_opens_nothing_more(iij):
    obligation = quarterly(iij)
    open_coming_deadlines()
    versions = list(Deadline.objects.values_list("current", flat=True))
    open_coming_deadlines()
    assert list(Deadline.objects.values_list("current", flat=True)) == versions
    assert len(opened(obligation)) == 10


def test_an_instrument_that_is_not_tracked_opens_nothing(iij):
    obligation = quarterly(iij, tracked_from=None)
    open_coming_deadlines()
    assert opened(obligation) == []


def test_an_instrument_that_cannot_be_computed_does_not_stop_the_others(iij):
    broken = quarterly(iij, rule="the beginning of wisdom")
    healthy = quarterly(iij)
    open_coming_deadlines()
    assert opened(broken) == []
    assert len(opened(healthy)) == 10


def test_a_tick_does_nothing_while_another_one_is_at_it(iij):
    obligation = quarterly(iij)
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(hashtext('open_coming_deadlines'))")
        open_coming_deadlines()
        assert opened(obligation) == []
        with other.cursor() as cursor:  # a closed connection lets go only when its server ends
            cursor.execute("SELECT pg_advisory_unlock_all()")
    finally:
        other.close()
    open_coming_deadlines()
    assert len(opened(obligation)) == 10
