"""What somebody typed, as the numbers and words to look for."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from django.db import connection

from agreements.sources.numerals import from_japanese
from obligations.search.words import WORD, fold, is_cjk, is_number, join_numbers

MOST_CHARACTERS = 1_000
MOST_WORDS = 12
LONGEST_WORD = 40
SHORTEST_PREFIX = 3

LABEL = re.compile(
    r"(?:\b(?:articles?|arts?|sections?|secs?|clauses?|paragraphs?|paras?|nos?|ss?(?=\.))\b\.?|§+)"
    r"\s*(?=[0-9]|[ivxl]+\b)"
)
NUMERAL = re.compile(r"第?\s*([0-9〇一二三四五六七八九十百]+)\s*(?=[条項号])|第\s*([0-9]+)")
BETWEEN = re.compile(r"(?<=[0-9])\s*[条項号]\s*の?\s*(?=[0-9])")


@dataclass(frozen=True)
class Query:
    """Numbers of provisions (12x1x3 for 12.1(3)) and other words, all of which must be there.

    A word is found by its beginning, or by the beginning of its stem: “indemn” finds
    “Indemnification”, “parties” finds “party”. Very short ones are found as they are.
    """

    numbers: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    beginnings: dict[str, tuple[str, ...]] = field(default_factory=dict)
    is_cut: bool = False

    def __bool__(self) -> bool:
        return bool(self.numbers or self.words)

    @property
    def terms(self) -> tuple[str, ...]:
        """Numbers and words together."""
        return self.numbers + self.words

    def tsquery(self, terms: tuple[str, ...]) -> str:
        """The text of a tsquery that asks for all of `terms`."""
        return " & ".join(self._asked(term) for term in terms)

    def may_match(self, folded: str) -> bool:
        """Whether a text can have one of the words: quick, and never wrong when it says no."""
        starts = [number.partition("x")[0] for number in self.numbers]
        starts += [b for word in self.words for b in self.beginnings.get(word, ()) or (word,)]
        plain = folded.replace(",", "")
        return any(start in plain for start in starts)

    def matches(self, word: str) -> bool:
        """Whether a word of a text, folded and joined, is one of those that were asked for."""
        if is_number(word):
            return any(word == n or word.startswith(f"{n}x") for n in self.numbers)
        return any(word.startswith(b) for w in self.words for b in self.beginnings.get(w, ())) or (
            word in self.words
        )

    def _asked(self, term: str) -> str:
        if is_number(term):
            return f"('{term}' | '{term}x':*)"
        if is_cjk(term):
            pairs = [term[place : place + 2] for place in range(len(term) - 1)]
            return " & ".join(f"'{pair}'" for pair in pairs) or f"'{term}':*"
        if beginnings := self.beginnings.get(term):
            return "(" + " | ".join(f"'{beginning}':*" for beginning in beginnings) + ")"
        return f"'{term}'"


def parse(text: str) -> Query:
    """What `text` asks for. Any text will do; of a very long one only the first words count."""
    folded = fold(text[:MOST_CHARACTERS])
    found = WORD.findall(join_numbers(LABEL.sub(" ", _without_japanese_labels(folded))))
    terms = list(dict.fromkeys(word[:LONGEST_WORD] for word in found))
    kept = terms[:MOST_WORDS]
    numbers = tuple(term for term in kept if is_number(term))
    words = [term for term in kept if not is_number(term)]
    stems = _stems([w for w in words if w.isascii() and len(w) > 1])
    meant = [word for word in words if stems.get(word) != ""]
    if not numbers:
        meant = meant or words
    return Query(
        numbers=numbers,
        words=tuple(meant),
        beginnings={word: _beginnings(word, stems.get(word)) for word in meant},
        is_cut=len(text) > MOST_CHARACTERS or len(terms) > MOST_WORDS,
    )


def _without_japanese_labels(folded: str) -> str:
    """“第十二条第1項” as “12.1”."""
    numerals = NUMERAL.sub(lambda found: str(from_japanese(found[1] or found[2]) or ""), folded)
    return re.sub(r"(?<=[0-9])\s*[条項号]", " ", BETWEEN.sub(".", numerals))


def _beginnings(word: str, stem: str | None) -> tuple[str, ...]:
    """By which beginnings the word is found; none where it is found as it is."""
    if is_cjk(word) or len(word) < SHORTEST_PREFIX:
        return ()
    if stem is None or len(stem) < SHORTEST_PREFIX:
        return (word,)
    root = stem[:-1]
    if stem.endswith("i") and word in {f"{root}y", f"{root}ies", f"{root}ied"}:
        return (f"{root}y", f"{root}ie")
    return (stem,) if word.startswith(stem) else (word, stem)


def _stems(words: list[str]) -> dict[str, str]:
    """The English stem of each word; empty for a stop word (“the”)."""
    if not words:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT word, coalesce((ts_lexize('english_stem', word))[1], '')"
            " FROM unnest(%s) AS asked(word)",
            [words],
        )
        return dict(cursor.fetchall())
