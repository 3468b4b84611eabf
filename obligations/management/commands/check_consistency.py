"""`manage.py check_consistency [SLUG…]`: what disagrees within instruments and between them."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from agreements.models import Agreement, Finding
from obligations.finding_list import Row, list_findings
from obligations.instruments.files import InstrumentFileError
from obligations.services.findings import run_checks


class Command(BaseCommand):
    help = (
        "Check the instruments against themselves and their neighbours, keep what is found, and "
        "print each finding with what it cites and how it was settled. Exit with 1 where any is "
        "open."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "slugs", nargs="*", metavar="SLUG", help="All instruments unless given."
        )

    def handle(self, *args: Any, slugs: list[str], **options: Any) -> None:
        known = set(Agreement.objects.values_list("slug", flat=True))
        if unknown := [slug for slug in slugs if slug not in known]:
            raise CommandError(f"Not on record: {', '.join(unknown)}.")
        if not known:
            raise CommandError("No instrument is on record: load one with “load_instrument FILE”.")
        today = localdate()
        try:
            outcome = run_checks(today=today)
        except InstrumentFileError as error:
            raise CommandError(str(error)) from error
        findings = Finding.objects.standing_on(today)
        if slugs:
            findings = findings.filter(agreement__slug__in=slugs)
        rows = []
        for group in list_findings(findings, day=today):
            self.stdout.write(f"{group.agreement} ({group.agreement.slug})")
            for row in group.rows:
                self._write(row)
            rows += group.rows
        self.stdout.write(
            f"{len(outcome.new)} new, {len(outcome.still)} found again, "
            f"{len(outcome.gone)} no longer found"
        )
        if left := sum(row.is_open for row in rows):
            raise CommandError(f"{left} of {len(rows)} findings are open.")

    def _write(self, row: Row) -> None:
        finding = row.finding
        self.stdout.write(f"  {finding.get_check_kind_display()}: {finding.sentence}")
        self.stdout.write(f"    key: {finding.key}")
        cited = ", ".join(str(article) for article in finding.articles.all())
        self.stdout.write(f"    cites: {cited or '—'}")
        if row.is_settled:
            who = finding.settled_by or _("the file of checks")
            day = date_format(finding.settled_on, "SHORT_DATE_FORMAT") if finding.settled_on else ""
            self.stdout.write(f"    settled by {who}, {day}: {finding.settlement}")
        else:
            self.stdout.write("    open")
