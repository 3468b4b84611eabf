"""What had been recorded by a day, compared with what was read on that day itself."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.apps import apps
from django.db import ProgrammingError, connection

from accounts.models import Role
from obligations.access import COUNTS
from obligations.as_recorded import OF_TODAY, SCHEMA, drop_views, install_views, recorded_before
from obligations.models import (
    Breach,
    Comment,
    Consent,
    Deadline,
    Decision,
    Event,
    EventType,
    Notice,
    Obligation,
    ObligationVersion,
    Performance,
)
from obligations.services import (
    When,
    confirm_decision,
    record_event,
    record_extension,
    record_performance,
    reject_performance,
    verify_performance,
    withdraw_event,
    withdraw_performance,
)
from obligations.services.breaches import record_breach, remedy_breach
from tests.factories import (
    CommentFactory,
    EventTypeFactory,
    LawyerFactory,
    ObligationFactory,
    ObligationVersionFactory,
    PartyFactory,
    UserFactory,
)
from tests.recorded import date_back

pytestmark = pytest.mark.django_db
TOKYO = ZoneInfo("Asia/Tokyo")
COUNTED: list[Any] = [
    Event,
    Performance,
    Decision,
    Breach,
    Consent,
    Notice,
    Comment,
    ObligationVersion,
]


def end_of(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(), TOKYO)


def read(*days: date) -> dict[str, Any]:
    """All that follows from the records, as of each of some days."""
    return {
        "deadlines": {day: list(_deadlines(day)) for day in days},
        "counts": [Deadline.objects.as_of(day).count_by_status() for day in days],
        "breaches": [[(row.pk, row.state) for row in Breach.objects.as_of(day)] for day in days],
        "events": sorted(Event.objects.effective().values_list("pk", flat=True)),
        "performed": sorted(Performance.objects.effective().values_list("pk", flat=True)),
        "decided": sorted(Decision.objects.effective().values_list("pk", flat=True)),
        "numbers": {model.__name__: model.objects.count() for model in COUNTED},
    }


def _deadlines(day: date) -> Iterator[tuple[object, ...]]:
    for row in Deadline.objects.as_of(day).with_dates().order_by("pk"):
        current = row.current
        assert current is not None
        shown = (row.act_by, row.performed_on, row.partly_on, row.waived_on, row.extended_until)
        yield row.pk, row.status, *shown, current.pk, current.due, current.kind


class Story:
    """What is recorded from day to day under one obligation, to be verified by a second person."""

    def __init__(self) -> None:
        self.home = PartyFactory.create(is_home=True)
        self.duty = ObligationFactory.create(obligor=self.home, review="verification")
        self.closing = EventTypeFactory.create(
            agreement=self.duty.article.agreement, name="closing"
        )
        self.clerk = UserFactory.create()
        self.lawyers = [LawyerFactory.create(), LawyerFactory.create()]

    @property
    def deadline(self) -> Deadline:
        deadline: Deadline = self.duty.deadlines.get()
        return deadline

    def close(self, today: date) -> None:
        """The closing of 2 November 2026: thirty days end on Wednesday 2 December."""
        record_event(
            event_type=self.closing, when=When(on=date(2026, 11, 2)), by=self.clerk, today=today
        )

    def correct(self, today: date) -> None:
        """It was on 4 November: they end on Friday 4 December."""
        record_event(
            event_type=self.closing,
            when=When(on=date(2026, 11, 4)),
            by=self.clerk,
            today=today,
            corrects=Event.objects.effective().get(),
            reason="Misread",
        )

    def extend(self, today: date) -> None:
        record_extension(
            deadline=self.deadline,
            by=self.lawyers[0],
            today=today,
            on=date(2026, 11, 6),
            until=date(2026, 12, 18),
            reason="The auditors are late",
            document="Letter 7",
        )

    def confirm(self, today: date) -> None:
        confirm_decision(
            decision=Decision.objects.unconfirmed().get(), by=self.lawyers[1], today=today
        )

    def perform(self, today: date, on: date = date(2026, 11, 7)) -> None:
        """Recorded days after it was done."""
        record_performance(
            deadline=self.deadline, by=self.clerk, dispatched_on=on, arrived_on=on, means="writing"
        )

    def perform_again(self, today: date) -> None:
        self.perform(today, on=date(2026, 11, 8))

    def reject(self, today: date) -> None:
        reject_performance(
            performance=Performance.objects.unverified().get(),
            by=self.lawyers[0],
            today=today,
            reason="Unsigned",
        )

    def verify(self, today: date) -> None:
        verify_performance(
            performance=Performance.objects.unverified().get(), by=self.lawyers[1], today=today
        )

    def undo(self, today: date) -> None:
        withdraw_performance(
            performance=Performance.objects.accepted().get(), by=self.clerk, note="Another matter"
        )

    def say(self, today: date) -> None:
        CommentFactory.create(deadline=self.deadline, recorded_by=self.clerk)

    def fail(self, today: date) -> None:
        """Known since 9 November."""
        record_breach(
            obligation=self.duty,
            party=self.home,
            happened_on=date(2026, 11, 8),
            known_on=date(2026, 11, 9),
            what="Sent to another address",
            reason="An old list",
            by=self.clerk,
            today=today,
            deadline=self.deadline,
        )

    def remedy(self, today: date) -> None:
        breach = Breach.objects.get()
        remedy_breach(breach=breach, on=date(2026, 11, 10), note="Sent", by=self.clerk)

    def withdraw(self, today: date) -> None:
        withdraw_event(
            event=Event.objects.effective().get(), by=self.clerk, today=today, reason="Another deal"
        )


def test_what_was_recorded_by_a_day_reads_as_it_did_on_that_day() -> None:
    """Each step is recorded on a day of its own, and read then; at the end all days are asked."""
    story = Story()
    steps: list[Callable[[date], None]] = [
        *(story.close, story.correct, story.extend, story.confirm, story.perform),
        *(story.reject, story.perform_again, story.verify, story.say, story.fail, story.remedy),
        *(story.undo, story.withdraw),
    ]
    days = [date(2026, 11, 10) + timedelta(days=3 * number) for number in range(len(steps))]
    asked = [date(2026, 11, 1), date(2026, 11, 3), date(2026, 11, 8), *days, date(2027, 1, 4)]
    date_back(date(2026, 11, 1))
    held: dict[date, dict[str, Any]] = {}
    for step, day in zip(steps, days, strict=True):
        with time_machine.travel(datetime.combine(day, time(12), TOKYO), tick=False):
            step(day)
        date_back(day)
        held[day] = read(*asked)
    found = {}
    for day in days:
        with recorded_before(end_of(day)):
            found[day] = read(*asked)
        assert found[day] == held[day], day
    assert len({repr(each) for each in found.values()}) == len(days)  # each step changed something
    assert read(*asked) == held[days[-1]]


def test_the_prepared_counts_are_those_of_what_was_recorded() -> None:
    story, auditor = Story(), UserFactory.create(role=Role.AUDITOR)
    date_back(date(2026, 11, 1))
    story.close(date(2026, 11, 10))
    date_back(date(2026, 11, 10))
    asked = date(2026, 11, 9)
    assert COUNTS(auditor, day=asked) == [{"status": "open", "number": 1}]
    with recorded_before(end_of(asked)):
        assert COUNTS(auditor, day=asked) == []
    assert COUNTS(auditor, day=asked) == [{"status": "open", "number": 1}]


@pytest.mark.parametrize(
    ("at", "number"), [(time(23, 59, 59, 999_999), 1), (time(0), 0)], ids=["that day", "midnight"]
)
def test_a_day_ends_at_midnight_in_tokyo(at: time, number: int) -> None:
    CommentFactory.create()
    date_back(date(2026, 11, 10) if number else date(2026, 11, 11), at)
    with recorded_before(datetime(2026, 11, 10, 15, tzinfo=UTC)):
        assert Comment.objects.count() == number


def test_an_obligation_is_known_since_its_first_rule() -> None:
    old, new = ObligationFactory.create(), ObligationFactory.create()
    date_back(date(2026, 11, 1))
    without = ObligationFactory.create()
    ObligationVersionFactory.create(obligation=old, rule="within 10 days after closing")
    date_back(date(2026, 11, 20))
    with recorded_before(end_of(date(2026, 11, 19))):
        assert set(Obligation.objects.all()) == {old, new}
        assert old.versions.get().rule == "within 30 days after closing"
    assert without in Obligation.objects.all()


def test_the_usual_tables_are_back_after_the_block_whatever_happened_in_it() -> None:
    CommentFactory.create()
    before = end_of(date(2003, 11, 1))
    with recorded_before(before):
        assert not Comment.objects.exists()
    assert Comment.objects.count() == 1
    with pytest.raises(ValueError, match="gone wrong"), recorded_before(before):
        raise ValueError("gone wrong")
    assert Comment.objects.count() == 1
    with recorded_before(before), connection.cursor() as cursor, pytest.raises(ProgrammingError):
        cursor.execute("SELECT nothing FROM nowhere")  # a page turns this into an answer
    assert Comment.objects.count() == 1


def test_every_table_that_tells_when_it_was_recorded_has_its_view() -> None:
    telling = {
        model._meta.db_table  # noqa: SLF001
        for model in apps.get_models()
        if any(field.column == "recorded_at" for field in model._meta.concrete_fields)  # noqa: SLF001
    }
    with connection.cursor() as cursor:
        cursor.execute("SELECT viewname FROM pg_views WHERE schemaname = %s", [SCHEMA])
        views = {name for (name,) in cursor.fetchall()}
    assert {name for name in telling if not name.startswith(OF_TODAY)} <= views
    assert not {name for name in views if name.startswith(OF_TODAY)}
    assert views - telling >= {"obligations_deadline", "obligations_deadlinestate"}


def test_views_give_way_to_migrations_and_come_back() -> None:
    drop_views(using="default", plan=[("a migration", False)])
    with pytest.raises(ProgrammingError), recorded_before(end_of(date(2026, 11, 10))):
        pass
    install_views(using="default")
    with recorded_before(end_of(date(2003, 11, 10))):
        assert not Deadline.objects.exists()
        assert not EventType.objects.filter(events__isnull=False).exists()


def test_without_migrations_the_views_stay() -> None:
    drop_views(using="default", plan=[])
    with connection.cursor() as cursor:
        oid = "SELECT to_regnamespace(%s)::oid"
        cursor.execute(oid, [SCHEMA])
        before = cursor.fetchone()
        install_views(using="default")
        cursor.execute(oid, [SCHEMA])
        assert cursor.fetchone() == before != (None,)
