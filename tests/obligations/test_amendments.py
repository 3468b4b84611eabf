"""An amendment changes texts, obligations and deadlines together; withdrawn, it changes nothing."""

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from accounts.models import User
from agreements.models import Agreement, Amendment, Article, ArticleChange
from agreements.texts import Presence, texts_as_of
from obligations.amending import Draft, Insertion, Rewording, Turn
from obligations.models import (
    Deadline,
    DeadlineVersion,
    Obligation,
    ObligationChange,
    ObligationVersion,
    Proposal,
)
from obligations.proposal_records import ProposalRefused
from obligations.proposing import confirm_proposal, take_back_proposal
from obligations.proposing_amendments import propose_amendment, propose_withdrawal
from obligations.rule_history import versions_with_reasons
from obligations.services import change_obligation, record_performance, state_of
from obligations.services.amendment_withdrawals import (
    AlreadyWithdrawn,
    InTheWay,
    preview_without,
    withdraw_amendment,
)
from obligations.services.amendments import (
    RecordMoved,
    preview_amendment,
    record_amendment,
    state_of_instrument,
    turn_obligations,
)
from tests.admin_pages import assert_read_only, rows_of
from tests.factories import (
    AdministratorFactory,
    LawyerFactory,
    ObligationFactory,
    SourceArticleFactory,
)

TODAY = date(2026, 11, 22)
FORTY_FIVE = "within 45 days after the end of each fiscal quarter"
THIRTY = "within 30 days after the end of each fiscal quarter"
TWENTY = "within 20 days after the end of each fiscal quarter"
WRITTEN = (Amendment, Article, ArticleChange, Deadline, ObligationChange, ObligationVersion)


def day(text: str) -> date:
    return date.fromisoformat(text)


@pytest.fixture
def quarterly(subscription: Agreement) -> Obligation:
    """12.1(3): within 45 days after the end of each fiscal quarter."""
    return Obligation.objects.get(key="sa-12-1-3")


def draft(agreement: Agreement, effective: str = "2027-01-01", **parts) -> Draft:
    values = {"title": "First amendment", "executed": day("2026-11-20"), **parts}
    return Draft(agreement=agreement, effective=day(effective), **values)


def record(agreement: Agreement, by: User, effective: str = "2027-01-01", **parts) -> Amendment:
    written = draft(agreement, effective, **parts)
    amendment = record_amendment(draft=written, by=by, seen=state_of_instrument(agreement))
    turn_obligations(amendment=amendment, turns=written.turns, by=by, today=TODAY)
    return amendment


def withdraw(amendment: Amendment, by: User) -> None:
    withdraw_amendment(amendment=amendment, because="Typed in twice", by=by, today=TODAY)


def rule(text: str) -> dict[str, Any]:
    return {"turns": (Turn(Obligation.objects.get(key="sa-12-1-3"), "changes", text),)}


def turn(effect: str) -> dict[str, Any]:
    return {"turns": (Turn(Obligation.objects.get(key="sa-12-1-3"), effect),)}


def contractual() -> dict[str, str]:
    """The contractual day of 12.1(3) for each quarter that has a deadline."""
    found = Deadline.objects.filter(obligation__key="sa-12-1-3").with_places()
    standing = [d for d in found if d.current and d.current.kind == "date"]
    return {str(d.period): str(d.current.before_roll) for d in standing if d.current}


def text_of(agreement: Agreement, number: str, on: str) -> str:
    return texts_as_of(agreement, day=day(on))[agreement.articles.get(number=number).pk].text


def numbers(agreement: Agreement) -> list[str]:
    return list(agreement.articles.order_by("position").values_list("number", flat=True))


def rows() -> list[int]:
    return [model.objects.count() for model in WRITTEN]


class TestRules:
    def test_a_new_rule_binds_the_quarters_that_end_from_its_day_on(self, quarterly, by):
        record(quarterly.article.agreement, by, **rule(THIRTY))
        days = contractual()
        # Q3 ends on 31 December 2026: 45 days end on 14 February. Q4 ends on 31 March 2027.
        assert (days["Q3 FY2026"], days["Q4 FY2026"]) == ("2027-02-14", "2027-04-30")
        version = quarterly.versions.order_by("-pk")[0]
        assert (version.rule, version.reason, version.recorded_by) == (THIRTY, "amendment", by)
        assert version.applies_from == day("2027-01-01")
        change = ObligationChange.objects.get()
        assert (change.effect, change.version) == ("changes", version)
        current = DeadlineVersion.objects.filter(rule_version=version)[0]
        assert (current.reason, bool(current.steps)) == ("Instrument amended", True)

    def test_an_amendment_may_take_effect_in_the_past_and_what_was_performed_stays(
        self, quarterly, by
    ):
        found = Deadline.objects.filter(obligation=quarterly).with_places()
        first = next(d for d in found if str(d.period) == "Q1 FY2026")
        record_performance(
            deadline=first,
            by=by,
            dispatched_on=day("2026-08-11"),
            arrived_on=day("2026-08-12"),
            means="writing",
        )
        record(quarterly.article.agreement, by, "2026-04-01", **rule(THIRTY))
        days = contractual()
        # 30 June and 45 days: 14 August, performed. 30 September and 30 days: 30 October.
        assert (days["Q1 FY2026"], days["Q2 FY2026"]) == ("2026-08-14", "2026-10-30")

    def test_withdrawing_gives_the_earlier_rule_back(self, quarterly, by):
        before = contractual()
        amendment = record(quarterly.article.agreement, by, **rule(THIRTY))
        withdraw(amendment, by)
        assert contractual() == before
        assert quarterly.latest_rule == FORTY_FIVE
        assert quarterly.versions.count() == 3
        assert ObligationChange.objects.get().amendment == amendment
        amendment.refresh_from_db()
        assert (amendment.withdrawn_by, amendment.withdrawn_because) == (by, "Typed in twice")

    @pytest.mark.parametrize("order", [(0, 1), (1, 0)])
    def test_of_two_amendments_each_leaves_the_other_standing(self, quarterly, by, order):
        agreement = quarterly.article.agreement
        made = [
            record(agreement, by, "2027-01-01", **rule(THIRTY)),
            record(agreement, by, "2027-04-01", title="Second amendment", **rule(TWENTY)),
        ]
        # Q4 ends on 31 March, Q1 on 30 June 2027; 20 days end on 20 July, 30 on 30 July.
        assert contractual()["Q4 FY2026"] == "2027-04-30"
        assert contractual()["Q1 FY2027"] == "2027-07-20"
        withdraw(made[order[0]], by)
        kept = {0: ("2027-05-15", "2027-07-20"), 1: ("2027-04-30", "2027-07-30")}[order[0]]
        assert (contractual()["Q4 FY2026"], contractual()["Q1 FY2027"]) == kept
        withdraw(made[order[1]], by)
        assert (contractual()["Q4 FY2026"], contractual()["Q1 FY2027"]) == (
            "2027-05-15",
            "2027-08-14",
        )

    def test_a_correction_of_the_amended_rule_goes_with_it(self, quarterly, by):
        amendment = record(quarterly.article.agreement, by, **rule(THIRTY))
        quarterly.refresh_from_db()
        correction = ObligationVersion(
            obligation=quarterly,
            rule=TWENTY,
            reason="correction",
            applies_from=day("2027-01-01"),
        )
        change_obligation(
            obligation=quarterly,
            version=correction,
            why="Misread",
            by=by,
            today=TODAY,
            seen=state_of(quarterly),
        )
        # 31 March 2027 and 20 days: 20 April.
        assert contractual()["Q4 FY2026"] == "2027-04-20"
        withdraw(amendment, by)
        assert contractual()["Q4 FY2026"] == "2027-05-15"

    def test_a_preview_writes_nothing_and_says_what_will_be(self, quarterly, by):
        agreement, before = quarterly.article.agreement, rows()
        preview = preview_amendment(draft=draft(agreement, **rule(THIRTY)), today=TODAY)
        assert rows() == before
        moved = {str(c.period): str(c.after.before_roll) for c in preview.moved}
        assert moved["Q4 FY2026"] == "2027-04-30"
        assert "Q3 FY2026" not in moved
        amendment = record(agreement, by, **rule(THIRTY))
        before = rows()
        back = preview_without(amendment=amendment, today=TODAY)
        assert rows() == before
        assert {str(c.period): str(c.after.before_roll) for c in back}["Q4 FY2026"] == "2027-05-15"
        assert amendment.withdrawn_at is None


class TestStartAndEnd:
    def test_an_obligation_ends_the_day_before(self, quarterly, by):
        amendment = record(quarterly.article.agreement, by, **turn("ends"))
        quarterly.refresh_from_db()
        assert quarterly.in_force_until == day("2026-12-31")
        # The quarter that ends on 31 December 2026 is the last one.
        assert max(contractual().values()) == "2027-02-14"
        withdraw(amendment, by)
        quarterly.refresh_from_db()
        assert quarterly.in_force_until is None
        assert contractual()["Q4 FY2026"] == "2027-05-15"

    def test_an_obligation_starts_on_the_day(self, quarterly, by):
        amendment = record(quarterly.article.agreement, by, **turn("starts"))
        quarterly.refresh_from_db()
        assert quarterly.in_force_from == day("2027-01-01")
        # What fell due before is no duty; 14 February 2027 is.
        assert min(contractual().values()) == "2027-02-14"
        withdraw(amendment, by)
        quarterly.refresh_from_db()
        assert quarterly.in_force_from is None
        assert contractual()["Q2 FY2026"] == "2026-11-14"

    def test_the_day_that_stood_before_comes_back(self, quarterly, by):
        agreement = quarterly.article.agreement
        first = record(agreement, by, "2028-01-01", **turn("ends"))
        second = record(agreement, by, "2027-01-01", title="Second amendment", **turn("ends"))
        withdraw(first, by)
        quarterly.refresh_from_db()
        assert quarterly.in_force_until == day("2026-12-31")
        withdraw(second, by)
        quarterly.refresh_from_db()
        assert quarterly.in_force_until is None

    def test_a_day_that_somebody_set_by_hand_since_then_stays(self, quarterly, by):
        amendment = record(quarterly.article.agreement, by, **turn("ends"))
        Obligation.objects.filter(pk=quarterly.pk).update(in_force_until=day("2027-06-30"))
        withdraw(amendment, by)
        quarterly.refresh_from_db()
        assert quarterly.in_force_until == day("2027-06-30")

    def test_an_end_before_the_start_stands_in_the_way(self, quarterly, by):
        agreement = quarterly.article.agreement
        Obligation.objects.filter(pk=quarterly.pk).update(in_force_from=day("2028-01-01"))
        first = record(agreement, by, "2027-01-01", **turn("starts"))
        record(agreement, by, "2027-07-01", title="Second amendment", **turn("ends"))
        before = rows()
        with pytest.raises(InTheWay) as raised:
            withdraw(first, by)
        assert raised.value.obligation == quarterly
        assert rows() == before
        first.refresh_from_db()
        assert first.withdrawn_at is None


class TestTexts:
    def test_the_old_text_comes_from_the_record_of_the_effective_day(self, subscription, by):
        article = subscription.articles.get(number="12.1(3)")
        SourceArticleFactory(article=article, text="Within forty-five days.")
        record(subscription, by, rewordings=(Rewording(article, "Within thirty days."),))
        later = record(
            subscription,
            by,
            "2027-06-01",
            title="Second amendment",
            rewordings=(Rewording(article, "Within twenty days."),),
        )
        assert later.changes.get().old_text == "Within thirty days."
        assert text_of(subscription, "12.1(3)", "2026-12-31") == "Within forty-five days."
        assert text_of(subscription, "12.1(3)", "2027-05-31") == "Within thirty days."

    def test_a_deleted_provision_goes_with_all_that_it_contains(self, subscription, by):
        article = subscription.articles.get(number="12.1")
        number = subscription.articles.count()
        amendment = record(subscription, by, rewordings=(Rewording(article),))
        deleted = [change.article.number for change in amendment.changes.all()]
        assert deleted[0] == "12.1"
        assert {"12.1(1)", "12.1(2)", "12.1(3)"} < set(deleted)
        assert {change.effect for change in amendment.changes.all()} == {"deleted"}
        assert subscription.articles.count() == number

    def test_an_inserted_provision_stands_last_where_it_belongs(self, subscription, by):
        parent = subscription.articles.get(number="12.1")
        before = numbers(subscription)
        last = [n for n in before if n.startswith("12.1")][-1]
        new = Insertion("12.1(9)", "A new item.", "Item", "New item", parent=parent)
        record(subscription, by, insertions=(new,))
        after = numbers(subscription)
        assert after[after.index("12.1(9)") - 1] == last
        assert [n for n in after if n != "12.1(9)"] == before
        article = subscription.articles.get(number="12.1(9)")
        assert (article.slug, article.parent, article.division) == ("12.1-9", parent, "item")
        assert (article.heading, article.summary) == ("Item", "New item")
        assert text_of(subscription, "12.1(9)", "2027-01-01") == "A new item."

    def test_an_article_is_inserted_behind_all_that_its_neighbour_contains(self, subscription, by):
        before = numbers(subscription)
        neighbour = subscription.articles.get(number="12")
        new = Insertion("12A", "A new article.", after=neighbour)
        record(subscription, by, insertions=(new,))
        after = numbers(subscription)
        assert after[after.index("12A") + 1] == "13"
        assert [n for n in after if n != "12A"] == before
        assert subscription.articles.get(number="12A").division == neighbour.division

    def test_a_provision_is_inserted_at_the_head_of_what_contains_it(self, subscription, by):
        parent = subscription.articles.get(number="12.1")
        new = Insertion("12.1(0)", "First of all.", parent=parent, after=parent)
        record(subscription, by, insertions=(new,))
        after = numbers(subscription)
        assert after[after.index("12.1(0)") - 1] == "12.1"

    def test_withdrawn_it_leaves_the_provision_on_record_and_its_obligations_without_a_rule(
        self, subscription, quarterly, by
    ):
        amendment = record(subscription, by, insertions=(Insertion("12A", "A new article."),))
        article = subscription.articles.get(number="12A")
        duty = ObligationFactory(article=article, obligor=quarterly.obligor, rule=THIRTY)
        withdraw(amendment, by)
        wording = texts_as_of(subscription, day=day("2027-01-01"))[article.pk]
        assert wording.presence == Presence.NEVER
        assert duty.latest_rule == ""
        assert not Deadline.objects.filter(obligation=duty).exclude(current__kind="withdrawn")

    def test_what_was_inserted_in_error_can_be_inserted_anew(self, subscription, by):
        withdraw(record(subscription, by, insertions=(Insertion("12A", "Mistaken."),)), by)
        number = subscription.articles.count()
        record(subscription, by, insertions=(Insertion("12A", "Right.", "Heading"),))
        assert subscription.articles.count() == number
        assert text_of(subscription, "12A", "2027-01-01") == "Right."
        assert subscription.articles.get(number="12A").heading == "Heading"


class TestProposing:
    """What moves obligations rests on two people; the text is compared with what others signed."""

    def propose(self, agreement: Agreement, by: User, **parts) -> Proposal:
        _amendment, proposal = propose_amendment(
            draft=draft(agreement, **parts),
            by=by,
            today=TODAY,
            seen=state_of_instrument(agreement),
        )
        assert proposal
        return proposal

    def test_until_a_second_person_confirms_nothing_moves(self, quarterly, by):
        agreement = quarterly.article.agreement
        before = contractual()
        proposal = self.propose(agreement, by, **rule(THIRTY))
        assert contractual() == before
        assert not ObligationChange.objects.exists()
        with pytest.raises(ProposalRefused, match="A second person of Legal decides"):
            confirm_proposal(proposal=proposal, by=by, today=TODAY)
        with pytest.raises(ProposalRefused, match="A second person of Legal decides"):
            confirm_proposal(proposal=proposal, by=AdministratorFactory(), today=TODAY)
        second = LawyerFactory()
        confirm_proposal(proposal=proposal, by=second, today=TODAY)
        assert contractual() != before
        (version, why, proposer), _original = versions_with_reasons(quarterly)
        assert (version.rule, version.recorded_by, why, proposer) == (
            THIRTY,
            second,
            "First amendment",
            by,
        )

    def test_a_text_alone_waits_for_nobody(self, subscription, by):
        article = subscription.articles.get(number="12.1(3)")
        written = draft(subscription, rewordings=(Rewording(article, "New."),))
        seen = state_of_instrument(subscription)
        _made, proposal = propose_amendment(draft=written, by=by, today=TODAY, seen=seen)
        assert proposal is None
        assert text_of(subscription, "12.1(3)", "2027-01-01") == "New."

    def test_an_end_waits_too(self, quarterly, by):
        proposal = self.propose(quarterly.article.agreement, by, **turn("ends"))
        quarterly.refresh_from_db()
        assert quarterly.in_force_until is None
        confirm_proposal(proposal=proposal, by=LawyerFactory(), today=TODAY)
        quarterly.refresh_from_db()
        assert quarterly.in_force_until == day("2026-12-31")

    def test_what_changed_meanwhile_is_not_overwritten(self, quarterly, by):
        proposal = self.propose(quarterly.article.agreement, by, **rule(THIRTY))
        record(quarterly.article.agreement, by, title="Second amendment", **rule(TWENTY))
        before = rows()
        with pytest.raises(ProposalRefused, match="What is on record changed"):
            confirm_proposal(proposal=proposal, by=LawyerFactory(), today=TODAY)
        assert rows() == before

    def test_its_withdrawal_moves_obligations_only_when_confirmed(self, quarterly, by):
        original = contractual()
        amendment = record(quarterly.article.agreement, by, **rule(THIRTY))
        amended = contractual()
        proposal = propose_withdrawal(
            amendment=amendment, because="Typed in twice", by=by, today=TODAY
        )
        assert proposal
        amendment.refresh_from_db()
        assert (amendment.withdrawn_at, contractual()) == (None, amended)
        with pytest.raises(ProposalRefused, match="A second person of Legal decides"):
            confirm_proposal(proposal=proposal, by=by, today=TODAY)
        confirm_proposal(proposal=proposal, by=LawyerFactory(), today=TODAY)
        amendment.refresh_from_db()
        assert amendment.withdrawn_because == "Typed in twice"
        assert contractual() == original

    def test_it_is_not_withdrawn_while_its_obligations_wait(self, quarterly, by):
        proposal = self.propose(quarterly.article.agreement, by, **rule(THIRTY))
        amendment = proposal.amendment
        assert amendment
        said: dict[str, Any] = {
            "amendment": amendment,
            "because": "Typed in twice",
            "by": by,
            "today": TODAY,
        }
        with pytest.raises(ProposalRefused, match="waits for a second person"):
            propose_withdrawal(**said)
        take_back_proposal(proposal=proposal, by=by)
        assert propose_withdrawal(**said) is None
        amendment.refresh_from_db()
        assert amendment.withdrawn_by == by

    def test_one_withdrawal_at_a_time(self, quarterly, by):
        amendment = record(quarterly.article.agreement, by, **rule(THIRTY))
        said: dict[str, Any] = {"because": "Typed in twice", "today": TODAY}
        said["amendment"] = amendment
        propose_withdrawal(by=by, **said)
        with pytest.raises(ProposalRefused, match="proposed a change of it"):
            propose_withdrawal(by=LawyerFactory(), **said)


class TestSaving:
    def test_it_is_all_or_nothing(self, subscription, by):
        record(subscription, by, **rule(THIRTY))
        before = rows()
        with pytest.raises(IntegrityError), transaction.atomic():
            record(subscription, by, insertions=(Insertion("12A", "New."),), **rule(TWENTY))
        assert rows() == before

    def test_it_is_refused_when_the_instrument_changed_meanwhile(self, subscription, by):
        seen = state_of_instrument(subscription)
        amendment = record(subscription, by, **rule(THIRTY))
        other = draft(subscription, title="Second amendment", **rule(TWENTY))
        with pytest.raises(RecordMoved):
            record_amendment(draft=other, by=by, seen=seen)
        seen = state_of_instrument(subscription)
        withdraw(amendment, by)
        with pytest.raises(RecordMoved):
            record_amendment(draft=other, by=by, seen=seen)

    def test_it_is_withdrawn_once(self, subscription, by):
        amendment = record(subscription, by, **rule(THIRTY))
        withdraw(amendment, by)
        before = rows()
        with pytest.raises(AlreadyWithdrawn):
            withdraw(amendment, by)
        assert rows() == before

    def test_the_history_says_who_and_why(self, quarterly, by):
        record(quarterly.article.agreement, by, **rule(THIRTY))
        (version, why, _proposer), _original = versions_with_reasons(quarterly)
        assert (version.rule, version.recorded_by, why) == (THIRTY, by, "First amendment")

    def test_in_admin_it_is_read_and_never_written(self, subscription, client, by):
        article = subscription.articles.get(number="12.1(3)")
        parts: dict[str, Any] = {"rewordings": (Rewording(article, "Thirty days."),)}
        amendment = record(subscription, by, **parts, **rule(THIRTY))
        client.force_login(AdministratorFactory())
        found = (amendment, amendment.changes.get(), amendment.obligation_changes.get())
        for row in found:
            assert rows_of(client, type(row)) == [row]
            assert_read_only(client, row)
