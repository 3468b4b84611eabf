"""What an answer carries besides its date, each value worked out by hand."""

from dataclasses import FrozenInstanceError
from datetime import UTC, date, datetime
from itertools import islice
from zoneinfo import ZoneInfo

import pytest

from obligations.deadlines import (
    FactError,
    Facts,
    FiscalPeriod,
    FiscalUnit,
    Kind,
    OutOfRange,
    Policy,
    Reading,
    StateFact,
    Terms,
    compute,
    occurrences,
    parse,
)

TOKYO = ZoneInfo("Asia/Tokyo")
FULL = Terms(Policy.JAPAN_FULL, "Asia/Tokyo")
NONE = Terms(Policy.NONE, "Asia/Tokyo")
CLOSING = Facts({"closing": date(2003, 9, 16)})
Q2 = Facts(period=FiscalPeriod(FiscalUnit.QUARTER, 2, date(2026, 7, 1), date(2026, 9, 30)))


def answer(text, facts=CLOSING, terms=FULL):
    return compute(parse(text), facts, terms)


@pytest.mark.parametrize(
    ("text", "facts", "opens"),
    [
        ("within 14 days from closing", CLOSING, date(2003, 9, 16)),
        ("within 45 days after the end of each fiscal quarter", Q2, date(2026, 10, 1)),
        ("promptly after the end of each fiscal quarter", Q2, date(2026, 10, 1)),
        ("promptly after closing", CLOSING, date(2003, 9, 16)),
        ("for 40 days from closing", CLOSING, date(2003, 9, 16)),
        ("after 2003-10-31", CLOSING, date(2003, 11, 1)),
        ("from closing until election", CLOSING, date(2003, 9, 16)),
        ("from the end of each fiscal quarter until election", Q2, date(2026, 10, 1)),
        ("on the day after closing", CLOSING, date(2003, 9, 17)),
        ("on closing", CLOSING, date(2003, 9, 16)),
        ("on or before closing", CLOSING, None),
        ("before closing", CLOSING, None),
        ("at least 2 weeks before closing", CLOSING, None),
        ("until closing", CLOSING, None),
    ],
)
def test_opens(text, facts, opens):
    assert answer(text, facts).opens == opens


def test_a_day_ends_at_midnight_in_the_zone():
    found = answer("within 14 days from closing")
    assert found.due == date(2003, 9, 30)
    assert found.ends_at == datetime(2003, 10, 1, tzinfo=TOKYO)


def test_hours_end_at_their_instant_and_are_not_moved():
    """From Friday 16:00, 24 hours end on Saturday; the safe date is Friday."""
    notice = datetime(2026, 11, 13, 16, tzinfo=TOKYO)
    found = answer("within 24 hours from notice", Facts({"notice": notice}))
    assert (found.due, found.before_roll, found.safe) == (
        date(2026, 11, 14),
        date(2026, 11, 14),
        date(2026, 11, 13),
    )
    assert found.ends_at == datetime(2026, 11, 14, 16, tzinfo=TOKYO)


def test_hours_that_end_at_midnight_end_with_the_day_before():
    notice = datetime(2026, 11, 11, tzinfo=TOKYO)
    found = answer("within 24 hours from notice", Facts({"notice": notice}))
    assert found.due == date(2026, 11, 11)
    assert found.ends_at == datetime(2026, 11, 12, tzinfo=TOKYO)


def test_hours_after_a_fiscal_period_run_from_its_midnight():
    found = answer("within 24 hours after the end of each fiscal quarter", Q2)
    assert found.due == date(2026, 10, 1)
    assert found.ends_at == datetime(2026, 10, 2, tzinfo=TOKYO)


def test_hours_wait_for_a_time_of_day():
    assert answer("within 24 hours from closing").kind is Kind.WAITING


def test_hours_before():
    meeting = datetime(2026, 11, 13, 16, tzinfo=TOKYO)
    found = answer("at least 24 hours before meeting", Facts({"meeting": meeting}))
    assert found.ends_at == datetime(2026, 11, 12, 16, tzinfo=TOKYO)


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("before closing", date(2003, 9, 15)),
        ("until closing", date(2003, 9, 16)),
        ("from 2003-09-01 until closing", date(2003, 9, 16)),
        ("on or before 2003-11-02", date(2003, 11, 2)),
        ("at least 5 business days before closing", date(2003, 9, 5)),
        ("at least 1 month before closing", date(2003, 8, 15)),
        ("at least 2 weeks before closing, first day included", date(2003, 9, 2)),
        ("for 40 days from closing, first day included", date(2003, 10, 25)),
        ("within 5 business days from closing, first day included", date(2003, 9, 22)),
        ("every 2 weeks from 2003-09-16", date(2003, 9, 30)),
        ("within 2 weeks after 2003-09-16", date(2003, 9, 30)),
    ],
)
def test_due(text, due):
    assert answer(text).due == due


def test_clear_months_at_a_month_end():
    """From 29 April the month runs 30 April to 29 May and is over before 31 May; from 30 April
    it would run 1 to 31 May."""
    found = answer("at least 1 month before m", Facts({"m": date(2026, 5, 31)}), NONE)
    assert found.due == date(2026, 4, 29)


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("before the end of each fiscal quarter", date(2026, 9, 30)),
        ("at least 2 weeks before the end of each fiscal quarter", date(2026, 9, 16)),
        ("on the day after the end of each fiscal quarter", date(2026, 10, 1)),
        ("on or before the end of each fiscal quarter", date(2026, 9, 30)),
        ("until the end of the second fiscal quarter", date(2026, 9, 30)),
        ("every 6 months from the end of each fiscal quarter", date(2027, 3, 31)),
    ],
)
def test_a_fiscal_period_ends_at_midnight(text, due):
    assert answer(text, Q2, NONE).due == due


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("on or before 2003-11-02", date(2003, 10, 31)),
        ("before 2003-11-03", date(2003, 10, 31)),
        ("at least 2 weeks before 2003-11-17", date(2003, 10, 31)),
        ("every 1 week from 2003-10-26", date(2003, 10, 31)),
        ("on 2003-11-02", date(2003, 11, 2)),
        ("for 40 days from closing", None),
        ("from closing until 2003-11-02", None),
        ("until 2003-11-02", None),
        ("after 2003-10-31", None),
        ("at all times", None),
    ],
)
def test_safe(text, safe):
    assert answer(text, terms=NONE).safe == safe


@pytest.mark.parametrize(
    ("zone", "policy", "safe"),
    [
        ("Asia/Tokyo", Policy.US_FEDERAL, date(2026, 11, 20)),
        ("America/New_York", Policy.JAPAN_FULL, date(2026, 11, 23)),
        ("Europe/London", Policy.NONE, date(2026, 11, 23)),
        ("Europe/London", Policy.JAPAN_FULL, date(2026, 11, 20)),
    ],
)
def test_the_safe_date_is_on_the_calendar_of_the_zone(zone, policy, safe):
    """Monday 23 November 2026 is a holiday in Japan, and an ordinary day elsewhere."""
    assert answer("on or before 2026-11-23", terms=Terms(policy, zone)).safe == safe


def test_a_zone_without_a_calendar_rests_at_weekends():
    found = answer("on or before 2026-11-22", terms=Terms(Policy.NONE, "Europe/London"))
    assert found.safe == date(2026, 11, 20)


def test_a_right_that_was_removed_still_tells_when_it_would_have_arisen():
    facts = Facts({"full issuance": datetime(2003, 10, 31, 14, 59, tzinfo=UTC)})
    found = answer("after 2003-10-31 unless full issuance on or before 2003-10-31", facts)
    assert (found.kind, found.opens, found.closed_on) == (
        Kind.NONE,
        date(2003, 11, 1),
        date(2003, 10, 31),
    )


def test_a_minute_later_in_tokyo_the_right_stands():
    facts = Facts({"full issuance": datetime(2003, 10, 31, 15, 0, tzinfo=UTC)})
    found = answer("after 2003-10-31 unless full issuance on or before 2003-10-31", facts)
    assert (found.kind, found.opens, found.closed_on) == (Kind.RIGHT, date(2003, 11, 1), None)


def test_a_window_closes_with_its_end():
    facts = Facts({"closing": date(2003, 9, 16), "election": date(2004, 6, 24)})
    found = answer("from closing until election", facts)
    assert (found.kind, found.due, found.closed_on) == (
        Kind.DATE,
        date(2004, 6, 24),
        date(2004, 6, 24),
    )


def test_a_window_that_ended_first_never_opened():
    facts = Facts({"closing": date(2003, 9, 16), "election": date(2003, 6, 24)})
    found = answer("from closing until election", facts)
    assert (found.kind, found.closed_on) == (Kind.NONE, date(2003, 6, 24))


def test_a_window_waits_for_its_start():
    facts = Facts({"election": date(2003, 6, 24)})
    assert answer("from closing until election", facts).kind is Kind.WAITING


@pytest.mark.parametrize(
    ("fact", "kind", "due"),
    [
        (StateFact(date(2003, 9, 16), None, date(2026, 4, 1)), Kind.STANDING, None),
        (StateFact(date(2003, 9, 16), date(2010, 3, 31)), Kind.DATE, date(2010, 3, 31)),
    ],
)
def test_a_state_stands_until_its_last_day(fact, kind, due):
    found = answer("while affiliate", Facts(states={"affiliate": fact}))
    assert (found.kind, found.due, found.opens) == (kind, due, date(2003, 9, 16))


def test_in_force_from_its_first_day():
    for starts, kind in ((date(2003, 9, 30), Kind.DATE), (date(2003, 10, 1), Kind.NONE)):
        terms = Terms(Policy.JAPAN_FULL, "Asia/Tokyo", in_force_from=starts)
        assert answer("within 14 days from closing", terms=terms).kind is kind


def test_a_cycle_answers_with_the_first_occurrence_in_force():
    terms = Terms(Policy.NONE, "Asia/Tokyo", in_force_from=date(2005, 3, 1))
    found = answer("every 6 months from adoption", Facts({"adoption": date(2003, 8, 31)}), terms)
    assert (found.due, found.occurrence) == (date(2005, 8, 31), 4)


def test_each_occurrence_is_counted_from_the_anchor():
    """31 August: day 1 is 1 September, so each end is the last day of a month."""
    facts = Facts({"adoption": date(2003, 8, 31)})
    found = occurrences(parse("every 6 months from adoption"), facts, NONE)
    assert [each.due for each in islice(found, 4)] == [
        date(2004, 2, 29),
        date(2004, 8, 31),
        date(2005, 2, 28),
        date(2005, 8, 31),
    ]


def test_occurrences_end_with_the_holiday_data():
    facts = Facts({"adoption": date(2090, 8, 31)})
    found = list(occurrences(parse("every 1 year from adoption"), facts, NONE))
    assert found[-1].due == date(2099, 8, 31)


@pytest.mark.parametrize(
    ("readings", "due", "safe"),
    [
        ((), 16, 16),
        ((Reading.MIDNIGHT_EXCLUDED,), 16, 16),
        ((Reading.MIDNIGHT_EXCLUDED, Reading.MIDNIGHT_COUNTED), 16, 15),
        ((Reading.MIDNIGHT_COUNTED, Reading.MIDNIGHT_EXCLUDED), 15, 15),
        ((Reading.CLEAR_DAYS_AND_ONE,), 16, 16),
    ],
)
def test_the_first_recorded_reading_decides_and_all_of_them_make_the_safe_date(readings, due, safe):
    facts = Facts({"notice": datetime(2003, 10, 2, tzinfo=TOKYO)})
    terms = Terms(Policy.JAPAN_FULL, "Asia/Tokyo", readings=readings)
    found = answer("within 14 days from notice", facts, terms)
    assert (found.due, found.safe) == (date(2003, 10, due), date(2003, 10, safe))


@pytest.mark.parametrize(
    ("text", "reading", "due"),
    [
        ("for 40 days from closing", Reading.FIRST_DAY_COUNTED, date(2003, 10, 25)),
        ("at least 2 weeks before closing", Reading.CLEAR_DAYS_AND_ONE, date(2003, 8, 31)),
    ],
)
def test_a_recorded_reading_decides(text, reading, due):
    assert answer(text, terms=Terms(Policy.NONE, "Asia/Tokyo", readings=(reading,))).due == due


def test_added_and_cancelled_holidays():
    """30 September 2003 is the 14th day, a Tuesday; 4 October, a Saturday."""
    added = Terms(Policy.JAPAN_FULL, "Asia/Tokyo", extra_holidays=frozenset({date(2003, 9, 30)}))
    found = answer("within 14 days from closing", terms=added)
    assert (found.due, found.safe) == (date(2003, 10, 1), date(2003, 9, 29))
    worked = Terms(
        Policy.JAPAN_FULL, "Asia/Tokyo", cancelled_holidays=frozenset({date(2003, 10, 4)})
    )
    found = answer("within 18 days from closing", terms=worked)
    assert (found.due, found.safe) == (date(2003, 10, 4), date(2003, 10, 4))


def test_a_period_of_another_kind_is_not_the_one_awaited():
    assert answer("promptly after the end of each fiscal year", Q2).kind is Kind.WAITING


def test_a_numbered_quarter_needs_to_know_which_one_ended():
    facts = Facts(period=FiscalPeriod(FiscalUnit.QUARTER, 0, None, date(2026, 9, 30)))
    with pytest.raises(FactError, match="Say which quarter"):
        answer("promptly after the end of the second fiscal quarter", facts)


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ("on closing", Facts({"closing": date(1954, 12, 31)})),
        ("on closing", Facts({"closing": date(2100, 1, 1)})),
        ("on 2100-01-01", Facts()),
        ("on the day after 2099-12-31", Facts()),
        ("after 2099-12-31", Facts()),
        ("before 1955-01-01", Facts()),
        ("within 1 month after 2099-12-15", Facts()),
        ("within 9999999 years after closing", CLOSING),
        ("within 9999999 days after closing", CLOSING),
        ("within 9999999 business days after closing", CLOSING),
        ("at least 9999999 weeks before closing", CLOSING),
        ("within 9999999 hours after c", Facts({"c": datetime(2003, 9, 16, tzinfo=UTC)})),
        ("within 1 hour after c", Facts({"c": datetime(1, 1, 1, tzinfo=TOKYO)})),
    ],
)
def test_a_date_without_holiday_data_is_refused_with_the_reason(text, facts):
    with pytest.raises(OutOfRange, match="holiday data"):
        answer(text, facts)


@pytest.mark.parametrize(
    ("facts", "terms", "message"),
    [
        (Facts({"closing": datetime(2003, 9, 16, 9)}), FULL, "has no time zone"),  # noqa: DTZ001
        (CLOSING, Terms(Policy.NONE, "Tokyo"), "IANA name"),
        (CLOSING, Terms(Policy.NONE, ""), "IANA name"),
        (CLOSING, Terms(Policy.NONE, "Asia"), "IANA name"),
    ],
)
def test_what_cannot_be_used_is_refused(facts, terms, message):
    with pytest.raises(FactError, match=message):
        answer("on closing", facts, terms)


def test_answers_are_frozen_and_compare_by_what_they_say():
    first, second = answer("on closing"), answer("on closing")
    assert first == second
    assert first.policy is Policy.JAPAN_FULL
    with pytest.raises(FrozenInstanceError):
        first.due = date(2003, 9, 17)
