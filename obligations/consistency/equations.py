"""Sums, products and percentages that must follow from the figures that instruments state."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import NamedTuple

from django.utils.translation import gettext_noop
from lark import Lark, Token, Transformer, Tree, v_args

from obligations.consistency.records import Check, Found, key_of

GRAMMAR = r"""
equation: sum "=" sum
?sum: product | sum "+" product -> add | sum "-" product -> subtract
?product: atom | product "*" atom -> multiply | product "/" atom -> divide
?atom: FIGURE -> figure | NUMBER -> number | "(" sum ")"
FIGURE: /\{[^{}\s:]+\s+[^{}:]+:[^{}]+\}/
NUMBER: /\d+(\.\d+)?/
%ignore /\s+/
"""
DISAGREES = gettext_noop(
    "%(statement)s The figures on record do not bear this out: %(left)s against %(right)s."
)
INCOMPLETE = gettext_noop(
    "%(statement)s This cannot be checked: “%(name)s” is not on record at %(number)s of "
    "“%(instrument)s”."
)


class Name(NamedTuple):
    """A figure as an equation names it: the key of the instrument, the provision, what counts."""

    instrument: str
    number: str
    name: str


class Stated(NamedTuple):
    """A figure on record and the id of the provision that states it."""

    article: int
    value: Decimal
    unit: str


class Place(NamedTuple):
    """An instrument on record: its id, and the id of its first provision."""

    agreement: int
    first: int


@dataclass(frozen=True)
class Equation:
    """What must be equal up to a tolerance, and how it was settled where it is not."""

    key: str
    instrument: str
    statement: str
    equation: str
    tolerance: Decimal
    settlement: str = ""
    settled_on: date | None = None

    @property
    def figures(self) -> tuple[Name, ...]:
        """The figures that it names, each once, as they are written."""
        return tuple(dict.fromkeys(_names(_parse(self.equation))))

    @property
    def instruments(self) -> set[str]:
        """The keys of all instruments that it concerns."""
        return {self.instrument, *(name.instrument for name in self.figures)}


@dataclass(frozen=True)
class Weighed:
    """An equation on the figures on record; `found` is empty where it holds."""

    equation: Equation
    articles: tuple[int, ...]
    found: Found | None


def weigh(
    equations: list[Equation], figures: Mapping[Name, Stated], places: Mapping[str, Place]
) -> Iterator[Weighed]:
    """Each equation whose instruments are all on record, `places` by their keys.

    Exact up to its tolerance, which is in the unit of the two sides. One that names a figure that
    is not on record cannot be checked, which is a finding too. Every instrument is cited.
    """
    for equation in equations:
        if not equation.instruments <= places.keys():
            continue
        cited = [
            figures[name].article if name in figures else places[name.instrument].first
            for name in equation.figures
        ]
        articles = tuple(dict.fromkeys(cited))
        said = _disagreement(equation, figures)
        found = said and Found(
            instrument=places[equation.instrument].agreement,
            check=Check.FIGURES,
            key=key_of(Check.FIGURES, equation.key),
            template=said[0],
            values=said[1],
            articles=articles,
        )
        yield Weighed(equation, articles, found)


def check_syntax(text: str) -> None:
    """Raise lark.LarkError where the text is no equation, and ZeroDivisionError for x / 0."""
    tree = _parse(text)
    _Value({name: Stated(0, Decimal(1), "") for name in _names(tree)}).transform(tree)


def _disagreement(
    equation: Equation, figures: Mapping[Name, Stated]
) -> tuple[str, dict[str, str]] | None:
    """The template and the values of what disagrees; None where both sides agree."""
    for name in equation.figures:
        if name not in figures:
            return INCOMPLETE, {"statement": equation.statement, **name._asdict()}
    left, right = _Value(figures).transform(_parse(equation.equation))
    if abs(left - right) <= Fraction(equation.tolerance):
        return None
    units = {figures[name].unit for name in equation.figures}
    unit = f" {units.pop()}" if len(units) == 1 else ""
    values = {"left": _shown(left) + unit, "right": _shown(right) + unit}
    return DISAGREES, {"statement": equation.statement, **values}


def _shown(value: Fraction) -> str:
    """To two decimals at most, with thousands apart."""
    decimal = Decimal(value.numerator) / value.denominator
    return f"{decimal:,.2f}".rstrip("0").rstrip(".")


@cache
def _parser() -> Lark:
    return Lark(GRAMMAR, parser="lalr", start="equation")


@cache
def _parse(text: str) -> Tree[Token]:
    return _parser().parse(text)


def _names(tree: Tree[Token]) -> Iterator[Name]:
    tokens = tree.scan_values(lambda value: isinstance(value, Token) and value.type == "FIGURE")
    return (_name(str(token)) for token in tokens)


def _name(token: str) -> Name:
    place, _, name = token.strip("{}").partition(":")
    instrument, number = place.split(maxsplit=1)
    return Name(instrument, " ".join(number.split()), " ".join(name.split()))


@v_args(inline=True)
class _Value(Transformer[Token, tuple[Fraction, Fraction]]):
    """The two sides of an equation as exact numbers."""

    def __init__(self, figures: Mapping[Name, Stated]) -> None:
        super().__init__()
        self.figures = figures

    def equation(self, left: Fraction, right: Fraction) -> tuple[Fraction, Fraction]:
        return left, right

    def add(self, left: Fraction, right: Fraction) -> Fraction:
        return left + right

    def subtract(self, left: Fraction, right: Fraction) -> Fraction:
        return left - right

    def multiply(self, left: Fraction, right: Fraction) -> Fraction:
        return left * right

    def divide(self, left: Fraction, right: Fraction) -> Fraction:
        return left / right

    def number(self, token: Token) -> Fraction:
        return Fraction(token)

    def figure(self, token: Token) -> Fraction:
        return Fraction(self.figures[_name(token)].value)
