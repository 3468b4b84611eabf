"""The file of checks: equations between figures, and how findings were settled."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from django import forms
from lark import LarkError

from obligations.consistency.equations import Equation, check_syntax
from obligations.instruments.files import Entry, InstrumentFileError, read_entries


@dataclass(frozen=True)
class Settlement:
    """How a finding was settled, and since when."""

    instrument: str
    key: str
    settlement: str
    settled_on: date


@dataclass(frozen=True)
class Checks:
    """What the file holds."""

    equations: list[Equation]
    settlements: list[Settlement]


class EquationForm(forms.Form):
    """One equation; the settlement and its day go together."""

    key = forms.SlugField(max_length=100)
    instrument = forms.SlugField()
    statement = forms.CharField()
    equation = forms.CharField()
    tolerance = forms.DecimalField(required=False, min_value=0)
    settlement = forms.CharField(required=False)
    settled_on = forms.DateField(required=False)

    def clean_equation(self) -> str:
        """Refuse what is no equation between figures."""
        try:
            check_syntax(text := self.cleaned_data["equation"])
        except (LarkError, ZeroDivisionError) as error:
            raise forms.ValidationError(
                "write it like {instrument 2: shares} + {instrument 3: shares} = 12; "
                f"{str(error).splitlines()[0]}"
            ) from error
        return str(text)

    def clean(self) -> dict[str, Any]:
        """Refuse a settlement without its day, and a day without a settlement."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if bool(cleaned.get("settlement")) != bool(cleaned.get("settled_on")):
            self.add_error("settled_on", "settlement and settled_on go together.")
        return cleaned


class SettlementForm(forms.Form):
    """The settlement of a finding that no equation states."""

    instrument = forms.SlugField()
    key = forms.CharField()
    settlement = forms.CharField()
    settled_on = forms.DateField()


def read_checks(path: Path) -> Checks:
    """Read the file; raises InstrumentFileError with every problem, each with its line."""
    file, problems = read_entries(path), list[str]()
    problems += [
        f"{path}:{file.lines[name]}: section “{name}” is unknown: write checks or settlements."
        for name in file.keys() - {"checks", "settlements"}
    ]
    equations = _entries(path, file, "checks", EquationForm, problems)
    settlements = _entries(path, file, "settlements", SettlementForm, problems)
    if problems:
        raise InstrumentFileError(problems)
    return Checks(
        [Equation(**{**each, "tolerance": each["tolerance"] or Decimal(0)}) for each in equations],
        [Settlement(**each) for each in settlements],
    )


def _entries(
    path: Path, file: Entry, section: str, form: type[forms.Form], problems: list[str]
) -> list[dict[str, Any]]:
    """The cleaned entries of a section; what is wrong is added to `problems`."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for entry in file.get(section) or []:
        if not isinstance(entry, Entry):
            line = file.lines[section]
            problems.append(f"{path}:{line}: {section} must be entries of “name: value” lines.")
            continue
        bound = form(entry)
        wrong = {name: ["is unknown: remove it."] for name in entry.keys() - bound.fields.keys()}
        wrong |= {name: [str(text) for text in said] for name, said in bound.errors.items()}
        key = (str(entry.get("instrument")), str(entry.get("key")))
        if key in found:
            wrong["key"] = [f"“{key[1]}” stands twice: rename one."]
        problems += [
            f"{path}:{entry.lines.get(name, entry.lines[''])}: {name}: {said}"
            for name, texts in wrong.items()
            for said in texts
        ]
        found[key] = bound.cleaned_data
    return list(found.values())
