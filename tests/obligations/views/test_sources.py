"""Legal imports and settles the signed text; everybody reads it; few know a restricted one."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from agreements.models import Agreement, SourceArticle, SourceDocument, SourceUpload
from agreements.services import import_source, settle_piece
from tests.agreements.loan import TEXT, put_on_record
from tests.factories import AgreementReaderFactory
from tests.obligations.views.test_every_page import counts
from tests.pages import Page, get, read, words

LIST = "/agreements/loan/source/"
IMPORT = f"{LIST}import/"
FILING = f"""A FILING OF TWO PAPERS

It is filed on 2 April 2026.

EXHIBIT 1

{TEXT}

EXHIBIT 2

A NOTE

Beta has no other ladder.
"""


@pytest.fixture
def lawyer(sign_in: Callable[[str], Client]) -> Client:
    """Legal: may import and settle."""
    return sign_in("legal@demo.localhost")


@pytest.fixture
def loan() -> Agreement:
    return put_on_record()


@pytest.fixture
def document(loan: Agreement) -> SourceDocument:
    return take(loan)


def take(agreement: Agreement, text: str = TEXT) -> SourceDocument:
    return import_source(
        agreement=agreement,
        content=text.encode(),
        name="loan.txt",
        standing="original",
        by=User.objects.get(email="legal@demo.localhost"),
    )


def send(client: Client, content: bytes, name: str = "loan.txt", standing: str = "original"):
    file = SimpleUploadedFile(name, content)
    return client.post(IMPORT, {"file": file, "standing": standing})


def choose(client: Client, text: str) -> str:
    """Upload a file; the address at which it can be looked at."""
    response = send(client, text.encode())
    assert response.status_code == 302
    return str(response.headers["Location"])


def section(page: Page, name: str) -> str:
    """What stands under the heading with this id."""
    (found,) = (s for s in page.root.iter("section") if s.get("aria-labelledby") == name)
    return words(found)


class TestImporting:
    def test_a_file_is_looked_at_first_and_nothing_is_imported(
        self, lawyer: Client, loan: Agreement
    ) -> None:
        url = choose(lawyer, TEXT)
        before = counts()
        page = get(lawyer, url)
        assert counts() == before
        assert not SourceDocument.objects.exists()
        assert page.heading == "Look before importing"
        found = section(page, "found")
        assert "Sure: 100%" in found
        assert "9, of which 7 are provisions on record or part of one" in found
        assert "(2 are nested more finely than the record)" in found
        assert "On record, not in the document 1" in found
        assert "Left out nothing" in found
        assert "In the document · page 1 4 Copies Each of the two keeps one copy." in section(
            page, "open"
        )
        assert "3 “Law” in the document, “Courts” on record" in section(page, "headed")
        assert "2.1(iii) printed as (iii)" in page.main
        assert "2.2(a) Part of the text of 2.2" in page.main

    def test_an_import_says_what_is_to_be_settled(self, lawyer: Client, loan: Agreement) -> None:
        response = lawyer.post(choose(lawyer, TEXT), {"standing": "filed", "import": "1"})
        document = SourceDocument.objects.get()
        assert response.headers["Location"] == f"{LIST}{document.pk}/mismatches/"
        assert document.standing == "filed"
        assert document.articles.count() == 9
        page = get(lawyer, str(response.headers["Location"]))
        assert page.messages == [
            "“loan.txt” is the text of the instrument now. Earlier documents stay."
        ]
        assert not SourceUpload.objects.exists()

    def test_sent_twice_it_is_imported_once(self, lawyer: Client, loan: Agreement) -> None:
        url = choose(lawyer, TEXT)
        lawyer.post(url, {"standing": "filed", "import": "1"})
        response = lawyer.post(url, {"standing": "filed", "import": "1"})
        assert response.headers["Location"] == LIST
        assert SourceDocument.objects.count() == 1

    def test_a_file_of_several_documents_offers_them_by_name(
        self, lawyer: Client, loan: Agreement
    ) -> None:
        url = choose(lawyer, FILING)
        assert get(lawyer, url).choices("part") == [
            "The whole file",
            "What precedes the exhibits, with schedules",
            "Exhibit 1",
            "Exhibit 2",
        ]
        page = read(lawyer.post(url, {"part": "Exhibit 2", "standing": "copy"}))
        assert page.value("part") == "Exhibit 2"
        assert "1, of which 0 are provisions" in section(page, "found")
        assert not SourceDocument.objects.exists()
        lawyer.post(url, {"part": "Exhibit 1", "standing": "copy", "import": "1"})
        document = SourceDocument.objects.get()
        assert document.part == "Exhibit 1"
        assert document.articles.get(number="2.1").article == loan.articles.get(number="2.1")
        left_out = get(lawyer, f"{LIST}{document.pk}/")
        assert "Other part of the file: 2" in section(left_out, "found")

    def test_the_part_that_the_instrument_names_is_chosen_first(
        self, lawyer: Client, loan: Agreement
    ) -> None:
        Agreement.objects.filter(pk=loan.pk).update(source_part="Exhibit 1")
        assert get(lawyer, choose(lawyer, FILING)).value("part") == "Exhibit 1"

    @pytest.mark.parametrize(
        ("content", "said"),
        [
            (b"", "“bad.pdf” is empty. Choose the file that holds the signed text."),
            (b"\0\1\2\3" * 50, "“bad.pdf” is not a text but a binary file."),
            (b"x" * (20 * 1024 * 1024 + 1), "“bad.pdf” has 20.0 MB; at most 20 MB are read."),
            (b"PK\3\4 torn", "“bad.pdf”"),
            (b"%PDF-1.4 torn", "“bad.pdf”"),
        ],
        ids=["empty", "binary", "large", "torn-docx", "torn-pdf"],
    )
    def test_a_bad_file_changes_nothing_and_the_form_stays(
        self, lawyer: Client, loan: Agreement, content: bytes, said: str
    ) -> None:
        before = counts()
        page = read(send(lawyer, content, name="bad.pdf"))
        (error,) = page.errors
        assert error.startswith(said)
        assert counts() == before
        (chosen,) = (i for i in page.root.iter("input") if i.get("checked") is not None)
        assert chosen.get("value") == "original"

    def test_another_person_does_not_see_the_uploaded_file(
        self, lawyer: Client, sign_in: Callable[[str], Client], loan: Agreement
    ) -> None:
        url = choose(lawyer, TEXT)
        response = sign_in("admin@demo.localhost").get(url)
        assert (response.status_code, response.headers["Location"]) == (302, LIST)

    def test_the_same_file_says_when_it_was_imported(
        self, lawyer: Client, document: SourceDocument
    ) -> None:
        SourceDocument.objects.update(imported_at=datetime(2026, 11, 20, tzinfo=UTC))
        page = get(lawyer, choose(lawyer, TEXT))
        assert "This file was imported on Fri 20 Nov 2026" in page.main


class TestReading:
    def test_the_list_names_the_text_and_what_came_before(
        self, officer: Client, document: SourceDocument, loan: Agreement
    ) -> None:
        second = take(loan, TEXT.replace("of wood", "of steel"))
        page = get(officer, LIST)
        latest, earlier = page.rows()
        assert latest.startswith("loan.txt the text of the instrument Executed original Sure: 100%")
        assert earlier.startswith("loan.txt earlier")
        assert page.links["loan.txt"] == f"{LIST}{document.pk}/"
        assert "of steel" in get(officer, f"{LIST}{second.pk}/").main
        assert "of wood" in get(officer, f"{LIST}{document.pk}/").main

    def test_a_document_shows_its_pieces_and_marks_what_was_left_out(
        self, officer: Client, loan: Agreement
    ) -> None:
        document = take(loan, TEXT.replace("Article 2.", "----------\n\nArticle 2."))
        page = get(officer, f"{LIST}{document.pk}/")
        assert (
            "Article 1. Purpose 1 · page 1 Alpha lends Beta one ladder of wood for the summer. "
            "left out Rule, page 1 ---------- Article 2. Return 2 · page 1"
        ) in page.main
        assert "(a) 2.2(a) · page 1 Part of the text of 2.2 in yen, by bank transfer;" in page.main
        assert "Article 4. Copies 4 · page 1 To be settled" in page.main
        assert f"SHA-256 {document.sha256}" in page.main

    def test_the_file_is_saved_and_never_shown(
        self, officer: Client, document: SourceDocument
    ) -> None:
        response = officer.get(f"{LIST}{document.pk}/file/")
        assert response.content == TEXT.encode()
        assert response.headers["Content-Disposition"] == 'attachment; filename="loan.txt"'
        assert response.headers["Content-Type"] == "application/octet-stream"
        assert response.headers["X-Content-Type-Options"] == "nosniff"

    def test_more_pieces_ask_no_more_queries(
        self, officer: Client, document: SourceDocument, loan: Agreement
    ) -> None:
        more = "".join(f"Article {n}.\n\nWords of it.\n\n" for n in range(1, 60))
        larger = take(loan, more)
        get(officer, LIST)
        assert queries(officer, larger) == queries(officer, document) <= 12


class TestSettling:
    def test_mismatches_stand_side_by_side_with_what_they_may_be(
        self, lawyer: Client, document: SourceDocument
    ) -> None:
        page = get(lawyer, f"{LIST}{document.pk}/mismatches/")
        assert (
            "In the document · page 1 4 Copies Each of the two keeps one copy. "
            "On record, perhaps Closing words Summary of Closing words It is Closing words"
        ) in section(page, "open")

    def test_a_suggestion_is_taken_with_one_press(
        self, lawyer: Client, document: SourceDocument, loan: Agreement
    ) -> None:
        closing = loan.articles.get(number="Closing words")
        response = lawyer.post(piece(document, "4"), {"match": "settled", "article": closing.pk})
        assert response.status_code == 302
        page = get(lawyer, f"{LIST}{document.pk}/mismatches/")
        assert page.messages == ["1 piece settled."]
        assert "Settled by a person by Kenji Sato, Sun 22 Nov 2026" in section(page, "settled")

    def test_no_provision_needs_a_reason_and_a_provision_must_be_chosen(
        self, lawyer: Client, document: SourceDocument
    ) -> None:
        page = read(lawyer.post(piece(document, "4"), {"match": "none"}))
        assert page.errors == ["Say why this piece is no provision, for example: a title."]
        page = read(lawyer.post(piece(document, "4"), {"match": "settled", "note": "Why not"}))
        assert page.errors == ["Choose the provision that this piece is."]
        assert page.value("note") == "Why not"
        assert document.articles.get(number="4").match == "open"
        lawyer.post(piece(document, "4"), {"match": "none", "note": "Not on record"})
        assert document.articles.get(number="4").note == "Not on record"

    def test_a_provision_of_another_instrument_cannot_be_chosen(
        self, lawyer: Client, document: SourceDocument
    ) -> None:
        other = Agreement.objects.get(slug="subscription-agreement").articles.first()
        assert other
        page = read(lawyer.post(piece(document, "4"), {"match": "settled", "article": other.pk}))
        assert page.errors
        assert document.articles.get(number="4").match == "open"

    def test_an_earlier_document_is_read_and_not_settled(
        self, lawyer: Client, document: SourceDocument, loan: Agreement
    ) -> None:
        take(loan)
        page = get(lawyer, f"{LIST}{document.pk}/mismatches/")
        assert page.actions == []
        lawyer.post(piece(document, "4"), {"match": "none", "note": "Not on record"})
        assert document.articles.get(number="4").match == "open"

    def test_a_piece_that_is_not_there_is_not_found(
        self, lawyer: Client, document: SourceDocument
    ) -> None:
        assert lawyer.get(f"{LIST}{document.pk}/pieces/99/").status_code == 404


class TestWhoMay:
    def test_others_read_and_are_refused_to_write(
        self, officer: Client, auditor: Client, document: SourceDocument
    ) -> None:
        for client in (officer, auditor):
            assert get(client, LIST).actions == []
            assert get(client, f"{LIST}{document.pk}/mismatches/").actions == []
            for url in (IMPORT, piece(document, "4")):
                for response in (client.get(url), client.post(url, {"match": "open"})):
                    assert response.status_code == 403
        assert document.articles.get(number="4").settled_at is None

    def test_an_administrator_imports_too(
        self, sign_in: Callable[[str], Client], loan: Agreement
    ) -> None:
        administrator = sign_in("admin@demo.localhost")
        administrator.post(choose(administrator, TEXT), {"standing": "copy", "import": "1"})
        assert SourceDocument.objects.get().imported_by == User.objects.get(
            email="admin@demo.localhost"
        )

    def test_nothing_is_written_from_another_day(
        self, lawyer: Client, document: SourceDocument
    ) -> None:
        assert get(lawyer, LIST, as_of="2026-11-01").actions == []
        for url in (IMPORT, piece(document, "4")):
            assert lawyer.post(f"{url}?as_of=2026-11-01").status_code == 403

    def test_a_restricted_text_is_known_to_its_readers_alone(
        self, lawyer: Client, auditor: Client, insider: Client, document: SourceDocument
    ) -> None:
        Agreement.objects.filter(slug="loan").update(restricted=True)
        user = User.objects.get(email="insider@example.com")
        AgreementReaderFactory(agreement=document.agreement, user=user, granted_by=user)
        pages = ["", f"{document.pk}/", f"{document.pk}/mismatches/", f"{document.pk}/file/"]
        for name in pages:
            assert insider.get(f"{LIST}{name}").status_code == 200
            assert auditor.get(f"{LIST}{name}").status_code == 200
            assert lawyer.get(f"{LIST}{name}").status_code == 404
        assert lawyer.get(IMPORT).status_code == 404
        assert send(lawyer, TEXT.encode()).status_code == 404
        assert lawyer.post(piece(document, "4"), {"match": "open"}).status_code == 404

    def test_a_document_belongs_to_its_instrument(
        self, lawyer: Client, document: SourceDocument
    ) -> None:
        url = f"/agreements/subscription-agreement/source/{document.pk}/"
        assert lawyer.get(url).status_code == 404
        assert lawyer.get(f"{url}file/").status_code == 404


def piece(document: SourceDocument, number: str) -> str:
    """The address at which a piece is settled."""
    position = SourceArticle.objects.get(document=document, number=number).position
    return f"{LIST}{document.pk}/pieces/{position}/"


def queries(client: Client, document: SourceDocument) -> int:
    with CaptureQueriesContext(connection) as captured:
        get(client, f"{LIST}{document.pk}/")
    return len(captured)


def test_a_settlement_shows_who_settled_it_on_the_piece(
    lawyer: Client, document: SourceDocument
) -> None:
    row = document.articles.get(number="4")
    by = User.objects.get(email="legal@demo.localhost")
    settle_piece(piece=row, match="none", note="Not on record", by=by)
    page = get(lawyer, piece(document, "4"))
    assert "No provision by Kenji Sato, Sun 22 Nov 2026" in page.main
    assert page.value("note") == "Not on record"
