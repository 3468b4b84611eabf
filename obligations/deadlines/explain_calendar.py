"""Steps about business days: the move off rest days, predicted equinoxes, and the safe date."""

from collections.abc import Iterator
from datetime import date, timedelta

from . import authorities as by
from .answers import Answer
from .calendars import (
    LAST_PUBLISHED_YEAR,
    ONE_DAY,
    SATURDAY,
    SUNDAY,
    Policy,
    equinoxes,
    fullest,
    holiday_name,
)
from .messages import N_
from .rules import DayAfter, On
from .steps import Step, Value

NEAR = timedelta(days=3)


def moved(answer: Answer) -> Iterator[Step]:
    """The move from the contractual day to a business day, or why there is none."""
    due, last = answer.due, answer.before_roll
    if due is None or last is None:
        return
    if due < last:
        yield Step(
            due,
            N_(
                "Moved back: %(last_on)s is not a business day, and a period counted backwards "
                "is never moved later."
            ),
            {"last_on": last.isoformat()},
            by.BUSINESS_DAYS[answer.policy],
        )
    elif due > last:
        template, values = _because(answer, last, due - ONE_DAY)
        yield Step(due, template, values, by.ROLL[answer.policy])
    elif not answer.terms.safe_calendar.is_business_day(last):
        yield Step(
            last,
            N_("Not moved: under the agreement's policy this day is a business day."),
            {},
            by.BUSINESS_DAYS[answer.policy],
        )


def _because(answer: Answer, first: date, last: date) -> tuple[str, dict[str, Value]]:
    days = [date.fromordinal(n) for n in range(first.toordinal(), last.toordinal() + 1)]
    names = list(dict.fromkeys(name for day in days if (name := _name(answer, day))))
    values: dict[str, Value] = {"first_on": first.isoformat(), "last_on": last.isoformat()}
    weekdays = {day.weekday() for day in days}
    filing = answer.policy is Policy.US_FEDERAL
    if filing and first == last:
        template = N_(
            "Timely until here: %(first_on)s is not a business day, so the filing may be made on "
            "the next one."
        )
    elif filing:
        template = N_(
            "Timely until here: there is no business day from %(first_on)s to %(last_on)s, so the "
            "filing may be made on the next one."
        )
    elif names and first == last:
        values["holidays"] = names[0]
        template = N_(
            "Arguable until here: %(first_on)s is not a business day (%(holidays)s), so the "
            "period may end on the next business day."
        )
    elif names:
        values["holidays"] = ", ".join(names)
        template = N_(
            "Arguable until here: there is no business day from %(first_on)s to %(last_on)s "
            "(%(holidays)s), so the period may end on the next business day."
        )
    elif weekdays == {SATURDAY, SUNDAY}:
        template = N_(
            "Arguable until here: Saturday and Sunday are not business days, so the period may "
            "end on the next business day."
        )
    else:
        template = N_(
            "Arguable until here: Sunday is not a business day, so the period may end on the "
            "next business day."
        )
    return template, values


def _name(answer: Answer, day: date) -> str | None:
    name = holiday_name(day, answer.policy)
    added = day in answer.terms.extra_holidays
    return name or (N_("a holiday added by an administrator") if added else None)


def predicted(answer: Answer, first: date | None) -> Iterator[Step]:
    """A warning where the answer depends on an equinox that is not yet published."""
    days = [day for day in (first, answer.safe, answer.before_roll, answer.due) if day]
    if not days or max(days).year <= LAST_PUBLISHED_YEAR:
        return
    japanese = answer.policy.startswith("japan") or (
        answer.safe and fullest(answer.terms.zone) is Policy.JAPAN_FULL
    )
    if not japanese:
        return
    for year in range(max(min(days).year, LAST_PUBLISHED_YEAR + 1), max(days).year + 1):
        for equinox in equinoxes(year):
            # One day off would also move its substitute and a sandwiched holiday.
            if min(days) - NEAR <= equinox <= max(days) + NEAR:
                yield Step(
                    equinox,
                    N_(
                        "This equinox holiday is predicted, not yet published: check this "
                        "deadline when the official list for the year appears."
                    ),
                    {},
                    by.HOLIDAY_LIST,
                    {"last_on": date(LAST_PUBLISHED_YEAR, 12, 31).isoformat()},
                )


def safe(answer: Answer) -> Iterator[Step]:
    """The safe date and the calendar behind it."""
    if answer.safe is None:
        return
    if isinstance(answer.rule.timing, On | DayAfter):
        yield Step(
            answer.safe, N_("Tied to this day: earlier or later is not in time."), {}, by.RULE_TEXT
        )
        return
    values: dict[str, Value] = {}
    template = N_("Safe date: the last business day that no reading calls late.")
    if fullest(answer.terms.zone) is None:
        template = N_(
            "Safe date: the last business day that no reading calls late. No calendar is kept "
            "for %(zone)s: Saturdays, Sundays and the rest days of the policy are left out."
        )
        values["zone"] = answer.terms.zone
    yield Step(answer.safe, template, values, by.EARLIEST)
    if answer.opens and answer.safe < answer.opens:
        yield Step(
            answer.opens,
            N_("The safe date was over when the period began: act on the first day."),
            {},
            by.EARLIEST,
        )
