"""The text of a provision on a day: signed, amended, inserted, deleted; and the redline."""

from datetime import UTC, date, datetime

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from agreements.models import Agreement, Article
from agreements.redlines import Kind, redline
from agreements.texts import Presence, changes_between, inserted_on, texts_as_of
from tests.factories import (
    AgreementFactory,
    AmendmentFactory,
    ArticleChangeFactory,
    ArticleFactory,
    SourceArticleFactory,
    SourceDocumentFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


def day(text: str) -> date:
    return date.fromisoformat(text)


@pytest.fixture
def agreement() -> Agreement:
    return AgreementFactory()


@pytest.fixture
def article(agreement: Agreement) -> Article:
    """A provision with a signed text."""
    article = ArticleFactory(agreement=agreement)
    SourceArticleFactory(article=article, text="Within forty-five days.")
    return article


def amend(article: Article, effective: str, new_text: str, effect: str = "replaced", **amendment):
    made = AmendmentFactory(agreement=article.agreement, effective=day(effective), **amendment)
    old = "" if effect == "inserted" else "Within forty-five days."
    ArticleChangeFactory(
        article=article, amendment=made, effect=effect, old_text=old, new_text=new_text
    )
    return made


def withdraw(amendment) -> None:
    amendment.withdrawn_at = datetime(2026, 11, 22, tzinfo=UTC)
    amendment.withdrawn_by, amendment.withdrawn_because = UserFactory(), "Typed in twice"
    amendment.save()


def wording(article: Article, on: str):
    return texts_as_of(article.agreement, day=day(on)).get(article.pk)


class TestTextsAsOf:
    def test_without_an_amendment_the_signed_text_stands(self, article):
        found = wording(article, "2026-11-22")
        assert (found.text, found.standing) == (
            "Within forty-five days.",
            "Filed English translation",
        )
        assert found.is_present
        assert found.amendment is None

    def test_an_amendment_counts_from_its_effective_day_on(self, article):
        first = amend(article, "2027-01-01", "Within thirty days.", title="First amendment")
        assert wording(article, "2026-12-31").text == "Within forty-five days."
        found = wording(article, "2027-01-01")
        assert found.text == "Within thirty days."
        assert found.standing == "as amended by First amendment"
        assert found.amendment == first

    def test_the_latest_in_effect_wins_and_of_one_day_the_one_recorded_last(self, article):
        amend(article, "2027-06-01", "Third.")
        amend(article, "2027-01-01", "First.")
        amend(article, "2027-01-01", "Second.")
        assert wording(article, "2027-05-31").text == "Second."
        assert wording(article, "2027-06-01").text == "Third."

    def test_a_deleted_provision_stays_on_record_without_a_text(self, article):
        amend(article, "2027-01-01", "", "deleted", title="First amendment")
        found = wording(article, "2027-01-01")
        assert (found.text, found.presence) == ("", Presence.DELETED)
        assert found.standing == "deleted by First amendment"
        assert wording(article, "2026-12-31").is_present

    def test_an_inserted_provision_is_not_there_before(self, agreement):
        inserted = ArticleFactory(agreement=agreement)
        amend(inserted, "2027-01-01", "A new item.", "inserted", title="First amendment")
        before = wording(inserted, "2026-12-31")
        assert (before.text, before.presence) == ("", Presence.NOT_YET)
        assert before.standing == "to be inserted by First amendment"
        after = wording(inserted, "2027-01-01")
        assert (after.text, after.is_present) == ("A new item.", True)
        assert inserted_on(inserted) == day("2027-01-01")

    def test_a_provision_deleted_and_inserted_again_is_there_again(self, article):
        amend(article, "2027-01-01", "", "deleted")
        amend(article, "2027-06-01", "Anew.", "inserted")
        days = ("2026-12-31", "2027-01-01", "2027-06-01")
        assert [wording(article, d).is_present for d in days] == [True, False, True]

    def test_withdrawn_amendments_change_nothing(self, article):
        kept = amend(article, "2027-01-01", "Kept.")
        withdraw(amend(article, "2027-06-01", "Mistaken."))
        assert wording(article, "2027-07-01").amendment == kept

    def test_a_provision_inserted_in_error_is_part_of_no_day(self, agreement):
        inserted = ArticleFactory(agreement=agreement)
        withdraw(amend(inserted, "2027-01-01", "A new item.", "inserted"))
        for on in ("2026-12-31", "2027-01-01"):
            assert wording(inserted, on).presence == Presence.NEVER
        assert inserted_on(inserted) is None

    def test_the_text_of_the_latest_document_counts(self, article):
        document = SourceDocumentFactory(agreement=article.agreement, standing="original")
        for position, text in ((2, "Second piece."), (1, "First piece.")):
            SourceArticleFactory(document=document, article=article, position=position, text=text)
        found = wording(article, "2026-11-22")
        assert found.text == "First piece.\n\nSecond piece."
        assert found.standing == "Executed original"

    def test_a_further_piece_brings_its_number_and_heading(self, article):
        """The reader heads the provision itself: what heads the first piece is there already."""
        document = SourceDocumentFactory(agreement=article.agreement)
        for position, label, heading, text in (
            (1, "Article 5.", "Conditions", ""),
            (2, "(1)", "", "No order is in force."),
            (3, "5.2", "Deliveries", "NTT receives a copy."),
            (4, "", "", "End."),
        ):
            SourceArticleFactory(
                document=document,
                article=article,
                position=position,
                label=label,
                heading=heading,
                text=text,
            )
        assert wording(article, "2026-11-22").text == (
            "(1) No order is in force.\n\n5.2 Deliveries\n\nNTT receives a copy.\n\nEnd."
        )

    def test_a_provision_without_any_text_is_left_out(self, agreement):
        assert wording(ArticleFactory(agreement=agreement), "2026-11-22") is None

    def test_texts_of_other_instruments_are_not_in_it(self, article):
        amend(ArticleFactory(), "2026-01-01", "Elsewhere.")
        SourceArticleFactory()
        assert set(texts_as_of(article.agreement, day=day("2026-11-22"))) == {article.pk}

    def test_it_takes_two_queries_however_many_there_are(self, agreement, article):
        for _ in range(20):
            amend(ArticleFactory(agreement=agreement), "2027-01-01", "More.")
        with CaptureQueriesContext(connection) as captured:
            texts_as_of(agreement, day=day("2027-01-01"))
        assert len(captured) == 2


class TestChangesBetween:
    def test_it_names_what_reads_otherwise_and_the_amendments_between(self, agreement, article):
        amend(article, "2027-01-01", "Within thirty days.", title="First amendment")
        inserted = ArticleFactory(agreement=agreement)
        amend(inserted, "2027-06-01", "A new item.", "inserted", title="Second amendment")
        changes = changes_between(agreement, first=day("2026-12-31"), last=day("2027-06-01"))
        assert [change.article for change in changes] == [article, inserted]
        assert [[str(a) for a in change.amendments] for change in changes] == [
            ["First amendment"],
            ["Second amendment"],
        ]
        assert changes[0].runs == [
            (Kind.SAME, "Within "),
            (Kind.DELETED, "forty-five "),
            (Kind.INSERTED, "thirty "),
            (Kind.SAME, "days."),
        ]
        assert changes[1].runs == [(Kind.INSERTED, "A new item.")]

    def test_the_first_day_is_not_between(self, agreement, article):
        amend(article, "2027-01-01", "Within thirty days.")
        assert changes_between(agreement, first=day("2027-01-01"), last=day("2027-06-01")) == []

    def test_a_deletion_without_a_text_on_record_is_a_change(self, agreement):
        bare = ArticleFactory(agreement=agreement)
        made = AmendmentFactory(agreement=agreement, effective=day("2027-01-01"))
        ArticleChangeFactory(
            article=bare, amendment=made, effect="deleted", old_text="", new_text=""
        )
        (change,) = changes_between(agreement, first=day("2026-12-31"), last=day("2027-01-01"))
        assert change.article == bare


class TestRedline:
    def test_line_breaks_make_no_difference_and_paragraphs_stay(self):
        old = "One two\nthree.\n\nFour five."
        assert redline(old, "One two three.\n\nFour six.") == [
            (Kind.SAME, "One two three.\n\nFour "),
            (Kind.DELETED, "five"),
            (Kind.INSERTED, "six"),
            (Kind.SAME, "."),
        ]

    def test_figures_are_words(self):
        assert redline("10,883 shares at 12.1(3)", "10,095 shares at 12.1(3)") == [
            (Kind.DELETED, "10,883 "),
            (Kind.INSERTED, "10,095 "),
            (Kind.SAME, "shares at 12.1(3)"),
        ]

    def test_japanese_is_compared_by_characters(self):
        assert redline("株式を発行する。", "新株式を発行する。") == [
            (Kind.INSERTED, "新"),
            (Kind.SAME, "株式を発行する。"),
        ]

    def test_nothing_is_nothing(self):
        assert redline("", "") == []
        assert redline("Gone.", "") == [(Kind.DELETED, "Gone.")]

    def test_nothing_of_either_text_is_lost(self):
        old, new = "a b c " * 300, "b c d " * 290
        runs = redline(old, new)
        for kind, text in ((Kind.DELETED, old), (Kind.INSERTED, new)):
            kept = "".join(run.words for run in runs if run.kind in {Kind.SAME, kind})
            assert kept.split() == text.split()


class TestTheRecord:
    def test_what_an_amendment_says_is_never_changed_or_deleted(self, article):
        amendment = amend(article, "2027-01-01", "Within thirty days.")
        amendment.title = "Other"
        for attempt in (amendment.save, amendment.delete, amendment.changes.get().delete):
            with pytest.raises((DatabaseError, IntegrityError)), transaction.atomic():
                attempt()

    def test_a_title_is_free_again_once_its_amendment_is_withdrawn(self, agreement):
        first = AmendmentFactory(agreement=agreement, title="First amendment")
        with pytest.raises(IntegrityError), transaction.atomic():
            AmendmentFactory(agreement=agreement, title="First amendment")
        withdraw(first)
        AmendmentFactory(agreement=agreement, title="First amendment")

    def test_a_withdrawal_has_a_person_and_a_reason(self, agreement):
        amendment = AmendmentFactory(agreement=agreement)
        amendment.withdrawn_at = datetime(2026, 11, 22, tzinfo=UTC)
        with pytest.raises(IntegrityError), transaction.atomic():
            amendment.save()
