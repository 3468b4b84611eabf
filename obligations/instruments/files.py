"""YAML files whose every line can be pointed at."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import takewhile
from pathlib import Path
from typing import Any

import yaml


class InstrumentFileError(Exception):
    """What is wrong in a file: each problem with file, line and the fix."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class Entry(dict[str, Any]):
    """“name: value” lines; `lines` gives the line of each name, their own under the empty name."""

    lines: dict[str, int]


class _Loader(yaml.CSafeLoader):
    """YAML whose mappings are entries; read by libyaml, ten times as fast."""


class _TextLoader(_Loader):
    """Every plain value is text as typed: 12.10 keeps its nought, and only nothing is nothing."""


_TextLoader.yaml_implicit_resolvers = {
    first: [(tag, said) for tag, said in resolvers if tag.endswith((":null", ":merge"))]
    for first, resolvers in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}


def _mapping(loader: _Loader, node: yaml.MappingNode) -> Entry:
    lines = {"": node.start_mark.line + 1}
    for key, _value in node.value:
        name = key.value
        if not isinstance(name, str):
            raise yaml.MarkedYAMLError(
                problem="expected a name before the colon", problem_mark=key.start_mark
            )
        if name in lines:
            raise yaml.MarkedYAMLError(
                problem=f"“{name}” stands twice here: remove one", problem_mark=key.start_mark
            )
        lines[name] = key.start_mark.line + 1
    entry = Entry({str(k): v for k, v in loader.construct_mapping(node, deep=True).items()})
    entry.lines = lines
    return entry


_Loader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping)


def read_yaml(path: Path) -> Entry:
    """Read a YAML file whose top is a mapping; raises InstrumentFileError with file and line."""
    return _read(path, _Loader)


def read_entries(path: Path) -> Entry:
    """`read_yaml` with every plain value as the text that was typed."""
    return _read(path, _TextLoader)


def comment_at_head(path: Path) -> str:
    """The lines of comment with which a file begins; nothing where there is no file."""
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines(keepends=True)
    except (FileNotFoundError, UnicodeDecodeError):
        return ""
    return "".join(takewhile(lambda line: line.startswith("#"), lines))


def _read(path: Path, loader: type[_Loader]) -> Entry:
    try:
        data = yaml.load(path.read_text(encoding="utf-8-sig"), Loader=loader)  # noqa: S506
    except OSError as error:
        raise InstrumentFileError([f"{path}: cannot be read: {error.strerror}."]) from error
    except UnicodeDecodeError as error:
        raise InstrumentFileError([f"{path}: is not UTF-8: save it in that encoding."]) from error
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise InstrumentFileError(
            [f"{path}:{line}: is not valid YAML: {error.problem}."]
        ) from error
    except yaml.YAMLError as error:
        raise InstrumentFileError([f"{path}:1: is not valid YAML: {error}"]) from error
    except RecursionError as error:
        raise InstrumentFileError([f"{path}: is nested too deeply: flatten it."]) from error
    if not isinstance(data, Entry):
        raise InstrumentFileError([f"{path}:1: expected “name: value” lines at the top."])
    return data


def walk(
    articles: list[Any], parent: dict[str, Any] | None = None
) -> Iterator[tuple[dict[str, Any], dict[str, Any] | None]]:
    """Each provision with the one that contains it, in reading order."""
    for article in articles:
        yield article, parent
        yield from walk(article.get("articles", []), article)
