"""DOCX: what Word shows is what is read, its automatic numbers included."""

import io
import zipfile

import docx
import pytest
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from agreements.sources import SourceError, read_document, split
from tests.agreements.sources.making import numbers, saved, word


def texts(content: bytes) -> list[str]:
    document = read_document(content, name="a.docx")
    return [line.text.strip() for line in document.lines if line.text.strip()]


def test_paragraphs_and_tables_come_in_order():
    file = docx.Document()
    file.add_paragraph("Before the table")
    table = file.add_table(rows=2, cols=2)
    for cell, text in zip([c for row in table.rows for c in row.cells], "abcd", strict=True):
        cell.text = text
    file.add_paragraph("After the table")
    assert texts(saved(file.save)) == ["Before the table", "a    b", "c    d", "After the table"]


def test_numbered_lists_print_their_numbers():
    assert texts(word("Deliver", "Pay", style="List Number")) == ["1.    Deliver", "2.    Pay"]


def test_a_list_of_several_levels_prints_each_in_its_form():
    file = docx.Document()
    numbering = file.part.numbering_part.element
    abstract = OxmlElement("w:abstractNum")
    abstract.set(qn("w:abstractNumId"), "77")
    for depth, (form, pattern) in enumerate(
        [("decimal", "Article %1."), ("decimal", "%1.%2"), ("lowerRoman", "(%3)")]
    ):
        level = OxmlElement("w:lvl")
        level.set(qn("w:ilvl"), str(depth))
        for tag, value in (("start", "1"), ("numFmt", form), ("lvlText", pattern)):
            child = OxmlElement(f"w:{tag}")
            child.set(qn("w:val"), value)
            level.append(child)
        abstract.append(level)
    numbering.insert(0, abstract)
    number = numbering.add_num(77)
    outline = [(0, "Fees"), (1, "Rent"), (2, "monthly"), (2, "yearly"), (1, "Tax"), (0, "Law")]
    for depth, text in [*outline, (1, "Courts")]:
        properties = file.add_paragraph(text)._p.get_or_add_pPr().get_or_add_numPr()  # noqa: SLF001
        properties.get_or_add_ilvl().val = depth
        properties.get_or_add_numId().val = number.numId
    content = saved(file.save)
    assert texts(content) == [
        "Article 1.    Fees", "1.1    Rent", "(i)    monthly", "(ii)    yearly", "1.2    Tax",
        "Article 2.    Law", "2.1    Courts",
    ]  # fmt: skip
    result = split(read_document(content, name="a.docx"))
    assert numbers(result) == ["1", "1.1", "1.1(i)", "1.1(ii)", "1.2", "2", "2.1"]


def test_an_insertion_counts_and_a_deletion_does_not():
    file = docx.Document()
    paragraph = file.add_paragraph("The buyer ")._p  # noqa: SLF001
    for tag, text_tag, text in (("w:ins", "w:t", "pays"), ("w:del", "w:delText", "owes")):
        change, run, words = OxmlElement(tag), OxmlElement("w:r"), OxmlElement(text_tag)
        words.text = text
        run.append(words)
        change.append(run)
        paragraph.append(change)
    assert texts(saved(file.save)) == ["The buyer pays"]


def test_a_page_break_starts_a_page():
    file = docx.Document()
    file.add_paragraph("one")
    file.add_page_break()
    file.add_paragraph("two")
    document = read_document(saved(file.save), name="a.docx")
    assert [(line.text, line.page) for line in document.lines if line.text] == [
        ("one", 1),
        ("two", 2),
    ]


def test_an_archive_that_declares_too_much_is_not_unpacked():
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("word/document.xml", "w", force_zip64=True) as member,
    ):
        for _ in range(210):
            member.write(bytes(1024 * 1024))
    with pytest.raises(SourceError, match="unpack to more than 200 MB"):
        read_document(stream.getvalue(), name="bomb.docx")


def test_an_archive_of_something_else_is_named_so():
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("readme.txt", "nothing")
    with pytest.raises(SourceError, match="is an archive but not a Word document"):
        read_document(stream.getvalue(), name="a.zip")
