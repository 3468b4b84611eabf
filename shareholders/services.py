"""The writes on the ledger."""

from datetime import date, timedelta

from django.db import transaction

from agreements.models import Party
from shareholders.models import ShareTransaction

SAME_DAY_SINCE = date(2004, 10, 1)


@transaction.atomic
def record_transaction(
    *,
    holder: Party | None,
    kind: str,
    shares: int,
    traded_on: date,
    source: str,
    price: int | None = None,
    inferred: bool = False,
) -> ShareTransaction:
    """Record a change of `shares` (yen a share in `price`).

    New shares were held from the day after payment until 30 September 2004 (old Commercial Code
    art. 280-9), on the day itself since. Raises ValueError when a holder would hold less than none.
    """
    if shares < 0:
        held = sum(ShareTransaction.objects.filter(holder=holder).values_list("shares", flat=True))
        if held + shares < 0:
            raise ValueError(
                f"{holder or 'The other holders'} hold {held:,} shares, not {-shares:,}: "
                "check the number."
            )
    later = kind == ShareTransaction.Kind.ISSUE and traded_on < SAME_DAY_SINCE
    return ShareTransaction.objects.create(
        holder=holder,
        kind=kind,
        shares=shares,
        price=price,
        traded_on=traded_on,
        effective_on=traded_on + timedelta(days=1) if later else traded_on,
        inferred=inferred,
        source=source,
    )
