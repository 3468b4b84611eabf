"""Notices, consents, breaches and closed periods as files; why a fact was recorded late."""

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client

from accounts.models import User
from agreements.models import Agreement, Party
from obligations.models import Breach, Consent, Deadline, PeriodLock
from obligations.services import When, close_period, record_event
from tests.factories import (
    BreachFactory,
    BreachRecordFactory,
    ConsentFactory,
    ConsentRecordFactory,
    NoticeFactory,
)
from tests.obligations.views.conftest import SECRET, SUNDAY, event_type
from tests.obligations.views.test_exports import lines, sheet
from tests.pages import get
from tests.recorded import date_back

LISTS = {name: f"/exports/{name}.csv" for name in ("notices", "consents", "breaches", "periods")}


@pytest.fixture
def agreement() -> Agreement:
    return Agreement.objects.get(slug="subscription-agreement")


@pytest.fixture
def lawyer() -> User:
    return User.objects.get(email="legal@demo.localhost")


def test_a_notice_says_what_its_row_says(
    officer: Client, agreement: Agreement, lawyer: User
) -> None:
    NoticeFactory(
        agreement=agreement,
        article=agreement.articles.get(number="12.2"),
        way="in",
        title="NTT asks for the segment data",
        party=Party.objects.get(key="ntt"),
        means="email",
        dispatched_on=date(2026, 11, 18),
        arrived_on=date(2026, 11, 19),
        proof="Read receipt",
        recorded_by=lawyer,
    )
    page = get(officer, "/notices/", word="segment data")
    url = page.links["Export CSV"]
    assert url == f"{LISTS['notices']}?word=segment+data"
    (row,) = lines(officer, url)
    assert row["Direction"] == "In"
    assert row["Record"] == "Entry"
    assert row["Instrument"] == "Subscription Agreement"
    assert row["Article"] == "12.2"
    assert row["Parties"] == "NTT"
    assert (row["Dispatched"], row["Arrived"]) == ("2026-11-18", "2026-11-19")
    assert row["How"] == "By e-mail"
    assert row["Form asked for, where it is doubtful"]
    assert row["Proof of arrival"] == "Read receipt"
    assert row["Recorded by"] == str(lawyer)


def test_every_notice_of_the_page_is_in_the_file_in_its_order(officer: Client) -> None:
    page = get(officer, "/notices/", way="out")
    rows = lines(officer, LISTS["notices"], way="out")
    assert {row["Direction"] for row in rows} == {"Out"}
    assert {row["Record"] for row in rows} > {"Performance"}
    assert len(rows) == len(page.rows()) < 50
    days = [row["Dispatched"] or row["Arrived"] for row in rows]
    assert days == sorted(days, reverse=True)


def test_a_wrong_filter_of_notices_leads_back_to_the_page(officer: Client) -> None:
    response = officer.get(LISTS["notices"], {"first": "soon"})
    assert response.headers["Location"] == "/notices/?first=soon"


def test_consents_in_one_state_and_in_all(officer: Client, quarterly: Deadline) -> None:
    given = ConsentRecordFactory(
        consent__obligation=quarterly.obligation, until=date(2027, 3, 31)
    ).consent
    ConsentFactory(obligation=quarterly.obligation, wanted_by=date(2026, 12, 1))
    url = get(officer, "/consents/", state="given").links["Export CSV"]
    assert url == f"{LISTS['consents']}?state=given"
    (row,) = lines(officer, url)
    assert row["What is asked"] == given.what
    assert row["Status"] == "Given"
    assert row["Asked on"] == "2026-11-09"
    assert row["Answered on"] == "2026-11-12"
    assert row["Given until"] == "2027-03-31"
    rows = lines(officer, LISTS["consents"])
    assert len(rows) == Consent.objects.visible_to(officer_of()).count()
    assert "2026-12-01" in {row["Answer wanted by"] for row in rows}
    before = lines(officer, LISTS["consents"], as_of="2026-11-10")
    assert {row["Status"] for row in before} == {"Answer pending"}


def test_breaches_with_their_remedy(officer: Client, quarterly: Deadline) -> None:
    BreachRecordFactory(breach__obligation=quarterly.obligation, breach__deadline=quarterly)
    BreachFactory(obligation=quarterly.obligation)
    url = get(officer, "/breaches/", state="remedied").links["Export CSV"]
    (row,) = lines(officer, url)
    assert row["Obligation"] == quarterly.obligation.title
    assert row["Period"] == "Q2 FY2026"
    assert row["What happened"] == "Published without consent"
    assert row["Why it is a breach"] == "Nobody had consented"
    assert (row["Day of the breach"], row["Known on"]) == ("2026-11-16", "2026-11-18")
    assert (row["Status"], row["Remedied on"]) == ("Remedied", "2026-11-18")
    assert len(lines(officer, LISTS["breaches"])) == Breach.objects.count()


def test_closed_periods_of_one_instrument_and_of_all(
    officer: Client, agreement: Agreement, lawyer: User
) -> None:
    other = Agreement.objects.get(slug="schedule-13d")
    for closed, until in ((agreement, date(2026, 3, 31)), (other, date(2025, 12, 31))):
        close_period(agreement=closed, until=until, reason="Audited", by=lawyer, today=SUNDAY)
    page = get(officer, "/agreements/subscription-agreement/periods/")
    url = page.links["Export CSV"]
    assert url == f"{LISTS['periods']}?agreement=subscription-agreement"
    (row,) = lines(officer, url)
    assert row["What was done"] == "Closed"
    assert row["Closed until"] == "2026-03-31"
    assert row["Reason"] == "Audited"
    assert row["Recorded by"] == str(lawyer)
    assert len(lines(officer, LISTS["periods"])) == PeriodLock.objects.count()
    date_back(date(2026, 11, 21))
    then = {"as_of": "2026-11-20", "known": "then"}
    assert lines(officer, url, **then) == []


def test_why_a_fact_was_recorded_late(officer: Client, agreement: Agreement, lawyer: User) -> None:
    close_period(
        agreement=agreement, until=date(2026, 10, 31), reason="Audited", by=lawyer, today=SUNDAY
    )
    record_event(
        event_type=event_type("full issuance"),
        when=When(on=date(2026, 10, 5)),
        by=lawyer,
        today=SUNDAY,
        late_reason="=The letter was mislaid",
    )
    (row,) = (row for row in lines(officer, "/exports/events.csv") if row["Date"] == "2026-10-05")
    assert row["Why it is recorded late"] == "'=The letter was mislaid"


@pytest.mark.parametrize("name", LISTS)
class TestWhoMay:
    def test_everybody_exports_what_everybody_reads(
        self, officer: Client, auditor: Client, name: str
    ) -> None:
        for client in (officer, auditor):
            for ending in ("csv", "xlsx"):
                response = client.get(f"/exports/{name}.{ending}")
                assert response.status_code == 200
                assert response.headers["X-Content-Type-Options"] == "nosniff"
                assert f'"{name}-2026-11-22.{ending}"' in response.headers["Content-Disposition"]
                assert response.getvalue()

    def test_nothing_restricted_is_in_the_file(
        self, officer: Client, insider: Client, auditor: Client, name: str, secret: Deadline
    ) -> None:
        duty, by = secret.obligation, User.objects.get(email="insider@example.com")
        agreement = duty.article.agreement
        NoticeFactory(agreement=agreement, title=SECRET)
        ConsentFactory(obligation=duty, what=SECRET)
        BreachFactory(obligation=duty, what=SECRET)
        close_period(
            agreement=agreement, until=date(2026, 10, 1), reason=SECRET, by=by, today=SUNDAY
        )

        def text(client: Client) -> str:
            found = sheet(client, f"/exports/{name}.xlsx")
            return "\n".join(str(cell.value) for row in found.iter_rows() for cell in row)

        assert SECRET not in text(officer)
        assert SECRET in text(insider)
        assert SECRET in text(auditor)


def test_periods_of_an_instrument_that_must_not_be_known(
    officer: Client, sign_in: Callable[[str], Client]
) -> None:
    asked = {"agreement": "umbrella"}
    assert officer.get(LISTS["periods"], asked).status_code == 404
    assert lines(sign_in("insider@example.com"), LISTS["periods"], **asked) == []


def officer_of() -> User:
    return User.objects.get(email="compliance@demo.localhost")
