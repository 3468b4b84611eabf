"""One step of an explanation: a date, a sentence, and the authority for it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from types import MappingProxyType
from typing import Any, Self

Value = str | int
_NOTHING: Mapping[str, Value] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Step:
    """A translatable sentence with its values, so that a page can say it in its own language.

    `template` and `authority` are msgids. Values are JSON scalars; one whose name ends in `_on`
    is a date, written YYYY-MM-DD.
    """

    on: date | None
    template: str
    values: Mapping[str, Value] = field(default_factory=lambda: _NOTHING)
    authority: str = ""
    authority_values: Mapping[str, Value] = field(default_factory=lambda: _NOTHING)

    def text(self) -> str:
        """The sentence in English."""
        return self.template % shown(self.values)

    def authority_text(self) -> str:
        """The authority in English."""
        return self.authority % shown(self.authority_values)

    def to_json(self) -> dict[str, Any]:
        """The step as JSON values; `from_json` reads it back."""
        return {
            "on": self.on.isoformat() if self.on else None,
            "template": self.template,
            "values": dict(self.values),
            "authority": self.authority,
            "authority_values": dict(self.authority_values),
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """The step that `to_json` wrote."""
        return cls(
            date.fromisoformat(data["on"]) if data["on"] else None,
            data["template"],
            data["values"],
            data["authority"],
            data["authority_values"],
        )


def shown(values: Mapping[str, Value]) -> dict[str, Value]:
    """The values with their dates written out, e.g. Fri 13 Nov 2026."""
    return {
        name: weekday(date.fromisoformat(str(value))) if name.endswith("_on") else value
        for name, value in values.items()
    }


def written(instant: datetime) -> str:
    """An instant on its own clock: Thu 12 Nov 2026, 10:20 JST; seconds only where there are any."""
    clock = instant.strftime("%H:%M:%S" if instant.second else "%H:%M")
    return f"{weekday(instant)}, {clock} {instant.tzname()}"


def weekday(day: date) -> str:
    """A date with its weekday, in English: Fri 13 Nov 2026."""
    return f"{day:%a} {day.day} {day:%b %Y}"
