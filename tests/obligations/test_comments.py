"""Comments: whom they mention, who is told, and that nothing of them is ever changed."""

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from accounts.models import User
from obligations.mentions import find_mentions, people_who_may_know
from obligations.models import Comment, CommentWithdrawal, Deadline, Notification
from obligations.services import add_comment, withdraw_comment
from tests.factories import (
    AgreementFactory,
    AgreementReaderFactory,
    ArticleFactory,
    CommentFactory,
    DeadlineVersionFactory,
    ObligationFactory,
    UserFactory,
)

MARI = User(pk=1, name="Mari Suzuki", email="finance@example.com")
MARIKO = User(pk=2, name="Mari Suzukida", email="mariko@example.com")
SATO = User(pk=3, name="佐藤健二", email="sato@example.com")
TWINS = [User(pk=n, name="Aiko Tanaka", email=f"aiko{n}@example.com") for n in (4, 5)]
PEOPLE = [MARI, MARIKO, SATO, *TWINS]


@pytest.mark.parametrize(
    ("words", "people"),
    [
        ("@Mari Suzuki please look", [MARI]),
        ("@mari suzukida, please look", [MARIKO]),
        ("Ask @finance@example.com.", [MARI]),
        ("(@Mari Suzuki)", [MARI]),
        ("@佐藤健二さんに確認", [SATO]),
        ("@Mari Suzuki, @Mari Suzuki and @sato@example.com", [MARI, SATO]),
        ("@aiko5@example.com", [TWINS[1]]),
        ("Write to mari@example.com", []),
        ("5 @ 300 yen", []),
    ],
)
def test_a_mention_is_a_name_or_an_address(words: str, people: list[User]) -> None:
    found = find_mentions(words, PEOPLE)
    assert (found.people, found.unknown, found.ambiguous) == (people, [], [])


@pytest.mark.parametrize(
    ("words", "unknown"),
    [
        ("@Kenji, look", ["@Kenji"]),
        ("@nobody@example.com.", ["@nobody@example.com"]),
        ("@Mari Suzukin", ["@Mari"]),
    ],
)
def test_what_is_written_of_nobody_is_named(words: str, unknown: list[str]) -> None:
    assert find_mentions(words, PEOPLE).unknown == unknown


def test_a_name_of_two_people_is_said_so() -> None:
    found = find_mentions("@Aiko Tanaka", PEOPLE)
    assert (found.people, found.ambiguous) == ([], ["@Aiko Tanaka"])


@pytest.fixture
def secret(db: None) -> Deadline:
    """A deadline under a restricted instrument."""
    article = ArticleFactory(agreement=AgreementFactory(restricted=True))
    version = DeadlineVersionFactory(deadline__obligation=ObligationFactory(article=article))
    deadline: Deadline = version.deadline
    return deadline


@pytest.fixture
def reader(secret: Deadline) -> User:
    """Who was let in to it."""
    reader = UserFactory()
    agreement = secret.obligation.article.agreement
    AgreementReaderFactory(agreement=agreement, user=reader, granted_by=reader)
    return reader


@pytest.fixture
def deadline(db: None) -> Deadline:
    deadline: Deadline = DeadlineVersionFactory().deadline
    return deadline


def told(comment: Comment) -> set[User]:
    return {row.person for row in comment.notifications.select_related("person")}


def test_only_people_who_may_know_are_offered(secret: Deadline, reader: User) -> None:
    auditor = UserFactory(role="auditor")
    UserFactory()
    AgreementReaderFactory(
        agreement=secret.obligation.article.agreement,
        user=UserFactory(is_active=False),
        granted_by=reader,
    )
    assert set(people_who_may_know(secret)) == {reader, auditor}
    assert set(people_who_may_know(secret.obligation)) == {reader, auditor}


def test_nobody_is_told_who_must_not_know(secret: Deadline, reader: User) -> None:
    other, outsider = UserFactory(), UserFactory()
    agreement = secret.obligation.article.agreement
    AgreementReaderFactory(agreement=agreement, user=other, granted_by=reader)
    comment, _new = add_comment(about=secret, words="Look", by=reader, tell=[other, outsider])
    assert told(comment) == {other}
    assert list(Comment.objects.visible_to(other)) == [comment]
    assert not Comment.objects.visible_to(outsider).exists()


def test_a_grant_that_ended_takes_the_mention_away(secret: Deadline, reader: User) -> None:
    other = UserFactory()
    agreement = secret.obligation.article.agreement
    grant = AgreementReaderFactory(agreement=agreement, user=other, granted_by=reader)
    add_comment(about=secret.obligation, words="Look", by=reader, tell=[other])
    assert Notification.objects.in_inbox_of(other).count() == 1
    grant.delete()
    assert not Notification.objects.in_inbox_of(other).exists()


def test_the_author_is_not_told_and_others_once(deadline: Deadline) -> None:
    author, other = UserFactory(), UserFactory()
    comment, _new = add_comment(
        about=deadline, words="Look", by=author, tell=[author, other, other]
    )
    assert told(comment) == {other}
    (row,) = Notification.objects.in_inbox_of(other).with_places()
    assert (row.title, row.text) == (deadline.title, "Mentions you: “Look”")
    assert row.get_absolute_url() == f"/deadlines/{deadline.pk}/#comment-{comment.pk}"


def test_the_same_words_stand_once_until_they_are_withdrawn(deadline: Deadline) -> None:
    author = UserFactory()
    first, is_new = add_comment(about=deadline, words="Sent?", by=author)
    assert is_new
    assert add_comment(about=deadline, words="Sent?", by=author) == (first, False)
    assert add_comment(about=deadline, words="Sent?", by=UserFactory())[1]
    assert add_comment(about=deadline.obligation, words="Sent?", by=author)[1]
    withdraw_comment(comment=first, by=author, reason="Wrong deadline")
    assert add_comment(about=deadline, words="Sent?", by=author)[1]


def test_only_the_author_withdraws_and_only_once(deadline: Deadline) -> None:
    comment = CommentFactory(deadline=deadline)
    with pytest.raises(ValueError, match="another person's"):
        withdraw_comment(comment=comment, by=UserFactory(), reason="No")
    withdraw_comment(comment=comment, by=comment.recorded_by, reason="No")
    with pytest.raises(IntegrityError), transaction.atomic():
        withdraw_comment(comment=comment, by=comment.recorded_by, reason="No")


def test_a_withdrawn_comment_is_not_repeated_in_the_inbox(deadline: Deadline) -> None:
    author, other = UserFactory(), UserFactory()
    comment, _new = add_comment(about=deadline, words="Bad word", by=author, tell=[other])
    withdraw_comment(comment=comment, by=author, reason="Rude")
    (row,) = Notification.objects.in_inbox_of(other).with_places()
    assert row.text == "The comment that mentioned you was withdrawn."


def test_the_database_changes_nothing_of_it(deadline: Deadline) -> None:
    comment, _new = add_comment(
        about=deadline, words="Sent?", by=UserFactory(), tell=[UserFactory()]
    )
    withdrawal = withdraw_comment(comment=comment, by=comment.recorded_by, reason="No")
    row = Notification.objects.get()
    for rows, values in (
        (Comment.objects.filter(pk=comment.pk), {"words": "Other"}),
        (CommentWithdrawal.objects.filter(pk=withdrawal.pk), {"reason": "Other"}),
        (Notification.objects.filter(pk=row.pk), {"detail": "Other"}),
    ):
        with pytest.raises(DatabaseError, match="Cannot update"), transaction.atomic():
            rows.update(**values)
        with pytest.raises(DatabaseError, match="Cannot"), transaction.atomic():
            rows.delete()
    Notification.objects.update(read_at=comment.recorded_at)


@pytest.mark.parametrize(
    ("name", "changes"),
    [
        ("comment_about_one_thing", {"deadline": None}),
        ("comment_says_something", {"words": ""}),
    ],
)
def test_the_database_refuses(name: str, changes: dict[str, object], deadline: Deadline) -> None:
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        CommentFactory(**({"deadline": deadline} | changes))


def test_it_is_about_an_obligation_or_a_deadline_not_both(deadline: Deadline) -> None:
    with pytest.raises(IntegrityError, match="comment_about_one_thing"), transaction.atomic():
        CommentFactory(deadline=deadline, obligation=deadline.obligation)
