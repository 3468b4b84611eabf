"""What the database itself refuses, whoever writes."""

from datetime import UTC, date, datetime

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.models import Model, ProtectedError

from obligations.models import Event, Performance
from tests.factories import (
    DeadlineFactory,
    DeadlineVersionFactory,
    EventFactory,
    EventTypeFactory,
    FiscalYearFactory,
    ObligationFactory,
    ObligationVersionFactory,
    PartyFactory,
    PerformanceFactory,
    StateFactory,
)

pytestmark = pytest.mark.django_db


def refused(name: str):
    """The block breaks the constraint `name`."""
    return pytest.raises(IntegrityError, match=name)


class TestOneDeadline:
    """One per obligation, subject and anchor; an absent subject or anchor equals another."""

    def test_without_an_anchor(self):
        first = DeadlineFactory.create()
        with refused("deadline_once"):
            DeadlineFactory.create(obligation=first.obligation)

    def test_for_one_event(self):
        first = DeadlineFactory.create(event=EventFactory.create())
        with refused("deadline_once"):
            DeadlineFactory.create(obligation=first.obligation, event=first.event)

    def test_for_one_period(self):
        year = FiscalYearFactory.create()
        period = year.periods.get(unit="year")
        first = DeadlineFactory.create(period=period)
        with refused("deadline_once"):
            DeadlineFactory.create(obligation=first.obligation, period=period)

    def test_subjects_have_their_own(self):
        first = DeadlineFactory.create(subject=PartyFactory.create())
        DeadlineFactory.create(obligation=first.obligation, subject=PartyFactory.create())
        DeadlineFactory.create(obligation=first.obligation)
        with refused("deadline_once"):
            DeadlineFactory.create(obligation=first.obligation, subject=first.subject)

    def test_through_sql_too(self):
        obligation = DeadlineFactory.create().obligation
        with refused("deadline_once"), connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO obligations_deadline (obligation_id) VALUES (%s)", [obligation.pk]
            )

    def test_an_anchor_is_an_event_or_a_period(self):
        period = FiscalYearFactory.create().periods.get(unit="year")
        with refused("deadline_one_anchor"):
            DeadlineFactory.create(event=EventFactory.create(), period=period)


class TestAppendOnly:
    @pytest.mark.parametrize(
        ("factory", "field", "value"),
        [
            (EventFactory, "happened_on", date(2026, 11, 13)),
            (DeadlineVersionFactory, "due", date(2027, 12, 31)),
            (ObligationVersionFactory, "rule", "at any time"),
            (PerformanceFactory, "arrived_on", date(2026, 12, 11)),
        ],
    )
    def test_rows_are_neither_changed_nor_deleted(self, factory, field, value):
        row: Model = factory.create()
        table = row._meta.db_table  # noqa: SLF001 (public API)
        writes = (f"UPDATE {table} SET {field} = '{value}'", f"DELETE FROM {table}")  # noqa: S608
        for write in writes:
            with (
                pytest.raises(DatabaseError, match="Cannot update or delete"),
                transaction.atomic(),
                connection.cursor() as cursor,
            ):
                cursor.execute(f"{write} WHERE id = {row.pk}")

    def test_not_through_the_orm_either(self):
        event = EventFactory.create()
        for write in (event.save, event.delete):
            with (
                pytest.raises(DatabaseError, match="Cannot update or delete"),
                transaction.atomic(),
            ):
                write()
        assert Event.objects.get() == event


class TestEvents:
    def correct(self, event, **fields):
        values = {"corrects": event, "root": event, "reason": "Misread", "type": event.type}
        return EventFactory.create(**values | fields)

    def test_a_fact_is_corrected_once(self):
        event = EventFactory.create()
        self.correct(event)
        with refused("corrects_id"):
            self.correct(event)

    def test_a_correction_has_a_reason(self):
        with refused("event_correction_has_a_reason"):
            self.correct(EventFactory.create(), reason="")

    def test_a_correction_knows_the_first_record(self):
        with refused("event_correction_has_a_reason"):
            self.correct(EventFactory.create(), root=None)

    def test_a_withdrawal_names_what_it_withdraws(self):
        with refused("event_correction_has_a_reason"):
            EventFactory.create(withdrawn=True)

    def test_a_fact_has_a_date(self):
        with refused("event_has_a_date"):
            EventFactory.create(happened_on=None)

    def test_an_instant_has_a_zone(self):
        with refused("event_instant_has_a_zone"):
            EventFactory.create(happened_at=datetime(2026, 11, 12, 1, 20, tzinfo=UTC))

    def test_a_zone_has_an_instant(self):
        with refused("event_instant_has_a_zone"):
            EventFactory.create(zone="Asia/Tokyo")

    def test_a_name_is_declared_once(self):
        first = EventTypeFactory.create()
        EventTypeFactory.create(name=first.name)
        with refused("event_type_once"):
            EventTypeFactory.create(name=first.name, agreement=first.agreement)


class TestVersions:
    def test_the_safe_date_is_not_after_the_contractual_day(self):
        with refused("deadline_version_safe_is_not_later"):
            DeadlineVersionFactory.create(safe=date(2026, 12, 13))

    @pytest.mark.parametrize("missing", ["due", "before_roll"])
    def test_a_date_is_known(self, missing):
        with refused("deadline_version_date_is_known"):
            DeadlineVersionFactory.create(**{missing: None})

    def test_numbers_are_given_once(self):
        first = DeadlineVersionFactory.create()
        with refused("deadline_version_once"):
            DeadlineVersionFactory.create(deadline=first.deadline, number=first.number)

    def test_an_unknown_kind(self):
        with refused("deadline_version_kind_known"):
            DeadlineVersionFactory.create(kind="someday")


class TestPerformances:
    def test_arrival_is_not_before_dispatch(self):
        with refused("performance_arrives_after_dispatch"):
            PerformanceFactory.create(arrived_on=date(2026, 12, 9))

    def test_it_has_a_day(self):
        with refused("performance_has_a_day"):
            PerformanceFactory.create(dispatched_on=None, arrived_on=None)

    def test_means_are_known(self):
        with refused("performance_means_known"):
            PerformanceFactory.create(means="telepathy")

    def test_it_is_corrected_once(self):
        first = PerformanceFactory.create()
        PerformanceFactory.create(deadline=first.deadline, corrects=first)
        with refused("corrects_id"):
            PerformanceFactory.create(deadline=first.deadline, corrects=first)

    def test_a_withdrawal_names_the_record(self):
        with refused("performance_withdrawal_names_the_record"):
            PerformanceFactory.create(withdrawn=True)

    @pytest.mark.parametrize(
        ("sent", "arrived"), [("2026-12-09", "2026-12-11"), (None, "2026-12-09")]
    )
    def test_not_before_the_deadline_opens(self, sent, arrived):
        deadline = DeadlineVersionFactory.create(opens=date(2026, 12, 10)).deadline
        with refused("performed before the deadline opened"):
            PerformanceFactory.create(deadline=deadline, dispatched_on=sent, arrived_on=arrived)

    def test_the_opening_is_that_of_the_latest_version(self):
        first = DeadlineVersionFactory.create(opens=date(2026, 12, 1))
        DeadlineVersionFactory.create(deadline=first.deadline, opens=date(2026, 12, 11))
        with refused("performed before the deadline opened"):
            PerformanceFactory.create(deadline=first.deadline)

    def test_a_record_may_be_withdrawn_whatever_has_moved(self):
        first = PerformanceFactory.create()
        DeadlineVersionFactory.create(deadline=first.deadline, opens=date(2026, 12, 31))
        PerformanceFactory.create(deadline=first.deadline, corrects=first, withdrawn=True)
        assert Performance.objects.effective().count() == 0


class TestObligations:
    @pytest.mark.parametrize(
        ("fields", "name"),
        [
            ({"kind": "wish"}, "obligation_kind_known"),
            ({"counts_on": "hope"}, "obligation_counts_on_known"),
            (
                {"in_force_from": date(2026, 4, 2), "in_force_until": date(2026, 4, 1)},
                "obligation_window_in_order",
            ),
        ],
    )
    def test_values_are_known_and_in_order(self, fields, name):
        with refused(name):
            ObligationFactory.create(**fields)

    def test_a_key_is_given_once(self):
        first = ObligationFactory.create()
        with refused("key"):
            ObligationFactory.create(key=first.key)

    def test_states_are_in_order(self):
        with refused("state_in_order"):
            StateFactory.create(since=date(2026, 4, 2), until=date(2026, 4, 1))


def test_what_a_deadline_rests_on_is_never_deleted():
    deadline = DeadlineFactory.create(event=EventFactory.create())
    with pytest.raises(ProtectedError):
        deadline.obligation.delete()
    with pytest.raises(ProtectedError):
        deadline.event.delete()
