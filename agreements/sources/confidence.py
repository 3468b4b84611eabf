"""How sure a split is, and why."""

from collections.abc import Sequence
from dataclasses import dataclass

from .messages import N_, Message

_FEWEST = 2  # numbered articles, below which the document counts as one
_LARGE = 0.5  # share of the text in one article that makes it suspect
_LONG = 3000  # characters, below which one large article is no wonder
_STRONG = 1.4  # weight of a label that should not have been passed over


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for and against a split. Lengths are characters."""

    numbered: int
    headed: int
    breaks: int
    passed_over: int
    empty: int
    text: int
    outside: int
    largest: int


@dataclass(frozen=True, slots=True)
class Assessment:
    confidence: float
    reasons: tuple[Message, ...]
    whole: bool


def assess(evidence: Evidence) -> Assessment:
    """Multiply what each doubt leaves of certainty."""
    if evidence.numbered < _FEWEST and evidence.headed < _FEWEST:
        return Assessment(0.0, (Message(_WHOLE),), whole=True)
    doubts = [doubt for doubt in _doubts(evidence) if doubt[0] > 0]
    confidence = 1.0
    for doubt, _ in doubts:
        confidence *= 1 - doubt
    return Assessment(round(confidence, 2), tuple(message for _, message in doubts), whole=False)


_WHOLE = N_("No numbering was found. The document is kept whole, as one article.")


def _doubts(evidence: Evidence) -> Sequence[tuple[float, Message]]:
    numbered = max(evidence.numbered, 1)
    outside = evidence.outside / max(evidence.text, 1)
    largest = evidence.largest / max(evidence.text, 1) if evidence.largest > _LONG else 0.0
    return (
        (
            min(0.6, 1.5 * evidence.breaks / numbered),
            Message(
                N_("The numbering breaks at %(breaks)d of %(numbered)d places."),
                {"breaks": evidence.breaks, "numbered": evidence.numbered},
            ),
        ),
        (
            min(0.5, 1.5 * evidence.passed_over / (numbered + evidence.passed_over)),
            Message(
                N_(
                    "%(count)d labels at the start of a paragraph fit no list and are kept as text."
                ),
                {"count": evidence.passed_over},
            ),
        ),
        (
            min(0.6, 1.5 * evidence.empty / numbered) if evidence.empty > 1 else 0.0,
            Message(
                N_("%(count)d numbers have neither text nor heading."), {"count": evidence.empty}
            ),
        ),
        (
            max(0.0, min(0.5, outside - 0.25)),
            Message(
                N_("%(percent)d%% of the text stands outside any numbered article."),
                {"percent": round(100 * outside)},
            ),
        ),
        (
            max(0.0, min(0.4, largest - _LARGE)),
            Message(
                N_("One article holds %(percent)d%% of the text."),
                {"percent": round(100 * largest)},
            ),
        ),
        (
            0.5 if evidence.numbered < _FEWEST else 0.0,
            Message(N_("The articles have headings but no numbers.")),
        ),
    )


def is_strong(weight: float) -> bool:
    """Whether a label with this weight should have opened an article."""
    return weight >= _STRONG
