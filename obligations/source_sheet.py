"""What a page says about an imported document, or about one that is looked at before import."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.matching import heading_differs, is_named
from agreements.models import Article, ArticleChange, SourceArticle, SourceDocument
from agreements.placing import Place, Standing, places, suggest
from agreements.sources import Kind

Match = SourceArticle.Match
FURNITURE: dict[str, str | Promise] = {
    Kind.HEADER: gettext_lazy("Page header"),
    Kind.FOOTER: gettext_lazy("Page footer"),
    Kind.PAGE_NUMBER: gettext_lazy("Page number"),
    Kind.CONTENTS: gettext_lazy("Table of contents"),
    Kind.RULE: gettext_lazy("Rule"),
    Kind.BLANK_MARK: gettext_lazy("Mark that a page is blank"),
    Kind.OTHER_PART: gettext_lazy("Other part of the file"),
}


@dataclass(frozen=True)
class Furniture:
    """Something on the pages that is no text of the instrument."""

    kind: str
    page: int
    text: str


@dataclass(frozen=True)
class Entry:
    """A piece, the furniture that stands in or after it, and the provision that it may be."""

    piece: SourceArticle
    furniture: list[Furniture]
    suggestion: Article | None

    @property
    def look(self) -> str:
        """The look of the match, see static/css/status.css."""
        looks = {Match.OPEN: "overdue", Match.NONE: "idle"}
        return looks.get(Match(self.piece.match), "done")

    @property
    def said(self) -> str:
        """The match in words; a piece nested more finely than the record stands within its text."""
        if self.piece.match == Match.FOUND and not is_named(self.piece):
            return _("Part of the text of %(number)s") % {"number": self.piece.article.number}  # type: ignore[union-attr]
        return self.piece.get_match_display()


class SourceSheet:
    """A document, its pieces in reading order, and the record beside them."""

    def __init__(self, document: SourceDocument, pieces: Sequence[SourceArticle]) -> None:
        self.document, self.pieces = document, pieces
        everything = document.agreement.articles.order_by("position")
        inserted = ArticleChange.objects.filter(effect=ArticleChange.Effect.INSERTED)
        self.articles = list(everything.exclude(pk__in=inserted.values("article")))

    @cached_property
    def entries(self) -> list[Entry]:
        suggested = suggest(self.articles, self.pieces)
        furniture = self._furniture()
        return [
            Entry(piece, furniture[piece.position], suggested.get(piece.position))
            for piece in self.pieces
        ]

    @property
    def mismatches(self) -> list[Entry]:
        """The pieces that a person has to settle."""
        return [entry for entry in self.entries if entry.piece.match == Match.OPEN]

    @property
    def settled(self) -> list[Entry]:
        """The pieces that a person settled, as a provision or as none."""
        closed = (entry for entry in self.entries if entry.piece.match != Match.OPEN)
        return [entry for entry in closed if entry.piece.settled_at]

    @property
    def otherwise_headed(self) -> list[SourceArticle]:
        """Pieces found by their number whose heading is not that on record."""
        found = (piece for piece in self.pieces if piece.match == Match.FOUND)
        return [piece for piece in found if is_named(piece) and heading_differs(piece)]

    @cached_property
    def matched(self) -> int:
        """How many pieces are a provision or stand within one."""
        return sum(piece.article is not None for piece in self.pieces)

    @cached_property
    def finer(self) -> int:
        """How many pieces are nested more finely than the record."""
        found = (piece for piece in self.pieces if piece.match == Match.FOUND)
        return sum(not is_named(piece) for piece in found)

    @cached_property
    def places(self) -> list[tuple[Standing, list[Place]]]:
        """The provisions that are no piece of their own, by where they stand; missing ones last."""
        found: dict[Standing, list[Place]] = defaultdict(list)
        for place in places(self.articles, self.pieces):
            found[place.standing].append(place)
        return [(standing, found[standing]) for standing in Standing if found[standing]]

    @property
    def missing(self) -> list[Place]:
        """The provisions on record whose text is not in the document."""
        return dict(self.places).get(Standing.MISSING, [])

    @property
    def reasons(self) -> list[str]:
        """Why the confidence is not whole."""
        return [_say(reason) for reason in self.document.report.get("reasons", [])]

    @property
    def breaks(self) -> list[dict[str, Any]]:
        """Where the numbering does not run on: position of the piece, page, line, sentence."""
        return [item | {"said": _say(item)} for item in self.document.report.get("breaks", [])]

    @property
    def left_out(self) -> list[tuple[str | Promise, int]]:
        """How much furniture of each kind was left out."""
        counts = self.document.report.get("counts", {})
        return [(label, counts[kind]) for kind, label in FURNITURE.items() if counts.get(kind)]

    @property
    def before(self) -> list[Furniture]:
        """The furniture before the first piece."""
        return self._furniture()[-1]

    def _furniture(self) -> dict[int, list[Furniture]]:
        found: dict[int, list[Furniture]] = defaultdict(list)
        for item in self._reported():
            label = str(FURNITURE.get(item["kind"], item["kind"]))
            found[item["after"]].append(Furniture(label, item["page"], item["text"]))
        return found

    def _reported(self) -> Iterator[dict[str, Any]]:
        yield from self.document.report.get("furniture", [])


def _say(message: dict[str, Any]) -> str:
    return str(_(message["template"]) % message["values"])
