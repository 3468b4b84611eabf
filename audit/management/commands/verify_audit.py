"""`manage.py verify_audit`: whether the audit trail is as it was sealed."""

from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from audit.models import Entry, Seal
from audit.verifying import verify


class Command(BaseCommand):
    help = (
        "Name each entry and seal of the audit trail that was changed, taken out or put in; "
        "exits 0 only if there is none."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--head",
            action="append",
            default=[],
            help="A seal written down earlier, as audit_head printed it; may be repeated.",
        )

    def handle(self, *args: Any, head: list[str], **options: Any) -> None:
        number = 0
        try:
            for sentence in verify(now=timezone.now(), heads=head):
                self.stdout.write(sentence)
                number += 1
        except ImproperlyConfigured as error:
            raise CommandError(str(error)) from error
        counted = f"{Entry.objects.count()} entries, {Seal.objects.count()} seals"
        if number:
            raise CommandError(f"{counted}: {number} found that must not be.")
        self.stdout.write(f"{counted}: all as they were sealed.")
