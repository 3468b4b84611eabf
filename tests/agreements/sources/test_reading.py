"""Bytes to lines: encodings, pages, and files that cannot be read."""

import pytest

from agreements.sources import SourceError, read_document
from agreements.sources import reading as limits
from tests.agreements.sources.making import pdf, word, written

JAPANESE = "第1条（目的）\nこの規程は、取締役会の運営について定める。\n"


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "cp932", "euc_jp", "iso2022_jp"]
)
def test_japanese_text_reads_the_same_in_every_encoding(encoding):
    document = read_document(JAPANESE.encode(encoding), name="規程.txt")
    assert [line.text for line in document.lines] == [*JAPANESE.split("\n")]


def test_western_text_without_a_mark_is_windows_1252():
    document = read_document("The “Seller” pays €5 – naïve".encode("cp1252"), name="a.txt")
    assert document.text == "The “Seller” pays €5 – naïve"


def test_lines_count_from_one_whatever_ends_them():
    document = read_document(b"one\r\ntwo\rthree\n", name="a.txt")
    assert [(line.number, line.text) for line in document.lines] == [
        (1, "one"), (2, "two"), (3, "three"), (4, ""),
    ]  # fmt: skip


def test_a_form_feed_starts_a_page():
    document = written("one\n\ftwo\n\fthree")
    assert [(line.text, line.page) for line in document.lines if line.text] == [
        ("one", 1), ("two", 2), ("three", 3),
    ]  # fmt: skip


def test_a_page_mark_starts_a_page_but_not_before_the_first():
    document = written("<PAGE>\none\n<PAGE>\ntwo")
    assert [line.page for line in document.lines if "<" not in line.text] == [1, 2]


def test_printed_pages_at_the_head_win():
    pages = "\n\n\n".join(
        f"X CORP      PAGE {page} OF 9 PAGES\n\ntext {page}" for page in (4, 5, 6)
    )
    document = written(pages)
    assert [line.page for line in document.lines if line.text.startswith("text")] == [4, 5, 6]


def test_printed_pages_at_the_foot_count_for_what_stands_above():
    pages = "\n\n\n\n".join(f"text {page}\n\n\nPage {page} of 9" for page in (1, 2, 3))
    document = written(pages)
    assert [line.page for line in document.lines if line.text.startswith("text")] == [1, 2, 3]


def test_lone_page_numbers_count_pages():
    prose = "\n".join(["The seller delivers the goods to the buyer at the place agreed."] * 8)
    document = written("\n\n".join(f"start {page}\n{prose}\n\n{page}" for page in (1, 2, 3, 4)))
    assert [line.page for line in document.lines if line.text.startswith("start")] == [1, 2, 3, 4]


def test_a_pdf_gives_its_lines_and_pages():
    document = read_document(
        pdf("Article 1. (Fees)\nThe buyer pays.", "Article 2. (Law)"), name="a.pdf"
    )
    assert [(line.text.strip(), line.page) for line in document.lines if line.text.strip()] == [
        ("Article 1. (Fees)", 1), ("The buyer pays.", 1), ("Article 2. (Law)", 2),
    ]  # fmt: skip


BAD = {
    "is empty": b"",
    "is empty.": b" \n\f\n ",
    "binary file": bytes(range(256)) * 40,
    "a picture": b"\x89PNG\r\n\x1a\n" + b"\0" * 50,
    "an RTF file": b"{\\rtf1 text}",
    "old Word": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
    "encoding that is not known": "Zuständigkeit".encode("cp1252") + b"\x81\x8d\x81\xff\x90\x81",
    "is encrypted": pdf("Article 1.", password="secret"),
    "no text": pdf(""),
    "damaged PDF": b"%PDF-1.7\nnothing of a PDF follows",
    "damaged DOCX": word("Article 1.")[:2000],
}


@pytest.mark.parametrize(("says", "content"), BAD.items(), ids=BAD)
def test_a_bad_file_gets_an_error_with_its_name_and_the_fix(says, content):
    with pytest.raises(SourceError) as caught:
        read_document(content, name="agreement.bin")
    assert says.rstrip(".") in str(caught.value)
    assert "“agreement.bin”" in str(caught.value)
    assert caught.value.values["name"] == "agreement.bin"
    assert str(caught.value).count(".") >= 2  # what is wrong, and what to do


def test_a_file_over_20_mb_is_refused_before_it_is_read():
    with pytest.raises(SourceError, match=r"has 20\.0 MB; at most 20 MB"):
        read_document(b"x" * (limits.LARGEST + 1), name="agreement.txt")
