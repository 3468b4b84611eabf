"""The text of a DOCX: paragraphs and tables in order, with Word's own numbers and pages."""

import io
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field

import docx
from docx.document import Document as WordFile
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement

from .documents import Document
from .messages import N_, SourceError
from .pages import number_lines
from .word_numbering import WordNumbering

LARGEST_UNPACKED = 200 * 1024 * 1024  # bytes, as the archive declares them
_MAIN_PART = "word/document.xml"
_TWIPS_PER_SPACE = 120
_CELL_GAP = "    "

# zipfile raises RuntimeError for an encrypted member; bad XML is a SyntaxError of lxml.
_DAMAGE = (
    PackageNotFoundError, zipfile.BadZipFile, zlib.error, SyntaxError, RuntimeError, KeyError,
    ValueError, TypeError, AttributeError, IndexError, OSError, EOFError, NotImplementedError,
)  # fmt: skip


def read_word(content: bytes, *, name: str) -> Document:
    """Raises SourceError if the DOCX is damaged, not a Word file, or unpacks to over 200 MB."""
    try:
        _check_archive(content, name=name)
        return number_lines(list(_Reader(docx.Document(io.BytesIO(content))).lines()))
    except SourceError:
        raise
    except (*_DAMAGE, zipfile.LargeZipFile) as error:
        raise SourceError(
            N_(
                "“%(name)s” is a damaged DOCX (%(reason)s). "
                "Open it in a word processor, save it anew and import that."
            ),
            name=name,
            reason=str(error) or type(error).__name__,
        ) from error


def _check_archive(content: bytes, *, name: str) -> None:
    """What a member declares is all that zipfile ever unpacks of it, so the sum is a bound."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        members = archive.infolist()
    if sum(member.file_size for member in members) > LARGEST_UNPACKED:
        raise SourceError(
            N_(
                "“%(name)s” would unpack to more than %(largest)d MB. "
                "Import the agreement without its pictures, or as PDF."
            ),
            name=name,
            largest=LARGEST_UNPACKED // 1024 // 1024,
        )
    if _MAIN_PART not in {member.filename for member in members}:
        raise SourceError(
            N_(
                "“%(name)s” is an archive but not a Word document. "
                "Save the agreement as DOCX, PDF or plain text and import that."
            ),
            name=name,
        )


@dataclass
class _Reader:
    """Walks the body's XML, because python-docx passes over insertions and content controls."""

    file: WordFile
    page: int = 1
    numbering: WordNumbering = field(init=False)

    def __post_init__(self) -> None:
        self.numbering = WordNumbering(self.file)

    def lines(self) -> Iterator[tuple[str, int]]:
        yield from self._blocks(self.file.element.body)

    def _blocks(self, parent: BaseOxmlElement) -> Iterator[tuple[str, int]]:
        for child in parent:
            if child.tag == qn("w:p"):
                yield from self._paragraph(child)
            elif child.tag == qn("w:tbl"):
                for row in child.iter(qn("w:tr")):
                    yield self._row(row)
                yield "", self.page
            elif child.tag in {qn("w:sdt"), qn("w:sdtContent"), qn("w:ins"), qn("w:customXml")}:
                yield from self._blocks(child)

    def _row(self, row: BaseOxmlElement) -> tuple[str, int]:
        """One line for a row; a table inside a cell belongs to the cell."""
        cells = (cell for cell in row if cell.tag in {qn("w:tc"), qn("w:sdt")})
        texts = [" ".join(" ".join(text for text, _ in self._cell(cell)).split()) for cell in cells]
        return _CELL_GAP.join(texts), self.page

    def _cell(self, cell: BaseOxmlElement) -> Iterator[tuple[str, int]]:
        for paragraph in cell.iter(qn("w:p")):
            yield from self._paragraph(paragraph)

    def _paragraph(self, paragraph: BaseOxmlElement) -> Iterator[tuple[str, int]]:
        """The paragraph after its automatic number, and a blank line to part it from the next."""
        label, indent = self.numbering.label(paragraph)
        margin = " " * max(0, indent // _TWIPS_PER_SPACE)
        text = margin + f"{label}{'    ' if label else ''}"
        for piece in self._pieces(paragraph):
            if piece == "\f":
                if text.strip():
                    yield text, self.page
                    text = ""
                self.page += 1
            elif piece == "\n":
                yield text, self.page
                text = margin
            else:
                text += piece
        yield text, self.page
        yield "", self.page

    def _pieces(self, element: BaseOxmlElement) -> Iterator[str]:
        for child in element:
            if child.tag == qn("w:t"):
                yield " ".join((child.text or "").split("\n"))
            elif child.tag == qn("w:tab"):
                yield "\t"
            elif child.tag in {qn("w:noBreakHyphen"), qn("w:softHyphen")}:
                yield "-"
            elif child.tag == qn("w:br"):
                yield "\f" if child.get(qn("w:type")) == "page" else "\n"
            elif child.tag == qn("w:cr"):
                yield "\n"
            elif child.tag == qn("w:lastRenderedPageBreak"):
                yield "\f"
            elif child.tag not in {qn("w:pPr"), qn("w:rPr"), qn("w:del"), _FALLBACK}:
                yield from self._pieces(child)


_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
