"""``manage.py verify_evidence``: whether each file of evidence is still what was kept."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from obligations import evidence_store
from obligations.models import Evidence


class Command(BaseCommand):
    help = "Compute the SHA-256 of every file of evidence again, and name what is not as recorded."

    def handle(self, *args: Any, **options: Any) -> None:
        recorded = set(Evidence.objects.values_list("sha256", flat=True))
        wrong = {digest: fault for digest in sorted(recorded) if (fault := _fault(digest))}
        for row in Evidence.objects.filter(sha256__in=wrong).select_related("performance"):
            self.stdout.write(f"{wrong[row.sha256]}: {row.sha256} {row.name} (evidence {row.pk})")
        strays = sum(digest not in recorded for digest in evidence_store.kept())
        if strays:
            self.stdout.write(f"{strays} files belong to no record: an upload that broke off.")
        said = f"{len(recorded) - len(wrong)} files as recorded, {len(wrong)} not."
        if wrong:
            raise CommandError(f"{said} Take them from the backup.")
        self.stdout.write(said)


def _fault(digest: str) -> str:
    """What is wrong with a file; empty where nothing is."""
    try:
        evidence_store.load(digest)
    except FileNotFoundError:
        return "missing"
    except evidence_store.Damaged:
        return "changed"
    except OSError as error:
        return f"unreadable ({error.strerror})"
    return ""
