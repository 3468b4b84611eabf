"""Business days under each policy."""

from datetime import date

import pytest

from obligations.deadlines import (
    Calendar,
    OutOfRange,
    Policy,
    holiday_name,
    is_business_day,
    next_business_day,
    previous_business_day,
)

NONE, STRICT, BANK, FULL, US = Policy


@pytest.mark.parametrize(
    ("day", "resting"),
    [
        (date(2026, 11, 13), ()),
        (date(2026, 11, 14), (BANK, FULL, US)),
        (date(2026, 11, 15), (STRICT, BANK, FULL, US)),
        (date(2026, 11, 23), (STRICT, BANK, FULL)),
        (date(2026, 11, 26), (US,)),
        (date(2025, 12, 29), (FULL,)),
        (date(2025, 12, 30), (FULL,)),
        (date(2025, 12, 31), (BANK, FULL)),
        (date(2026, 1, 1), (STRICT, BANK, FULL, US)),
        (date(2026, 1, 2), (BANK, FULL)),
        (date(2026, 1, 5), ()),
        (date(2019, 5, 2), (STRICT, BANK, FULL)),
        (date(2010, 12, 31), (BANK, FULL, US)),
        (date(2018, 12, 5), (US,)),
        (date(2025, 1, 9), (US,)),
        (date(2020, 6, 19), ()),
        (date(2021, 6, 18), (US,)),
    ],
)
def test_who_rests(day, resting):
    assert tuple(policy for policy in Policy if not is_business_day(day, policy)) == resting


def test_next_and_previous():
    assert next_business_day(date(2026, 11, 20), FULL) == date(2026, 11, 24)
    assert previous_business_day(date(2026, 11, 24), FULL) == date(2026, 11, 20)
    assert next_business_day(date(2026, 11, 21), NONE) == date(2026, 11, 22)


def test_added_and_cancelled_days():
    day = date(2026, 11, 24)
    added = Calendar(FULL, extra=frozenset({day}))
    assert added.on_or_after(date(2026, 11, 21)) == date(2026, 11, 25)
    assert is_business_day(day, NONE, extra_holidays=frozenset({day}))
    assert is_business_day(
        date(2026, 11, 23), FULL, cancelled_holidays=frozenset({date(2026, 11, 23)})
    )


@pytest.mark.parametrize(
    ("day", "policy", "name"),
    [
        (date(2026, 11, 23), FULL, "Labor Thanksgiving Day"),
        (date(2025, 12, 30), FULL, "Year-end and New Year rest"),
        (date(2025, 12, 30), BANK, None),
        (date(2026, 1, 1), FULL, "New Year's Day"),
        (date(2025, 1, 9), US, "Filing system closed"),
        (date(2026, 11, 14), FULL, None),
        (date(2026, 11, 23), US, None),
        (date(2026, 11, 23), NONE, None),
    ],
)
def test_names(day, policy, name):
    assert holiday_name(day, policy) == name


def test_names_in_japanese():
    assert holiday_name(date(2026, 11, 23), FULL, "ja") == "勤労感謝の日"


@pytest.mark.parametrize("day", [date(1954, 12, 31), date(2100, 1, 1)])
def test_days_without_data_are_refused(day):
    for policy in Policy:
        with pytest.raises(OutOfRange, match="1955 to 2099"):
            is_business_day(day, policy)
    with pytest.raises(OutOfRange):
        holiday_name(day, FULL)
