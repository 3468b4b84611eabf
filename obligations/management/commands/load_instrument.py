"""`manage.py load_instrument FILE…`: load instruments from their files."""

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils.timezone import localdate

from obligations.instruments.differences import Difference
from obligations.instruments.files import InstrumentFileError
from obligations.loading import load_instruments
from obligations.services.findings import run_checks


class Command(BaseCommand):
    help = (
        "Load instruments from their files, in the order given: show what changes, ask at a "
        "terminal, then write all of it or nothing. The same again changes nothing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        parser.add_argument("--no-input", action="store_true", help="Write without asking.")
        parser.add_argument("--dry-run", action="store_true", help="Show what changes, and stop.")
        parser.add_argument(
            "--check",
            action="store_true",
            help="Like --dry-run, and exit with 1 where anything would change.",
        )

    def handle(self, *args: Any, files: list[Path], **options: Any) -> None:
        shows = options["dry_run"] or options["check"]
        asks = not shows and not options["no_input"] and sys.stdin.isatty()
        try:
            differences = load_instruments(files, keep=not (shows or asks))
            for difference in differences:
                self.stdout.write(str(difference))
            changes = any(difference.text for difference in differences)
            if options["check"] and changes:
                raise CommandError("The files and what is on record differ.")
            if asks and changes:
                self._write(files, differences)
            if not shows:
                run_checks(today=localdate())
        except InstrumentFileError as error:
            raise CommandError(str(error)) from error

    def _write(self, files: list[Path], shown: list[Difference]) -> None:
        """Ask, then write what was shown and nothing else."""
        if input("Write these changes? [y/N] ").strip().lower() not in {"y", "yes"}:
            raise CommandError("Nothing was written.")
        with transaction.atomic():
            if load_instruments(files) != shown:
                raise CommandError("What is on record changed meanwhile: run it again.")
