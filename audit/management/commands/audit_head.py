"""`manage.py audit_head`: the latest seal, to be written down where nobody can change it."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from audit.models import Seal


class Command(BaseCommand):
    help = "Print the latest seal of the audit trail as “number:hmac”, for verify_audit --head."

    def handle(self, *args: Any, **options: Any) -> None:
        head = Seal.objects.defer("entries", "digests").order_by("number").last()
        if head is None:
            raise CommandError("Nothing is sealed yet: is the worker running?")
        self.stdout.write(str(head))
