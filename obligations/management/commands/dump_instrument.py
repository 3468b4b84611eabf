"""`manage.py dump_instrument SLUG [FILE]`: write an instrument in the format that loads."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from agreements.models import Agreement
from obligations.instruments.files import comment_at_head
from obligations.instruments.layout import lay_out
from obligations.instruments.records import contents_on_record


class Command(BaseCommand):
    help = (
        "Write what is on record of an instrument as its file, which “load_instrument” reads: to "
        "FILE, whose comment at the head stays, or to standard output."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug")
        parser.add_argument("file", nargs="?", type=Path, metavar="FILE")

    def handle(self, *args: Any, slug: str, file: Path | None, **options: Any) -> None:
        agreement = Agreement.objects.filter(slug=slug).first()
        if agreement is None:
            known = ", ".join(Agreement.objects.values_list("slug", flat=True).order_by("slug"))
            raise CommandError(f"“{slug}” is not on record: known: {known}.")
        text = lay_out(contents_on_record(agreement))
        if file is None:
            self.stdout.write(text, ending="")
            return
        try:
            file.write_text(comment_at_head(file) + text, encoding="utf-8")
        except OSError as error:
            raise CommandError(f"{file}: cannot be written: {error.strerror}.") from error
