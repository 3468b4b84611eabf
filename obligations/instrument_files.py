"""Instrument files: YAML whose every line can be pointed at."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

LINES = "__lines__"


class InstrumentFileError(Exception):
    """What is wrong in a file: each problem with file, line and the fix."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class _Loader(yaml.SafeLoader):
    """YAML whose mappings remember the line of each name, their own under the empty name."""


def _mapping(loader: _Loader, node: yaml.MappingNode) -> dict[Any, Any]:
    lines = {"": node.start_mark.line + 1}
    for key, _value in node.value:
        if key.value in lines:
            raise yaml.MarkedYAMLError(
                problem=f"“{key.value}” stands twice here: remove one", problem_mark=key.start_mark
            )
        lines[key.value] = key.start_mark.line + 1
    return {**loader.construct_mapping(node, deep=True), LINES: lines}


_Loader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping)


@dataclass(frozen=True)
class ArticleEntry:
    """One provision of a file, in reading order."""

    data: dict[str, Any]
    parent: str | None
    position: int

    @property
    def number(self) -> str:
        """The number as cited, for example 12.1(3)."""
        return str(self.data["number"])

    @property
    def slug(self) -> str:
        """The number as it stands in an address: 12.1(3) gives 12.1-3."""
        return self.number.replace("(", "-").replace(")", "").replace(" ", "-")

    @property
    def obligations(self) -> list[dict[str, Any]]:
        """The obligations that hang at this provision."""
        found: list[dict[str, Any]] = self.data["obligations"]
        return found


@dataclass(frozen=True)
class InstrumentFile:
    """A file that was read; `obligations.instrument_checks` says whether it may be loaded."""

    path: Path
    instrument: dict[str, Any]
    events: list[dict[str, Any]]
    articles: list[ArticleEntry]

    @property
    def obligations(self) -> list[dict[str, Any]]:
        """Every obligation, in reading order."""
        return [obligation for article in self.articles for obligation in article.obligations]


def read_yaml(path: Path) -> dict[str, Any]:
    """Read a YAML file whose top is a mapping; raises InstrumentFileError with file and line."""
    try:
        data = yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)  # noqa: S506
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
    if not isinstance(data, dict):
        raise InstrumentFileError([f"{path}:1: expected “name: value” lines at the top."])
    return data


def entries_of(path: Path, data: dict[str, Any], name: str) -> list[dict[str, Any]]:
    """The entries under `name`, none where it is missing; each must be “name: value” lines."""
    entries = data.get(name) or []
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        line = data[LINES][name]
        raise InstrumentFileError(
            [f"{path}:{line}: “{name}” must be a list of entries with “name: value” lines."]
        )
    return entries


def read_instrument(path: Path) -> InstrumentFile:
    """Read an instrument file; raises InstrumentFileError when it has no instrument."""
    data = read_yaml(path)
    instrument = data.get("instrument")
    if not isinstance(instrument, dict):
        raise InstrumentFileError([f"{path}:1: “instrument:” is missing: add it."])
    for name in ("parties", "readings"):
        instrument[name] = entries_of(path, instrument, name)
    entries = list(_walk(path, data, None))
    return InstrumentFile(
        path=path,
        instrument=instrument,
        events=entries_of(path, data, "events"),
        articles=[ArticleEntry(d, parent, i) for i, (d, parent) in enumerate(entries, 1)],
    )


def _walk(
    path: Path, data: dict[str, Any], parent: str | None
) -> Iterator[tuple[dict[str, Any], str | None]]:
    for entry in entries_of(path, data, "articles"):
        entry["obligations"] = entries_of(path, entry, "obligations")
        yield entry, parent
        yield from _walk(path, entry, str(entry.get("number")))
