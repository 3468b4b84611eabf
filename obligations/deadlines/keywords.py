"""The words of the rule language, and what an error message calls each terminal."""

import re

from .messages import N_

KEYWORDS = {
    "WITHIN": "within",
    "ON_OR_BEFORE": "on or before",
    "ON_THE_DAY_AFTER": "on the day after",
    "ON": "on",
    "UPON": "upon",
    "CONCURRENTLY_WITH": "concurrently with",
    "AT_LEAST": "at least",
    "BEFORE": "before",
    "AFTER": "after",
    "FROM": "from",
    "UNTIL": "until",
    "FOR": "for",
    "PROMPTLY": "promptly",
    "AS_PROMPTLY_AS_POSSIBLE": "as promptly as possible",
    "AT_ALL_TIMES": "at all times",
    "AT_ANY_TIME": "at any time",
    "WHILE": "while",
    "EVERY": "every",
    "UNLESS": "unless",
    "THE_END_OF": "the end of",
    "EACH": "each",
    "THE": "the",
    "FIRST": "first",
    "SECOND": "second",
    "THIRD": "third",
    "FOURTH": "fourth",
    "FISCAL_YEAR": "fiscal year",
    "FISCAL_HALF": "fiscal half",
    "FISCAL_QUARTER": "fiscal quarter",
    "FIRST_DAY": ", first day included",
    "REVIEW_EVERY": ", review every",
}
UNITS = {
    "HOUR": "hour",
    "DAYS": "day",
    "BUSINESS_DAY": "business day",
    "WEEK": "week",
    "MONTH": "month",
    "YEAR": "year",
}
PHRASES = {
    **KEYWORDS,
    **{name: f"{word}s" for name, word in UNITS.items()},
    "NUMBER": N_("a number"),
    "DAY": N_("a day (YYYY-MM-DD)"),
    "WORD": N_("an event or state (words)"),
    "$END": N_("the end of the rule"),
}
EXAMPLES = {**PHRASES, "NUMBER": "14", "DAY": "2003-10-31", "WORD": "closing", "$END": ""}
SPACE = r"\s+"
# No event or state begins with these: it would be two keywords in a row, a slip.
OPENERS = tuple(re.compile(rf"{re.escape(word)}(?!\S)", re.IGNORECASE) for word in (
    "within", "on", "upon", "concurrently with", "at least", "before", "after", "from", "until",
    "for", "promptly", "as promptly as possible", "at all times", "at any time", "while",
    "every", "unless", "of",
))  # fmt: skip


def terminals() -> str:
    """Grammar text for the keywords: more words win over fewer, and whole words only."""
    return "\n".join(
        [_terminal(name, word) for name, word in KEYWORDS.items()]
        + [_terminal(name, word, plural=True) for name, word in UNITS.items()]
    )


def _terminal(name: str, phrase: str, *, plural: bool = False) -> str:
    # Both cases are spelt out: case folding of all of Unicode would let other letters through.
    words = [_any_case(word) for word in phrase.removeprefix(", ").split()]
    comma = r",\s*" if phrase.startswith(",") else ""
    ending = "[sS]?" if plural else ""
    return rf"{name}.{len(words) + 2}: /{comma}{SPACE.join(words)}{ending}(?![^\s,])/"


def _any_case(word: str) -> str:
    return "".join(f"[{letter}{letter.upper()}]" for letter in word)
