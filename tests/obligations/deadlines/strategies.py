"""Generated rules, for the laws that hold for all of them."""

from datetime import date

from hypothesis import strategies as st

from obligations.deadlines import rules
from obligations.deadlines.anchors import Day, EventAnchor, FiscalAnchor, Period, Unit
from obligations.deadlines.fiscal import FiscalUnit

days = st.dates(date(1960, 1, 1), date(2060, 12, 31))
_first_words = st.sampled_from(
    ["closing", "receipt", "10-K", "shareholders'", "取締役会", "Closing"]
)
_words = st.sampled_from(["of", "notice", "2", "before", "from", "on", "each", "equity-method"])
names = st.builds(
    lambda first, rest: " ".join([first, *rest]), _first_words, st.lists(_words, max_size=3)
).filter(lambda name: "on or before" not in name)
periods = st.builds(Period, st.integers(1, 400), st.sampled_from(list(Unit)))
day_periods = periods.filter(lambda period: period.unit is not Unit.HOUR)
fiscal_anchors = st.sampled_from(list(FiscalUnit)).flatmap(
    lambda unit: st.builds(
        FiscalAnchor,
        st.just(unit),
        st.none() | st.integers(1, unit.per_year),
        st.booleans(),
    )
)
events = st.builds(EventAnchor, names)
anchors = events | fiscal_anchors
points = anchors | st.builds(Day, days)

counted = (
    st.builds(rules.Within, day_periods, st.sampled_from(["after", "from"]), points)
    | st.builds(rules.AtLeastBefore, day_periods, points)
    | st.builds(rules.For, day_periods, points)
    | st.builds(rules.Every, day_periods, points)
)
uncounted = (
    st.builds(rules.Within, periods, st.sampled_from(["after", "from"]), anchors)
    | st.builds(rules.OnOrBefore, points)
    | st.builds(rules.On, st.sampled_from(["on", "upon", "concurrently with"]), points)
    | st.builds(rules.DayAfter, points)
    | st.builds(rules.Before, points)
    | st.builds(rules.After, points)
    | st.builds(rules.Window, points, points)
    | st.builds(rules.Promptly, st.sampled_from(["promptly", "as promptly as possible"]), points)
    | st.builds(rules.AtAllTimes, st.none() | periods)
    | st.builds(rules.AtAnyTime)
    | st.builds(rules.While, names)
    | st.builds(rules.Until, points)
)
unless = st.none() | st.builds(rules.Unless, events, st.none() | days)
every_rule = st.builds(rules.Rule, counted, st.booleans(), unless) | st.builds(
    rules.Rule, uncounted, st.just(False), unless
)
