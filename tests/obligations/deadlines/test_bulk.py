"""Many deadlines at once are the single ones, row by row."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from obligations.deadlines import (
    EventAnchor,
    FactError,
    Facts,
    FiscalAnchor,
    OutOfRange,
    Policy,
    Reading,
    Terms,
    compute,
    parse,
    period_ending,
)
from obligations.deadlines.bulk import Dates, compute_many

FULL = Terms(Policy.JAPAN_FULL, "Asia/Tokyo")
NAMES = ("due", "before_roll", "safe", "opens")
ADDED = frozenset({date(2003, 9, 30), date(2004, 1, 5)})
CANCELLED = frozenset({date(2003, 10, 13), date(2004, 2, 14)})
UNITS = ["days", "business days", "weeks", "months", "years"]
PREFIXES = ["within {} from", "at least {} before", "for {} from", "every {} from"]
COUNTED = ["receipt", "the end of each fiscal quarter", "the end of the second fiscal half"]
rules = st.builds(
    lambda prefix, number, unit, point, ending: parse(
        f"{prefix.format(f'{number} {unit}')} {point}{ending}"
    ),
    st.sampled_from(PREFIXES),
    st.integers(1, 70),
    st.sampled_from(UNITS),
    st.sampled_from(COUNTED),
    st.sampled_from(["", "", ", first day included", " unless waiver on or before 2004-01-31"]),
) | st.sampled_from(
    ["on receipt", "within 24 hours from receipt", "after receipt", "from receipt until waiver",
     "on or before 2003-11-03", "promptly after the end of each fiscal year", "at all times"]
).map(parse)  # fmt: skip
days = st.dates(date(2003, 9, 1), date(2004, 3, 31)) | st.dates(
    date(1955, 1, 1), date(2099, 12, 31)
)
terms = st.builds(
    Terms,
    st.sampled_from(list(Policy)),
    st.sampled_from(["Asia/Tokyo", "Europe/London"]),
    st.none() | days,
    st.just(ADDED),
    st.just(CANCELLED),
    st.sampled_from(
        [(), (Reading.FIRST_DAY_COUNTED,), (Reading.CLEAR_DAYS_BETWEEN, Reading.CLEAR_DAYS_AND_ONE)]
    ),
)
facts = st.dictionaries(st.sampled_from(["receipt", "waiver"]), days).map(Facts)


def outcome(work):
    """The dates by column, or the kind of error."""
    try:
        found = work()
    except (OutOfRange, FactError) as error:
        return type(error)
    return [getattr(found, name).astype(object).tolist() for name in NAMES]


def row_facts(rule, day, known, year_end):
    anchor, events = rule.anchor, dict(known.events)
    if isinstance(anchor, FiscalAnchor):
        return Facts(events, day and period_ending(anchor.unit, day, year_end))
    if isinstance(anchor, EventAnchor):
        events.pop(anchor.name, None)
        events |= {anchor.name: day} if day else {}
    return Facts(events)


@given(
    rules,
    st.lists(st.none() | days, max_size=5),
    terms,
    facts,
    st.sampled_from([(3, 31), (12, 31), (2, 28)]),
)
def test_every_row_is_the_single_computation(rule, anchors, terms, known, year_end):
    column = np.array(anchors, dtype="datetime64[D]")

    def one_by_one():
        rows = [compute(rule, row_facts(rule, day, known, year_end), terms) for day in anchors]
        return Dates(
            *(np.array([getattr(row, name) for row in rows], "datetime64[D]") for name in NAMES)
        )

    def at_once():
        return compute_many(rule, column, terms, facts=known, year_end=year_end)

    assert outcome(at_once) == outcome(one_by_one)


@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize("prefix", PREFIXES)
@pytest.mark.parametrize("point", COUNTED[:2])
def test_every_day_around_a_leap_february(point, prefix, unit):
    readings = (Reading.CLEAR_DAYS_AND_ONE, Reading.FIRST_DAY_COUNTED)
    terms = Terms(Policy.JAPAN_FULL, "Asia/Tokyo", date(2004, 1, 15), readings=readings)
    rule = parse(f"{prefix.format(f'1 {unit}')} {point}")
    anchors = np.arange("2004-01-25", "2004-03-10", dtype="datetime64[D]")
    found = compute_many(rule, anchors, terms)
    singles = [compute(rule, row_facts(rule, d, Facts(), (3, 31)), terms) for d in anchors.tolist()]
    for name in NAMES:
        assert getattr(found, name).tolist() == [getattr(single, name) for single in singles]


def days_of(*texts):
    return np.array(texts, dtype="datetime64[D]")


def test_a_changed_policy():
    """From 17 September 2003 the 14th day is Wednesday 1 October; from 29 September it is Monday
    13 October, Sports Day; from 20 December, Saturday 3 January."""
    anchors = days_of("2003-09-17", "2003-09-29", "2003-12-20", "NaT")
    rule = parse("within 14 days from receipt")
    for policy, due in (
        (Policy.JAPAN_FULL, ("2003-10-01", "2003-10-14", "2004-01-05", "NaT")),
        (Policy.JAPAN_STRICT, ("2003-10-01", "2003-10-14", "2004-01-03", "NaT")),
        (Policy.NONE, ("2003-10-01", "2003-10-13", "2004-01-03", "NaT")),
    ):
        found = compute_many(rule, anchors, Terms(policy, "Asia/Tokyo"))
        np.testing.assert_array_equal(found.due, days_of(*due))
    np.testing.assert_array_equal(
        found.safe, days_of("2003-10-01", "2003-10-10", "2003-12-26", "NaT")
    )


def test_an_added_and_a_cancelled_holiday():
    """The 14th day is Wednesday 1 October; then Monday 13 October, Sports Day."""
    anchors = days_of("2003-09-17", "2003-09-29")
    changed = Terms(
        Policy.JAPAN_FULL,
        "Asia/Tokyo",
        extra_holidays=frozenset({date(2003, 10, 1)}),
        cancelled_holidays=frozenset({date(2003, 10, 13)}),
    )
    found = compute_many(parse("within 14 days from receipt"), anchors, changed)
    np.testing.assert_array_equal(found.due, days_of("2003-10-02", "2003-10-13"))
    np.testing.assert_array_equal(found.safe, days_of("2003-09-30", "2003-10-13"))


def test_a_changed_fiscal_year_end():
    """30 September ends the second quarter of a year to March, the third of one to December."""
    anchors = days_of("2003-06-30", "2003-09-30")
    rule = parse("within 45 days after the end of the second fiscal quarter")
    march = compute_many(rule, anchors, FULL)
    december = compute_many(rule, anchors, FULL, year_end=(12, 31))
    np.testing.assert_array_equal(march.due, days_of("NaT", "2003-11-14"))
    np.testing.assert_array_equal(december.due, days_of("2003-08-14", "NaT"))


def test_a_date_without_holiday_data_is_refused_as_alone():
    anchors = days_of("2003-09-17", "2099-12-31")
    with pytest.raises(OutOfRange, match="holiday data"):
        compute_many(parse("within 14 days from receipt"), anchors, FULL)
