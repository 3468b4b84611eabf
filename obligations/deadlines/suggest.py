"""The nearest valid form of a rule that cannot be read.

First drafters' phrases are put into the words of the language; then keywords are mended or added
where they lack. No word is dropped to make a text fit, and no number or day is made up.
"""

from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import Protocol

from .drafting import redraft
from .errors import RuleError
from .keywords import EXAMPLES, PHRASES

LONGEST = 160
REPAIRS = 3
ALIKE = 0.6
# Words that stand for what only the drafter knows; `unless` and what follows a comma are additions.
_UNKNOWN = {EXAMPLES["NUMBER"], EXAMPLES["DAY"], ""}
_ADDED = {"unless", ", first day included", ", review every"}


class Reader(Protocol):
    """Reads a rule, or raises RuleError; `expected` asks for what may stand at the error."""

    def __call__(self, text: str, *, expected: bool = True) -> object:
        """The rule."""


def suggest(text: str, read: Reader) -> str | None:
    """The canonical text of the nearest rule that `read` accepts, or None where none is near."""
    if len(text) > LONGEST:
        return None
    text = redraft(text)
    for _ in range(REPAIRS):
        try:
            return str(read(text))
        except RuleError as error:
            further = error
        for candidate in _mended(further):
            try:
                return str(read(candidate, expected=False))
            except RuleError as found:
                further = max(further, found, key=lambda each: each.column)
        if further.text == text:
            return None
        text = further.text
    return None


def _mended(error: RuleError) -> Iterator[str]:
    """The text with a misspelt keyword replaced, or with one that lacks before its error."""
    head, tail = error.text[: error.column - 1].rstrip(), error.text[error.column - 1 :]
    words = tail.split()
    wanted = sorted(
        (EXAMPLES[name] for name, phrase in PHRASES.items() if phrase in error.expected),
        key=lambda example: (_likeness(words, example), example == EXAMPLES["WORD"]),
        reverse=True,
    )
    for example in wanted:
        if example not in _UNKNOWN and _likeness(words, example) > ALIKE:
            yield " ".join([head, example, *words[len(example.split()) :]])
    if not head:
        return
    for example in wanted:
        if example not in _UNKNOWN | _ADDED and (example != EXAMPLES["WORD"] or not words):
            yield " ".join([head, example, *words])


def _likeness(words: list[str], example: str) -> float:
    """How like the first words are to an example of as many words, from 0 to 1."""
    start = " ".join(words[: len(example.split())]).lower()
    return SequenceMatcher(None, start, example).ratio()
