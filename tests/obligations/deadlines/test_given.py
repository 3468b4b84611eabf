"""Facts written as NAME = WHEN."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from obligations.deadlines import FactError, FiscalPeriod, FiscalUnit, StateFact, parse
from obligations.deadlines.given import read_given, unused

RULE = parse("from closing until election")


def test_dates_and_instants():
    facts, in_force = read_given(
        "closing = 2003-09-16T16:30 Europe/London; election=2004-06-24 ;in force from = 2003-09-16",
        RULE,
    )
    assert facts.events == {
        "closing": datetime(2003, 9, 16, 16, 30, tzinfo=ZoneInfo("Europe/London")),
        "election": date(2004, 6, 24),
    }
    assert in_force == date(2003, 9, 16)


def test_an_instant_with_its_offset():
    facts, _ = read_given(["closing = 2026-11-01T01:30-05:00"], RULE)
    assert facts.events["closing"].isoformat() == "2026-11-01T01:30:00-05:00"


def test_the_fiscal_period_is_the_one_that_the_rule_speaks_of():
    rule = parse("promptly after the end of each fiscal half")
    ended = ["fiscal quarter ended = 2026-12-31", "fiscal half ended = 2026-12-31"]
    facts, _ = read_given([*ended, "fiscal year ends = 12-31"], rule)
    assert facts.period == FiscalPeriod(FiscalUnit.HALF, 2, None, date(2026, 12, 31))
    assert facts.events == {}


def test_states():
    text = "affiliate = 2003-09-16; affiliate ended = 2010-03-31; affiliate confirmed = 2009-04-01"
    facts, _ = read_given(text, parse("while affiliate"))
    assert facts.states == {
        "affiliate": StateFact(date(2003, 9, 16), date(2010, 3, 31), date(2009, 4, 1))
    }


def test_what_the_rule_does_not_mention_is_known():
    facts, _ = read_given("closing = 2003-09-16; elction = 2004-06-24", RULE)
    assert unused(facts, RULE) == ("elction",)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("closing", "Write NAME = WHEN"),
        ("closing =", "Write NAME = WHEN"),
        ("closing = 16 September 2003", "not a date or an instant"),
        ("closing = 2003-02-30", "not a date or an instant"),
        ("closing = 2003-09-16 Asia/Tokyo", "not a date or an instant"),
        ("closing = 2003-09-16T10:00", "with its zone"),
        ("closing = 2003-09-16T10:00 Tokyo", "no time zone “Tokyo”"),
        ("closing = 2026-03-08T02:30 America/New_York", "the clocks skip"),
        ("fiscal year ends = 31 March", "Write MM-DD"),
        ("in force from = soon", "not a date"),
    ],
)
def test_what_cannot_be_read_says_what_to_write(text, message):
    with pytest.raises(FactError, match=message):
        read_given(text, RULE)
