"""Steps of a counted period: its first day, its last, and the readings between which one chose."""

from collections.abc import Iterator

from . import authorities as by
from .anchors import Unit
from .answers import Answer
from .counting import Count, Counted, possible_counts, recorded_counts
from .explain_calendar import moved, predicted, safe
from .facts import Moment
from .messages import N_
from .periods import corresponding_day
from .readings import Reading
from .rules import AtLeastBefore, For
from .steps import Step, Value

_LAST = {
    Unit.DAY: N_("Day %(number)d. The contractual period ends at the end of this day."),
    Unit.BUSINESS_DAY: N_(
        "Business day %(number)d. The contractual period ends at the end of this day."
    ),
    Unit.WEEK: N_("Week %(number)d ends. The contractual period ends at the end of this day."),
}
_MATCH = {
    Unit.MONTH: N_(
        "Month %(number)d ends: the corresponding day is %(match_on)s, and the contractual "
        "period ends at the end of the day before."
    ),
    Unit.YEAR: N_(
        "Year %(number)d ends: the corresponding day is %(match_on)s, and the contractual "
        "period ends at the end of the day before."
    ),
}
_NO_MATCH = {
    Unit.MONTH: N_(
        "Month %(number)d ends: this month has no corresponding day, so the contractual period "
        "ends at the end of its last day."
    ),
    Unit.YEAR: N_(
        "Year %(number)d ends: this month has no corresponding day, so the contractual period "
        "ends at the end of its last day."
    ),
}
_CLEAR = {
    Unit.DAY: N_("Last day for the act: %(number)d clear days lie between it and the event."),
    Unit.BUSINESS_DAY: N_(
        "Last day for the act: %(number)d clear business days lie between it and the event."
    ),
    Unit.WEEK: N_("Last day for the act: %(number)d clear weeks lie between it and the event."),
    Unit.MONTH: N_("Last day for the act: %(number)d clear months lie between it and the event."),
    Unit.YEAR: N_("Last day for the act: %(number)d clear years lie between it and the event."),
}
_FIRST = {
    Reading.MIDNIGHT_EXCLUDED: N_(
        "Day 1. The event was at exactly 00:00; on the reading chosen its day does not count."
    ),
    Reading.MIDNIGHT_COUNTED: N_(
        "Day 1. The event was at exactly 00:00; on the reading chosen its day counts."
    ),
    Reading.FIRST_DAY_EXCLUDED: N_("Day 1. On the reading chosen the event's day does not count."),
    Reading.FIRST_DAY_COUNTED: N_("Day 1. On the reading chosen the event's day counts."),
}
_OTHER = {
    Reading.MIDNIGHT_EXCLUDED: N_(
        "Another reading: the day of an event at exactly 00:00 does not count, and the "
        "contractual period ends here."
    ),
    Reading.MIDNIGHT_COUNTED: N_(
        "Another reading: the period starts at 00:00, so the event's day counts, and the "
        "contractual period ends here."
    ),
    Reading.FIRST_DAY_EXCLUDED: N_(
        "Another reading: the event's day does not count, and the period ends here."
    ),
    Reading.FIRST_DAY_COUNTED: N_(
        "Another reading: the event's day is day 1, and the period ends here."
    ),
    Reading.CLEAR_DAYS_BETWEEN: N_(
        "Another reading: only whole days between the act and the event; last day for the act."
    ),
    Reading.CLEAR_DAYS_AND_ONE: N_(
        "Another reading: one day more than the clear days; last day for the act."
    ),
}


def counted(answer: Answer, timing: Counted, moment: Moment) -> Iterator[Step]:
    """Why a counted period ends when it does."""
    chosen, *_ = recorded_counts(answer.rule, timing, moment, answer.terms, answer.occurrence or 1)
    if isinstance(timing, AtLeastBefore):
        yield from _backwards(answer, timing, chosen)
    else:
        yield _first(answer, timing, moment, chosen)
        yield _last(answer, timing, chosen)
    if isinstance(timing, For):
        yield Step(
            answer.due,
            N_("What lasts a period ends with it and is not moved."),
            {},
            by.counting(by.LAST_DAY, answer.policy),
        )
    else:
        yield from moved(answer)
    yield from _other_readings(answer, timing, moment, chosen)
    yield from predicted(answer, chosen.first if _by_business_days(timing) else None)
    yield from safe(answer)


def _by_business_days(timing: Counted) -> bool:
    return timing.period.unit is Unit.BUSINESS_DAY


def _first(answer: Answer, timing: Counted, moment: Moment, chosen: Count) -> Step:
    article = by.EVENT_DAY
    if moment.whole_day:
        article = by.PROVISO
        template = N_("Day 1. The period starts at 00:00, so its first day counts.")
    elif answer.rule.first_day_included:
        article = by.RULE_TEXT
        template = N_("Day 1. The first day is included.")
    elif chosen.reading:
        article = by.PROVISO if chosen.first == moment.day else by.EVENT_DAY
        template = _FIRST[chosen.reading]
    elif _by_business_days(timing):
        template = N_("The count of business days starts here: the event's day does not count.")
    else:
        template = N_("Day 1. The event's day does not count.")
    return Step(chosen.first, template, {}, by.counting(article, answer.policy))


def _last(answer: Answer, timing: Counted, chosen: Count) -> Step:
    unit, number = timing.period.unit, timing.period.number * (answer.occurrence or 1)
    values: dict[str, Value] = {"number": number}
    if unit not in _MATCH:
        article = by.CALENDAR if unit is Unit.WEEK else by.LAST_DAY
        if _by_business_days(timing):
            return Step(chosen.last, _LAST[unit], values, by.BUSINESS_DAYS[answer.policy])
        return Step(chosen.last, _LAST[unit], values, by.counting(article, answer.policy))
    match = corresponding_day(chosen.first, number * (12 if unit is Unit.YEAR else 1))
    template = _MATCH[unit] if match else _NO_MATCH[unit]
    if match:
        values["match_on"] = match.isoformat()
    if unit is Unit.MONTH and chosen.first.day == 1:
        template = N_(
            "Month %(number)d ends with the calendar month, and the contractual period with it."
        )
        values = {"number": number}
    return Step(chosen.last, template, values, by.counting(by.CALENDAR, answer.policy))


def _backwards(answer: Answer, timing: AtLeastBefore, chosen: Count) -> Iterator[Step]:
    policy = answer.policy
    template = N_("Counted backwards: the last clear day, the day before the event.")
    if answer.rule.first_day_included:
        template = N_("Counted backwards: the first day is included.")
    yield Step(chosen.first, template, {}, by.counting(by.BACKWARDS, policy))
    template = _CLEAR[timing.period.unit]
    if chosen.reading is Reading.CLEAR_DAYS_AND_ONE:
        template = N_(
            "Last day for the act, on the reading chosen: one day more than the clear days."
        )
    values: dict[str, Value] = {"number": timing.period.number}
    yield Step(chosen.last, template, values, by.counting(by.BACKWARDS, policy))


def _other_readings(
    answer: Answer, timing: Counted, moment: Moment, chosen: Count
) -> Iterator[Step]:
    for count in possible_counts(answer.rule, timing, moment, answer.terms, answer.occurrence or 1):
        if count.reading and count.reading is not chosen.reading:
            recorded = count.reading in answer.terms.readings
            authority = by.RECORDED_READING if recorded else by.OTHER_READING
            yield Step(count.last, _OTHER[count.reading], {}, authority)
