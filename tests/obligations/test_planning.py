"""Which fact belongs to which anchor, seen through the services that plan."""

from collections.abc import Callable
from datetime import date

import pytest

from agreements.models import Party
from obligations.models import Deadline, DeadlineVersion, Event, Obligation
from obligations.services import When, open_coming_deadlines, record_event, withdraw_event
from tests.factories import (
    AgreementFactory,
    ArticleFactory,
    EventTypeFactory,
    FiscalYearFactory,
    ObligationFactory,
    PartyFactory,
    StateFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 22)
EVENTS = ("closing", "election", "notice", "waiver")
Recording = Callable[[str, str], Event]


def day(text: str) -> date:
    return date.fromisoformat(text)


@pytest.fixture
def agreement():
    made = AgreementFactory.create(tracked_from=date(2003, 9, 16), policy="none")
    for name in EVENTS:
        EventTypeFactory.create(agreement=made, name=name)
    return made


@pytest.fixture
def by():
    return UserFactory.create()


@pytest.fixture
def rule(agreement):
    """An obligation of ours under the agreement, with this rule."""
    home = PartyFactory.create(is_home=True)

    def make(text: str, **fields: object):
        article = ArticleFactory.create(agreement=agreement)
        return ObligationFactory.create(article=article, obligor=home, rule=text, **fields)

    return make


@pytest.fixture
def record(agreement, by) -> Recording:
    def _record(name: str, on: str) -> Event:
        event_type = agreement.event_types.get(name=name)
        when = When(on=day(on))
        return record_event(event_type=event_type, when=when, by=by, today=TODAY).event

    return _record


def versions(obligation: Obligation) -> list[DeadlineVersion]:
    """The versions that count, in the order in which their deadlines were opened."""
    found = Deadline.objects.filter(obligation=obligation).order_by("pk").select_related("current")
    return [deadline.current for deadline in found if deadline.current]


class TestWindows:
    """`from closing until election`: the first election on or after the closing ends it."""

    @pytest.fixture
    def obligation(self, rule):
        return rule("from closing until election")

    def test_an_older_election_does_not_end_it(self, obligation, record):
        record("election", "2003-06-27")
        record("closing", "2003-09-16")
        (window,) = versions(obligation)
        assert (window.kind, window.opens, window.due) == ("open", day("2003-09-16"), None)

    def test_the_first_later_election_ends_it(self, obligation, record):
        record("closing", "2003-09-16")
        record("election", "2005-06-28")
        record("election", "2004-06-24")
        (window,) = versions(obligation)
        assert (window.kind, window.due) == ("date", day("2004-06-24"))

    def test_an_election_on_the_same_day_ends_it(self, obligation, record):
        record("closing", "2003-09-16")
        record("election", "2003-09-16")
        (window,) = versions(obligation)
        assert (window.opens, window.due) == (day("2003-09-16"), day("2003-09-16"))

    def test_withdrawing_the_election_opens_it_again(self, obligation, record, by):
        record("closing", "2003-09-16")
        election = record("election", "2004-06-24")
        withdraw_event(event=election, by=by, today=TODAY, reason="Adjourned")
        (window,) = versions(obligation)
        assert window.kind == "open"

    def test_from_a_named_day_an_older_election_does_not_end_it(self, rule, record):
        obligation = rule("from 2003-10-31 until election")
        record("election", "2003-06-27")
        assert [v.kind for v in versions(obligation)] == ["open"]
        record("election", "2004-06-24")
        assert [v.due for v in versions(obligation)] == [day("2004-06-24")]

    def test_until_an_event_the_first_one_counts(self, rule, record):
        obligation = rule("until election")
        record("election", "2005-06-28")
        record("election", "2004-06-24")
        assert [v.due for v in versions(obligation)] == [day("2004-06-24")]


class TestUnless:
    def test_without_the_event_the_obligation_arises(self, rule, record):
        obligation = rule("within 30 days after closing unless waiver")
        record("closing", "2003-09-16")
        assert [v.due for v in versions(obligation)] == [day("2003-10-16")]

    @pytest.mark.parametrize("waived", ["2003-09-01", "2003-09-16", "2003-10-01"])
    def test_before_or_after_the_only_closing_it_counts(self, rule, record, waived):
        obligation = rule("within 30 days after closing unless waiver")
        record("closing", "2003-09-16")
        record("waiver", waived)
        assert [(v.kind, v.closed_on) for v in versions(obligation)] == [("none", day(waived))]

    def test_before_the_closing_is_recorded_it_opens_a_never_arose(self, rule, record):
        obligation = rule("within 30 days after closing unless waiver")
        record("waiver", "2003-09-01")
        record("closing", "2003-09-16")
        assert [v.kind for v in versions(obligation)] == ["none"]

    def test_it_concerns_the_notice_that_it_follows_alone(self, rule, record):
        """Notices in January, March and May, a waiver in April: March is waived, no other."""
        obligation = rule("within 14 days from notice unless waiver")
        record("notice", "2026-01-10")
        record("notice", "2026-03-10")
        record("notice", "2026-05-11")
        record("waiver", "2026-04-01")
        assert [(v.kind, v.due) for v in versions(obligation)] == [
            ("date", day("2026-01-24")),
            ("none", None),
            ("date", day("2026-05-25")),
        ]

    def test_with_a_day_of_its_own_it_counts_whenever_it_happened(self, rule, record):
        obligation = rule("within 30 days after closing unless waiver on or before 2003-09-10")
        record("waiver", "2003-09-01")
        record("closing", "2003-09-16")
        assert [v.kind for v in versions(obligation)] == ["none"]

    def test_after_that_day_it_does_not_count(self, rule, record):
        obligation = rule("within 30 days after closing unless waiver on or before 2003-09-10")
        record("waiver", "2003-09-11")
        record("closing", "2003-09-16")
        assert [v.due for v in versions(obligation)] == [day("2003-10-16")]


class TestFiscalPeriods:
    def test_a_party_s_own_year_counts(self, agreement, rule):
        """A December closer's third quarter ends on 30 September, ours in December."""
        other = PartyFactory.create()
        FiscalYearFactory.create(party=other, start=date(2026, 1, 1))
        obligation = rule("within 45 days after the end of the third fiscal quarter")
        Obligation.objects.filter(pk=obligation.pk).update(obligor=other)
        FiscalYearFactory.create(party=obligation.obligor, start=date(2026, 4, 1))
        open_coming_deadlines(agreement=agreement, today=TODAY)
        assert versions(obligation)[0].before_roll == day("2026-11-14")

    def test_years_may_close_on_the_twentieth(self, agreement, rule):
        """A year from 21 March: its quarters end on 20 June, September, December and March."""
        obligation = rule("within 45 days after the end of each fiscal quarter")
        FiscalYearFactory.create(party=obligation.obligor, start=date(2026, 3, 21))
        open_coming_deadlines(agreement=agreement, today=TODAY)
        assert [v.anchored_on for v in versions(obligation)[:5]] == [
            day("2026-06-20"),
            day("2026-09-20"),
            day("2026-12-20"),
            day("2027-03-20"),
            day("2027-06-20"),
        ]

    def test_before_the_agreement_was_in_force_nothing_arises(self, agreement, rule):
        """Q1 FY2003 would have been due on 14 August 2003; in force from 16 September."""
        obligation = rule("within 45 days after the end of each fiscal quarter")
        FiscalYearFactory.create(party=obligation.obligor, start=date(2003, 4, 1))
        open_coming_deadlines(agreement=agreement, today=date(2003, 9, 16))
        assert versions(obligation)[0].anchored_on == day("2003-09-30")


class TestOtherAnchors:
    def test_a_named_day_needs_no_fact(self, agreement, rule):
        obligation = rule("on or before 2026-12-31")
        open_coming_deadlines(agreement=agreement, today=TODAY)
        (version,) = versions(obligation)
        assert (version.due, version.safe) == (day("2026-12-31"), day("2026-12-28"))

    def test_a_state_ends_when_it_is_recorded_to_have_ended(self, agreement, rule):
        obligation = rule("while equity-method affiliate")
        state = StateFactory.create(
            agreement=agreement, name="equity-method affiliate", since=day("2003-09-16")
        )
        open_coming_deadlines(agreement=agreement, today=TODAY)
        assert [v.kind for v in versions(obligation)] == ["standing"]
        state.until = day("2026-10-31")
        state.save()
        open_coming_deadlines(agreement=agreement, today=TODAY)
        assert [(v.kind, v.due) for v in versions(obligation)] == [("date", day("2026-10-31"))]

    def test_a_definition_has_no_deadline(self, agreement, rule):
        obligation = rule("at any time", kind="definition")
        obligation.versions.create(rule="")
        open_coming_deadlines(agreement=agreement, today=TODAY)
        assert versions(obligation) == []

    def test_two_obligations_follow_one_fact(self, rule, record):
        first, second = rule("within 7 days after closing"), rule("promptly after closing")
        record("closing", "2026-11-20")
        assert [v.kind for v in (*versions(first), *versions(second))] == ["date", "standard"]

    def test_another_agreement_s_fact_opens_nothing(self, rule, by):
        obligation = rule("within 7 days after closing")
        elsewhere = EventTypeFactory.create(name="closing")
        recorded = record_event(event_type=elsewhere, when=When(on=TODAY), by=by, today=TODAY)
        assert recorded.changes == []
        assert versions(obligation) == []


def test_without_any_fiscal_year_nothing_is_guessed(agreement, rule):
    obligation = rule("within 45 days after the end of each fiscal quarter")
    open_coming_deadlines(agreement=agreement, today=TODAY)
    assert versions(obligation) == []
    assert Party.objects.filter(fiscal_years__isnull=False).count() == 0
