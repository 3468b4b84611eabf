"""`manage.py load_parties FILE`: load parties and their fiscal years."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from obligations.instruments.files import InstrumentFileError
from obligations.loading import load_parties


class Command(BaseCommand):
    help = "Load parties and their fiscal years; the same again changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        try:
            load_parties(file)
        except InstrumentFileError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{file}: parties loaded.")
