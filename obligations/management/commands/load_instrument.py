"""`manage.py load_instrument FILE…`: load instruments from their files."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from obligations.instrument_files import InstrumentFileError
from obligations.loading import load_instrument


class Command(BaseCommand):
    help = "Load instruments from their files: all or nothing, the same again changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")

    def handle(self, *args: Any, files: list[Path], **options: Any) -> None:
        for path in files:
            try:
                agreement = load_instrument(path)
            except InstrumentFileError as error:
                raise CommandError(str(error)) from error
            self.stdout.write(f"{path}: {agreement.articles.count()} articles loaded.")
