"""On which page each line stands: form feeds, `<PAGE>` marks and printed "PAGE 12 OF 35"."""

import re
from itertools import pairwise, takewhile

from .documents import Document, Line
from .page_numbers import find_page_numbers

PAGE_MARK = re.compile(r"\s*<PAGE>\s*(\d{1,4})?\s*", re.IGNORECASE)
PRINTED = re.compile(r"\bpage\s{1,3}(\d{1,4})\s{1,3}of\s{1,3}\d{1,4}\b", re.IGNORECASE)
_LINE_BREAK = re.compile(r"\r\n|[\n\r\v\x1c-\x1e\x85\u2028\u2029]")
# A line with more than this is text that happens to speak of a page.
_LONGEST_HEADER = 160
_SPACE = 8  # lines in which the space around a header is measured
_FEWEST = 3  # pages that print their number


def paginate(text: str) -> Document:
    """Split plain text into lines with pages. Pages count from 1."""
    lines: list[tuple[str, int]] = []
    page, blank = 1, True
    for index, sheet in enumerate(text.split("\f")):
        if index and not blank:
            page, blank = page + 1, True
        for line in _LINE_BREAK.split(sheet):
            if PAGE_MARK.fullmatch(line):
                page, blank = page + (not blank), True
            elif blank:
                blank = not line.strip()
            lines.append((line, page))
    return number_lines(lines)


def number_lines(lines: list[tuple[str, int]]) -> Document:
    """Number the lines; where headers or footers print "page n of m", that is the page."""
    printed = _printed(lines)
    return Document(
        tuple(Line(text, printed.get(at, page), at) for at, (text, page) in enumerate(lines, 1))
    )


def _printed(lines: list[tuple[str, int]]) -> dict[int, int]:
    """The page of each line, counted from 1, where enough pages print their number."""
    texts = [text for text, _ in lines]
    found = [
        (at, int(match[1]))
        for at, text in enumerate(texts, 1)
        if len(text) <= _LONGEST_HEADER and (match := PRINTED.search(text))
    ]
    rising = all(a < b for (_, a), (_, b) in pairwise(found))
    lone = len(found) < _FEWEST or not rising
    if lone:
        if len({page for _, page in lines}) > 1:
            return {}
        found = [(at + 1, page) for at, page in sorted(find_page_numbers(texts).items())]
    if len(found) < _FEWEST:
        return {}
    # A number alone in the middle between two pages rather ends the first.
    if not _at_the_head(texts, [at for at, _ in found], tie=not lone):
        found = [(1, found[0][1]), *((at + 1, page + 1) for at, page in found)]
    pages: dict[int, int] = {}
    for (start, page), (end, _) in zip(found, [*found[1:], (len(lines) + 1, 0)], strict=True):
        # The rule above a header stands on the same page as the header.
        for at in range(start - 1 if _is_space(texts[start - 2]) else start, end):
            pages[at] = page
    return pages


def _at_the_head(texts: list[str], found: list[int], *, tie: bool) -> bool:
    """Whether the printed pages stand at the head: more space above than below."""
    votes = 0
    for at in found:
        above = _space(texts[max(0, at - 1 - _SPACE) : at - 1][::-1], ends=at < _SPACE + 2)
        below = _space(texts[at : at + _SPACE], ends=at + _SPACE >= len(texts))
        votes += above > below or (tie and above == below)
    return votes * 2 >= len(found)


def _space(texts: list[str], *, ends: bool) -> int:
    """The blank lines before text, rules aside; very many where the document `ends` instead."""
    space = list(takewhile(_is_space, texts))
    if ends and len(space) == len(texts):
        return _SPACE + 1
    return sum(not text.strip() for text in space)


def _is_space(text: str) -> bool:
    return not text.strip(" \t-_=")
