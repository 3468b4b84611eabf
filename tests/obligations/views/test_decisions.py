"""Deciding about a deadline: who may, what it says, and what happens to two at once."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from obligations.models import Deadline, Decision, Obligation, Performance
from obligations.services import When, record_event, record_performance
from tests.factories import DecisionFactory, LawyerFactory
from tests.obligations.views.conftest import SUNDAY, deadline_of, event_type
from tests.pages import Page, get, read
from tests.recorded import date_back

GRANT = {"on": "2026-11-20", "reason": "The auditors were late", "document": "Letter of 20 Nov"}


@pytest.fixture
def lawyer(sign_in: Callable[[str], Client]) -> Client:
    """Legal, Kenji Sato: decides, and must not know the restricted instrument."""
    return sign_in("legal@demo.localhost")


@pytest.fixture
def colleague(loaded: None, db: None, sign_in: Callable[[str], Client]) -> Client:
    """Another person of Legal."""
    LawyerFactory(email="second@example.com", name="Yuki Mori")
    return sign_in("second@example.com")


@pytest.fixture
def reviewed(quarterly: Deadline) -> Deadline:
    """The overdue quarter, whose performances a second person verifies."""
    Obligation.objects.filter(key="sa-12-1-3").update(review="verification")
    return deadline_of("sa-12-1-3", "Q2 FY2026")


@pytest.fixture
def sent(reviewed: Deadline) -> Performance:
    """Recorded by the clerk of Compliance: arrived on Thursday 19 November 2026."""
    return record_performance(
        deadline=reviewed,
        by=User.objects.get(email="compliance@demo.localhost"),
        arrived_on=date(2026, 11, 19),
        means="facsimile",
    )


def page_of(deadline: Deadline, action: str) -> str:
    return f"/deadlines/{deadline.pk}/{action}/"


def of_record(performance: Performance, action: str) -> str:
    return f"/deadlines/{performance.deadline_id}/performances/{performance.pk}/{action}/"


def of_decision(decision: Decision, action: str) -> str:
    return f"/deadlines/{decision.deadline_id}/decisions/{decision.pk}/{action}/"


def send(client: Client, url: str, deadline: Deadline, **said: Any) -> Page:
    """Decide, be sent to the deadline, and read it."""
    response = client.post(url, said)
    assert response.status_code == 302, read(response).errors
    assert response.headers["Location"] == deadline.get_absolute_url()
    return get(client, deadline.get_absolute_url())


def refused(client: Client, url: str, **said: Any) -> list[str]:
    """What the form says that comes back."""
    response = client.post(url, said)
    assert response.status_code == 200
    return read(response).errors


class TestVerification:
    def test_until_it_is_verified_it_says_so(
        self, officer: Client, lawyer: Client, sent: Performance, reviewed: Deadline
    ) -> None:
        page = get(officer, reviewed.get_absolute_url())
        assert "Performed, verification pending" in page.main
        assert "Performed on Thursday 19 November 2026, verification pending" in page.main
        assert "Verify" not in page.actions
        page = get(lawyer, reviewed.get_absolute_url())
        assert page.links["Verify"] == of_record(sent, "verify")
        assert page.links["Reject"] == of_record(sent, "reject")

    def test_legal_verifies(self, lawyer: Client, sent: Performance, reviewed: Deadline) -> None:
        page = get(lawyer, of_record(sent, "verify"))
        assert page.actions == ["Verify", "Cancel"]
        assert "By facsimile arrived Thu 19 Nov 2026 recorded by Aiko Tanaka" in page.main
        page = send(lawyer, of_record(sent, "verify"), reviewed, reason="Report seen")
        assert page.messages == ["Verified."]
        date_back(date(2026, 11, 22))
        page = get(lawyer, reviewed.get_absolute_url())
        assert "Performed late" in page.main
        assert "Verified Kenji Sato, Sun 22 Nov 2026" in page.main
        assert "Report seen" in page.main

    def test_a_rejection_needs_a_reason_and_reopens(
        self, lawyer: Client, sent: Performance, reviewed: Deadline
    ) -> None:
        assert refused(lawyer, of_record(sent, "reject")) == ["This field is required."]
        page = send(lawyer, of_record(sent, "reject"), reviewed, reason="Unsigned")
        assert "Overdue 6 days" in page.main
        assert "Rejected: it did not count" in page.main
        assert "Record performance" in page.actions

    def test_who_recorded_it_does_not_decide(self, lawyer: Client, reviewed: Deadline) -> None:
        own = record_performance(
            deadline=reviewed,
            by=User.objects.get(email="legal@demo.localhost"),
            arrived_on=date(2026, 11, 19),
            means="writing",
        )
        page = send(lawyer, of_record(own, "verify"), reviewed)
        assert page.messages == [
            "You recorded it yourself: a second person of Legal has to look at it."
        ]
        assert "Verify" not in page.actions
        assert not Decision.objects.exists()

    def test_two_decide_at_once_and_the_second_is_told(
        self, lawyer: Client, colleague: Client, sent: Performance
    ) -> None:
        """The second form was open already when the first was sent."""
        lawyer.post(of_record(sent, "verify"))
        response = colleague.post(of_record(sent, "reject"), {"reason": "Unsigned"})
        assert response.status_code == 302
        page = get(colleague, sent.deadline.get_absolute_url())
        assert "the status is “Performed late”" in page.messages[0]
        assert Decision.objects.count() == 1


class TestGrants:
    def test_a_waiver_by_two(self, lawyer: Client, colleague: Client, quarterly: Deadline) -> None:
        page = get(lawyer, page_of(quarterly, "waive"))
        assert "Granted by NTT, who may waive it or give more time." in page.main
        page = send(lawyer, page_of(quarterly, "waive"), quarterly, **GRANT)
        assert "Confirmation pending, no effect yet" in page.main
        assert "Overdue 6 days" in page.main
        assert "Confirm" not in page.links
        waiver = Decision.objects.get()
        page = get(colleague, quarterly.get_absolute_url())
        assert page.links["Confirm"] == of_decision(waiver, "confirm")
        page = send(colleague, of_decision(waiver, "confirm"), quarterly)
        assert "Waived on Friday 20 November 2026" in page.main
        assert "Record performance" not in page.actions

    def test_a_duty_that_lasts_is_waived_from_a_day_on(
        self, officer: Client, auditor: Client, lawyer: Client, colleague: Client
    ) -> None:
        """21 (addresses for notices) goes on; a confirmed waiver ends it from its day on."""
        lasting = deadline_of("sa-21")
        url = lasting.get_absolute_url()
        assert "Record waiver" in get(lawyer, url).actions
        assert "Record extension" not in get(lawyer, url).actions
        for reader in (officer, auditor):
            assert "Record waiver" not in get(reader, url).actions
        assert "No longer binds from" in get(lawyer, page_of(lasting, "waive")).main
        page = send(lawyer, page_of(lasting, "waive"), lasting, **GRANT)
        assert "Continuing, without a date" in page.main
        page = send(colleague, of_decision(Decision.objects.get(), "confirm"), lasting)
        assert "Waived: no longer binds from Friday 20 November 2026 on" in page.main
        assert "Record waiver" not in page.actions
        before = get(lawyer, url, as_of="2026-11-19").main
        assert "Continuing, without a date" in before

    def test_an_extension_shows_both_days(
        self, lawyer: Client, colleague: Client, quarterly: Deadline
    ) -> None:
        """20 December 2026 is a Sunday: act by Friday the 18th."""
        send(lawyer, page_of(quarterly, "extend"), quarterly, until="2026-12-20", **GRANT)
        page = send(colleague, of_decision(Decision.objects.get(), "confirm"), quarterly)
        assert "Extended until Sun 20 Dec 2026" in page.main
        assert "Act by Friday 18 December 2026; extended until Sunday 20 December 2026" in page.main
        assert "Contractual day Sat 14 Nov 2026" in page.main
        assert "Arguable until Mon 16 Nov 2026" in page.main
        assert (
            "Overdue 3 days" in get(lawyer, quarterly.get_absolute_url(), as_of="2026-11-19").main
        )

    @pytest.mark.parametrize(
        ("typed", "error"),
        [
            ({"until": "2026-11-16"}, "It can be done until Mon 16 Nov 2026 already"),
            ({"until": ""}, "This field is required."),
            ({"on": "2026-11-23"}, "Mon 23 Nov 2026 has not come yet"),
            ({"reason": " "}, "This field is required."),
            ({"document": ""}, "This field is required."),
        ],
    )
    def test_bad_input_is_named_and_kept(
        self, lawyer: Client, quarterly: Deadline, typed: dict[str, str], error: str
    ) -> None:
        data = {"until": "2026-12-20"} | GRANT | typed
        response = lawyer.post(page_of(quarterly, "extend"), data)
        page = read(response)
        (said,) = page.errors
        assert said.startswith(error)
        for name, value in data.items():
            assert page.value(name) == value.strip()
        assert not Decision.objects.exists()

    def test_sent_twice_it_is_recorded_once(self, lawyer: Client, quarterly: Deadline) -> None:
        send(lawyer, page_of(quarterly, "waive"), quarterly, **GRANT)
        (said,) = refused(lawyer, page_of(quarterly, "waive"), **GRANT)
        assert said.startswith("Decided already: “Waiver”, by Kenji Sato")
        assert Decision.objects.count() == 1

    def test_the_maker_does_not_confirm_and_may_take_it_back(
        self, lawyer: Client, quarterly: Deadline
    ) -> None:
        send(lawyer, page_of(quarterly, "waive"), quarterly, **GRANT)
        waiver = Decision.objects.get()
        page = send(lawyer, of_decision(waiver, "confirm"), quarterly)
        assert page.messages[-1].startswith("You recorded it yourself")
        page = send(lawyer, of_decision(waiver, "withdraw"), quarterly, reason="Not signed")
        assert "Withdrawn Not signed" in page.main

    def test_regulations_are_waived_by_nobody(self, lawyer: Client, quarterly: Deadline) -> None:
        quarterly.obligation.article.agreement.kind = "regulation"
        quarterly.obligation.article.agreement.save()
        page = send(lawyer, page_of(quarterly, "waive"), quarterly, **GRANT)
        assert page.messages[-1].startswith("Nobody may waive or extend this")
        assert "Record waiver" not in page.actions


class TestApproval:
    def test_what_was_sent_without_it_is_marked(
        self, officer: Client, lawyer: Client, quarterly: Deadline
    ) -> None:
        Obligation.objects.filter(key="sa-12-1-3").update(review="approval")
        page = send(lawyer, page_of(quarterly, "approve"), quarterly, document="Draft 3")
        assert "Dispatch approved Sun 22 Nov 2026 · Draft 3" in page.main
        sent = {"dispatched_on": "2026-11-21", "arrived_on": "2026-11-21", "means": "writing"}
        officer.post(page_of(quarterly, "perform"), sent)
        page = get(officer, quarterly.get_absolute_url())
        assert "Dispatched without approval" in page.main


class TestWhoMay:
    @pytest.mark.parametrize("action", ["waive", "extend", "approve"])
    @pytest.mark.parametrize("method", ["get", "post"])
    def test_of_a_deadline(
        self,
        officer: Client,
        auditor: Client,
        lawyer: Client,
        quarterly: Deadline,
        secret: Deadline,
        action: str,
        method: str,
    ) -> None:
        Obligation.objects.update(review="approval")
        assert getattr(lawyer, method)(page_of(quarterly, action)).status_code == 200
        for client in (officer, auditor):
            response = getattr(client, method)(page_of(quarterly, action))
            assert response.status_code == 403
            assert "is not for your role. Ask a colleague of Legal." in read(response).main
        assert getattr(lawyer, method)(page_of(secret, action)).status_code == 404
        as_of = getattr(lawyer, method)(f"{page_of(quarterly, action)}?as_of=2026-11-20")
        assert as_of.status_code == 403
        assert not Decision.objects.exists()

    @pytest.mark.parametrize("action", ["verify", "reject"])
    @pytest.mark.parametrize("method", ["get", "post"])
    def test_of_a_record(
        self,
        officer: Client,
        auditor: Client,
        lawyer: Client,
        insider: Client,
        sent: Performance,
        secret: Deadline,
        action: str,
        method: str,
    ) -> None:
        insider.post(page_of(secret, "perform"), {"arrived_on": "2026-11-20", "means": "writing"})
        hidden = secret.performances.get()
        for client in (officer, auditor):
            assert getattr(client, method)(of_record(sent, action)).status_code == 403
        assert getattr(lawyer, method)(of_record(hidden, action)).status_code == 404
        elsewhere = f"/deadlines/{sent.deadline_id}/performances/{hidden.pk}/{action}/"
        assert getattr(lawyer, method)(elsewhere).status_code == 404
        assert not Decision.objects.exists()

    @pytest.mark.parametrize("action", ["confirm", "withdraw"])
    @pytest.mark.parametrize("method", ["get", "post"])
    def test_of_a_decision(
        self,
        officer: Client,
        auditor: Client,
        lawyer: Client,
        quarterly: Deadline,
        secret: Deadline,
        action: str,
        method: str,
    ) -> None:
        known, hidden = DecisionFactory(deadline=quarterly), DecisionFactory(deadline=secret)
        for client in (officer, auditor):
            assert getattr(client, method)(of_decision(known, action)).status_code == 403
        assert getattr(lawyer, method)(of_decision(hidden, action)).status_code == 404
        elsewhere = f"/deadlines/{quarterly.pk}/decisions/{hidden.pk}/{action}/"
        assert getattr(lawyer, method)(elsewhere).status_code == 404
        assert Decision.objects.count() == 2

    def test_compliance_records_that_a_right_is_declined(
        self, officer: Client, auditor: Client
    ) -> None:
        Obligation.objects.filter(key="sa-14-3").update(kind="right")
        record_event(
            event_type=event_type("receipt of issuance notice"),
            when=When(on=date(2026, 11, 12)),
            by=User.objects.get(email="legal@demo.localhost"),
            today=SUNDAY,
        )
        deadline = deadline_of("sa-14-3")
        assert auditor.post(page_of(deadline, "decline"), GRANT).status_code == 403
        page = get(officer, deadline.get_absolute_url())
        assert page.actions == ["Record exercise", "Record that it is declined", "Add comment"]
        page = send(officer, page_of(deadline, "decline"), deadline, **GRANT)
        assert "Declined" in page.main
        assert page.actions == ["Add comment"]
