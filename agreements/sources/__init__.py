"""Reads a signed document and splits it at its own numbering. Pure Python, no Django, no I/O."""

from .documents import Document, Line, Span
from .furniture import Furniture, Kind
from .messages import Message, SourceError
from .reading import read_document
from .results import Break, Split, SplitArticle, lost_or_doubled
from .splitting import BODY, split

__all__ = [
    "BODY", "Break", "Document", "Furniture", "Kind", "Line", "Message", "SourceError", "Span",
    "Split", "SplitArticle", "lost_or_doubled", "read_document", "split",
]  # fmt: skip
