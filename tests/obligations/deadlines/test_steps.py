"""The steps of the hard examples, stated by hand."""

import json
from datetime import UTC, date, datetime

import pytest

from obligations.deadlines import (
    Facts,
    FiscalPeriod,
    FiscalUnit,
    Policy,
    Reading,
    StateFact,
    Step,
    Terms,
    compute,
    parse,
)

FULL = Terms(Policy.JAPAN_FULL, "Asia/Tokyo")


def steps(text, facts, terms=FULL):
    found = compute(parse(text), facts, terms).steps()
    return [(step.on.isoformat() if step.on else None, step.text()) for step in found]


def quarter(number, end):
    return Facts(period=FiscalPeriod(FiscalUnit.QUARTER, number, None, end))


def test_second_quarter_statements():
    rule = parse("within 45 days after the end of each fiscal quarter")
    found = compute(rule, quarter(2, date(2026, 9, 30)), FULL).steps()
    assert [(step.on, step.text(), step.authority) for step in found] == [
        (
            date(2026, 9, 30),
            "The second fiscal quarter ended at midnight.",
            "Fiscal periods as the company states them",
        ),
        (
            date(2026, 10, 1),
            "Day 1. The period starts at 00:00, so its first day counts.",
            "Civil Code art. 140, proviso",
        ),
        (
            date(2026, 11, 14),
            "Day 45. The contractual period ends at the end of this day.",
            "Civil Code art. 141",
        ),
        (
            date(2026, 11, 16),
            (
                "Arguable until here: Saturday and Sunday are not business days, so the period may "
                "end on the next business day."
            ),
            (
                "Civil Code art. 142 needs a custom of resting; reading recorded: Saturdays, "
                "Sundays, national holidays, 29 Dec to 3 Jan"
            ),
        ),
        (
            date(2026, 11, 13),
            "Safe date: the last business day that no reading calls late.",
            "Earliest across all recorded readings",
        ),
    ]


def test_a_receipt_at_midnight_names_both_readings():
    facts = Facts({"notice": datetime(2003, 10, 1, 15, tzinfo=UTC)})
    found = steps("within 14 days from notice", facts)
    assert found[0] == (
        "2003-10-02",
        (
            "Event: notice, at Wed 1 Oct 2003, 15:00 UTC; in Asia/Tokyo that is "
            "Thu 2 Oct 2003, 00:00 JST."
        ),
    )
    assert found[1][0] == "2003-10-03"
    assert "on the reading chosen its day does not count" in found[1][1]
    assert found[3] == (
        "2003-10-15",
        (
            "Another reading: the period starts at 00:00, so the event's day counts, and the "
            "contractual period ends here."
        ),
    )


@pytest.mark.parametrize(
    ("readings", "says"),
    [
        ((), "Reading not recorded for this agreement; it moves nothing"),
        (
            (Reading.MIDNIGHT_EXCLUDED, Reading.MIDNIGHT_COUNTED),
            "Reading recorded for this agreement; the safe date allows for it",
        ),
    ],
)
def test_another_reading_says_whether_it_is_recorded(readings, says):
    facts = Facts({"notice": datetime(2003, 10, 1, 15, tzinfo=UTC)})
    terms = Terms(Policy.JAPAN_FULL, "Asia/Tokyo", readings=readings)
    found = compute(parse("within 14 days from notice"), facts, terms).steps()
    assert [step.authority for step in found if step.text().startswith("Another")] == [says]


def test_five_years_to_a_month_without_that_day():
    found = steps("for 5 years from disclosure", Facts({"disclosure": date(2004, 2, 28)}))
    assert found[1][0] == "2004-02-29"
    assert found[2] == (
        "2009-02-28",
        (
            "Year 5 ends: this month has no corresponding day, so the contractual period ends at "
            "the end of its last day."
        ),
    )
    assert found[4] == (
        "2009-02-27",
        "Another reading: the event's day is day 1, and the period ends here.",
    )


def test_a_corresponding_day():
    found = steps("within 2 months from closing", Facts({"closing": date(2003, 7, 6)}))
    assert found[2] == (
        "2003-09-06",
        (
            "Month 2 ends: the corresponding day is Sun 7 Sep 2003, and the contractual period "
            "ends at the end of the day before."
        ),
    )


def test_a_meeting_notice_names_the_more_cautious_reading():
    terms = Terms(Policy.NONE, "Asia/Tokyo")
    found = steps("at least 2 weeks before meeting", Facts({"meeting": date(2011, 8, 31)}), terms)
    assert found[1:4] == [
        ("2011-08-30", "Counted backwards: the last clear day, the day before the event."),
        ("2011-08-16", "Last day for the act: 2 clear weeks lie between it and the event."),
        ("2011-08-15", "Another reading: one day more than the clear days; last day for the act."),
    ]


def test_a_roll_names_the_holidays():
    found = steps("within 14 days from notice", Facts({"notice": date(2003, 10, 20)}))
    assert found[3] == (
        "2003-11-04",
        (
            "Arguable until here: Mon 3 Nov 2003 is not a business day (Culture Day), so the "
            "period may end on the next business day."
        ),
    )


def test_a_roll_over_the_new_year():
    found = steps("within 14 days from notice", Facts({"notice": date(2003, 12, 16)}))
    assert found[3] == (
        "2004-01-05",
        (
            "Arguable until here: there is no business day from Tue 30 Dec 2003 to Sun 4 Jan 2004 "
            "(Year-end and New Year rest, New Year's Day), so the period may end on the next "
            "business day."
        ),
    )


def test_a_filing_is_not_arguable():
    terms = Terms(Policy.US_FEDERAL, "America/New_York")
    found = steps(
        "within 10 days after acquisition", Facts({"acquisition": date(2003, 11, 1)}), terms
    )
    assert found[3] == (
        "2003-11-12",
        (
            "Timely until here: Tue 11 Nov 2003 is not a business day, so the filing may be made "
            "on the next one."
        ),
    )


def test_what_is_not_moved_says_so():
    terms = Terms(Policy.JAPAN_STRICT, "Asia/Tokyo")
    found = steps("within 14 days from notice", Facts({"notice": date(2003, 12, 20)}), terms)
    assert found[3] == (
        "2004-01-03",
        "Not moved: under the agreement's policy this day is a business day.",
    )


@pytest.mark.parametrize("policy", [Policy.JAPAN_STRICT, Policy.JAPAN_BANK, Policy.JAPAN_FULL])
def test_a_rolled_day_is_only_arguable(policy):
    facts = Facts({"notice": date(2003, 10, 20)})
    terms = Terms(policy, "Asia/Tokyo")
    found = compute(parse("within 14 days from notice"), facts, terms)
    (rolled,) = [step for step in found.steps() if step.on == found.due]
    assert rolled.text().startswith("Arguable until here: ")
    assert rolled.authority.startswith("Civil Code art. 142 needs a custom of resting; reading")


@pytest.mark.parametrize(("year", "predicted"), [(2027, False), (2028, True)])
def test_an_equinox_after_the_official_list_is_a_prediction(year, predicted):
    found = compute(
        parse("within 14 days from notice"), Facts({"notice": date(year, 3, 7)}), FULL
    ).steps()
    assert any("predicted" in step.text() for step in found) is predicted


def test_an_equinox_far_away_is_not_mentioned():
    found = steps("within 14 days from notice", Facts({"notice": date(2030, 6, 3)}))
    assert not any("predicted" in text for _, text in found)


def test_a_safe_date_that_was_over_says_so():
    found = steps("within 3 days from notice", Facts({"notice": date(2025, 12, 28)}))
    assert found[-2:] == [
        ("2025-12-26", "Safe date: the last business day that no reading calls late."),
        ("2025-12-28", "The safe date was over when the period began: act on the first day."),
    ]


@pytest.mark.parametrize(
    ("text", "facts", "expected"),
    [
        ("within 14 days from closing", Facts(),
         [(None, "The event has not happened: closing.")]),
        ("within 2 hours from closing", Facts({"closing": date(2003, 9, 16)}),
         [("2003-09-16",
           "Event: closing. Hours run from a time of day, and none is recorded.")]),
        ("after 2003-10-31 unless issuance on or before 2003-10-31",
         Facts({"issuance": date(2003, 9, 17)}),
         [("2003-09-17",
           "Happened on or before Fri 31 Oct 2003: issuance. So nothing arises.")]),
        ("promptly after the end of the second fiscal quarter", quarter(3, date(2003, 12, 31)),
         [("2003-12-31", "The third fiscal quarter ended at midnight."),
          ("2003-12-31",
           "That was number 3 of its year; the rule speaks of number 2.")]),
        ("while affiliate", Facts(states={"affiliate": StateFact(confirmed_on=date(2026, 4, 1))}),
         [(None, "As long as this state lasts: affiliate."),
          ("2026-04-01", "Last confirmed: affiliate.")]),
        ("while affiliate", Facts(),
         [(None, "As long as this state lasts: affiliate."),
          (None, "Nobody has confirmed it yet: affiliate.")]),
        ("at all times, review every 12 months", Facts(),
         [(None, "A continuing duty: it has no last day."),
          (None, "The review cycle is an internal target, not a deadline.")]),
        ("until election", Facts(), [(None, "Still open; it ends with: election.")]),
    ],
)  # fmt: skip
def test_answers_without_a_date(text, facts, expected):
    assert steps(text, facts) == expected


def test_a_standard_is_never_a_date():
    found = steps("promptly after closing", Facts({"closing": date(2003, 10, 1)}))
    assert found[1][0] is None
    assert found[1][1].startswith("A standard, not a date")


def test_before_it_was_in_force():
    facts = Facts(period=FiscalPeriod(FiscalUnit.YEAR, 1, None, date(2003, 3, 31)))
    terms = Terms(Policy.JAPAN_FULL, "Asia/Tokyo", in_force_from=date(2003, 9, 16))
    found = steps("within 2 months after the end of each fiscal year", facts, terms)
    assert (
        "2003-05-31",
        "Month 2 ends with the calendar month, and the contractual period with it.",
    ) in found
    assert found[-1] == (
        "2003-09-16",
        "The agreement came into force only on this day, so no obligation arose.",
    )
    assert not any("Safe" in text for _, text in found)


@pytest.mark.parametrize(
    "text",
    [
        "within 2 months from closing",
        "at least 2 weeks before closing",
        "within 3 hours from closing",
        "after 2003-10-31 unless issuance on or before 2003-10-31",
        "until closing",
        "on the day after closing",
    ],
)
def test_steps_survive_json(text):
    for step in compute(parse(text), Facts({"closing": date(2003, 9, 16)}), FULL).steps():
        again = Step.from_json(json.loads(json.dumps(step.to_json())))
        assert again == step
        assert again.text() == step.text()
