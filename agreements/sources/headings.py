"""Where an article's heading ends and its text begins."""

import re

from .documents import Span

_SEPARATORS = re.compile(r"[\s.:—–-]*")
_BRACKETED = re.compile(r"\(([^()]{2,200}(?:\([^()]{1,40}\)[^()]{0,100})?)\)|（([^（）]{1,80})）")
_RUN_IN = re.compile(
    r"(?P<title>[\"“]?[A-Z][^.:\n]{1,90}?(?:\n\s*[^.:\n]{1,60})?)(?:[.:](?=[\s\"”_]|$)|\s[-–—]\s)"
)
_GAPPED = re.compile(r"(?P<title>[^\n]{2,100}?)\s{3,}(?=\S)")
_BLANK_LINE = re.compile(r"\n[^\S\n]*(?:\n|$)")
_SMALL = frozenset(
    {
        "a", "an", "and", "any", "as", "at", "between", "by", "during", "etc", "for", "from",
        "his", "if", "in", "into", "its", "no", "not", "of", "on", "or", "other", "per", "than",
        "that", "the", "their", "these", "this", "to", "under", "up", "upon", "v", "via", "vs",
        "with", "without",
    }
)  # fmt: skip
_LONG_JAPANESE = re.compile(r"[\u3040-\u9fff]{30}")
_LONGEST = 160  # characters of a heading
_PHRASE = 60  # characters of a heading that is not in capitals
_SENTENCE = re.compile(r"[.;:]\s")
_VERBS = re.compile(r"\b(?:shall|will|means?|is|are|has|have|agrees?|hereby|may|must)\b")


def find_heading(text: str, start: int, end: int, *, worded: bool, nested: bool) -> Span | None:
    """The heading in `text[start:end]`, what an article has to itself after its label.

    `worded`: the label has a word ("Article 3"), after which a title in brackets may stand.
    `nested`: articles follow below it, so a title may stand without text of its own.
    """
    separators = _SEPARATORS.match(text, start, end)
    at = separators.end() if separators else start
    if at >= end:
        return None
    bracketed = _BRACKETED.match(text, at, end)
    if worded and bracketed:
        return Span(at, bracketed.end())
    title = _title(text, at, end, nested=nested)
    if title is None or "\n" not in text[start:at] or worded or nested:
        return title
    return title if is_title(text[title.start : title.end]) else None


def _title(text: str, at: int, end: int, *, nested: bool) -> Span | None:
    close = _end_of_paragraph(text, at, end)
    if close is not None:
        more = bool(text[close:end].strip())
        words = text[at:close].strip()
        if is_title(words) and (more or nested or words.isupper()):
            return Span(at, close)
    for pattern in (_RUN_IN, _GAPPED):
        match = pattern.match(text, at, end)
        if match and is_title(match["title"]) and (nested or text[match.end() : end].strip()):
            return Span(at, len(text[: match.end()].rstrip()) if match.end() - at > 0 else at)
    if close is not None:
        words = text[at:close].strip()
        more = nested or bool(text[close:end].strip())
        if more and len(words) <= _PHRASE and _is_phrase(words):
            return Span(at, close)
    return None


def _end_of_paragraph(text: str, at: int, end: int) -> int | None:
    """Where the paragraph at `at` ends, if it is short enough for a heading."""
    window = text[at : min(end, at + 2 * _LONGEST)]
    blank = _BLANK_LINE.search(window)
    if blank is None and at + len(window) < end:
        return None
    length = len((window[: blank.start()] if blank else window).rstrip())
    return at + length if length <= _LONGEST else None


def is_title(text: str) -> bool:
    """Whether the words are written as in a title: all but the small ones with a capital."""
    words = re.findall(r"[^\s/,;&()\[\]\"“”'’*_-]+", text)
    large = [word for word in words if word.lower().rstrip(".") not in _SMALL]
    if not large or text.rstrip()[-1] in ";,。、" or _LONG_JAPANESE.search(text):
        return False
    capitals = sum(not word[0].islower() for word in large)
    return capitals == len(large) and any(word[0].isalpha() for word in large)


def _is_phrase(text: str) -> bool:
    """A short line by itself, without the end of a sentence or a verb that makes a duty."""
    ends = text[-1] in ".;:,。、" and not text.endswith("etc.")
    return (
        not ends
        and not _SENTENCE.search(text)
        and not _VERBS.search(text)
        and not text[0].islower()
    )
