"""The dashboard: every number is the number of rows in the register behind it."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from obligations.models import Deadline
from tests.obligations.views.conftest import add_overdue
from tests.pages import Page, get, words

URL = "/dashboard/"
SHOWN = re.compile(r"\d+ to \d+ of (\d+)")


def numbers(page: Page) -> dict[str, int]:
    """The numbers that are links, by their address."""
    return {
        link.get("href", ""): int(words(link))
        for table in page.of_class("numbers")
        for link in table.iter("a")
    }


def counted(page: Page) -> int:
    """How many rows the register says that it has."""
    found = SHOWN.search(page.main)
    return int(found.group(1)) if found else 0


@pytest.mark.parametrize("day", ["", "2026-06-30", "2027-02-15", "2026-10-15"])
def test_each_number_leads_to_as_many_rows(auditor: Client, quarterly: Deadline, day: str) -> None:
    add_overdue(quarterly, 3)
    query = {"as_of": day} if day else {}
    page = get(auditor, URL, **query)
    links = numbers(page)
    assert len(links) > 3
    for url, number in links.items():
        assert counted(get(auditor, url)) == number, url
        assert ("as_of" in url) == bool(day)


def test_the_demonstration_in_figures(officer: Client) -> None:
    page = get(officer, URL)
    assert page.links["Dashboard"] == URL
    rows = page.rows()
    (now,) = (row for row in rows if row.startswith("Oct–Dec 2026"))
    assert now == "Oct–Dec 2026 0 0 2 0 0 %"
    assert "up to 7 days 0" in rows
    pictures = [item for item in page.root.iter("svg") if item.get("role") == "img"]
    assert [bool(item.get("aria-label")) for item in pictures] == [True, True]


def test_a_restricted_instrument_counts_for_who_may_know(
    officer: Client, insider: Client, auditor: Client, secret: Deadline
) -> None:
    def overdue(client: Client) -> int:
        page = get(client, URL)
        ages = {url: n for url, n in numbers(page).items() if "status=overdue" in url}
        return sum(n for url, n in ages.items() if "agreement=" not in url and "owner=" not in url)

    assert overdue(insider) == overdue(auditor) > overdue(officer)
    assert secret.obligation.article.agreement.short_title not in get(officer, URL).main
    assert secret.obligation.article.agreement.short_title in get(auditor, URL).main


def test_it_costs_few_queries(officer: Client) -> None:
    get(officer, URL)
    with CaptureQueriesContext(connection) as captured:
        get(officer, URL)
    assert len(captured) <= 12, [query["sql"][:80] for query in captured]
