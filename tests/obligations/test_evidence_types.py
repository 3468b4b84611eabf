"""Which files are kept as evidence: told by their content, and the name must agree."""

import struct

import pytest
from django.core.exceptions import ValidationError

from obligations.evidence_types import identify
from tests.obligations.files import (
    HTML,
    JPEG,
    MAIL,
    PDF,
    PNG,
    PROGRAM,
    SVG,
    archive,
    excel,
    with_part,
    word,
)

ZEROS = bytes(70 * 1024 * 1024)


@pytest.mark.parametrize(
    ("content", "name", "label"),
    [
        (PDF, "receipt.pdf", "PDF"),
        (PDF, "RECEIPT.PDF", "PDF"),
        (PNG, "seal.png", "PNG picture"),
        (JPEG, "seal.jpg", "JPEG picture"),
        (JPEG, "seal.jpeg", "JPEG picture"),
        (word(), "letter.docx", "Word document"),
        (excel(), "figures.xlsx", "Excel workbook"),
        (MAIL, "answer.eml", "E-mail"),
        ("Received today. 受領しました。".encode(), "log.txt", "Plain text"),
        ("受領しました。".encode("cp932"), "log.txt", "Plain text"),
        ("受領しました。".encode("utf-16"), "log.txt", "Plain text"),
        (b"\xef\xbb\xbfday,what\r\n2026-11-19,fax\r\n", "log.csv", "CSV table"),
        (b"MZ stands for nothing here", "memo.txt", "Plain text"),
    ],
)
def test_these_kinds_are_kept(content: bytes, name: str, label: str) -> None:
    assert str(identify(content, name=name).label) == label


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (HTML, "page.html", "markup"),
        (HTML, "page.txt", "markup"),
        (b"\n\n  " + HTML, "page.txt", "markup"),
        (HTML.decode().encode("utf-16"), "page.txt", "markup"),
        (SVG, "picture.svg", "markup"),
        (b"<?xml version='1.0'?><a/>", "data.xml", "markup"),
        (b"#!/bin/sh\nrm -r /\n", "run.txt", "markup"),
        (PROGRAM, "run.exe", "kind"),
        (PROGRAM, "run.pdf", "kind"),
        (b"\x7fELF\x02\x01\x01\x00", "run", "kind"),
        (b"GIF89a\x01\x00\x01\x00\x00", "dance.gif", "kind"),
        (archive({"a.txt": b"hello"}), "papers.zip", "kind"),
        (archive({"a.txt": b"hello"}), "papers.docx", "kind"),
        (b"PK\x03\x04 torn off", "papers.docx", "kind"),
        (with_part(word(), "word/vbaProject.bin", b"macro"), "letter.docx", "kind"),
        (PDF, "receipt.pdf.exe", "ending"),
        (PDF, "receipt", "ending"),
        (PDF, "receipt.txt", "ending"),
        (b"echo off", "run.bat", "ending"),
        (b"no mail at all", "answer.eml", "ending"),
        (word(), "letter.xlsx", "ending"),
        (b"", "receipt.pdf", "empty"),
        (PDF + bytes(25 * 1024 * 1024), "receipt.pdf", "large"),
        (archive({"[Content_Types].xml": ZEROS, "a": ZEROS, "b": ZEROS}), "a.xlsx", "unpacked"),
        (archive({str(number): b"" for number in range(5001)}), "a.xlsx", "unpacked"),
    ],
)
def test_these_are_refused_with_their_name(content: bytes, name: str, code: str) -> None:
    with pytest.raises(ValidationError) as refused:
        identify(content, name=name)
    assert refused.value.code == code
    assert f"“{name}”" in refused.value.messages[0]


def test_what_an_archive_says_of_its_own_size_is_not_believed() -> None:
    """Its list of parts says one byte for each of three parts of 70 MB."""
    packed = archive({"[Content_Types].xml": ZEROS, "a": ZEROS, "b": ZEROS})
    lying = packed.replace(struct.pack("<I", len(ZEROS)), struct.pack("<I", 1))
    assert lying != packed
    with pytest.raises(ValidationError) as refused:
        identify(lying, name="a.xlsx")
    assert refused.value.code in {"kind", "unpacked"}


def test_a_refusal_says_what_to_do() -> None:
    with pytest.raises(ValidationError) as refused:
        identify(PDF, name="receipt.txt")
    assert refused.value.messages == ["“receipt.txt” holds this: PDF. Let its name end in .pdf."]
