"""Mentions and changes in the inbox: unread, read, and nobody else's."""

from datetime import date
from typing import Any

import pytest
from django.test import Client

from agreements.models import AgreementReader
from obligations.models import Comment, Deadline, Notification, Obligation
from obligations.services import add_comment
from obligations.services.assigning import assign_obligations
from tests.obligations.views.conftest import SECRET
from tests.pages import Page, get, read, words
from tests.recorded import date_back
from tests.reminders.views.conftest import person

URL = "/inbox/news/"


@pytest.fixture
def mention(quarterly: Deadline) -> Notification:
    """The compliance officer asks Mari Suzuki."""
    said: dict[str, Any] = {
        "about": quarterly,
        "by": person("compliance"),
        "tell": [person("finance")],
    }
    comment: Comment = add_comment(words="Did it leave?", **said)[0]
    return comment.notifications.get()


def rows(page: Page) -> list[str]:
    (listed,) = page.of_class("rows")
    return [words(item) for item in listed]


def unread(page: Page) -> bool:
    return "Inbox 1 unread" in page.links


def test_it_says_who_where_and_what(finance: Client, mention: Notification) -> None:
    page = get(finance, "/inbox/")
    (row,) = rows(page)
    assert row.startswith("Aiko Tanaka ")
    assert row.endswith(
        " Tokyo Furnish quarterly statements to NTT, Q2 FY2026 New Mentions you: “Did it leave?” "
        "Subscription Agreement 12.1(3) Mention"
    )
    assert unread(page)
    assert rows(get(finance, URL)) == rows(page)


def test_opening_reads_it_and_leads_to_the_comment(finance: Client, mention: Notification) -> None:
    response = finance.post(f"{URL}{mention.pk}/open/")
    assert response.headers["Location"].endswith(f"#comment-{mention.comment_id}")
    page = get(finance, URL)
    assert not unread(page)
    assert page.links["Furnish quarterly statements to NTT, Q2 FY2026"].endswith(
        f"#comment-{mention.comment_id}"
    )
    assert "Mentions you" not in get(finance, "/inbox/").main


def test_all_are_marked_read_but_not_what_came_since(
    finance: Client, mention: Notification, quarterly: Deadline
) -> None:
    page = get(finance, URL)
    (until,) = (i.get("value") for i in page.root.iter("input") if i.get("name") == "until")
    add_comment(about=quarterly, words="And?", by=person("legal"), tell=[person("finance")])
    response = finance.post(f"{URL}read/", {"until": until}, follow=True)
    page = read(response)
    assert page.messages == ["1 marked as read."]
    assert unread(page)


def test_nobody_opens_anothers(
    officer: Client, auditor: Client, mention: Notification, sign_in: object
) -> None:
    for client in (officer, auditor):
        assert client.post(f"{URL}{mention.pk}/open/").status_code == 404
        assert "Did it leave?" not in get(client, URL).main
    mention.refresh_from_db()
    assert mention.read_at is None


def test_a_change_of_owner_is_there_in_words(finance: Client, lawyer: Client) -> None:
    duty = Obligation.objects.get(key="sa-12-1-3")
    team = person("legal").responsible_for.get()
    assign_obligations(seen={duty.pk: duty.team_id}, team=team, by=person("compliance"))
    for client in (finance, lawyer):
        row = rows(get(client, URL))[0]
        assert "1 obligation is answered for by Legal now." in row
        assert row.endswith("Change of owner")


def test_whoever_is_let_out_finds_nothing(insider: Client, secret: Deadline) -> None:
    grant = AgreementReader.objects.get(user__email="insider@example.com")
    add_comment(about=secret, words=SECRET, by=person("auditor"), tell=[grant.user])
    assert SECRET in get(insider, URL).main
    mention = Notification.objects.get()
    grant.delete()
    page = get(insider, URL)
    assert SECRET not in page.main
    assert not unread(page)
    assert insider.post(f"{URL}{mention.pk}/open/").status_code == 404


def test_another_day_reads_and_changes_nothing(finance: Client, mention: Notification) -> None:
    date_back(date(2026, 11, 10))
    before, after = "2026-11-09", "2026-11-11"
    page = get(finance, URL, as_of=after)
    assert "Mark all as read" not in page.actions
    assert "Did it leave?" in page.main
    assert "Did it leave?" not in get(finance, URL, as_of=before).main
    assert finance.post(f"{URL}{mention.pk}/open/?as_of={after}").status_code == 403
    assert finance.post(f"{URL}read/?as_of={after}").status_code == 403
