"""What kind of file somebody sent: by its content; the name must agree with it."""

from __future__ import annotations

import re
import zipfile
from email.parser import BytesHeaderParser
from io import BytesIO
from pathlib import PurePath
from typing import IO

import puremagic
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from obligations.models.evidence import LARGEST, MediaType

MEGABYTE = 1024 * 1024
LARGEST_UNPACKED = 200 * MEGABYTE
MOST_PARTS = 5_000
ENDINGS = {
    MediaType.PDF: {".pdf"},
    MediaType.PNG: {".png"},
    MediaType.JPEG: {".jpg", ".jpeg"},
    MediaType.DOCX: {".docx"},
    MediaType.XLSX: {".xlsx"},
    MediaType.EML: {".eml"},
    MediaType.TXT: {".txt"},
    MediaType.CSV: {".csv"},
}
OFFICE = {
    b"wordprocessingml.document.main+xml": MediaType.DOCX,
    b"spreadsheetml.sheet.main+xml": MediaType.XLSX,
}
MARKED = {MediaType.PDF, MediaType.PNG, MediaType.JPEG}
"""Known by the bytes at their beginning."""
MARKUP = {"text/html", "image/svg+xml", "application/xml"}
ENCODINGS = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
NOT_WRITTEN = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
"""Control characters that no text holds; escape (1b) begins the ISO-2022-JP of old mails."""


def identify(content: bytes, *, name: str) -> MediaType:
    """The kind of a file that may be evidence.

    Raises ValidationError, with the name, what is wrong and the fix, for every other file: HTML,
    SVG, XML and programs among them, archives that unpack to more than 200 MB, documents with
    macros, and names whose ending says something else than the content.
    """
    check_size(len(content), name=name)
    kind = _by_content(content, name)
    ending = PurePath(name).suffix.lower()
    if kind is MediaType.TXT:
        kind = _by_ending(content, ending)
    if ending not in ENDINGS[kind]:
        raise ValidationError(
            _("“%(name)s” holds this: %(kind)s. Let its name end in %(ending)s."),
            code="ending",
            params={"name": name, "kind": kind.label, "ending": min(ENDINGS[kind])},
        )
    return kind


def check_size(size: int, *, name: str) -> None:
    """Raise ValidationError for an empty file, and for one of more than 25 MB."""
    if size == 0:
        raise ValidationError(
            _("“%(name)s” is empty: choose the file that holds the proof."),
            code="empty",
            params={"name": name},
        )
    if size > LARGEST:
        raise ValidationError(
            _(
                "“%(name)s” has %(size).1f MB; at most 25 MB are taken. Split it, or scan it with "
                "fewer dots."
            ),
            code="large",
            params={"name": name, "size": size / MEGABYTE},
        )


def _by_content(content: bytes, name: str) -> MediaType:
    try:
        found = {match.mime_type for match in puremagic.magic_string(content)}
    except puremagic.PureError:
        found = set()
    for kind in MARKED:
        if kind in found:
            return kind
    if content.startswith(b"PK\x03\x04"):
        return _office(content, name)
    text = _text(content)
    if text is None:
        raise _refused(name)
    if found & MARKUP or text.lstrip().startswith(("<", "#!")):
        raise ValidationError(
            _("“%(name)s” holds markup or a program, which a browser may run: send it as a PDF."),
            code="markup",
            params={"name": name},
        )
    return MediaType.TXT


def _by_ending(content: bytes, ending: str) -> MediaType:
    """Which kind of text it is: mail must have a mail's headers."""
    if ending == ".eml" and {"from", "date"} <= _headers(content):
        return MediaType.EML
    return MediaType.CSV if ending == ".csv" else MediaType.TXT


def _headers(content: bytes) -> set[str]:
    return {name.lower() for name in BytesHeaderParser().parsebytes(content)}


def _text(content: bytes) -> str | None:
    """The characters of a text, in the encodings that are met in Japan; None for anything else."""
    marked = ENCODINGS.get(content[:2])
    for encoding in [marked] if marked else ["utf-8-sig", "cp932"]:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not NOT_WRITTEN.search(text):
            return text
    return None


def _office(content: bytes, name: str) -> MediaType:
    """The kind of an Office document, by what it says its main part is."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            _check_unpacked(archive, name)
            types = archive.read("[Content_Types].xml")
            has_macros = any("vba" in part.lower() for part in archive.namelist())
    except (zipfile.BadZipFile, KeyError, NotImplementedError, RuntimeError, EOFError) as error:
        raise _refused(name) from error
    kinds = {kind for mark, kind in OFFICE.items() if mark in types}
    if len(kinds) != 1 or has_macros or b"macroEnabled" in types:
        raise _refused(name)
    return kinds.pop()


def _check_unpacked(archive: zipfile.ZipFile, name: str) -> None:
    """Refuse what unpacks to too much; what is unpacked is counted, not what the archive says."""
    parts = archive.infolist()
    left = LARGEST_UNPACKED
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > left:
        raise _bomb(name)
    for part in parts:
        with archive.open(part) as file:
            left -= _length(file, left)
        if left < 0:
            raise _bomb(name)


def _length(file: IO[bytes], most: int) -> int:
    """How many bytes a file holds; stops counting above `most`."""
    number = 0
    while number <= most and (chunk := file.read(MEGABYTE)):
        number += len(chunk)
    return number


def _bomb(name: str) -> ValidationError:
    return ValidationError(
        _("“%(name)s” unpacks to more than 200 MB or 5,000 parts: send it as a PDF."),
        code="unpacked",
        params={"name": name},
    )


def _refused(name: str) -> ValidationError:
    return ValidationError(
        _(
            "“%(name)s” is none of the kinds that are kept: PDF, PNG, JPEG, DOCX, XLSX without "
            "macros, EML, TXT, CSV. Send it as a PDF."
        ),
        code="kind",
        params={"name": name},
    )
