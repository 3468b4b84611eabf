"""The text of a PDF, page by page."""

import io

from pypdf import PdfReader
from pypdf.errors import DependencyError, PyPdfError

from .documents import Document
from .messages import N_, SourceError
from .pages import number_lines

# What pypdf lets through from a file whose structure is broken.
_DAMAGE = (
    PyPdfError, ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError,
    OSError, OverflowError, ZeroDivisionError, NotImplementedError, AssertionError,
)  # fmt: skip


def read_pdf(content: bytes, *, name: str) -> Document:
    """Raises SourceError if the PDF is damaged, encrypted, or holds no text (a scan)."""
    try:
        reader = PdfReader(io.BytesIO(content))
        if reader.is_encrypted and not _opens_without_password(reader):
            raise SourceError(
                N_(
                    "“%(name)s” is encrypted. Save a copy without a password "
                    "(print it to PDF) and import that."
                ),
                name=name,
            )
        sheets = [page.extract_text() for page in reader.pages]
    except SourceError:
        raise
    except _DAMAGE as error:
        raise SourceError(
            N_(
                "“%(name)s” is a damaged PDF (%(reason)s). "
                "Open it in a PDF viewer, save it anew and import that."
            ),
            name=name,
            reason=str(error) or type(error).__name__,
        ) from error
    if not any(sheet.strip() for sheet in sheets):
        raise SourceError(
            N_(
                "“%(name)s” holds pictures of pages but no text. "
                "Run text recognition (OCR) on it and import the result."
            ),
            name=name,
        )
    return number_lines(
        [(line, page) for page, sheet in enumerate(sheets, 1) for line in sheet.split("\n")]
    )


def _opens_without_password(reader: PdfReader) -> bool:
    try:
        return bool(reader.decrypt(""))
    except (DependencyError, NotImplementedError):
        return False
