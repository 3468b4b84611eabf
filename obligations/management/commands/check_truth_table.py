"""Hold the deadline engine against tables of expected dates."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from obligations.deadlines.errors import FactError
from obligations.deadlines.steps import weekday
from obligations.deadlines.truth_table import Result, check, read_rows, short


class Command(BaseCommand):
    """Exits with 0 only if every row of every file comes out as written."""

    help = "Check tables of rules, facts and expected dates against the deadline engine."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the files."""
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")

    def handle(self, *args: Any, files: list[Path], **options: Any) -> None:
        """Print each row that differs, then `N passed, N failed`."""
        passed = failed = 0
        for path in files:
            for result in _results(path):
                passed += result.passed
                failed += not result.passed
                if not result.passed:
                    self.stdout.write(_difference(path, result))
        self.stdout.write(f"{passed} passed, {failed} failed")
        if failed:
            sys.exit(1)


def _results(path: Path) -> list[Result]:
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
        results = [check(row) for row in read_rows(lines)]
    except OSError as error:
        raise CommandError(f"{path}: {error.strerror}. Give a file that can be read.") from None
    except UnicodeDecodeError:
        raise CommandError(f"{path}: not UTF-8 text. Save the table as UTF-8.") from None
    except FactError as error:
        raise CommandError(f"{path}:1: {error}") from None
    if not results:
        raise CommandError(f"{path}:2: no rows. Add a line for each expected date.")
    return results


def _difference(path: Path, result: Result) -> str:
    cells = result.row.cells
    lines = [
        f"{path}:{result.row.line}: {cells.get('id', '')}: {cells.get('rule', '')}",
        f"  given     {cells.get('given', '')} ({cells.get('policy')}, {cells.get('zone')})",
    ]
    if result.error:
        return "\n".join([*lines, f"  {result.error}"])
    if result.answer:
        expected_safe = f", safe {result.row.safe}" if result.row.safe else ""
        computed_safe = f", safe {result.answer.safe}" if result.row.safe else ""
        lines += [
            f"  expected  {result.row.expected}{expected_safe}",
            f"  computed  {short(result.answer)}{computed_safe}",
        ]
        lines += [f"  not used  {name}" for name in result.unused]
        for step in result.answer.steps():
            day = weekday(step.on) if step.on else ""
            lines.append(f"    {day:<16}{step.text()} [{step.authority_text()}]")
    return "\n".join(lines)
