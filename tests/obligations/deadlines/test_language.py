"""Rule text to objects and back, and what is said about text that is no rule."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from obligations.deadlines import (
    EventAnchor,
    FiscalAnchor,
    FiscalUnit,
    RuleError,
    UnknownEvent,
    check_events,
    parse,
)

from .strategies import every_rule

CANONICAL = [
    "within 45 days after the end of each fiscal quarter",
    "within 1 day from receipt of issuance notice, first day included",
    "on or before closing",
    "on or before 2003-10-31",
    "on closing",
    "upon closing",
    "concurrently with board meeting notice",
    "on the day after closing",
    "at least 2 weeks before shareholders' meeting",
    "before issuance",
    "after 2003-10-31 unless full issuance on or before 2003-10-31",
    "after 2003-10-31 unless full issuance",
    "from closing until election of nominees",
    "from 2003-09-16 until the end of the second fiscal half",
    "for 5 years from disclosure",
    "promptly after request for documents",
    "as promptly as possible after preparation",
    "at all times",
    "at all times, review every 12 months",
    "at any time",
    "while equity-method affiliate",
    "until election of nominees",
    "every 12 months from adoption",
    "every 1 year from 2012-04-01",
    "within 5 business days after acquisition",
    "within 24 hours from notice",
    "within 14 days from notice from NTT before noon",
]


@pytest.mark.parametrize("text", CANONICAL)
def test_canonical_text_is_its_own_print(text):
    assert str(parse(text)) == text


@given(every_rule)
@settings(max_examples=40, deadline=None)
def test_every_rule_reads_back_equal(rule):
    assert parse(str(rule)) == rule


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("  Within  14 DAY from   closing ", "within 14 days from closing"),
        ("within 1 months from closing", "within 1 month from closing"),
        ("within 014 days from closing", "within 14 days from closing"),
        ("at all times,review every 1 years", "at all times, review every 1 year"),
        ("On Or\tBefore Closing", "on or before Closing"),
    ],
)
def test_loose_text_is_printed_in_canonical_form(text, canonical):
    assert str(parse(text)) == canonical


@pytest.mark.parametrize(
    ("text", "column", "expected", "suggestion"),
    [
        ("withn 14 days from closing", 1, "within", "within 14 days from closing"),
        ("within 14 dayz from closing", 11, "days", "within 14 days from closing"),
        ("within 14 days", 15, "after", "within 14 days after closing"),
        ("within forty days after closing", 8, "a number", "within 14 days after closing"),
        ("within 2 calendar days after x", 10, "days", "within 2 days after x"),
        ("on 2003/10/31", 4, "a day (YYYY-MM-DD)", "on 2003-10-31"),
        ("at all times, revew every 1 year", 13, ", review every",
         "at all times, review every 1 year"),
        ("within 45 days after the end of the fifth fiscal quarter", 37, "first",
         "within 45 days after the end of the fiscal quarter"),
        ("after 2003-10-31 unless", 24, "an event or state (words)",
         "after 2003-10-31 unless closing"),
        ("on closing, on or before 2003-10-31", 11, ", first day included", None),
    ],
)  # fmt: skip
def test_an_error_points_says_what_may_stand_and_offers_the_nearest_form(
    text, column, expected, suggestion
):
    with pytest.raises(RuleError) as caught:
        parse(text)
    error = caught.value
    assert (error.text, error.column) == (text, column)
    assert expected in error.expected
    if suggestion:
        assert error.suggestion == suggestion
        assert str(parse(suggestion)) == suggestion
    quoted, pointer = str(error).splitlines()[1:3]
    assert quoted.strip() == text
    assert quoted[pointer.index("^") :] == text[column - 1 :]
    assert expected in str(error)


@pytest.mark.parametrize(
    ("text", "column", "reason"),
    [
        ("on 2003-02-30", 4, "There is no day 2003-02-30."),
        ("within 0 days after closing", 8, "A period is at least 1 long."),
        ("on closing, first day included", 11, "“first day included” needs a period"),
        ("within 24 hours from 2003-10-31", 1, "Hours run from an event at a known time"),
        ("within 9 days after the end of the third fiscal half", 36, "no third fiscal half"),
        ("from until closing", 6, "cannot begin with “until”"),
        ("within 12345678 days after closing", 8, "cannot stand here"),
        ("", 1, "The rule is not complete."),
        ("before " + "x" * 2000, 2001, "at most 2000 characters"),
    ],
)
def test_an_error_gives_its_reason(text, column, reason):
    with pytest.raises(RuleError) as caught:
        parse(text)
    assert caught.value.column == column
    assert reason in str(caught.value)


def test_a_slip_about_the_first_day_is_mended_by_leaving_it_out():
    with pytest.raises(RuleError) as caught:
        parse("on closing, first day included")
    assert caught.value.suggestion == "on closing"


@given(
    st.text(max_size=80) | st.text(alphabet="within 14 days,from-closing until unless", max_size=80)
)
@settings(max_examples=50, deadline=None)
def test_no_text_raises_anything_but_a_rule_error(text):
    error = None
    try:
        assert parse(str(parse(text))) == parse(text)
    except RuleError as caught:
        error = caught
    if error:
        assert 1 <= error.column <= len(text) + 1
        assert error.suggestion is None or str(parse(error.suggestion)) == error.suggestion


@pytest.mark.parametrize("word", ["firſt", "fırst", "weeKs"])
def test_letters_that_only_look_like_a_keyword_are_no_keyword(word):
    with pytest.raises(RuleError):
        parse(f"within 2 {word} after the end of the {word} fiscal quarter")


@pytest.mark.parametrize(
    "text",
    [
        "on or before the " * 55,
        "before " + "until " * 165,
        "x" * 1000,
        "at all times, review every " * 37,
    ],
)
def test_a_thousand_characters_are_read_in_well_under_50_ms(text):
    parse("at any time")  # builds the parser
    seconds = []
    for _ in range(3):
        begun = time.perf_counter()
        with pytest.raises(RuleError):
            parse(text)
        seconds.append(time.perf_counter() - begun)
    assert min(seconds) < 0.05


@pytest.mark.parametrize(
    ("text", "anchor", "events"),
    [
        ("within 14 days from closing", EventAnchor("closing"), {"closing"}),
        ("from closing until election", EventAnchor("closing"), {"closing", "election"}),
        ("from 2003-09-16 until election", None, {"election"}),
        ("until election", None, {"election"}),
        ("after 2003-10-31 unless full issuance", None, {"full issuance"}),
        ("at all times", None, set()),
        ("while affiliate", None, set()),
        (
            "within 9 days after the end of the second fiscal quarter",
            FiscalAnchor(FiscalUnit.QUARTER, 2, each=False),
            set(),
        ),
    ],
)
def test_anchor_and_events(text, anchor, events):
    rule = parse(text)
    assert rule.anchor == anchor
    assert rule.events == events


def test_states():
    assert parse("while equity-method affiliate").states == {"equity-method affiliate"}


def test_an_undeclared_event_offers_the_declared_ones():
    rule = parse("within 14 days from reciept of issuance notice")
    declared = ["closing", "receipt of issuance notice"]
    with pytest.raises(UnknownEvent) as caught:
        check_events(rule, declared)
    error = caught.value
    assert error.name == "reciept of issuance notice"
    assert error.column == 21
    assert error.declared == ("closing", "receipt of issuance notice")
    assert error.suggestion == "within 14 days from receipt of issuance notice"


def test_declared_events_are_accepted():
    check_events(parse("from closing until election"), ["closing", "election", "notice"])
