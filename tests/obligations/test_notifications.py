"""Who is told of a change of owner, rule or days: owner and backup, not who did it; one line."""

from datetime import date
from typing import Any

import pytest

from accounts.models import Team, User
from agreements.models import Agreement
from obligations.models import CalendarDay, Deadline, Notification, Obligation, ObligationVersion
from obligations.recomputing import request_recomputation, run_recomputation
from obligations.services import When, change_obligation, record_event, state_of
from obligations.services.assigning import assign_obligations
from tests.factories import (
    AgreementReaderFactory,
    EventTypeFactory,
    ObligationFactory,
    TeamFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 22)


@pytest.fixture
def team() -> Team:
    return TeamFactory(name="Finance", backup=UserFactory())


@pytest.fixture
def quarterly(subscription: Agreement, team: Team) -> Obligation:
    """12.1(3), which Finance answers for."""
    return given_to("sa-12-1-3", team)


def given_to(key: str, team: Team) -> Obligation:
    Obligation.objects.filter(key=key).update(team=team)
    return Obligation.objects.with_places().get(key=key)


def lines(person: User | None) -> list[tuple[str, str]]:
    """What the inbox of a person says besides reminders."""
    assert person is not None
    found = Notification.objects.in_inbox_of(person).with_places()
    return [(row.title, row.text) for row in found]


class TestOwner:
    def test_the_old_and_the_new_team_are_told_in_one_line(
        self, subscription: Agreement, quarterly: Obligation, team: Team, by: User
    ) -> None:
        other = given_to("sa-12-1-2", team)
        legal = TeamFactory(name="Legal", backup=by)
        seen = {row.pk: team.pk for row in (quarterly, other)}
        assign_obligations(seen=seen, team=legal, by=by)
        said = [
            ("Subscription Agreement", "2 obligations are answered for by Legal now."),
        ]
        assert lines(team.responsible) == lines(team.backup) == lines(legal.responsible) == said
        assert lines(by) == []

    def test_one_obligation_is_named(self, quarterly: Obligation, team: Team, by: User) -> None:
        assign_obligations(seen={quarterly.pk: team.pk}, team=TeamFactory(name="Legal"), by=by)
        assert lines(team.responsible) == [
            (quarterly.title, "1 obligation is answered for by Legal now.")
        ]

    def test_an_unchanged_team_is_no_change(
        self, quarterly: Obligation, team: Team, by: User
    ) -> None:
        assign_obligations(seen={quarterly.pk: team.pk}, team=team, by=by)
        assert not Notification.objects.exists()

    def test_the_form_of_an_obligation_tells_too(
        self, quarterly: Obligation, team: Team, by: User
    ) -> None:
        legal = TeamFactory(name="Legal")
        quarterly.team = legal
        change_obligation(
            obligation=quarterly, version=None, why="", by=by, today=TODAY, seen=state_of(quarterly)
        )
        assert lines(team.backup) == lines(legal.responsible)
        assert lines(team.backup)[0][1] == "1 obligation is answered for by Legal now."

    def test_nobody_is_told_who_must_not_know_or_has_left(
        self, quarterly: Obligation, team: Team, by: User
    ) -> None:
        Agreement.objects.update(restricted=True)
        AgreementReaderFactory(
            agreement=quarterly.article.agreement, user=team.responsible, granted_by=by
        )
        legal = TeamFactory(responsible=UserFactory(is_active=False), backup=UserFactory())
        assign_obligations(seen={quarterly.pk: team.pk}, team=legal, by=by)
        assert [row.person for row in Notification.objects.all()] == [team.responsible]


def test_a_new_rule_tells_the_rule_and_how_many_days_changed(
    quarterly: Obligation, team: Team, by: User
) -> None:
    version = ObligationVersion(
        obligation=quarterly,
        rule="within 30 days after the end of each fiscal quarter",
        reason="correction",
    )
    changes = change_obligation(
        obligation=quarterly, version=version, why="", by=by, today=TODAY, seen=state_of(quarterly)
    )
    moved = [change for change in changes if not change.is_new]
    assert lines(team.responsible) == [
        (
            quarterly.title,
            "The rule reads now: within 30 days after the end of each fiscal quarter",
        ),
        (
            "Subscription Agreement",
            f"The days of {len(moved)} deadlines changed: Reading of the rule corrected.",
        ),
    ]
    assert len(moved) == Deadline.objects.filter(obligation=quarterly).count() > 1


class TestDays:
    @pytest.fixture
    def after_closing(self, subscription: Agreement, team: Team) -> Obligation:
        article = subscription.articles.get(number="12.1(3)")
        return ObligationFactory(article=article, rule="within 10 days after demo call", team=team)

    def test_a_corrected_fact_tells_what_it_moved_and_a_new_one_nothing(
        self, subscription: Agreement, after_closing: Obligation, team: Team, by: User
    ) -> None:
        kind = EventTypeFactory(agreement=subscription, name="demo call")
        said: dict[str, Any] = {"event_type": kind, "by": by, "today": TODAY}
        event = record_event(when=When(on=date(2026, 11, 9)), **said).event
        assert not Notification.objects.exists()
        record_event(when=When(on=date(2026, 11, 16)), corrects=event, reason="Later", **said)
        (row,) = Notification.objects.in_inbox_of(team.responsible)
        assert (row.deadline, row.by) == (Deadline.objects.get(obligation=after_closing), by)
        assert row.text == "The days of 1 deadline changed: Fact corrected."
        assert lines(team.backup) == lines(team.responsible)

    def test_who_corrected_it_is_not_told(
        self, subscription: Agreement, after_closing: Obligation, team: Team
    ) -> None:
        kind = EventTypeFactory(agreement=subscription, name="demo call")
        said: dict[str, Any] = {"event_type": kind, "by": team.responsible, "today": TODAY}
        event = record_event(when=When(on=date(2026, 11, 9)), **said).event
        record_event(when=When(on=date(2026, 11, 16)), corrects=event, reason="Later", **said)
        assert lines(team.responsible) == []
        assert len(lines(team.backup)) == 1

    def test_a_holiday_tells_what_it_moved(
        self, subscription: Agreement, quarterly: Obligation, team: Team
    ) -> None:
        CalendarDay.objects.create(country="japan", day=date(2027, 2, 15), reason="Typhoon")
        asked = request_recomputation(reason="A typhoon", by=None)
        run_recomputation(recomputation=asked, today=TODAY)
        ((_title, said),) = lines(team.responsible)
        assert said == "The days of 1 deadline changed: A typhoon."
