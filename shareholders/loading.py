"""Loading the ledger that the sources let one reconstruct."""

from pathlib import Path

from django.db import transaction

from agreements.models import Party
from obligations.instruments.files import read_yaml
from shareholders.models import ShareTransaction
from shareholders.services import record_transaction


@transaction.atomic
def load_ledger(path: Path) -> None:
    """Load transactions into an empty ledger; one that holds any is left alone."""
    if ShareTransaction.objects.exists():
        return
    for entry in read_yaml(path)["transactions"]:
        holder = entry.get("holder")
        record_transaction(
            holder=Party.objects.get(key=holder) if holder else None,
            kind=entry["kind"],
            shares=entry["shares"],
            price=entry.get("price"),
            traded_on=entry["traded_on"],
            inferred=entry.get("inferred", False),
            source=entry["source"],
        )
