"""The canonical layout of an instrument file: the same contents always give the same bytes."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import yaml

from obligations.instruments.contents import Contents

WIDTH = 100
CITATIONS = frozenset({"number", "printed", "to", "article", "breach_leads_to", "value"})
"""What looks like a number and is none stands in quotation marks, whatever it says."""

ON_ONE_LINE = frozenset({"references", "figures"})
"""The entries that stand on one line each, where they fit."""

ONE_SPACE_APART = re.compile(r"\S+( \S+)+", re.ASCII)


def lay_out(contents: Contents) -> str:
    """The text of an instrument file, sections apart by a blank line."""
    return "\n".join("\n".join(_lines({name: contents[name]}, 0)) + "\n" for name in contents)


def _lines(entry: dict[str, Any], indent: int) -> Iterator[str]:
    for name, value in entry.items():
        yield from _named(name, value, indent)


def _named(name: str, value: Any, indent: int) -> Iterator[str]:
    lead = " " * indent + f"{name}:"
    if isinstance(value, dict):
        yield lead
        yield from _lines(value, indent + 2)
    elif not isinstance(value, list):
        yield from _scalar(lead, name, value, indent)
    elif isinstance(value[0], dict):
        yield lead
        for entry in value:
            yield from _item(name, entry, indent + 2)
    elif len(line := f"{lead} [{', '.join(_flow(name, each) for each in value)}]") <= WIDTH:
        yield line
    else:
        yield lead
        yield from (" " * indent + f"  - {_inline(name, each)}" for each in value)


def _item(name: str, entry: dict[str, Any], indent: int) -> Iterator[str]:
    lead = " " * indent + "- "
    if name in ON_ONE_LINE:
        line = ", ".join(f"{each}: {_flow(each, value)}" for each, value in entry.items())
        if len(line := f"{lead}{{{line}}}") <= WIDTH:
            yield line
            return
    first, *others = _lines(entry, indent + 2)
    yield lead + first[indent + 2 :]
    yield from others


def _scalar(lead: str, name: str, value: Any, indent: int) -> Iterator[str]:
    """A value behind its name; a text that does not fit the line goes below it, folded."""
    line = f"{lead} {_inline(name, value)}"
    below = " " * (indent + 2)
    if isinstance(value, str) and _stands_in_a_block(value):
        yield f"{lead} |-"
        yield from (f"{below}{each}".rstrip() for each in value.split("\n"))
    elif len(line) > WIDTH and isinstance(value, str) and _folds(value):
        yield f"{lead} >-"
        wide = WIDTH - len(below)
        for each in textwrap.wrap(value, wide, break_long_words=False, break_on_hyphens=False):
            yield below + each
    else:
        yield line


def _stands_in_a_block(text: str) -> bool:
    lines = text.split("\n")
    return len(lines) > 1 and all(line.isprintable() and line == line.rstrip() for line in lines)


def _folds(text: str) -> bool:
    return text.isprintable() and ONE_SPACE_APART.fullmatch(text) is not None


def _flow(name: str, value: Any) -> str:
    """A value between braces, where commas and brackets part."""
    quoted = isinstance(value, str) and re.search(r"[,\[\]{}?]", value)
    return _quoted(value) if quoted else _inline(name, value)


def _inline(name: str, value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if not isinstance(value, str):
        return str(value)
    return _quoted(value) if name in CITATIONS or not _plain(value) else value


@lru_cache(maxsize=4096)
def _plain(text: str) -> bool:
    """Whether YAML reads the bare text as this text."""
    dumped = yaml.dump(text, allow_unicode=True, width=float("inf"))
    return dumped.removesuffix("...\n").removesuffix("\n") == text


def _quoted(text: str) -> str:
    dumped: str = yaml.dump(text, allow_unicode=True, width=float("inf"), default_style='"')
    return dumped.rstrip("\n")
