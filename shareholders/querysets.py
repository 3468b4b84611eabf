"""Positions, from the ledger alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Self

from django.contrib.postgres.aggregates import BoolOr
from django.db import models
from django.db.models import Max, Sum

if TYPE_CHECKING:
    from shareholders.models import ShareTransaction  # noqa: F401


@dataclass(frozen=True)
class Position:
    """The shares of one holder on a day; `holder` is None for all others together."""

    holder: str | None
    shares: int
    total: int
    last_change: date
    inferred: bool

    @property
    def percent(self) -> float:
        """Shares over all shares outstanding, in per cent, before dilution; for display only."""
        return float(Fraction(self.shares, self.total) * 100)


class ShareTransactionQuerySet(models.QuerySet["ShareTransaction"]):
    def as_of(self, day: date) -> Self:
        """What was traded on or before `day`."""
        return self.filter(traded_on__lte=day)

    def positions(self) -> list[Position]:
        """The shares of each holder, the named ones first; exact integers."""
        rows = (
            self.order_by()
            .values("holder__short_name")
            .annotate(
                held=Sum("shares"),
                last=Max("traded_on"),
                inferred=BoolOr("inferred"),
            )
            .order_by(models.F("holder__short_name").asc(nulls_last=True))
        )
        found = list(rows)
        total = sum(row["held"] for row in found)
        return [
            Position(row["holder__short_name"], row["held"], total, row["last"], row["inferred"])
            for row in found
            if row["held"]
        ]
