"""`manage.py import_source AGREEMENT FILE`: the signed text of an instrument."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from agreements.models import Agreement, SourceDocument
from agreements.sources import SourceError
from obligations.services.sources import import_text
from obligations.source_sheet import SourceSheet


class Command(BaseCommand):
    help = (
        "Import a document as the text of an instrument: it is split at its own numbering and "
        "each provision gets its words. Earlier documents stay. Mismatches are settled in a "
        "browser."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("agreement", metavar="AGREEMENT", help="Key of the instrument.")
        parser.add_argument("file", type=Path, metavar="FILE", help="Plain text, PDF or DOCX.")
        parser.add_argument(
            "--part",
            help="One document of a file that holds several, for example “Exhibit 1”; “body” is "
            "what precedes the exhibits. The part that the instrument names unless given.",
        )
        parser.add_argument(
            "--standing",
            choices=SourceDocument.Standing.values,
            default=SourceDocument.Standing.COPY,
            help="What the text is worth as proof; a copy unless given.",
        )

    def handle(
        self,
        *args: Any,
        agreement: str,
        file: Path,
        part: str | None,
        standing: str,
        **options: Any,
    ) -> None:
        found = Agreement.objects.filter(slug=agreement).first()
        if found is None:
            known = ", ".join(Agreement.objects.order_by("slug").values_list("slug", flat=True))
            raise CommandError(f"“{agreement}” is not on record. Choose one of these: {known}.")
        try:
            document = import_text(
                agreement=found,
                content=file.read_bytes(),
                name=file.name,
                standing=standing,
                part=part,
                by=None,
                today=timezone.localdate(),
            )
        except OSError as error:
            raise CommandError(f"{file}: cannot be read: {error.strerror}.") from error
        except SourceError as error:
            raise CommandError(f"{file}: {_(error.template) % error.values}") from error
        pieces = document.articles.select_related("article").order_by("position")
        self._report(SourceSheet(document, list(pieces)))

    def _report(self, sheet: SourceSheet) -> None:
        document = sheet.document
        self.stdout.write(
            f"{document.agreement}: {document.name} {document.part}".rstrip()
            + f", {document.get_standing_display()}, confidence {document.confidence:.0%}"
        )
        self.stdout.write(
            f"  {len(sheet.pieces)} pieces, {sheet.matched} matched, "
            f"{len(sheet.mismatches)} to be settled"
        )
        for label, number in sheet.left_out:
            self.stdout.write(f"  left out: {label}, {number}")
        for sentence in (*sheet.reasons, *(item["said"] for item in sheet.breaks)):
            self.stdout.write(f"  {sentence}")
        for entry in sheet.mismatches:
            perhaps = f", perhaps {entry.suggestion.number}" if entry.suggestion else ""
            self.stdout.write(f"  to be settled: {entry.piece.number}{perhaps}")
        for place in sheet.missing:
            self.stdout.write(f"  on record, not in the document: {place.article.number}")
