"""The nearest valid form of a rule that cannot be read, found by mending one word at a time."""

from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import Protocol

from .errors import RuleError
from .keywords import EXAMPLES, PHRASES

LONGEST = 160
REPAIRS = 3
MOST = 5
ALIKE = 0.6


class Reader(Protocol):
    """Reads a rule, or raises RuleError; `expected` asks for what may stand at the error."""

    def __call__(self, text: str, *, expected: bool = True) -> object:
        """The rule."""


def suggest(error: RuleError, read: Reader) -> str | None:
    """The canonical text of the nearest rule that `read` accepts, or None where none is near."""
    if len(error.text) > LONGEST:
        return None
    for _ in range(REPAIRS):
        further = error
        for candidate in _mended(error):
            try:
                return str(read(candidate, expected=False))
            except RuleError as found:
                further = max(further, found, key=lambda each: each.column)
        if further is error:
            return None
        try:
            return str(read(further.text))
        except RuleError as found:
            error = found
    return None


def _mended(error: RuleError) -> Iterator[str]:
    """The text with the word at the error replaced, preceded by what may stand, or left out."""
    head, tail = error.text[: error.column - 1].rstrip(), error.text[error.column - 1 :]
    if not error.expected:
        yield head
        return
    words = tail.split()
    wanted = sorted(
        (EXAMPLES[name] for name, phrase in PHRASES.items() if phrase in error.expected),
        key=lambda example: (_likeness(words, example), example == EXAMPLES["WORD"]),
        reverse=True,
    )[:MOST]
    for example in wanted:
        if _likeness(words, example) > ALIKE:
            yield " ".join([head, example, *words[len(example.split()) :]])
    for example in wanted:
        yield " ".join([head, example, *words])
    yield " ".join([head, *words[1:]])


def _likeness(words: list[str], example: str) -> float:
    """How like the first words are to an example of as many words, from 0 to 1."""
    start = " ".join(words[: len(example.split())]).lower()
    return SequenceMatcher(None, start, example).ratio()
