"""Consistency findings: read by all who may know what they cite, settled by Legal."""

from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agreements.models import Agreement, Article, Finding
from obligations.services.findings import settle_finding
from tests.factories import AdministratorFactory, UserFactory
from tests.obligations.views.conftest import SECRET
from tests.pages import Page, get, read, words

LIST = "/findings/"
EXPORTS = ["Export CSV", "Export Excel"]
OF_SA = "/agreements/subscription-agreement/findings/"
SUNDAY = date(2026, 11, 22)


@pytest.fixture
def lawyer(sign_in: Callable[[str], Client]) -> Client:
    """Legal: settles findings."""
    return sign_in("legal@demo.localhost")


@pytest.fixture
def postcode() -> Finding:
    """The two postcodes: open."""
    return Finding.objects.get(check_kind="address")


@pytest.fixture
def overlap() -> Finding:
    """12.1(2) beside 12.1(3): settled by the file of checks."""
    return Finding.objects.get(check_kind="overlap")


@pytest.fixture
def hidden() -> Finding:
    """A finding of an open instrument that also cites the restricted one."""
    found = Finding.objects.create(
        agreement=Agreement.objects.get(slug="subscription-agreement"),
        key="address:umbrella",
        check_kind="address",
        template="%(place)s differs.",
        values={"place": SECRET},
        found_on=SUNDAY,
    )
    found.articles.set(Article.objects.filter(number="1"))
    return found


def row(page: Page, found: Finding) -> str:
    """What the list says about one finding."""
    (item,) = (item for item in page.root.iter("li") if item.get("id") == f"f{found.pk}")
    return words(item)


def settle_url(found: Finding) -> str:
    return reverse("settle-finding", args=[found.pk])


def reopen_url(found: Finding) -> str:
    return reverse("reopen-finding", args=[found.pk])


def test_the_list_has_both_citations_and_how_each_was_settled(auditor: Client, overlap, postcode):
    page = get(auditor, LIST)
    assert "1 is open as of Sun 22 Nov 2026." in page.main
    assert row(page, overlap) == (
        "Overlapping obligations 12.1(2) and 12.1(3), both owed by IIJ to NTT, fall due on the "
        "same day: “within 45 days after the end of the second fiscal quarter” and “within 45 days "
        "after the end of each fiscal quarter”. Subscription Agreement 12.1(2), Subscription "
        "Agreement 12.1(3) · found Sun 22 Nov 2026 Settled in the file of checks, Wed 1 Apr 2026: "
        "Both apply, two deliverables on one day (reading at 12.1(2)): the quarterly statements "
        "are due for each quarter without exception, and the documents cover different periods. "
        "Settled"
    )
    assert row(page, postcode).endswith("found Sun 22 Nov 2026 Open")
    assert (
        page.links["Subscription Agreement 12.1(2)"] == "/agreements/subscription-agreement/12.1-2/"
    )
    assert page.links["Schedule 13D Item 1 issuer"] == "/agreements/schedule-13d/Item-1-issuer/"


def test_open_ones_come_first_within_an_instrument(auditor: Client, postcode):
    page = get(auditor, OF_SA)
    first = next(item for item in page.root.iter("li") if item.get("id", "").startswith("f"))
    assert first.get("id") == f"f{postcode.pk}"
    assert page.heading == "Consistency findings"


def test_an_instrument_shows_also_what_its_neighbours_say_of_it(auditor: Client, postcode):
    assert "100-0051" in row(get(auditor, "/agreements/schedule-13d/findings/"), postcode)
    regulations = get(auditor, "/agreements/bribery-prevention-regulations/findings/")
    assert "The checks have found nothing that disagrees." in regulations.main


def test_the_figures_that_agree_are_listed_on_request(auditor: Client):
    said = "NTT paid the issue price for each of its shares, 10,095 x ¥951,300 = ¥9,603,373,500."
    assert said not in get(auditor, LIST).main
    page = get(auditor, LIST, agrees="1")
    assert said in page.main
    assert page.main.count("Agrees") == 30
    other = "/agreements/joint-filing-agreement/findings/"
    assert (
        "No equation between figures on record is stated." in get(auditor, other, agrees="1").main
    )


def test_as_of_a_day_before_the_checks_there_was_nothing(auditor: Client):
    page = get(auditor, LIST, as_of="2026-11-21")
    assert "The checks have found nothing that disagrees." in page.main


def test_as_of_a_day_before_it_was_settled_it_was_open(auditor: Client, postcode, sunday):
    sunday.move_to(date(2026, 11, 24))
    settle_finding(
        finding=postcode, reason="As printed.", by=UserFactory(), today=date(2026, 11, 24)
    )
    assert row(get(auditor, LIST, as_of="2026-11-23"), postcode).endswith("Open")
    assert row(get(auditor, LIST), postcode).endswith("As printed. Settled")


def test_what_is_no_longer_found_stays_visible(auditor: Client, overlap):
    Finding.objects.filter(pk=overlap.pk).update(gone_on=SUNDAY)
    assert row(get(auditor, LIST), overlap).endswith("No longer found")


class TestSettling:
    def test_legal_settles_with_a_reason(self, lawyer: Client, postcode):
        assert "Settle" in row(get(lawyer, LIST), postcode)
        page = get(lawyer, settle_url(postcode))
        assert postcode.sentence in page.main
        response = lawyer.post(settle_url(postcode), {"reason": "101-0051 is the postcode."})
        assert response.headers["Location"] == f"{OF_SA}#f{postcode.pk}"
        page = get(lawyer, OF_SA)
        assert page.messages == [f"Settled: {postcode.sentence}"]
        assert (
            "Settled by Kenji Sato, Sun 22 Nov 2026: 101-0051 is the postcode. Settled Open again"
        ) in row(page, postcode)
        postcode.refresh_from_db()
        assert postcode.history.first().history_user.name == "Kenji Sato"

    def test_a_reason_is_needed(self, lawyer: Client, postcode):
        page = read(lawyer.post(settle_url(postcode), {"reason": "  "}))
        assert page.errors == [
            "Say how the finding is settled: the reason stays on record with it."
        ]
        postcode.refresh_from_db()
        assert postcode.settled_on is None

    def test_who_comes_second_is_told(self, lawyer: Client, postcode):
        settle_finding(finding=postcode, reason="As printed.", by=UserFactory(), today=SUNDAY)
        lawyer.post(settle_url(postcode), {"reason": "Otherwise."})
        (said,) = get(lawyer, OF_SA).messages
        assert said == "Nothing was changed: somebody has settled it already, “As printed.”."

    def test_a_settled_one_is_opened_again(self, lawyer: Client, overlap):
        lawyer.post(reopen_url(overlap))
        page = get(lawyer, OF_SA)
        assert page.messages == [f"Open again: {overlap.sentence}"]
        assert row(page, overlap).split(" Open ")[-1].startswith("Settle")
        lawyer.post(reopen_url(overlap))
        assert get(lawyer, OF_SA).messages == ["Nothing was changed: the finding is open already."]

    def test_what_is_no_longer_found_is_not_settled(self, lawyer: Client, postcode):
        Finding.objects.filter(pk=postcode.pk).update(gone_on=SUNDAY)
        assert lawyer.post(settle_url(postcode), {"reason": "x"}).status_code == 404

    def test_not_while_reading_as_of_another_day(self, lawyer: Client, postcode, overlap):
        page = get(lawyer, LIST, as_of="2026-12-01")
        assert page.actions == [*EXPORTS, "Show the figures that agree"]
        assert lawyer.get(settle_url(postcode), {"as_of": "2026-12-01"}).status_code == 403

    def test_others_see_no_form_and_are_refused(
        self, officer: Client, auditor: Client, postcode, overlap
    ):
        administrator = Client()
        administrator.force_login(AdministratorFactory())
        for client in (officer, auditor, administrator):
            assert get(client, LIST).actions == [*EXPORTS, "Show the figures that agree"]
            assert client.get(settle_url(postcode)).status_code == 403
            assert client.post(settle_url(postcode), {"reason": "x"}).status_code == 403
            assert client.post(reopen_url(overlap)).status_code == 403
        postcode.refresh_from_db()
        assert postcode.settled_on is None

    def test_opening_again_is_sent_by_post(self, lawyer: Client, overlap):
        assert lawyer.get(reopen_url(overlap)).status_code == 405


class TestRestricted:
    def test_only_who_may_know_all_that_is_cited_sees_it(
        self, officer: Client, lawyer: Client, insider: Client, auditor: Client, hidden
    ):
        for client in (officer, lawyer):
            assert SECRET not in get(client, LIST).main
            assert SECRET not in get(client, OF_SA).main
            assert client.get(settle_url(hidden)).status_code == 404
            assert client.post(settle_url(hidden), {"reason": "x"}).status_code == 404
            assert client.post(reopen_url(hidden)).status_code == 404
        for client in (insider, auditor):
            assert SECRET in row(get(client, LIST), hidden)

    def test_the_page_of_a_restricted_instrument_is_not_there(
        self, officer: Client, lawyer: Client, insider: Client
    ):
        url = "/agreements/umbrella/findings/"
        assert [client.get(url).status_code for client in (officer, lawyer)] == [404, 404]
        assert get(insider, url).heading == "Consistency findings"

    def test_admin_lists_what_the_administrator_may_know(self, postcode, hidden):
        client = Client()
        client.force_login(AdministratorFactory())
        rows = client.get("/admin/agreements/finding/").context["cl"].result_list
        assert postcode in rows
        assert hidden not in rows
        assert client.get(f"/admin/agreements/finding/{postcode.pk}/change/").status_code == 200
        assert client.post("/admin/agreements/finding/add/", {}).status_code == 403


def test_nobody_reads_it_without_signing_in(client: Client, postcode):
    for url in (LIST, OF_SA, settle_url(postcode)):
        assert client.get(url).status_code == 302


def test_more_findings_ask_no_more_queries(auditor: Client, postcode):
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            get(auditor, LIST)
        return len(captured)

    get(auditor, LIST)
    few = queries()
    for number in range(30):
        made = Finding.objects.create(
            agreement=postcode.agreement,
            key=f"term:undefined:{number}",
            check_kind="term",
            template="x",
            found_on=SUNDAY,
            settled_on=SUNDAY,
            settled_by=UserFactory(),
            settlement="x",
        )
        made.articles.set(postcode.articles.all())
    assert queries() == few <= 12
