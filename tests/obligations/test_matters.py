"""Matters: who is let in, for how long, what is kept, and that nothing leaks to who is outside."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from audit.models import Entry
from audit.visibility import visible_entries
from obligations.matter_querysets import hidden_deadlines, kept_outside
from obligations.matters import known_changes
from obligations.mentions import people_who_may_know
from obligations.models import (
    Deadline,
    Decision,
    Event,
    Evidence,
    Matter,
    MatterGrant,
    MatterGrantEnd,
    MatterReading,
    Obligation,
    ObligationVersion,
    Performance,
)
from obligations.planning import Change
from obligations.services import When, preview_obligation, record_event, state_of
from obligations.services.matters import (
    AlreadyInMatter,
    AlreadyLetIn,
    NobodyLeft,
    close_matter,
    end_access,
    end_overdue_access,
    let_in,
    note_readings,
    open_matter,
)
from tests.factories import DecisionFactory, LawyerFactory, PerformanceFactory, UserFactory
from tests.obligations.views.conftest import (
    SUNDAY,
    event_type,
    loaded,
    officer,
    quarterly,
    sign_in,
    sunday,
)

__all__ = ["loaded", "officer", "quarterly", "sign_in", "sunday"]
HUSH = "Hush about the umbrella"


@pytest.fixture
def lawyer() -> User:
    return User.objects.get(email="legal@demo.localhost")


@pytest.fixture
def outsider() -> User:
    return User.objects.get(email="compliance@demo.localhost")


@pytest.fixture
def matter(quarterly: Deadline, lawyer: User) -> Matter:
    """The quarterly statements before their release: Kenji Sato alone is let in."""
    return start(quarterly, lawyer)


def start(about: Deadline | Event, by: User) -> Matter:
    return open_matter(
        about=about, title=HUSH, reason="Not released", bound_on=date(2026, 11, 20), by=by
    )


def enter(matter: Matter, person: User, *, until: date | None = None) -> MatterGrant:
    return let_in(
        matter=matter,
        person=person,
        reason="Prepares the figures",
        bound_on=date(2026, 11, 20),
        until=until,
        by=matter.opened_by,
    )


@pytest.fixture
def notice(lawyer: User) -> Event:
    """NTT received a notice of additional shares on Thursday 12 November 2026 (14.2)."""
    return record_event(
        event_type=event_type("receipt of issuance notice"),
        when=When(on=date(2026, 11, 12)),
        by=lawyer,
        today=SUNDAY,
        note=HUSH,
    ).event


def test_whoever_opens_a_matter_is_let_in_and_nobody_else(
    quarterly: Deadline, matter: Matter, lawyer: User, outsider: User
) -> None:
    administrator = User.objects.get(email="admin@demo.localhost")
    auditor = User.objects.get(email="auditor@demo.localhost")
    knowing = [
        person.email
        for person in (lawyer, outsider, administrator, auditor)
        if Deadline.objects.visible_to(person).filter(pk=quarterly.pk).exists()
    ]
    assert knowing == ["legal@demo.localhost", "auditor@demo.localhost"]
    assert [row.person for row in MatterGrant.objects.standing()] == [lawyer]
    assert hidden_deadlines(outsider) == {quarterly.pk}
    assert hidden_deadlines(lawyer) == hidden_deadlines(auditor) == set()


def test_a_fact_takes_along_all_deadlines_that_it_anchors_also_later_ones(
    notice: Event, lawyer: User, outsider: User
) -> None:
    anchored = set(Deadline.objects.filter(event=notice).values_list("pk", flat=True))
    assert anchored
    assert set(Deadline.objects.visible_to(outsider).values_list("pk", flat=True)) >= anchored
    start(notice, lawyer)
    later = correct_event(notice, lawyer)
    assert not Event.objects.visible_to(outsider).filter(pk__in=[notice.pk, later.pk]).exists()
    assert Event.objects.visible_to(lawyer).filter(pk__in=[notice.pk, later.pk]).count() == 2
    anchored = set(Deadline.objects.filter(event=notice).values_list("pk", flat=True))
    assert hidden_deadlines(outsider) == anchored
    assert not Deadline.objects.visible_to(outsider).filter(pk__in=anchored).exists()


def correct_event(event: Event, by: User) -> Event:
    return record_event(
        event_type=event.type,
        when=When(on=date(2026, 11, 13)),
        by=by,
        today=SUNDAY,
        corrects=event,
        reason="It arrived a day later",
    ).event


def test_what_hangs_on_a_deadline_goes_with_it(
    quarterly: Deadline, matter: Matter, lawyer: User, outsider: User
) -> None:
    act = PerformanceFactory(deadline=quarterly)
    row = DecisionFactory(deadline=quarterly)
    file = Evidence.objects.create(
        performance=act,
        name="fax.pdf",
        sha256="0" * 64,
        size=1,
        media_type="application/pdf",
        recorded_by=lawyer,
    )
    for model, pk in ((Performance, act.pk), (Decision, row.pk), (Evidence, file.pk)):
        assert not model.objects.visible_to(outsider).filter(pk=pk).exists()
        assert model.objects.visible_to(lawyer).filter(pk=pk).exists()


def test_a_person_let_in_knows_it_until_access_ends(
    quarterly: Deadline, matter: Matter, outsider: User
) -> None:
    grant = enter(matter, outsider)
    assert hidden_deadlines(outsider) == set()
    assert Matter.objects.visible_to(outsider).contains(matter)
    end_access(grant=grant, reason="Left the team", by=matter.opened_by)
    assert hidden_deadlines(outsider) == {quarterly.pk}
    assert not Matter.objects.visible_to(outsider).exists()
    with pytest.raises(IntegrityError), transaction.atomic():
        end_access(grant=grant, reason="Again", by=matter.opened_by)
    enter(matter, outsider)
    assert hidden_deadlines(outsider) == set()


def test_access_ends_by_itself_after_its_last_day(
    quarterly: Deadline, matter: Matter, outsider: User
) -> None:
    """The worker ends it once the last day is over in Tokyo; twice or late does no harm."""
    grant = enter(matter, outsider, until=date(2026, 11, 25))
    over = datetime(2026, 11, 26, tzinfo=ZoneInfo("Asia/Tokyo"))
    end_overdue_access(now=over - timedelta(seconds=1))
    assert hidden_deadlines(outsider) == set()
    for _ in range(2):
        end_overdue_access(now=over)
    assert hidden_deadlines(outsider) == {quarterly.pk}
    end = MatterGrantEnd.objects.get()
    assert (end.grant, end.ended_by, end.reason) == (grant, None, "Its last day is over.")


def test_a_closed_matter_hides_nothing_and_stays_on_record(
    matter: Matter, lawyer: User, outsider: User
) -> None:
    close_matter(matter=matter, reason="Released", by=lawyer)
    assert hidden_deadlines(outsider) == set()
    assert not Matter.objects.visible_to(outsider).exists()
    assert Matter.objects.visible_to(lawyer).contains(matter)
    with pytest.raises(IntegrityError), transaction.atomic():
        close_matter(matter=matter, reason="Again", by=lawyer)


def test_nothing_happens_twice(
    quarterly: Deadline, matter: Matter, lawyer: User, outsider: User
) -> None:
    with pytest.raises(AlreadyInMatter) as already:
        start(quarterly, lawyer)
    assert already.value.matter == matter
    enter(matter, outsider)
    with pytest.raises(AlreadyLetIn):
        enter(matter, outsider)
    note_readings(items=matter.items.all(), person=outsider, day=SUNDAY)
    note_readings(items=matter.items.all(), person=outsider, day=SUNDAY)
    assert MatterReading.objects.count() == 1


def test_somebody_of_legal_stays_who_can_let_others_in(matter: Matter, lawyer: User) -> None:
    own = matter.grants.get(person=lawyer)
    enter(matter, LawyerFactory(), until=date(2099, 12, 31))
    with pytest.raises(NobodyLeft):
        end_access(grant=own, reason="Leaves", by=lawyer)
    enter(matter, LawyerFactory())
    end_access(grant=own, reason="Leaves", by=lawyer)


@pytest.mark.parametrize("table", ["matter", "matteritem", "mattergrant", "mattergrantend"])
def test_records_are_append_only(matter: Matter, outsider: User, table: str) -> None:
    end_access(grant=enter(matter, outsider), reason="Left the team", by=matter.opened_by)
    for statement in ("UPDATE obligations_{} SET id = id", "DELETE FROM obligations_{}"):
        with (
            pytest.raises(Exception, match="append_only"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement.format(table))


def test_only_people_inside_can_be_mentioned(
    quarterly: Deadline, matter: Matter, lawyer: User, outsider: User
) -> None:
    auditor = User.objects.get(email="auditor@demo.localhost")
    assert people_who_may_know(quarterly) == sorted([lawyer, auditor], key=lambda p: p.name)
    enter(matter, outsider)
    assert outsider in people_who_may_know(quarterly)
    assert outsider.pk not in kept_outside(quarterly)


def test_the_trail_of_a_matter_is_for_people_inside(
    matter: Matter, lawyer: User, outsider: User
) -> None:
    enter(matter, UserFactory(name="Ken Abe"))
    tables = {"obligations_matter", "obligations_matteritem", "obligations_mattergrant"}
    entries = Entry.objects.filter(table__in=tables)
    assert {entry.table for entry in visible_entries(entries, user=lawyer)} == tables
    assert list(visible_entries(entries, user=outsider)) == []


def test_the_rule_costs_no_query_of_its_own(matter: Matter, outsider: User) -> None:
    with CaptureQueriesContext(connection) as asked:
        list(Deadline.objects.visible_to(outsider).as_of(SUNDAY))
    assert len(asked) == 1


def test_a_preview_tells_nothing_of_what_is_hidden(
    quarterly: Deadline, matter: Matter, notice: Event, lawyer: User, outsider: User
) -> None:
    """A deadline of a matter that would move, and one that a hidden fact would open."""
    start(notice, lawyer)
    moves = planned(quarterly.obligation, "within 30 days after the end of each fiscal quarter")
    assert quarterly in [row.deadline for row in known_changes(moves, lawyer)]
    seen = known_changes(moves, outsider)
    assert quarterly not in [row.deadline for row in seen]
    assert len(seen) == len(moves) - 1
    opened = planned(quarterly.obligation, "within 30 days after receipt of issuance notice")
    assert notice in [row.event for row in known_changes(opened, lawyer)]
    assert notice not in [row.event for row in known_changes(opened, outsider)]


def planned(obligation: Obligation, rule: str) -> list[Change]:
    version = ObligationVersion(obligation=obligation, rule=rule, reason="correction")
    return preview_obligation(
        obligation=obligation, version=version, today=SUNDAY, seen=state_of(obligation)
    )
