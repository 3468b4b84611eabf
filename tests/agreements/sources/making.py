"""Documents for the tests of the splitter: written here, or the real ones beside the project."""

import io
import textwrap
from functools import cache
from pathlib import Path

import docx
import pytest
from pypdf import PdfReader, PdfWriter

from agreements.sources import Document, Split, SplitArticle, read_document, split

SHARED = Path(__file__).resolve().parents[3].parent / "shared"
CONTRACTS = SHARED / "contracts"
SEEDS = SHARED / "seeds"
LIABILITY, FILING, REGULATIONS = "000_*.txt", "002_*.txt", "003_*.txt"

needs_contracts = pytest.mark.skipif(
    not CONTRACTS.is_dir(), reason="the folder of real contracts is not beside the project"
)
needs_seeds = pytest.mark.skipif(
    not SEEDS.is_dir(), reason="the folder of source documents is not beside the project"
)


def written(text: str) -> Document:
    """A document of the text, without the indent that it has in the test."""
    return read_document(textwrap.dedent(text).strip("\n").encode(), name="test.txt")


def splitting(text: str, *, part: str | None = None) -> Split:
    return split(written(text), part=part)


def numbers(result: Split) -> list[str]:
    return [article.number for article in result.articles]


def top(result: Split) -> list[str]:
    return [article.number for article in result.articles if article.level == 0]


def article(result: Split, number: str) -> SplitArticle:
    return next(item for item in result.articles if item.number == number)


def beginnings(result: Split) -> dict[str, str]:
    """The first three words of each article's heading, or else of its text."""
    return {
        item.number: " ".join((item.heading or item.text).split()[:3]) for item in result.articles
    }


@cache
def real(folder: Path, pattern: str) -> Document:
    path = next(folder.glob(pattern))
    return read_document(path.read_bytes(), name=path.name)


@cache
def real_split(folder: Path, pattern: str, part: str | None = None) -> Split:
    return split(real(folder, pattern), part=part)


def pdf(*pages: str, password: str | None = None) -> bytes:
    """A PDF with one line of text per line, made by hand so that it needs no other library."""
    count = len(pages)
    kids = " ".join(f"{4 + 2 * at} 0 R" for at in range(count))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {count} >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    box, font = "[0 0 612 792]", "/Resources << /Font << /F1 3 0 R >> >>"
    for at, page in enumerate(pages):
        shown = "".join(f"({_escaped(line)}) Tj T*\n" for line in page.splitlines())
        stream = f"BT /F1 12 Tf 14 TL 72 720 Td\n{shown}ET"
        objects += [
            f"<< /Type /Page /Parent 2 0 R /MediaBox {box} {font} /Contents {5 + 2 * at} 0 R >>",
            f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream",
        ]
    body, offsets = "%PDF-1.4\n", []
    for number, item in enumerate(objects, 1):
        offsets.append(len(body))
        body += f"{number} 0 obj\n{item}\nendobj\n"
    entries = "".join(f"{offset:010d} 00000 n \n" for offset in offsets)
    size = len(objects) + 1
    body += f"xref\n0 {size}\n0000000000 65535 f \n{entries}"
    body += f"trailer << /Size {size} /Root 1 0 R >>\nstartxref\n{body.index('xref')}\n%%EOF"
    return _encrypted(body.encode("latin-1"), password) if password else body.encode("latin-1")


def _escaped(line: str) -> str:
    return line.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")


def _encrypted(content: bytes, password: str) -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(content)))
    writer.encrypt(password, algorithm="RC4-128")
    return saved(writer.write)


def word(*paragraphs: str, style: str | None = None) -> bytes:
    """A DOCX with these paragraphs."""
    file = docx.Document()
    for text in paragraphs:
        file.add_paragraph(text, style=style)
    return saved(file.save)


def saved(save) -> bytes:
    stream = io.BytesIO()
    save(stream)
    return stream.getvalue()
