"""Comments on the pages of deadlines and obligations: who writes, who reads, who is told."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from audit.models import Entry
from obligations.models import Comment, Deadline, Notification
from obligations.services import add_comment
from tests.obligations.views.conftest import SECRET
from tests.pages import Page, assert_accessible, get, read
from tests.recorded import date_back


@pytest.fixture
def lawyer(sign_in: Callable[[str], Client]) -> Client:
    """Kenji Sato of Legal."""
    return sign_in("legal@demo.localhost")


@pytest.fixture
def page_of(quarterly: Deadline) -> str:
    return f"/deadlines/{quarterly.pk}/"


@pytest.fixture
def comment(quarterly: Deadline) -> Comment:
    """What the compliance officer said, with a mention of Legal."""
    said: dict[str, Any] = {
        "about": quarterly,
        "by": person("compliance"),
        "tell": [person("legal")],
    }
    return add_comment(words="Did it leave?", **said)[0]


def person(name: str) -> User:
    return User.objects.get(email=f"{name}@demo.localhost")


def said(page: Page) -> list[str]:
    """The comments, each without what stands beneath it."""
    return ["".join(item.itertext()).strip() for item in page.of_class("said")]


def send(client: Client, url: str, words: str, *people: User) -> Page:
    data = {"words": words, "people": [one.pk for one in people]}
    return read(client.post(f"{url}comments/", data, follow=True))


class TestWriting:
    def test_words_and_mention_stand_on_the_page_and_in_the_inbox(
        self, officer: Client, lawyer: Client, page_of: str
    ) -> None:
        page = get(officer, page_of)
        assert "Add comment" in page.actions
        assert "Kenji Sato" in page.main
        page = send(officer, page_of, "@Kenji Sato, did it leave?\n<b>Today</b>?")
        assert page.messages == ["Comment added. 1 person finds it in the inbox."]
        assert said(page) == ["@Kenji Sato, did it leave?<b>Today</b>?"]
        assert "told in the inbox: Kenji Sato" in page.main
        row = Notification.objects.get()
        assert (row.person, row.by) == (person("legal"), person("compliance"))
        inbox = get(lawyer, "/inbox/")
        assert "Mentions you: “@Kenji Sato, did it leave?" in inbox.main
        assert "Inbox 1 unread" in inbox.links

    def test_people_are_chosen_from_a_list_too(self, officer: Client, page_of: str) -> None:
        chosen = [person("legal"), person("finance")]
        send(officer, page_of, "Did it leave? @legal@demo.localhost", *chosen)
        told = {row.person.name for row in Notification.objects.select_related("person")}
        assert told == {"Kenji Sato", "Mari Suzuki"}

    def test_an_obligation_is_commented_on_as_such(self, officer: Client, page_of: str) -> None:
        page = send(officer, "/obligations/sa-12-1-3/", "The summary is fine.")
        assert said(page) == ["The summary is fine."]
        assert page.messages == ["Comment added."]
        assert said(get(officer, page_of)) == []

    @pytest.mark.parametrize(
        ("words", "error"),
        [
            ("  ", "This field is required."),
            ("x" * 4001, "Ensure this value has at most 4000 characters"),
            ("Ask @Umeko Abe", "“@Umeko” is nobody who may know of this."),
        ],
    )
    def test_what_is_refused_is_named_and_kept(
        self, officer: Client, page_of: str, words: str, error: str
    ) -> None:
        legal = person("legal")
        page = send(officer, page_of, words, legal)
        assert_accessible(page)
        (found,) = page.errors
        assert found.startswith(error)
        assert page.value("words") == words.strip()
        ticked = [item for item in page.root.iter("input") if item.get("checked") is not None]
        assert [item.get("value") for item in ticked] == [str(legal.pk)]
        assert not Comment.objects.exists()

    def test_sending_it_twice_makes_one(self, officer: Client, page_of: str) -> None:
        legal = person("legal")
        send(officer, page_of, "Did it leave?", legal)
        page = send(officer, page_of, "Did it leave?", legal)
        assert page.messages == ["Your comment stands here already; nothing was added."]
        assert (Comment.objects.count(), Notification.objects.count()) == (1, 1)

    def test_the_trail_says_who(self, officer: Client, page_of: str) -> None:
        send(officer, page_of, "Did it leave?")
        entry = Entry.objects.get(table="obligations_comment")
        assert entry.person == person("compliance")
        assert (entry.after or {})["words"] == "Did it leave?"


class TestReading:
    def test_an_auditor_reads_and_is_offered_no_form(
        self, auditor: Client, page_of: str, comment: Comment
    ) -> None:
        page = get(auditor, page_of)
        assert said(page) == ["Did it leave?"]
        assert "Add comment" not in page.actions
        assert auditor.post(f"{page_of}comments/", {"words": "Hm"}).status_code == 403
        assert auditor.post(f"/comments/{comment.pk}/withdraw/").status_code == 403
        assert Comment.objects.count() == 1

    def test_a_stranger_to_a_restricted_instrument_finds_nothing(
        self, officer: Client, insider: Client, secret: Deadline
    ) -> None:
        url = f"/deadlines/{secret.pk}/"
        page = get(insider, url)
        offered = {
            item.get("value") for item in page.root.iter("input") if item.get("name") == "people"
        }
        assert offered == {str(person("auditor").pk)}
        page = send(insider, url, f"{SECRET}: @compliance@demo.localhost")
        assert page.errors[0].startswith("“@compliance@demo.localhost” is nobody who may know")
        send(insider, url, SECRET, person("compliance"))
        assert not Comment.objects.exists()
        send(insider, url, SECRET)
        comment = Comment.objects.get()
        assert officer.get(f"/comments/{comment.pk}/withdraw/").status_code == 404
        assert officer.post(f"{url}comments/", {"words": "Hm"}).status_code == 404
        assert SECRET not in get(officer, "/inbox/news/").main

    def test_another_day_shows_what_was_said_by_then(
        self, officer: Client, page_of: str, comment: Comment
    ) -> None:
        date_back(date(2026, 11, 10))
        before, after = "2026-11-09", "2026-11-11"
        page = get(officer, page_of, as_of=before)
        assert said(page) == []
        assert "Nobody has said anything." in page.main
        assert "Add comment" not in page.actions
        assert said(get(officer, page_of, as_of=after)) == ["Did it leave?"]
        response = officer.post(f"{page_of}comments/?as_of={after}", {"words": "Hm"})
        assert response.status_code == 403


class TestWithdrawing:
    def test_the_words_are_gone_for_all_but_the_auditor(
        self, officer: Client, lawyer: Client, auditor: Client, page_of: str, comment: Comment
    ) -> None:
        page = get(officer, page_of)
        page = get(officer, page.links["Withdraw this comment"])
        assert "Did it leave?" in page.main
        response = officer.post(f"/comments/{comment.pk}/withdraw/", {"reason": "Wrong deadline"})
        assert response.headers["Location"] == f"{page_of}#comment-{comment.pk}"
        for client in (officer, lawyer):
            page = get(client, page_of)
            assert said(page) == []
            assert "Withdrawn Wrong deadline" in page.main
            assert "Withdraw this comment" not in page.links
        assert said(get(auditor, page_of)) == ["Did it leave?"]
        assert "Did it leave?" not in get(lawyer, "/inbox/").main

    def test_it_needs_a_reason(self, officer: Client, comment: Comment) -> None:
        response = officer.post(f"/comments/{comment.pk}/withdraw/", {"reason": ""})
        assert read(response).errors == ["This field is required."]

    def test_somebody_elses_is_left_alone(
        self, lawyer: Client, page_of: str, comment: Comment
    ) -> None:
        assert "Withdraw this comment" not in get(lawyer, page_of).links
        response = lawyer.post(f"/comments/{comment.pk}/withdraw/", {"reason": "No"})
        assert response.status_code == 403
        assert "Aiko Tanaka wrote this comment" in response.text

    def test_twice_says_so(self, officer: Client, comment: Comment) -> None:
        url = f"/comments/{comment.pk}/withdraw/"
        officer.post(url, {"reason": "No"})
        response = officer.post(url, {"reason": "No"}, follow=True)
        assert "This comment was withdrawn already." in read(response).messages
