"""Importing the signed text, and settling which provision a piece of it is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import PurePath

from django.db import transaction
from django.utils import timezone
from simple_history.utils import bulk_update_with_history

from accounts.models import User
from agreements.matching import Settlements, match_pieces
from agreements.models import Agreement, Article, SourceArticle, SourceDocument
from agreements.source_reports import report_on
from agreements.sources import Document, SourceError, Split, read_document, split

Match = SourceArticle.Match
_BATCH = 500  # rows of one query


class Superseded(Exception):
    """A later document is the text of the instrument: nothing of this one is settled any more."""


@dataclass(frozen=True)
class Draft:
    """A document as it would be imported: rows that are not saved, and the parts of the file."""

    document: SourceDocument
    pieces: list[SourceArticle]
    parts: tuple[str, ...]


def draft_source(
    *, agreement: Agreement, content: bytes, name: str, standing: str, part: str | None = None
) -> Draft:
    """Read and split a file, and match its pieces with the provisions; writes nothing.

    `part` names one document of a file that holds several; empty for the whole file, None for the
    part that the instrument names, where the file has it. Raises SourceError for a file or a part
    that cannot be used.
    """
    read = read_document(content, name=name)
    if part is None:
        found, part = _split_own(agreement, read)
    else:
        found = split(read, part=part or None)
    document = SourceDocument(
        agreement=agreement,
        standing=standing,
        name=PurePath(name).name[-200:],
        part=part,
        content=content,
        sha256=sha256(content).hexdigest(),
        confidence=found.confidence,
        report=report_on(read, found),
    )
    articles = list(agreement.articles.order_by("position"))
    pieces = match_pieces(found, articles, _settled(agreement))
    return Draft(document, pieces, found.parts)


@transaction.atomic
def import_source(
    *,
    agreement: Agreement,
    content: bytes,
    name: str,
    standing: str,
    part: str | None = None,
    by: User | None,
) -> SourceDocument:
    """Make a file, or a part of it as in `draft_source`, the text of the instrument.

    Earlier documents stay. Raises SourceError for a file or a part that cannot be used, and then
    writes nothing.
    """
    Agreement.objects.select_for_update(no_key=True).get(pk=agreement.pk)
    draft = draft_source(
        agreement=agreement, content=content, name=name, standing=standing, part=part
    )
    draft.document.imported_by = by
    draft.document.save()
    for piece in draft.pieces:
        piece.document = draft.document
    SourceArticle.objects.bulk_create(draft.pieces, batch_size=_BATCH)
    return draft.document


@transaction.atomic
def settle_piece(
    *, piece: SourceArticle, match: str, article: Article | None = None, note: str = "", by: User
) -> int:
    """Settle which provision a piece is, that it is none, or that it stays open; how many pieces.

    What is nested in the piece and open too follows it. Earlier settlements stay in the history.
    Raises Superseded where a later document is the text of the instrument.
    """
    agreement = piece.document.agreement
    Agreement.objects.select_for_update(no_key=True).get(pk=agreement.pk)
    if latest_source(agreement) != piece.document:
        raise Superseded
    rows = [piece, *_open_below(piece)]
    now = timezone.now()
    for row in rows:
        row.match, row.article, row.note = match, article, note
        row.settled_by, row.settled_at = by, now
    fields = ["match", "article", "note", "settled_by", "settled_at"]
    bulk_update_with_history(rows, SourceArticle, fields, batch_size=_BATCH, default_user=by)
    return len(rows)


def latest_source(agreement: Agreement) -> SourceDocument | None:
    """The document that is the text of the instrument; without the content of its file."""
    rows = SourceDocument.objects.filter(agreement=agreement).defer("content")
    return rows.order_by("-imported_at", "-pk").first()


def _split_own(agreement: Agreement, read: Document) -> tuple[Split, str]:
    """The part that the instrument names; the whole file where it does not hold several."""
    try:
        found = split(read, part=agreement.source_part or None)
    except SourceError:
        return split(read), ""
    return found, agreement.source_part if found.parts else ""


def _open_below(piece: SourceArticle) -> Iterator[SourceArticle]:
    later = SourceArticle.objects.filter(document=piece.document, position__gt=piece.position)
    for row in later.order_by("position"):
        if row.level <= piece.level:
            return
        if row.match == Match.OPEN:
            yield row


def _settled(agreement: Agreement) -> Settlements:
    """The latest settlement of each number and text in any document of the instrument."""
    rows = SourceArticle.objects.filter(document__agreement=agreement, settled_at__isnull=False)
    ordered = rows.select_related("article", "settled_by").order_by("settled_at", "pk")
    return {(row.number, row.text): row for row in ordered}
