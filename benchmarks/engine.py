"""Deadlines per second of the engine and of its peers, in one run and on the same anchors.

Seconds are of processor time: what else the machine does counts less.

    .venv/bin/python benchmarks/engine.py

Peers that are not installed are left out and named. They are no dependencies of the project: put
them, with holidays, lark, numpy and tzdata, into a virtual environment of their own.
Then: how long the parser takes, at worst, for text that is no rule.
"""

import statistics
import sys
import warnings
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from importlib import import_module
from pathlib import Path
from time import process_time
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

import holidays
import numpy as np

from obligations.deadlines import Facts, Policy, RuleError, Terms, compute, parse
from obligations.deadlines.bulk import compute_many
from obligations.deadlines.keywords import KEYWORDS

ROWS, ROUNDS, ARRAY_RUNS = 100_000, 5, 10
SECONDS = 0.8  # of each round, for a counter that is slower than that
FIRST, SPAN = date(1991, 1, 1), 40 * 365  # workalendar knows no earlier year
ANCHORS = [FIRST + timedelta(days=n % SPAN) for n in range(ROWS)]
ARRAY = np.array(ANCHORS, dtype="datetime64[D]")
DAYS = timedelta(days=14)
ONE_DAY = timedelta(days=1)

One = Callable[[date], object]
All = Callable[[], object]


def engine() -> Iterator[tuple[str, One | All]]:
    """This engine: single, in bulk, and with its steps."""
    rule = parse("within 14 days from receipt")
    months = parse("within 2 months after receipt")
    business = parse("within 14 business days after receipt")
    terms = Terms(Policy.JAPAN_FULL, "Asia/Tokyo")
    yield "engine, single", lambda day: compute(rule, Facts({"receipt": day}), terms)
    yield "engine, with steps", lambda day: compute(rule, Facts({"receipt": day}), terms).steps()
    yield "engine, bulk: 14 days", lambda: compute_many(rule, ARRAY, terms)
    yield "engine, bulk: 14 business days", lambda: compute_many(business, ARRAY, terms)
    yield "engine, bulk: 2 months", lambda: compute_many(months, ARRAY, terms)


def peers() -> Iterator[tuple[str, One | All]]:
    """What else computes such days, installed or not."""
    japan = holidays.country_holidays("JP", years=range(1991, 2032))

    def plain_loop(day: date) -> date:
        day += DAYS
        while day.weekday() >= 5 or day in japan:
            day += ONE_DAY
        return day

    yield "plain loop over holidays.JP", plain_loop
    yield "holidays.get_nth_working_day", lambda day: japan.get_nth_working_day(day, 14)
    days = np.array(sorted(japan), dtype="datetime64[D]")
    calendar = np.busdaycalendar(holidays=days)
    later = np.timedelta64(14, "D")
    yield (
        "numpy.busday_offset, rolled",
        lambda: np.busday_offset(ARRAY + later, 0, roll="forward", busdaycal=calendar),
    )
    yield (
        "numpy.busday_offset, 14 business days",
        lambda: np.busday_offset(ARRAY, 14, roll="backward", busdaycal=calendar),
    )
    if workalendar := installed("workalendar.asia"):
        tokyo = workalendar.Japan()
        yield "workalendar", lambda day: tokyo.add_working_days(day, 14)
    if pandas := installed("pandas"):
        offset = pandas.offsets.CustomBusinessDay(14, holidays=days)
        yield "pandas CustomBusinessDay", lambda day: pandas.Timestamp(day) + offset
    if lexdays := installed("lexdays"):
        # It has no rules of Japan: 14 days under the Federal Rules of Civil Procedure, rule 6.
        yield "lexdays, with steps", lambda day: lexdays.compute("us/frcp", day, "P14D")


def installed(name: str) -> Any:
    """The module, or None after saying how to have it measured."""
    try:
        return import_module(name)
    except ModuleNotFoundError:
        package = name.partition(".")[0]
        sys.stdout.write(f"{package} is not installed, so not measured: pip install {package}\n")
        return None


def per_second(work: Any) -> tuple[float, int]:
    """How many a second, and how many anchors were done; a slow counter stops before the last."""
    done, begun = 0, process_time()
    if work.__code__.co_argcount == 0:
        for _ in range(ARRAY_RUNS):
            work()
        return ROWS * ARRAY_RUNS / (process_time() - begun), ROWS
    for start in range(0, ROWS, 500):
        for day in ANCHORS[start : start + 500]:
            work(day)
        done = start + 500
        if process_time() - begun > SECONDS:
            break
    return done / (process_time() - begun), done


def unreadable() -> Iterator[str]:
    """Text of up to 1,000 characters, made of keywords that do not go together."""
    words = [*KEYWORDS.values(), "14 days", "within two", "on 2003-02-30", "closing", "x" * 1000]
    for first in words:
        for second in ("", "within", "closing"):
            repeated = f"{first} {second} " * 1000
            yield repeated[:1000]
            yield repeated[:160]


def parsing() -> list[float]:
    """Milliseconds for each unreadable text, with its suggestion."""
    found = []
    for text in unreadable():
        begun = process_time()
        try:
            parse(text)
        except RuleError:
            found.append((process_time() - begun) * 1000)
    return found


def main() -> None:
    """Print one line for each counter: the median of the rounds."""
    warnings.simplefilter("ignore")
    measured = [*engine(), *peers()]
    sys.stdout.write(f"{'deadlines per second of processor time':<42}{'':>14}{'anchors':>10}\n")
    # In turns, so that all share the quiet and the busy moments of the machine.
    rounds = [[per_second(work) for _, work in measured] for _ in range(ROUNDS)]
    for (name, _), found in zip(measured, zip(*rounds, strict=True), strict=True):
        speed = statistics.median(speed for speed, _ in found)
        rows = max(rows for _, rows in found)
        sys.stdout.write(f"{name:<42}{speed:>14,.0f}{rows:>10,}\n")
    parse("at any time")  # builds the parser
    times = parsing()
    sys.stdout.write(
        f"unreadable text: {len(times)} of 160 and 1,000 characters, median "
        f"{statistics.median(times):.1f} ms, worst {max(times):.1f} ms\n"
    )


if __name__ == "__main__":
    main()
