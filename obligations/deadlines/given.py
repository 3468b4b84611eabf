"""Facts written as `NAME = WHEN`, as truth tables and commands take them."""

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime

from .errors import FactError
from .facts import Facts, StateFact, zone_info
from .fiscal import FiscalPeriod, FiscalUnit, period_ending
from .messages import N_
from .rules import Rule

_ENDED = {f"fiscal {unit} ended": unit for unit in FiscalUnit}
YEAR_END = "fiscal year ends"
IN_FORCE = "in force from"


def read_given(given: str | Iterable[str], rule: Rule) -> tuple[Facts, date | None]:
    """Facts, and the first day in force, from `NAME = WHEN` pairs (joined by `;` in a string).

    WHEN is a date, an instant with an offset, or an instant followed by an IANA zone. `fiscal
    quarter ended`, `fiscal half ended` and `fiscal year ended` give the period, `fiscal year ends
    = MM-DD` (default 03-31) the year; a state that the rule names takes the day since which it
    holds, `STATE ended` its last day, `STATE confirmed` the day of the last confirmation.
    Raises FactError.
    """
    pairs = dict(_pair(text) for text in _split(given))
    year_end = _month_day(pairs.pop(YEAR_END, "03-31"))
    in_force = pairs.pop(IN_FORCE, None)
    period: FiscalPeriod | None = None
    states: dict[str, StateFact] = {}
    for state in rule.states:
        since, until, confirmed = (
            _day(name, pairs.pop(name)) if name in pairs else None
            for name in (state, f"{state} ended", f"{state} confirmed")
        )
        if since or until or confirmed:
            states[state] = StateFact(since, until, confirmed)
    for name, unit in _ENDED.items():
        text = pairs.pop(name, None)
        if text and (period is None or unit in rule.fiscal_units):
            period = period_ending(unit, _day(name, text), year_end)
    events = {name: _when(name, text) for name, text in pairs.items()}
    return Facts(events, period, states), _day(IN_FORCE, in_force) if in_force else None


def unused(facts: Facts, rule: Rule) -> tuple[str, ...]:
    """The events that were given but that the rule does not mention, perhaps misspelt."""
    return tuple(sorted(facts.events.keys() - rule.events))


def _split(given: str | Iterable[str]) -> list[str]:
    parts = [given] if isinstance(given, str) else list(given)
    return [text for part in parts for text in part.split(";") if text.strip()]


def _pair(text: str) -> tuple[str, str]:
    name, equals, when = text.partition("=")
    if not equals or not name.strip() or not when.strip():
        raise FactError(
            N_("“%(text)s” is not a fact. Write NAME = WHEN, e.g. closing = 2003-09-16."),
            text=text.strip(),
        )
    return " ".join(name.split()), when.strip()


def _when(name: str, text: str) -> date | datetime:
    when, _, zone = text.partition(" ")
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", when) and not zone:
        return _day(name, when)
    try:
        instant = datetime.fromisoformat(when)
    except ValueError:
        raise _bad(name, text) from None
    if zone.strip() and instant.tzinfo is None and "T" in when:
        return _existing(name, instant.replace(tzinfo=zone_info(zone.strip())))
    if instant.tzinfo is None or zone.strip():
        raise _bad(name, text)
    return instant


def _existing(name: str, instant: datetime) -> datetime:
    """The instant itself, unless the clocks skip it; one that comes twice is the earlier."""
    if instant.astimezone(UTC).astimezone(instant.tzinfo).replace(fold=0) != instant:
        raise FactError(
            N_("“%(name)s”: the clocks skip %(instant)s. Write it with its offset from UTC."),
            name=name,
            instant=instant.isoformat(" ", "minutes"),
        )
    return instant


def _day(name: str, text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise _bad(name, text) from None


def _month_day(text: str) -> tuple[int, int]:
    try:
        day = date.fromisoformat(f"2000-{text}")
    except ValueError:
        raise FactError(
            N_("“%(name)s = %(text)s” is not a day of the year. Write MM-DD, e.g. 03-31."),
            name=YEAR_END,
            text=text,
        ) from None
    return day.month, day.day


def _bad(name: str, text: str) -> FactError:
    return FactError(
        N_(
            "“%(name)s = %(text)s” is not a date or an instant. Write 2003-10-01, or an instant "
            "with its zone, 2003-10-01T23:30 America/New_York."
        ),
        name=name,
        text=text,
    )
