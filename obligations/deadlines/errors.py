"""What can be wrong with a rule, a fact or the terms. Every message names the fix."""

import re
from collections.abc import Iterable, Mapping
from difflib import get_close_matches

from .messages import N_


class DeadlineError(ValueError):
    """Base of all errors here: `template` is a translatable msgid, `values` fills it."""

    def __init__(self, template: str, **values: object) -> None:
        self.template = template
        self.values = values
        super().__init__(template % values)


class OutOfRange(DeadlineError):
    """A date for which there are no holiday data (before 1955 or after 2099)."""


class FactError(DeadlineError):
    """A fact or a term that cannot be used as given, e.g. an instant without a zone."""


class RuleError(DeadlineError):
    """A rule that cannot be read.

    `column` counts from 1; `reason` says what is wrong in one sentence; `expected` lists the
    phrases that may stand at the column; `suggestion` is the nearest valid form, if one is near.
    """

    def __init__(
        self,
        text: str,
        column: int,
        template: str,
        *,
        expected: tuple[str, ...] = (),
        suggestion: str | None = None,
        values: Mapping[str, object] | None = None,
    ) -> None:
        super().__init__(template, **values or {})
        self.text = text
        self.column = column
        self.expected = expected
        self.suggestion = suggestion
        self.reason = template % self.values
        self.args = (self._message(),)

    def suggest(self, suggestion: str | None) -> None:
        """Add the nearest valid form, which is found only after the error."""
        self.suggestion = suggestion
        self.args = (self._message(),)

    def _message(self) -> str:
        line = " ".join(self.text.splitlines()) or self.text
        shown, pointer = _clip(line, self.column)
        lines = [f"{self.reason} (column {self.column})", f"    {shown}", f"    {pointer}^"]
        if self.expected:
            lines.append(f"Expected here: {' · '.join(self.expected)}")
        if self.suggestion:
            lines.append(f"Nearest valid form: {self.suggestion}")
        return "\n".join(lines)


class UnknownEvent(RuleError):
    """A rule that reads well but names an event which the agreement does not declare."""

    def __init__(self, text: str, name: str, declared: Iterable[str]) -> None:
        self.name = name
        self.declared = tuple(sorted(declared))
        near = get_close_matches(name.casefold(), [d.casefold() for d in self.declared], 1, 0.5)
        match = next((d for d in self.declared if d.casefold() in near), None)
        # The whole name, not part of another one: an end, a comma or a keyword follows it.
        whole = re.compile(
            rf"(?<!\S){re.escape(name)}(?=$|,| (?:until|unless|on or before) )", re.IGNORECASE
        )
        found = whole.search(text)
        super().__init__(
            text,
            found.start() + 1 if found else 1,
            N_("The agreement does not declare the event “%(name)s”."),
            expected=self.declared,
            suggestion=whole.sub(lambda _: match, text) if match else None,
            values={"name": name},
        )


def _clip(line: str, column: int, width: int = 100) -> tuple[str, str]:
    start = max(0, column - 1 - width // 2) if len(line) > width else 0
    return line[start : start + width], " " * (column - 1 - start)
