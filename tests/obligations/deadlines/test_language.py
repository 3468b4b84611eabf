"""Rule text to objects and back, and what is said about text that is no rule."""

import contextlib

import pytest
from hypothesis import given
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
from obligations.deadlines.keywords import KEYWORDS

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
        ("within forty days after closing", 8, "a number", "within 40 days after closing"),
        ("within 2 calendar days after x", 10, "days", "within 2 days after x"),
        ("on 2003/10/31", 4, "a day (YYYY-MM-DD)", "on 2003-10-31"),
        ("at all times, revew every 1 year", 13, ", review every",
         "at all times, review every 1 year"),
        ("within 45 days after the end of the fifth fiscal quarter", 37, "first", None),
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
    assert error.suggestion == suggestion
    if suggestion:
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


DRAFTED = [
    ("within forty-five (45) days after closing", 8, "within 45 days after closing"),
    ("within twenty one days after closing", 8, "within 21 days after closing"),
    ("within a month after closing", 8, "within 1 month after closing"),
    ("within one (1) month of the end of each fiscal half", 8,
     "within 1 month after the end of each fiscal half"),
    ("within 14 days of receipt of notice", 16, "within 14 days after receipt of notice"),
    ("within 14 calendar days of closing", 11, "within 14 days after closing"),
    ("within 3 working days following closing", 10, "within 3 business days after closing"),
    ("within 14days from closing", 8, "within 14 days from closing"),
    ("within 14 days from closing (first day included)", 29,
     "within 14 days from closing, first day included"),
    ("14 days from receipt", 1, "within 14 days after receipt"),
    ("in 14 days from closing", 1, "within 14 days after closing"),
    ("not later than 14 days after receipt of notice", 1,
     "within 14 days after receipt of notice"),
    ("no later than 45 days after each fiscal quarter", 1,
     "within 45 days after the end of each fiscal quarter"),
    ("within 45 day after end of each quarter", 21,
     "within 45 days after the end of each fiscal quarter"),
    ("within 45 days after the end of second fiscal quarter", 33,
     "within 45 days after the end of the second fiscal quarter"),
    ("within 45 days after the end of the 2nd fiscal quarter", 37,
     "within 45 days after the end of the second fiscal quarter"),
    ("at least two weeks before the meeting", 10, "at least 2 weeks before the meeting"),
    ("not less than 14 days prior to meeting", 1, "at least 14 days before meeting"),
    ("14 days before meeting", 1, "at least 14 days before meeting"),
    ("by 31 October 2003", 1, "on or before 2003-10-31"),
    ("no later than closing", 1, "on or before closing"),
    ("on or before October 31, 2003", 24, "on or before 2003-10-31"),
    ("before the 31st of October 2003", 8, "before 2003-10-31"),
    ("on 31/10/2003", 4, "on 2003-10-31"),
    ("on or before 2003-02-30", 14, "on or before 2003-02-28"),
    ("immediately upon closing", 1, "promptly after closing"),
    ("as soon as practicable after closing", 1, "as promptly as possible after closing"),
    ("for a period of five years after disclosure", 5, "for 5 years from disclosure"),
    ("between closing and election", 1, "from closing until election"),
    ("from closing to election", 25, "from closing until election"),
    ("annually from closing", 1, "every 1 year from closing"),
    ("the day after closing", 1, "on the day after closing"),
    ("promptly", 9, "promptly after closing"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "column", "suggestion"), DRAFTED)
def test_what_a_drafter_would_write_is_offered_in_the_words_of_the_language(
    text, column, suggestion
):
    with pytest.raises(RuleError) as caught:
        parse(text)
    assert (caught.value.column, caught.value.suggestion) == (column, suggestion)
    assert str(parse(suggestion)) == suggestion


@pytest.mark.parametrize(
    "text",
    [
        "within 2-3 days after closing",
        "within 1.5 months after closing",
        "within -5 days after closing",
        "within forty (45) days after closing",
        "within 14 days before closing",
        "on 10/11/2003",
        "on 2003-13-45",
        "within 9 days after the end of each fiscal year and fiscal quarter",
        "during the term",
        "",
    ],
)
def test_nothing_is_offered_that_would_mean_something_else(text):
    with pytest.raises(RuleError) as caught:
        parse(text)
    assert caught.value.suggestion is None


def test_the_whole_message():
    with pytest.raises(RuleError) as caught:
        parse("at least two weeks before meeting")
    assert str(caught.value) == (
        "“two” cannot stand here. (column 10)\n"
        "    at least two weeks before meeting\n"
        "             ^\n"
        "Expected here: a number\n"
        "Nearest valid form: at least 2 weeks before meeting"
    )


def test_a_slip_about_the_first_day_is_mended_by_leaving_it_out():
    with pytest.raises(RuleError) as caught:
        parse("on closing, first day included")
    assert caught.value.suggestion == "on closing"


@given(
    st.text(max_size=80) | st.text(alphabet="within 14 days,from-closing until unless", max_size=80)
)
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
def test_a_thousand_characters_that_are_no_rule(text):
    with pytest.raises(RuleError):
        parse(text)


@given(
    st.lists(st.sampled_from([*KEYWORDS.values(), "14", "days", "2003-02-30", "closing", "("]),
             min_size=150, max_size=200)
)  # fmt: skip
def test_a_thousand_characters_raise_nothing_but_a_rule_error(words):
    with contextlib.suppress(RuleError):
        parse(" ".join(words)[:1000])


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


@pytest.mark.parametrize(
    ("text", "declared", "column", "suggestion"),
    [
        ("from pre-closing until clsing", {"pre-closing", "closing"}, 24,
         "from pre-closing until closing"),
        ("within 14 days from the meeting", {"meeting"}, 21, "within 14 days from meeting"),
        ("within 14 days from closing.", {"closing"}, 21, "within 14 days from closing"),
        ("from notice of meeting until notice", {"notice of meeting", "notices"}, 30,
         "from notice of meeting until notices"),
        ("within 14 days from waiver", {"closing", "shareholders' meeting"}, 21, None),
    ],
)  # fmt: skip
def test_only_the_undeclared_name_is_replaced(text, declared, column, suggestion):
    with pytest.raises(UnknownEvent) as caught:
        check_events(parse(text), declared)
    error = caught.value
    assert (error.column, error.suggestion) == (column, suggestion)
    assert error.expected == tuple(sorted(declared))


def test_declared_events_are_accepted():
    check_events(parse("from closing until election"), ["closing", "election", "notice"])
