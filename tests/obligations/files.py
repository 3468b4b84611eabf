"""Small files of each kind, made here."""

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import docx
import openpyxl

PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00"
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00\xff\xd9"
MAIL = (
    b"From: a@example.com\r\nDate: Thu, 19 Nov 2026 10:00:00 +0900\r\n\r\n\x1b$B<u$1<h$j\x1b(B\r\n"
)
HTML = b"<!DOCTYPE html><script>alert(1)</script>"
SVG = b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"
PROGRAM = b"MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff\x00\x00"


def word() -> bytes:
    file = BytesIO()
    docx.Document().save(file)
    return file.getvalue()


def excel() -> bytes:
    file = BytesIO()
    openpyxl.Workbook().save(file)
    return file.getvalue()


def archive(parts: dict[str, bytes]) -> bytes:
    """A zip of these parts."""
    file = BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as packed:
        for name, content in parts.items():
            packed.writestr(name, content)
    return file.getvalue()


def with_part(office: bytes, name: str, content: bytes) -> bytes:
    """An Office document with one part more."""
    file = BytesIO(office)
    with ZipFile(file, "a", ZIP_DEFLATED) as packed:
        packed.writestr(name, content)
    return file.getvalue()
