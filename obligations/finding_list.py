"""Findings as a page and a command list them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.db.models import Prefetch, QuerySet

from agreements.models import Agreement, Article, Finding


@dataclass(frozen=True)
class Row:
    """A finding as it stood on a day."""

    finding: Finding
    day: date

    @property
    def is_gone(self) -> bool:
        """Whether the checks no longer found it."""
        gone = self.finding.gone_on
        return gone is not None and gone <= self.day

    @property
    def is_settled(self) -> bool:
        """Whether somebody, or the file of checks, had settled it."""
        settled = self.finding.settled_on
        return settled is not None and settled <= self.day

    @property
    def is_open(self) -> bool:
        return not (self.is_gone or self.is_settled)


@dataclass(frozen=True)
class Group:
    """The findings of an instrument: open ones first, those no longer found last."""

    agreement: Agreement
    rows: list[Row]

    @property
    def open(self) -> int:
        """How many are open."""
        return sum(row.is_open for row in self.rows)


def list_findings(findings: QuerySet[Finding], *, day: date) -> list[Group]:
    """The findings known by `day`, by instrument, then by kind of check; three queries."""
    articles = Article.objects.select_related("agreement").order_by("agreement", "position")
    rows = (
        findings.filter(found_on__lte=day)
        .select_related("agreement", "settled_by")
        .prefetch_related(Prefetch("articles", articles))
        .order_by("agreement__executed", "agreement", "key")
    )
    places = {kind: place for place, kind in enumerate(Finding.Check)}
    return [
        Group(agreement, sorted((Row(each, day) for each in group), key=lambda r: _rank(r, places)))
        for agreement, group in groupby(rows, key=lambda finding: finding.agreement)
    ]


def _rank(row: Row, places: dict[Finding.Check, int]) -> tuple[bool, bool, int]:
    return row.is_gone, row.is_settled, places[Finding.Check(row.finding.check_kind)]
