"""Importing the signed text and settling its pieces."""

from datetime import timedelta
from hashlib import sha256
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from agreements.models import Agreement, SourceArticle, SourceDocument, SourceUpload
from agreements.services import (
    Superseded,
    draft_source,
    import_source,
    import_upload,
    keep_upload,
    latest_source,
    settle_piece,
)
from agreements.sources import SourceError
from agreements.texts import texts_as_of
from tests.agreements.loan import TEXT, put_on_record
from tests.factories import AgreementFactory, UserFactory

pytestmark = pytest.mark.django_db
Match = SourceArticle.Match


@pytest.fixture
def loan() -> Agreement:
    return put_on_record()


@pytest.fixture
def lawyer() -> User:
    return UserFactory(name="Lawyer")


def take(agreement: Agreement, text: str = TEXT, **changed: Any) -> SourceDocument:
    values: dict[str, Any] = {"name": "loan.txt", "standing": "original", "by": None} | changed
    return import_source(agreement=agreement, content=text.encode(), **values)


def piece(document: SourceDocument, number: str) -> SourceArticle:
    return document.articles.get(number=number)


def test_an_import_keeps_the_file_and_gives_each_provision_its_words(
    loan: Agreement, lawyer: User
) -> None:
    document = take(loan, by=lawyer, name="papers/loan.txt")
    document.refresh_from_db()
    assert bytes(document.content).decode() == TEXT
    assert document.sha256 == sha256(TEXT.encode()).hexdigest()
    assert (document.name, document.part, document.imported_by) == ("loan.txt", "", lawyer)
    texts = texts_as_of(loan, day=timezone.localdate())
    words = {loan.articles.get(pk=pk).number: wording.text for pk, wording in texts.items()}
    assert words["2.1"] == "Beta returns the ladder (i) clean and (ii) dry when summer ends."
    assert "within a month after the return." in words["2.2"]
    assert set(words) == {"1", "2.1", "2.2", "3"}


def test_the_report_says_what_was_left_out_and_where() -> None:
    agreement = AgreementFactory()
    document = take(agreement, TEXT.replace("Article 2.", "----------\n\nArticle 2."))
    assert document.report["counts"] == {"rule": 1}
    (left_out,) = document.report["furniture"]
    assert left_out == {"after": 1, "kind": "rule", "page": 1, "text": "----------"}
    assert document.report["whole"] is False


def test_a_document_without_numbers_is_kept_whole(loan: Agreement) -> None:
    document = take(loan, "Only a few words that nobody has numbered.")
    assert document.confidence == 0
    assert document.report["whole"] is True
    assert "".join(document.articles.values_list("text", flat=True)).startswith("Only a few")


@pytest.mark.parametrize("content", [b"", b"\0\1\2\3" * 50, b"PK\3\4 no archive", b"%PDF-1.4 no"])
def test_a_bad_file_changes_nothing(loan: Agreement, content: bytes) -> None:
    with pytest.raises(SourceError):
        import_source(agreement=loan, content=content, name="x", standing="copy", by=None)
    assert not SourceDocument.objects.exists()


def test_a_part_that_the_file_does_not_hold_is_refused(loan: Agreement) -> None:
    with pytest.raises(SourceError, match="no part “Exhibit 9”"):
        take(loan, part="Exhibit 9")


def test_a_file_of_one_document_is_read_whole_though_the_instrument_names_a_part() -> None:
    agreement = put_on_record(source_part="Exhibit 1")
    document = take(agreement)
    assert (document.part, document.articles.count()) == ("", 9)


def test_looking_writes_nothing(loan: Agreement) -> None:
    with CaptureQueriesContext(connection) as queries:
        draft = draft_source(agreement=loan, content=TEXT.encode(), name="x.txt", standing="copy")
    assert [row["sql"][:6] for row in queries] == ["SELECT", "SELECT"]
    assert [row.number for row in draft.pieces if row.match == Match.OPEN] == ["Preamble", "4"]


def test_a_thousand_pieces_take_two_queries(loan: Agreement) -> None:
    text = "Opening words.\n\n"
    text += "".join(f"Article {n}.\n\nWords of number {n}.\n\n" for n in range(1, 1000))
    with CaptureQueriesContext(connection) as queries:
        document = take(loan, text)
    inserts = [q for q in queries if q["sql"].startswith('INSERT INTO "agreements_sourcearticle"')]
    assert document.articles.count() == 1000
    assert len(inserts) == 2


def test_the_latest_document_is_the_text_and_the_earlier_stays(loan: Agreement) -> None:
    first = take(loan)
    second = take(loan, TEXT.replace("of wood", "of steel"))
    assert latest_source(loan) == second
    assert "of wood" in piece(first, "1").text
    texts = texts_as_of(loan, day=timezone.localdate())
    assert "of steel" in texts[loan.articles.get(number="1").pk].text


class TestSettling:
    def test_a_piece_is_a_provision(self, loan: Agreement, lawyer: User) -> None:
        document = take(loan)
        opening = loan.articles.get(number="Opening")
        number = settle_piece(
            piece=piece(document, "Preamble"), match="settled", article=opening, by=lawyer
        )
        row = piece(document, "Preamble")
        assert number == 1
        assert (row.match, row.article, row.settled_by) == ("settled", opening, lawyer)
        assert row.settled_at
        assert opening.pk in texts_as_of(loan, day=timezone.localdate())

    def test_every_settlement_stays_in_the_history(self, loan: Agreement, lawyer: User) -> None:
        document = take(loan)
        settle_piece(piece=piece(document, "4"), match="none", note="A copy clause", by=lawyer)
        settle_piece(piece=piece(document, "4"), match="open", note="Asked again", by=lawyer)
        history = piece(document, "4").history.order_by("history_id")
        assert list(history.values_list("match", "note", "settled_by")) == [
            ("none", "A copy clause", lawyer.pk),
            ("open", "Asked again", lawyer.pk),
        ]

    def test_what_is_nested_and_open_follows(self, lawyer: User) -> None:
        agreement = AgreementFactory()
        document = take(agreement)
        assert settle_piece(piece=piece(document, "2"), match="none", note="No", by=lawyer) == 5
        assert list(document.articles.filter(match="open").values_list("number", flat=True)) == [
            "Preamble",
            "1",
            "3",
            "4",
        ]

    def test_a_settlement_is_carried_over_where_number_and_text_are_the_same(
        self, loan: Agreement, lawyer: User
    ) -> None:
        first = take(loan)
        opening = loan.articles.get(number="Opening")
        settle_piece(piece=piece(first, "Preamble"), match="settled", article=opening, by=lawyer)
        settle_piece(piece=piece(first, "4"), match="none", note="Not on record", by=lawyer)
        second = take(loan, TEXT.replace("one copy", "one clean copy"))
        carried = piece(second, "Preamble")
        assert (carried.match, carried.article, carried.settled_by) == (
            "settled",
            opening,
            lawyer,
        )
        assert carried.settled_at == piece(first, "Preamble").settled_at
        assert piece(second, "4").match == "open"

    def test_a_settlement_wins_over_the_number(self, loan: Agreement, lawyer: User) -> None:
        document = take(loan)
        settle_piece(piece=piece(document, "3"), match="none", note="Courts, not law", by=lawyer)
        assert piece(take(loan), "3").match == "none"

    def test_what_was_kept_open_is_found_once_the_record_has_its_number(
        self, loan: Agreement, lawyer: User
    ) -> None:
        document = take(loan)
        settle_piece(piece=piece(document, "4"), match="open", note="Asked Beta", by=lawyer)
        assert piece(take(loan), "4").note == "Asked Beta"
        loan.articles.filter(number="Closing words").update(number="4")
        assert piece(take(loan), "4").match == "found"

    def test_an_earlier_document_is_settled_no_more(self, loan: Agreement, lawyer: User) -> None:
        first = take(loan)
        take(loan)
        with pytest.raises(Superseded):
            settle_piece(piece=piece(first, "4"), match="none", note="No", by=lawyer)
        assert piece(first, "4").match == "open"


class TestUploads:
    def test_an_upload_is_imported_once(self, loan: Agreement, lawyer: User) -> None:
        upload = keep_upload(
            agreement=loan, content=TEXT.encode(), name="loan.txt", standing="copy", by=lawyer
        )
        document = import_upload(upload=upload, standing="original", part="", by=lawyer)
        assert (document.standing, document.imported_by) == ("original", lawyer)
        with pytest.raises(SourceUpload.DoesNotExist):
            import_upload(upload=upload, standing="original", part="", by=lawyer)
        assert SourceDocument.objects.count() == 1

    def test_a_file_is_kept_for_a_day(self, loan: Agreement, lawyer: User) -> None:
        kept: dict[str, Any] = {
            "agreement": loan,
            "content": b"x",
            "name": "x",
            "standing": "copy",
            "by": lawyer,
        }
        old, young = keep_upload(**kept), keep_upload(**kept)
        for upload, hours in ((old, 25), (young, 23)):
            ago = timezone.now() - timedelta(hours=hours)
            SourceUpload.objects.filter(pk=upload.pk).update(uploaded_at=ago)
        newest = keep_upload(**kept)
        assert set(SourceUpload.objects.all()) == {young, newest}
