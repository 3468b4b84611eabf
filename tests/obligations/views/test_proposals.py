"""Rules, readings and calendar days: one person proposes, another one of Legal decides."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from accounts.models import User
from agreements.models import Agreement
from obligations.models import (
    CalendarDay,
    Deadline,
    Obligation,
    Proposal,
    ProposalDecision,
    Reading,
    Recomputation,
)
from obligations.proposal_records import ProposalRefused
from obligations.proposing import confirm_proposal, propose_day
from obligations.recomputing import run_recomputation
from obligations.services import When, record_event
from tests.factories import (
    AgreementReaderFactory,
    EventTypeFactory,
    LawyerFactory,
    ObligationFactory,
    ProposalFactory,
)
from tests.obligations.views.conftest import SECRET, SUNDAY, deadline_of
from tests.obligations.views.proposals import let_confirm
from tests.obligations.views.test_every_page import counts
from tests.obligations.views.test_obligation_form import CHANGE, THIRTY, amended, typed
from tests.pages import get, read

READINGS = "/agreements/subscription-agreement/readings/"
DAYS = "/calendar/days/"
TYPHOON = {"country": "japan", "day": "2027-02-15", "what": "rests", "reason": "Typhoon"}
CLEAR = {
    "question": "Does the fifth day before the meeting count?",
    "choice": "It does not",
    "counting": "",
    "reason": "The usual reading",
    "decided_by": "Kenji Sato",
    "decided_on": "2026-11-20",
}


@pytest.fixture
def lawyer(sign_in: Callable[[str], Client]) -> Client:
    return sign_in("legal@demo.localhost")


@pytest.fixture
def administrator(sign_in: Callable[[str], Client]) -> Client:
    return sign_in("admin@demo.localhost")


@pytest.fixture
def second(client: Client) -> Client:
    """Another person of Legal."""
    client.force_login(LawyerFactory(name="Emi Ono"))
    return client


@pytest.fixture
def rule(lawyer: Client) -> Proposal:
    """Thirty days from 2027 on, instead of 45."""
    assert lawyer.post(CHANGE, amended(get(lawyer, CHANGE), save="1")).status_code == 302
    return Proposal.objects.get()


@pytest.fixture
def typhoon(lawyer: Client) -> Proposal:
    assert lawyer.post(f"{DAYS}propose/", TYPHOON).status_code == 302
    return Proposal.objects.get()


class TestRules:
    def test_until_it_is_confirmed_nothing_moves(self, lawyer: Client, rule: Proposal) -> None:
        current = deadline_of("sa-12-1-3", "Q4 FY2026").current
        assert current
        assert str(current.before_roll) == "2027-05-15"
        assert Obligation.objects.get(key="sa-12-1-3").versions.count() == 1
        page = get(lawyer, rule.get_absolute_url())
        assert (
            "Rule within 45 days after the end of each fiscal quarter "
            "within 30 days after the end of each fiscal quarter "
            "Reason Original text Amendment Applies to anchors from — Fri 1 Jan 2027"
        ) in page.main
        assert "First amendment proposed by Kenji Sato" in page.main
        assert "Q4 FY2026 Change moves Act by Fri 14 May 2027 Fri 30 Apr 2027" in page.main
        assert page.actions == ["Take back the proposal"]

    def test_it_is_shown_where_it_belongs(
        self, second: Client, officer: Client, rule: Proposal
    ) -> None:
        line = "Rule of an obligation: Furnish quarterly statements to NTT"
        for url in (
            "/obligations/sa-12-1-3/",
            "/agreements/subscription-agreement/",
            "/reviews/",
        ):
            for client in (second, officer):
                page = get(client, url)
                assert page.links[line] == rule.get_absolute_url()
                assert "takes effect when another person of Legal confirms it" in page.main
        assert "1 pending" in get(second, "/reviews/").main
        assert line not in get(second, "/obligations/sa-12-1-2/").links
        assert line not in get(second, "/obligations/sa-12-1-3/", as_of="2026-11-14").links
        assert get(second, "/").links["1 waits for your review"] == "/reviews/"

    def test_who_proposed_it_is_not_asked_to_review_it(
        self, lawyer: Client, rule: Proposal
    ) -> None:
        assert "0 wait for your review" in get(lawyer, "/").links

    def test_another_person_confirms(self, second: Client, rule: Proposal) -> None:
        page = get(second, rule.get_absolute_url())
        assert page.actions == ["Confirm", "Reject"]
        second.post(f"{rule.get_absolute_url()}confirm/")
        page = get(second, rule.get_absolute_url())
        assert page.messages == ["Confirmed: it is in force."]
        assert "Confirmed Emi Ono" in page.main
        current = deadline_of("sa-12-1-3", "Q4 FY2026").current
        assert current
        assert str(current.before_roll) == "2027-04-30"
        assert "Proposed, not in force" not in get(second, "/obligations/sa-12-1-3/").main

    def test_who_proposed_it_cannot_decide_it(self, lawyer: Client, rule: Proposal) -> None:
        said = "A second person of Legal decides about it: nobody confirms their own proposal."
        lawyer.post(f"{rule.get_absolute_url()}confirm/")
        assert get(lawyer, rule.get_absolute_url()).messages[-1] == said
        lawyer.post(f"{rule.get_absolute_url()}reject/", {"reason": "Mine"})
        assert get(lawyer, rule.get_absolute_url()).messages[-1] == said
        assert not ProposalDecision.objects.exists()
        assert Obligation.objects.get(key="sa-12-1-3").versions.count() == 1

    def test_the_database_refuses_it_too(self, rule: Proposal) -> None:
        own = {"proposal": rule, "decided_by": rule.proposed_by}
        other = {"proposal": rule, "decided_by": LawyerFactory()}
        for wrong in (
            {"kind": "confirmed"} | own,
            {"kind": "rejected", "reason": "No"} | own,
            {"kind": "rejected", "reason": ""} | other,
            {"kind": "dropped"} | other,
        ):
            with pytest.raises(IntegrityError), transaction.atomic():
                ProposalDecision.objects.create(**wrong)
        with pytest.raises(IntegrityError), transaction.atomic():
            Proposal.objects.create(
                kind="rule",
                agreement=Agreement.objects.get(slug="umbrella"),
                after={},
                obligation=rule.obligation,
                proposed_by=rule.proposed_by,
            )

    def test_it_is_rejected_with_a_reason(self, second: Client, rule: Proposal) -> None:
        url = rule.get_absolute_url()
        page = read(second.post(f"{url}reject/", {"reason": ""}))
        assert page.errors == ["This field is required."]
        second.post(f"{url}reject/", {"reason": "The amendment says 40"})
        page = get(second, url)
        assert "Rejected The amendment says 40 Emi Ono" in page.main
        assert page.actions == []
        second.post(f"{url}confirm/")
        assert get(second, url).messages[0].startswith("Decided already: “Rejected”, by Emi Ono")
        assert Obligation.objects.get(key="sa-12-1-3").versions.count() == 1

    def test_who_proposed_it_takes_it_back(self, lawyer: Client, rule: Proposal) -> None:
        lawyer.post(f"{rule.get_absolute_url()}take-back/")
        assert "Taken back Kenji Sato" in get(lawyer, rule.get_absolute_url()).main
        assert lawyer.post(CHANGE, amended(get(lawyer, CHANGE), save="1")).status_code == 302
        assert Proposal.objects.pending().count() == 1

    def test_nobody_else_takes_it_back(self, second: Client, rule: Proposal) -> None:
        second.post(f"{rule.get_absolute_url()}take-back/")
        page = get(second, rule.get_absolute_url())
        assert page.messages == ["Only who proposed it takes it back: reject it instead."]

    def test_one_at_a_time(self, second: Client, rule: Proposal) -> None:
        form = amended(get(second, CHANGE), save="1")
        page = read(second.post(CHANGE, form))
        assert "Kenji Sato proposed a change of it" in page.main
        assert page.value("rule") == THIRTY
        assert Proposal.objects.count() == 1

    def test_what_changed_meanwhile_is_not_overwritten(
        self, second: Client, administrator: Client, rule: Proposal
    ) -> None:
        form = typed(get(administrator, CHANGE), title="Furnish figures", why="Short", save="1")
        assert administrator.post(CHANGE, form).status_code == 302
        url = rule.get_absolute_url()
        page = get(second, url)
        assert "What is on record changed after this was proposed." in page.main
        assert page.actions == ["Reject"]
        second.post(f"{url}confirm/")
        assert get(second, url).messages[0].startswith("What is on record changed")
        changed = Obligation.objects.get(key="sa-12-1-3")
        assert (changed.title, changed.versions.count()) == ("Furnish figures", 1)

    def test_an_administrator_proposes_and_does_not_confirm(
        self, administrator: Client, lawyer: Client
    ) -> None:
        administrator.post(CHANGE, amended(get(administrator, CHANGE), save="1"))
        made = Proposal.objects.get()
        assert administrator.post(f"{made.get_absolute_url()}confirm/").status_code == 403
        assert lawyer.post(f"{made.get_absolute_url()}confirm/").status_code == 302
        assert Obligation.objects.get(key="sa-12-1-3").latest_rule == THIRTY

    def test_values_beside_the_rule_go_with_it(self, lawyer: Client) -> None:
        form = amended(get(lawyer, CHANGE), title="Furnish figures", consequences="", save="1")
        lawyer.post(CHANGE, form)
        found = Obligation.objects.get(key="sa-12-1-3")
        assert found.title == "Furnish quarterly statements to NTT"
        proposal = Proposal.objects.get()
        page = get(lawyer, proposal.get_absolute_url())
        assert "Title Furnish quarterly statements to NTT Furnish figures" in page.main
        assert "A breach leads to 20(2) —" in page.main
        let_confirm()
        found.refresh_from_db()
        assert (found.title, found.breach_leads_to.count()) == ("Furnish figures", 0)
        record = found.history.latest()
        assert (str(record.history_user), record.history_change_reason) == (
            "Emi Ono",
            "First amendment",
        )


class TestReadings:
    def test_a_reading_is_proposed_and_confirmed(self, lawyer: Client, second: Client) -> None:
        agreement = Agreement.objects.get(slug="subscription-agreement")
        before = agreement.readings.count()
        response = lawyer.post(f"{READINGS}propose/", CLEAR)
        assert agreement.readings.count() == before
        page = get(lawyer, response.headers["Location"])
        assert page.heading == CLEAR["question"]
        assert "Reading chosen It does not" in page.main
        assert f"Reading: {CLEAR['question']}" in get(lawyer, READINGS).links
        let_confirm()
        made = agreement.readings.get(question=CLEAR["question"])
        assert (made.decided_by, made.decided_on) == ("Kenji Sato", date(2026, 11, 20))
        assert str(made.history.latest().history_user) == "Emi Ono"
        page = get(lawyer, READINGS)
        assert "Proposed, not in force" not in page.main
        assert "It does not The usual reading Kenji Sato, Fri 20 Nov 2026" in page.main

    def test_one_that_decides_how_days_are_counted_moves_deadlines(self, lawyer: Client) -> None:
        article = Obligation.objects.get(key="sa-12-1-3").article
        meeting = EventTypeFactory(agreement=article.agreement, name="extra meeting")
        duty = ObligationFactory(article=article, rule="at least 2 weeks before extra meeting")
        record_event(
            event_type=meeting,
            when=When(on=date(2027, 6, 24)),
            by=LawyerFactory(),
            today=date(2027, 6, 25),
        )

        def last_day() -> date | None:
            current = Deadline.objects.get(obligation=duty).current
            assert current
            return current.before_roll

        lawyer.post(f"{READINGS}propose/", CLEAR | {"counting": "clear-days: one more day"})
        assert last_day() == date(2027, 6, 9)
        let_confirm()
        assert last_day() == date(2027, 6, 8)

    def test_a_reading_on_record_changes(self, lawyer: Client) -> None:
        reading = Reading.objects.filter(agreement__slug="subscription-agreement").earliest("pk")
        url = f"{READINGS}{reading.pk}/propose/"
        page = get(lawyer, url)
        form = {
            name: page.value(name)
            for name in ("article", "question", "choice", "other", "counting", "reason")
        } | {"decided_by": "Kenji Sato", "decided_on": "2026-11-20"}
        old = reading.choice
        lawyer.post(url, form | {"choice": "The other one"})
        reading.refresh_from_db()
        assert reading.choice == old
        page = get(lawyer, Proposal.objects.get().get_absolute_url())
        assert f"Reading chosen {old} The other one" in page.main
        let_confirm()
        reading.refresh_from_db()
        assert reading.choice == "The other one"

    def test_what_a_file_changed_meanwhile_stays(self, lawyer: Client, second: Client) -> None:
        reading = Reading.objects.filter(agreement__slug="subscription-agreement").earliest("pk")
        url = f"{READINGS}{reading.pk}/propose/"
        lawyer.post(url, CLEAR | {"question": reading.question})
        reading.choice = "Loaded"
        reading.save()
        proposal = Proposal.objects.get()
        second.post(f"{proposal.get_absolute_url()}confirm/")
        assert get(second, proposal.get_absolute_url()).messages[0].startswith("What is on record")
        reading.refresh_from_db()
        assert reading.choice == "Loaded"

    @pytest.mark.parametrize(
        ("wrong", "error"),
        [
            ({"decided_on": "2026-11-23"}, "Mon 23 Nov 2026 has not come yet"),
            ({"decided_on": "soon"}, "“soon” is not a date"),
            ({"question": ""}, "This field is required."),
        ],
    )
    def test_what_is_wrong_is_said(self, lawyer: Client, wrong: Any, error: str) -> None:
        page = read(lawyer.post(f"{READINGS}propose/", CLEAR | wrong))
        assert error in page.errors[0]
        assert page.value("choice") == CLEAR["choice"]
        assert not Proposal.objects.exists()


class TestDays:
    def test_a_day_waits_and_then_moves_deadlines(self, lawyer: Client, typhoon: Proposal) -> None:
        assert not CalendarDay.objects.exists()
        assert not Recomputation.objects.exists()
        line = "Special calendar day: Mon 15 Feb 2027, Japan"
        for url in ("/calendar/", DAYS, "/reviews/"):
            assert get(lawyer, url).links[line] == typhoon.get_absolute_url()
        let_confirm()
        day = CalendarDay.objects.get()
        assert (day.day, day.rests, day.reason) == (date(2027, 2, 15), True, "Typhoon")
        page = get(lawyer, typhoon.get_absolute_url())
        asked = Recomputation.objects.get()
        assert page.links["See which deadlines move."] == asked.get_absolute_url()
        assert asked.reason == "Mon 15 Feb 2027, Japan: no business (Typhoon)"
        run_recomputation(recomputation=asked, today=SUNDAY)
        assert asked.versions.count() == 1
        assert "Mon 15 Feb 2027, Japan no business Typhoon" in get(lawyer, DAYS).main

    def test_it_is_changed_and_taken_back_the_same_way(
        self, lawyer: Client, typhoon: Proposal
    ) -> None:
        let_confirm()
        lawyer.post(f"{DAYS}propose/", TYPHOON | {"what": "works"})
        page = get(lawyer, Proposal.objects.latest("pk").get_absolute_url())
        assert "No business Yes No" in page.main
        let_confirm()
        assert not CalendarDay.objects.get().rests
        lawyer.post(f"{DAYS}propose/", TYPHOON | {"what": "removed", "reason": "Error"})
        assert CalendarDay.objects.exists()
        let_confirm()
        assert not CalendarDay.objects.exists()
        reasons = [asked.reason for asked in Recomputation.objects.order_by("pk")]
        assert reasons[2] == "Mon 15 Feb 2027, Japan: special day taken back"

    def test_what_changes_nothing_is_refused(self, lawyer: Client, typhoon: Proposal) -> None:
        page = read(lawyer.post(f"{DAYS}propose/", TYPHOON))
        assert "Kenji Sato proposed a change of it" in page.main
        let_confirm()
        page = read(lawyer.post(f"{DAYS}propose/", TYPHOON))
        assert "This is on record already: nothing would change." in page.main
        page = read(
            lawyer.post(f"{DAYS}propose/", TYPHOON | {"what": "removed", "day": "2027-02-16"})
        )
        assert page.errors == ["This day is no special day: there is nothing to change."]
        assert page.value("day") == "2027-02-16"

    def test_the_link_of_a_day_fills_the_form(self, lawyer: Client, typhoon: Proposal) -> None:
        let_confirm()
        url = get(lawyer, DAYS).links["Propose a change: Mon 15 Feb 2027, Japan"]
        page = get(lawyer, url)
        assert (page.value("country"), page.value("day")) == ("japan", "2027-02-15")

    def test_what_came_in_between_is_not_overwritten(self, typhoon: Proposal) -> None:
        CalendarDay.objects.create(country="japan", day=date(2027, 2, 15), reason="Other")
        with pytest.raises(ProposalRefused):
            confirm_proposal(proposal=typhoon, by=LawyerFactory(), today=SUNDAY)

    def test_a_person_of_compliance_confirms_nothing(self, typhoon: Proposal) -> None:
        by = User.objects.get(email="compliance@demo.localhost")
        with pytest.raises(ProposalRefused):
            confirm_proposal(proposal=typhoon, by=by, today=SUNDAY)


class TestWhoMay:
    @pytest.mark.parametrize("person", ["officer", "auditor"])
    def test_others_read_only(
        self, person: str, typhoon: Proposal, request: pytest.FixtureRequest
    ) -> None:
        client = request.getfixturevalue(person)
        assert get(client, typhoon.get_absolute_url()).actions == []
        assert get(client, READINGS).actions == []
        assert get(client, DAYS).actions == []
        before = counts()
        for url in (f"{READINGS}propose/", f"{DAYS}propose/"):
            assert client.get(url).status_code == client.post(url, TYPHOON).status_code == 403
        for action in ("confirm", "reject", "take-back"):
            url = f"{typhoon.get_absolute_url()}{action}/"
            assert client.post(url, {"reason": "No"}).status_code == 403
        assert counts() == before

    def test_who_must_not_know_finds_nothing(
        self, lawyer: Client, administrator: Client, auditor: Client
    ) -> None:
        hidden = ProposalFactory(
            agreement=Agreement.objects.get(slug="umbrella"), after={"question": SECRET}
        )
        for client in (lawyer, administrator):
            assert client.get(hidden.get_absolute_url()).status_code == 404
            assert client.get("/agreements/umbrella/readings/").status_code == 404
            assert client.get("/agreements/umbrella/readings/propose/").status_code == 404
            for action in ("confirm", "reject", "take-back"):
                url = f"{hidden.get_absolute_url()}{action}/"
                assert client.post(url, {"reason": "No"}).status_code == 404
            assert SECRET not in get(client, "/reviews/").main
        assert "0 wait for your review" in get(lawyer, "/").links
        assert SECRET in get(auditor, "/reviews/").main

    def test_who_is_let_in_decides(self, second: Client) -> None:
        agreement = Agreement.objects.get(slug="umbrella")
        hidden = ProposalFactory(agreement=agreement, after={"question": SECRET})
        emi = User.objects.get(name="Emi Ono")
        AgreementReaderFactory(agreement=agreement, user=emi, granted_by=emi)
        second.post(f"{hidden.get_absolute_url()}reject/", {"reason": "No"})
        assert ProposalDecision.objects.get().decided_by == emi

    def test_as_of_another_day_nothing_is_decided(self, second: Client, typhoon: Proposal) -> None:
        page = get(second, typhoon.get_absolute_url(), as_of="2026-11-14")
        assert page.actions == []
        response = second.post(f"{typhoon.get_absolute_url()}confirm/?as_of=2026-11-14")
        assert response.status_code == 403


def test_a_day_is_proposed_once(typhoon: Proposal) -> None:
    with pytest.raises(ProposalRefused):
        propose_day(
            country="japan",
            day=date(2027, 2, 15),
            rests=True,
            reason="Again",
            by=LawyerFactory(),
        )
