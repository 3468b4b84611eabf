"""Rule text to rule objects: one line of controlled English, read with an LALR grammar."""

from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from pathlib import Path

from lark import Lark, Token, Transformer, v_args
from lark.exceptions import UnexpectedCharacters, UnexpectedInput, UnexpectedToken

from . import anchors, rules
from .drafting import FISCAL_NAME, WRITTEN_DATE
from .errors import DeadlineError, RuleError, UnknownEvent
from .fiscal import FiscalUnit
from .keywords import OPENERS, PHRASES, terminals
from .messages import N_
from .suggest import suggest

LONGEST = 2000


@lru_cache(maxsize=4096)
def parse(text: str) -> rules.Rule:
    """Read one rule. `str(parse(text))` is its canonical text.

    Raises RuleError, and nothing else, for text that is not a rule; the error quotes the text,
    points at the column, says what was expected there and offers the nearest valid form.
    """
    try:
        return read(text)
    except RuleError as error:
        error.suggest(error.suggestion or suggest(text, read))
        raise


def check_events(rule: rules.Rule, declared: Iterable[str]) -> None:
    """Raise UnknownEvent, offering the declared names, if the rule names any other event."""
    names = frozenset(declared)
    for name in sorted(rule.events - names):
        raise UnknownEvent(str(rule), name, names)


def read(text: str, *, expected: bool = True) -> rules.Rule:
    """`parse` without the search for a suggestion, or for what was expected (which takes time)."""
    if len(text) > LONGEST:
        raise RuleError(
            text,
            LONGEST + 1,
            N_("A rule has at most %(most)d characters."),
            values={"most": LONGEST},
        )
    try:
        rule: rules.Rule = _parser().parse(text)  # type: ignore[assignment]
    except _Slip as slip:
        raise RuleError(
            text, slip.column, slip.template, suggestion=slip.instead, values=slip.values
        ) from None
    except UnexpectedInput as error:
        raise _unexpected(text, error, _expected(error) if expected else ()) from None
    return rule


def _unexpected(text: str, error: UnexpectedInput, expected: tuple[str, ...]) -> RuleError:
    if isinstance(error, UnexpectedToken) and error.token.type != "$END":
        position = error.token.start_pos or 0
    elif isinstance(error, UnexpectedCharacters):
        position = error.pos_in_stream or 0
    else:
        position = len(text.rstrip())
    found = text[position:].split()
    template = N_("“%(found)s” cannot stand here.") if found else N_("The rule is not complete.")
    return RuleError(
        text,
        position + 1,
        template,
        expected=expected,
        values={"found": found[0] if found else ""},
    )


def _expected(error: UnexpectedInput) -> tuple[str, ...]:
    allowed = getattr(error, "accepts", None) or getattr(error, "allowed", None) or ()
    return tuple(phrase for name, phrase in PHRASES.items() if name in allowed)


class _Slip(DeadlineError):
    """What the grammar allows but the language does not; `instead` is a rule to write instead."""

    def __init__(
        self, token: Token, template: str, *, instead: str | None = None, **values: object
    ) -> None:
        super().__init__(template, **values)
        self.column = (token.start_pos or 0) + 1
        self.instead = instead


@v_args(inline=True)
class _Builder(Transformer[Token, rules.Rule]):
    """Builds the rule objects; what the grammar cannot say is checked here."""

    def rule(
        self, timing: rules.Timing, first_day: Token | None, unless: rules.Unless | None
    ) -> rules.Rule:
        period = getattr(timing, "period", None)
        if first_day and (period is None or period.unit is anchors.Unit.HOUR):
            raise _Slip(
                first_day,
                N_("“first day included” needs a period of days, weeks, months or years."),
                instead=str(rules.Rule(timing, unless=unless)),
            )
        return rules.Rule(timing, first_day is not None, unless)

    def within(
        self, keyword: Token, period: anchors.Period, word: Token, point: anchors.Point
    ) -> rules.Within:
        return rules.Within(_hours(period, point, keyword), word.lower(), point)

    def on_or_before(self, _: Token, point: anchors.Point) -> rules.OnOrBefore:
        return rules.OnOrBefore(point)

    def on(self, word: Token, point: anchors.Point) -> rules.On:
        return rules.On(_spaced(word), point)

    def day_after(self, _: Token, point: anchors.Point) -> rules.DayAfter:
        return rules.DayAfter(point)

    def at_least_before(
        self, keyword: Token, period: anchors.Period, _: Token, point: anchors.Point
    ) -> rules.AtLeastBefore:
        return rules.AtLeastBefore(_hours(period, point, keyword), point)

    def before(self, _: Token, point: anchors.Point) -> rules.Before:
        return rules.Before(point)

    def after(self, _: Token, point: anchors.Point) -> rules.After:
        return rules.After(point)

    def window(self, _: Token, start: anchors.Point, __: Token, end: anchors.Point) -> rules.Window:
        return rules.Window(start, end)

    def lasting(
        self, keyword: Token, period: anchors.Period, _: Token, point: anchors.Point
    ) -> rules.For:
        return rules.For(_hours(period, point, keyword), point)

    def promptly(self, word: Token, _: Token, point: anchors.Point) -> rules.Promptly:
        return rules.Promptly(_spaced(word), point)

    def at_all_times(
        self, _: Token, __: Token | None, review: anchors.Period | None
    ) -> rules.AtAllTimes:
        return rules.AtAllTimes(review)

    def at_any_time(self, _: Token) -> rules.AtAnyTime:
        return rules.AtAnyTime()

    def while_state(self, _: Token, name: str) -> rules.While:
        return rules.While(name)

    def until(self, _: Token, point: anchors.Point) -> rules.Until:
        return rules.Until(point)

    def every(
        self, keyword: Token, period: anchors.Period, _: Token, point: anchors.Point
    ) -> rules.Every:
        return rules.Every(_hours(period, point, keyword), point)

    def unless(
        self, _: Token, event: anchors.EventAnchor, __: Token | None, by: Token | None
    ) -> rules.Unless:
        return rules.Unless(event, _date(by) if by else None)

    def period(self, number: Token, unit: Token) -> anchors.Period:
        if int(number) == 0:
            raise _Slip(number, N_("A period is at least 1 long."))
        return anchors.Period(int(number), anchors.Unit(_spaced(unit).removesuffix("s")))

    def day(self, token: Token) -> anchors.Day:
        return anchors.Day(_date(token))

    def fiscal(
        self, _: Token, article: Token, ordinal: Token | None, unit: Token
    ) -> anchors.FiscalAnchor:
        kind = FiscalUnit(unit.lower().split()[-1])
        number = anchors.ORDINALS.index(ordinal.lower()) + 1 if ordinal else None
        if ordinal and number and number > kind.per_year:
            raise _Slip(
                ordinal,
                N_("A fiscal year has no %(ordinal)s fiscal %(unit)s."),
                ordinal=ordinal.lower(),
                unit=kind,
            )
        return anchors.FiscalAnchor(kind, number, article.lower() == "each")

    def point(self, event: anchors.EventAnchor) -> anchors.EventAnchor:
        return event

    def event(self, name: str) -> anchors.EventAnchor:
        return anchors.EventAnchor(name)

    def name(self, *words: Token) -> str:
        text = " ".join(words)
        if any(opener.match(text) for opener in OPENERS):
            raise _Slip(
                words[0],
                N_("The name of an event or a state cannot begin with “%(word)s”."),
                word=words[0].value,
            )
        if FISCAL_NAME.fullmatch(text):
            raise _Slip(
                words[0],
                N_("“%(name)s” is a period, no event. Write e.g. the end of each fiscal quarter."),
                name=text,
            )
        if WRITTEN_DATE.fullmatch(text):
            raise _Slip(
                words[0],
                N_("“%(name)s” is a day, no event. Write it as YYYY-MM-DD."),
                name=text,
            )
        return text


def _spaced(token: Token) -> str:
    return " ".join(token.lower().split())


def _date(token: Token) -> date:
    try:
        return date.fromisoformat(token)
    except ValueError:
        raise _Slip(token, N_("There is no day %(day)s."), day=token.value) from None


def _hours(period: anchors.Period, point: anchors.Point, keyword: Token) -> anchors.Period:
    if period.unit is anchors.Unit.HOUR and isinstance(point, anchors.Day):
        raise _Slip(keyword, N_("Hours run from an event at a known time, not from a named day."))
    return period


@lru_cache(maxsize=1)
def _parser() -> Lark:
    grammar = Path(__file__).with_name("rules.lark").read_text(encoding="utf-8")
    return Lark(
        f"{grammar}\n{terminals()}",
        start="rule",
        parser="lalr",
        maybe_placeholders=True,
        transformer=_Builder(),
    )
