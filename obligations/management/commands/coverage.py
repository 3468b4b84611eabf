"""`manage.py coverage [SLUG…]`: whether something accounts for every provision."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from agreements.coverage import Comparison, compare
from agreements.models import Agreement
from agreements.sources import SourceError, read_document, split
from obligations.coverage import Account, accounted_for, count_accounts


class Command(BaseCommand):
    help = (
        "Show what accounts for each provision on record, by kind, and each one for which nothing "
        "does; with --source also where the numbering of that file and the record part. Exit with "
        "1 where anything is missing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "slugs", nargs="*", metavar="SLUG", help="All instruments unless given."
        )
        parser.add_argument(
            "--source", type=Path, metavar="FILE", help="Text, PDF or DOCX of the one instrument."
        )

    def handle(self, *args: Any, slugs: list[str], source: Path | None, **options: Any) -> None:
        agreements = Agreement.objects.filter(slug__in=slugs) if slugs else Agreement.objects.all()
        known = {agreement.slug for agreement in agreements}
        if unknown := [slug for slug in slugs if slug not in known]:
            raise CommandError(f"Not on record: {', '.join(unknown)}.")
        if not known:
            raise CommandError("No instrument is on record: load one with “load_instrument FILE”.")
        if source and len(slugs) != 1:
            raise CommandError("--source goes with exactly one SLUG.")
        missing = 0
        for agreement in agreements:
            missing += self._account(agreement)
            if source:
                missing += self._compare(agreement, source)
        if missing:
            raise CommandError(f"{missing} missing.")

    def _account(self, agreement: Agreement) -> int:
        """Print what accounts for the provisions; how many are missing."""
        articles = list(accounted_for(agreement.articles.all()))
        self.stdout.write(f"{agreement} ({agreement.slug}): {len(articles)} provisions")
        for label, number in count_accounts(articles).items():
            self.stdout.write(f"  {number:5} {label}")
        missing = [article for article in articles if article.account == Account.MISSING]
        for article in missing:
            self.stdout.write(f"  missing: {article.number} {article.heading}".rstrip())
        return len(missing)

    def _compare(self, agreement: Agreement, source: Path) -> int:
        """Print where the source and the record part; in how many places."""
        try:
            document = read_document(source.read_bytes(), name=source.name)
            parts = split(document, part=agreement.source_part or None)
        except OSError as error:
            raise CommandError(f"{source}: cannot be read: {error.strerror}.") from error
        except SourceError as error:
            raise CommandError(f"{source}: {_(error.template) % error.values}") from error
        found = compare(agreement.articles.all(), parts)
        self.stdout.write(
            f"{source.name}: {len(parts.articles)} articles, confidence {parts.confidence:.0%}; "
            f"{len(found.found)} found by number, {len(found.in_text)} within running text"
        )
        for reason in parts.reasons:
            self.stdout.write(f"  {_(reason.template) % reason.values}")
        return self._places(found)

    def _places(self, found: Comparison) -> int:
        for piece in found.unrecorded:
            self.stdout.write(
                f"  in the source, not on record: {piece.number} (page {piece.page_from}) "
                f"{piece.heading}".rstrip()
            )
        for article in found.unfound:
            self.stdout.write(
                f"  on record, not in the source: {article.number}, printed {article.printed}"
            )
        return len(found.unrecorded) + len(found.unfound)
