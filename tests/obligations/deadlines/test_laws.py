"""Laws that hold for every rule, date and policy."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from obligations.deadlines import Facts, Kind, Policy, Terms, compute, is_business_day
from obligations.deadlines.anchors import EventAnchor, Period, Unit
from obligations.deadlines.rules import AtLeastBefore, Every, For, Rule, Within

anchors = st.dates(date(1960, 1, 1), date(2060, 12, 31))
policies = st.sampled_from(list(Policy))
periods = st.builds(
    Period,
    st.integers(1, 60),
    st.sampled_from([Unit.DAY, Unit.BUSINESS_DAY, Unit.WEEK, Unit.MONTH]),
)
closing = EventAnchor("closing")
forwards = st.builds(
    Rule,
    st.builds(lambda period: Within(period, "after", closing), periods)
    | st.builds(lambda period: For(period, closing), periods)
    | st.builds(lambda period: Every(period, closing), periods),
    st.booleans(),
)
backwards = st.builds(lambda period: Rule(AtLeastBefore(period, closing)), periods)


def answer(rule, anchor, policy, **terms):
    return compute(rule, Facts({"closing": anchor}), Terms(policy, "Asia/Tokyo", **terms))


@given(forwards | backwards, anchors, st.integers(1, 40), policies)
def test_a_later_anchor_never_gives_an_earlier_due_date(rule, anchor, later, policy):
    first = answer(rule, anchor, policy)
    second = answer(rule, anchor + timedelta(days=later), policy)
    assert first.due <= second.due
    assert first.before_roll <= second.before_roll


@given(forwards, anchors, policies)
def test_forwards_the_roll_is_never_earlier(rule, anchor, policy):
    found = answer(rule, anchor, policy)
    assert anchor <= found.before_roll <= found.due


@given(backwards, anchors, policies)
def test_backwards_the_roll_is_never_later(rule, anchor, policy):
    found = answer(rule, anchor, policy)
    assert found.due <= found.before_roll < anchor


@given(periods, anchors, policies)
def test_what_rolls_is_due_on_a_business_day(period, anchor, policy):
    for timing in (Within(period, "from", closing), AtLeastBefore(period, closing)):
        found = answer(Rule(timing), anchor, policy)
        assert found.kind is Kind.DATE
        assert is_business_day(found.due, policy)


@given(forwards | backwards, anchors, policies)
def test_the_safe_date_is_a_full_business_day_and_never_late(rule, anchor, policy):
    found = answer(rule, anchor, policy)
    if found.safe is None:
        assert isinstance(rule.timing, For)
    else:
        assert found.safe <= found.before_roll
        assert is_business_day(found.safe, Policy.JAPAN_FULL)


@given(periods, anchors, st.integers(-5, 90), policies)
def test_an_added_holiday_only_moves_outwards(period, anchor, offset, policy):
    added = frozenset({anchor + timedelta(days=offset), anchor - timedelta(days=offset)})
    forward, backward = Rule(Within(period, "from", closing)), Rule(AtLeastBefore(period, closing))
    assert (
        answer(forward, anchor, policy, extra_holidays=added).due
        >= answer(forward, anchor, policy).due
    )
    assert (
        answer(backward, anchor, policy, extra_holidays=added).due
        <= answer(backward, anchor, policy).due
    )


@given(forwards | backwards, anchors, st.integers(-5, 90), policies)
def test_an_added_holiday_never_moves_the_safe_date_later(rule, anchor, offset, policy):
    added = frozenset({anchor + timedelta(days=offset), anchor - timedelta(days=offset)})
    if getattr(rule.timing.period, "unit", None) is Unit.BUSINESS_DAY:
        return  # its contractual day itself moves, outwards
    before = answer(rule, anchor, policy)
    after = answer(rule, anchor, policy, extra_holidays=added)
    assert after.before_roll == before.before_roll
    assert before.safe is None or after.safe <= before.safe


@given(periods, anchors, policies)
def test_what_rolls_stops_at_the_nearest_business_day(period, anchor, policy):
    for timing in (Within(period, "from", closing), AtLeastBefore(period, closing)):
        found = answer(Rule(timing), anchor, policy)
        first, last = sorted((found.due, found.before_roll))
        passed = (first + timedelta(days=n) for n in range((last - first).days + 1))
        assert [day for day in passed if is_business_day(day, policy)] == [found.due]


@given(forwards | backwards, anchors, policies)
def test_an_instant_counts_as_its_local_date(rule, anchor, policy):
    """Noon in Tokyo is the evening before in Honolulu."""
    noon = datetime.combine(anchor, time(12), ZoneInfo("Asia/Tokyo"))
    abroad = noon.astimezone(ZoneInfo("Pacific/Honolulu"))
    assert abroad.date() < anchor
    assert answer(rule, abroad, policy).due == answer(rule, anchor, policy).due


@given(st.integers(1, 24), anchors)
def test_clear_months_lie_between_the_act_and_the_event(number, anchor):
    """Counted forwards from the act, the months end before the event; from a day later, not."""
    act = answer(Rule(AtLeastBefore(Period(number, Unit.MONTH), closing)), anchor, Policy.NONE).due
    within = Rule(Within(Period(number, Unit.MONTH), "from", closing))
    assert answer(within, act, Policy.NONE).due < anchor
    assert answer(within, act + timedelta(days=1), Policy.NONE).due >= anchor


@given(forwards | backwards, anchors, policies)
def test_every_answer_explains_its_dates(rule, anchor, policy):
    found = answer(rule, anchor, policy)
    shown = {step.on for step in found.steps()}
    assert {found.due, found.before_roll} <= shown
    assert found.safe is None or found.safe in shown
    assert all(step.text() and step.authority_text() for step in found.steps())
