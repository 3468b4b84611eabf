"""What splitting a document found, as data to keep with it; sentences stay translatable."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from typing import Any

from agreements.sources import Document, Kind, Message, Split


def report_on(document: Document, split: Split) -> dict[str, Any]:
    """The report that `SourceDocument.report` holds.

    `furniture` lists what was left out, each after the piece at which it stands (-1: before the
    first), with its page and its words; of parts that were not imported only that they are there.
    """
    return {
        "whole": split.whole,
        "reasons": [_said(reason) for reason in split.reasons],
        "breaks": [
            {"position": item.article, "page": item.page, "line": item.line, **_said(item.message)}
            for item in split.breaks
        ],
        "counts": dict(Counter(str(piece.kind) for piece in split.furniture)),
        "furniture": _furniture(document, split),
    }


def _furniture(document: Document, split: Split) -> list[dict[str, Any]]:
    starts = [min((span.start for span in piece.spans), default=0) for piece in split.articles]
    return [
        {
            "after": bisect_right(starts, piece.start) - 1,
            "kind": str(piece.kind),
            "page": document.line_at(piece.start).page,
            "text": ""
            if piece.kind == Kind.OTHER_PART
            else document.text[piece.start : piece.end].strip().replace("\0", "\ufffd"),
        }
        for piece in split.furniture
    ]


def _said(message: Message) -> dict[str, Any]:
    return {"template": message.template, "values": dict(message.values)}
