"""The labels by which agreements number themselves, and the numbers they can stand for."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from .numerals import (
    from_circled,
    from_japanese,
    from_letters,
    from_roman,
    from_words,
)

Value = tuple[int, ...]

# Ranks of labels with a word: a label ends all open lists of its own rank and below.
CHAPTER, ARTICLE, SECTION, ITEM = 1, 2, 3, 4
SUPPLEMENT = "supplement"  # 附則 starts its numbers anew
LIST = 9  # labels without a word may nest in any order


class Style(NamedTuple):
    """A way of numbering that the labels of one list share.

    `shape` is the label with # for its number; labels with a lower `rank` hold the others.
    """

    kind: str
    shape: str
    rank: int = LIST


@dataclass(frozen=True, slots=True)
class Reading:
    """What a label may mean: "(i)" is 1 in roman numbers and 9 in letters."""

    style: Style
    value: Value
    number: str


@dataclass(frozen=True, slots=True)
class Label:
    """A label found at `start` and what it may mean.

    `worded`: a word is part of it ("Article"); `bare`: it is nothing but digits.
    """

    start: int
    end: int
    readings: tuple[Reading, ...]
    worded: bool = False
    bare: bool = False


_WORD_RANKS = {
    "chapter": CHAPTER, "part": CHAPTER, "title": CHAPTER,
    "article": ARTICLE, "section": SECTION, "sec.": SECTION, "§": SECTION, "clause": SECTION,
    "paragraph": SECTION, "item": ITEM,
}  # fmt: skip

_PATTERNS: dict[str, str] = {
    "word": (
        r"(?P<word>chapter|part|title|article|section|sec\.|clause|paragraph|item|§)\s{0,4}"
        r"(?P<of>\d{1,3}(?:\.\d{1,3}){1,4}|\d{1,3}(?:-\d{1,2})?[A-Z]?|[IVXLC]{1,7}|[A-H]"
        r"|(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen"
        r"|fifteen|sixteen|seventeen|eighteen|nineteen|twenty|first|second|third|fourth|fifth)\b)"
        r"(?P<tail>\([a-z]{1,3}\)|\(\d{1,2}\))?(?![\w(])\.?:?"
    ),
    "japanese": (
        r"第\s?(?P<of_jp>[\d〇一二三四五六七八九十百]{1,4})\s?(?P<unit>[編章節条條項号])"
        r"(?:の(?P<branch>[\d一二三四五六七八九十]{1,3}))?(?![\d〇一二三四五六七八九十、，にのを及])"
    ),
    "supplement": r"附\s{0,2}則(?!第)",
    "decimal": r"(?P<decimal>\d{1,3}(?:\.\d{1,3}){1,5})(?P<dot>\.?:?\)?)"
    r"(?:(?![\w%/,'’-])|(?=[A-Z][a-z]))",
    "integer": r"(?P<integer>\d{1,3})(?P<point>\.\)?|．|、(?=\s))(?![\d%])",
    "wide_integer": r"(?P<wide>[０-９]{1,3})(?P<wide_point>[．.、]|(?=[\s　]))",
    "bracketed": (
        r"(?P<dash>[-–—•]\s{1,4})?\((?:(?P<digits>\d{1,3})|(?P<lower>[a-z]{1,5})"
        r"|(?P<upper>[A-Z]{1,5}))\)(?!\w)"
    ),
    "wide_bracketed": r"（(?P<wide_inner>[\d一二三四五六七八九十]{1,3}|[a-zａ-ｚｱ-ﾝア-ン])）",
    "circled": r"(?P<circle>[①-⑳])",
    "closed": (
        r"(?:(?P<closed_digits>\d{1,3})|(?P<closed_lower>[a-z]{1,4})|(?P<closed_upper>[A-Z]{1,4}))"
        r"\)(?!\w)"
    ),
    "lettered": r"(?:(?P<lower_dot>[a-z]{1,5})|(?P<upper_dot>[A-Z]{1,5}))\.(?!\w|\.)",
    "bare": r"(?P<bare>\d{1,2})(?=\s{1,40}[A-Z\"“])",
}
_LABEL = {
    name: re.compile(
        pattern,
        re.IGNORECASE if name == "word" else 0,
    )
    for name, pattern in _PATTERNS.items()
}


def label_at(text: str, at: int) -> Label | None:
    """The label that starts at exactly `at`, if one does."""
    for name in _BY_FIRST.get(_kind_of(text[at : at + 1]), ()):
        match = _LABEL[name].match(text, at)
        if match:
            readings = tuple(_READERS[name](match))
            if readings:
                return Label(at, match.end(), readings, name in _WORDED, name == "bare")
    return None


_BY_FIRST = {
    "digit": ("decimal", "integer", "closed", "bare"),
    "letter": ("word", "closed", "lettered"),
    "(": ("bracketed",),
    "other": (
        "word",
        "japanese",
        "supplement",
        "wide_integer",
        "bracketed",
        "wide_bracketed",
        "circled",
    ),
}


def _kind_of(char: str) -> str:
    if char in "0123456789":
        return "digit" if char else ""
    if char == "(":
        return char
    return "letter" if char.isascii() and char.isalpha() else "other"


_WORDED = {"word", "japanese", "supplement"}


def _word(match: re.Match[str]) -> Iterator[Reading]:
    word, printed = match["word"], match["of"]
    if word[0].islower() and word != "§":
        return
    kind = word.lower().rstrip(".").replace("sec", "section").replace("sectiontion", "section")
    rank = _WORD_RANKS[word.lower()]
    style = Style(kind, "word", rank)
    number = printed + (match["tail"] or "")
    if "." in printed:
        yield Reading(Style("decimal", f"#{printed.count('.') + 1}"), _path(printed), number)
    elif printed[0].isdecimal():
        digits, _, branch = printed.partition("-")
        if digits[-1].isalpha():
            digits, branch = digits[:-1], str(ord(digits[-1]) - ord("A") + 2)
        yield Reading(style, (int(digits), *([int(branch)] if branch else [])), number)
    else:
        for value, name in (
            (from_roman(printed), "roman"),
            (from_words(printed), "words"),
            (from_letters(printed) if len(printed) == 1 else None, "letters"),
        ):
            if value:
                yield Reading(Style(kind, f"{style.shape} {name}", rank), (value,), number)


_UNITS = {"編": CHAPTER, "章": CHAPTER, "節": CHAPTER, "条": ARTICLE, "條": ARTICLE}


def _japanese(match: re.Match[str]) -> Iterator[Reading]:
    value = from_japanese(match["of_jp"])
    branch = from_japanese(match["branch"]) if match["branch"] else None
    if value:
        unit = match["unit"]
        kind = {"条": "article", "條": "article"}.get(unit, unit)
        style = Style(kind, f"第#{unit}", _UNITS.get(unit, LIST))
        number = f"{value}-{branch}" if branch else str(value)
        yield Reading(style, (value, branch) if branch else (value,), number)


def _supplement(match: re.Match[str]) -> Iterator[Reading]:
    yield Reading(Style(SUPPLEMENT, "附則", CHAPTER), (1,), "附則")


def _path(printed: str) -> Value:
    return tuple(map(int, printed.split(".")))


def _decimal(match: re.Match[str]) -> Iterator[Reading]:
    path = _path(match["decimal"])
    # "1.0" heads a chapter of which "1.1" is the first section.
    if len(path) == 2 and path[1] == 0:
        yield Reading(Style("integer", "#.0"), path[:1], match["decimal"])
    else:
        yield Reading(Style("decimal", f"#{len(path)}"), path, match["decimal"])


def _plain(kind: str, shape: str, group: str) -> Callable[[re.Match[str]], Iterator[Reading]]:
    def read(match: re.Match[str]) -> Iterator[Reading]:
        value = from_japanese(match[group])
        if value:
            yield Reading(Style(kind, shape), (value,), str(value))

    return read


def _letters(printed: str, shape: str) -> Iterator[Reading]:
    case = "upper" if printed.isupper() else "lower"
    letters, roman = from_letters(printed), from_roman(printed)
    if letters and len(printed) <= 3:
        yield Reading(Style(f"{case} letter", shape), (letters,), printed)
    if roman and roman < 50:
        yield Reading(Style(f"{case} roman", shape), (roman,), printed)


def _bracketed(match: re.Match[str]) -> Iterator[Reading]:
    shape = "- (#)" if match["dash"] else "(#)"
    if match["digits"]:
        yield Reading(Style("integer", shape), (int(match["digits"]),), match["digits"])
    else:
        yield from _letters(match["lower"] or match["upper"], shape)


def _wide_bracketed(match: re.Match[str]) -> Iterator[Reading]:
    inner = match["wide_inner"]
    value = from_japanese(inner)
    if value:
        yield Reading(Style("integer", "(#)"), (value,), str(value))
    elif inner in _KANA_ORDER:
        yield Reading(Style("kana", "(#)"), (_KANA_ORDER.index(inner) + 1,), inner)
    elif inner.isascii():
        yield from _letters(inner, "(#)")


_KANA_ORDER = "アイウエオカキクケコサシスセソタチツテト"


def _circled(match: re.Match[str]) -> Iterator[Reading]:
    value = from_circled(match["circle"])
    yield Reading(Style("circled", "①"), (value,), str(value))


def _closed(match: re.Match[str]) -> Iterator[Reading]:
    if match["closed_digits"]:
        digits = match["closed_digits"]
        yield Reading(Style("integer", "#)"), (int(digits),), digits)
    else:
        yield from _letters(match["closed_lower"] or match["closed_upper"], "#)")


def _lettered(match: re.Match[str]) -> Iterator[Reading]:
    yield from _letters(match["lower_dot"] or match["upper_dot"], "#.")


_READERS: dict[str, Callable[[re.Match[str]], Iterator[Reading]]] = {
    "word": _word,
    "japanese": _japanese,
    "supplement": _supplement,
    "decimal": _decimal,
    "integer": _plain("integer", "#.", "integer"),
    "wide_integer": _plain("integer", "#.", "wide"),
    "bracketed": _bracketed,
    "wide_bracketed": _wide_bracketed,
    "circled": _circled,
    "closed": _closed,
    "lettered": _lettered,
    "bare": _plain("integer", "#.", "bare"),
}
