"""Findings of the instruments as shipped, and what becomes of a finding from run to run."""

import io
from collections.abc import Iterator
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.models import Role
from agreements.models import Agreement, Article, DefinedTerm, Figure, Finding
from obligations.demo import INSTRUMENTS
from obligations.loading import load_instrument, load_parties
from obligations.services import findings as service
from obligations.services.findings import (
    AlreadySettled,
    reopen_finding,
    run_checks,
    settle_finding,
    weigh_equations,
)
from tests.factories import SourceArticleFactory, SourceDocumentFactory, UserFactory
from tests.obligations.conftest import FIXTURES

TODAY, LATER = date(2026, 11, 22), date(2026, 11, 23)
FILE_DAY = date(2026, 4, 1)


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker) -> Iterator[None]:
    """All five instruments as shipped, checked once for this module."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_parties(FIXTURES / "parties.yaml")
        for name in INSTRUMENTS:
            load_instrument(FIXTURES / f"{name}.yaml")
        run_checks(today=TODAY)
        yield
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _shipped(loaded: None, db: None) -> None:
    """Each test starts from the instruments and their findings."""


@pytest.fixture
def postcode() -> Finding:
    """The two postcodes, which nothing has settled."""
    return Finding.objects.get(check_kind="address")


@pytest.fixture
def lawyer():
    return UserFactory(name="Kenji", role=Role.LEGAL)


def finding(key: str) -> Finding:
    return Finding.objects.get(key=key)


def numbers(found: Finding) -> set[str]:
    return {str(article) for article in found.articles.select_related("agreement")}


def numbered(slug: str, number: str) -> Article:
    return Article.objects.get(agreement__slug=slug, number=number)


class TestShipped:
    def test_what_is_found_and_nothing_else(self):
        settled = {
            "figures:new-shares-bought-by-ntt",
            "figures:shared-voting-power-both-sides",
            "figures:shared-dispositive-power-both-sides",
            "figures:percentage-of-represented-shares",
            "figures:percentage-with-new-shares",
            "figures:percentage-ntt-communications-represented",
            "figures:percentage-ntt-communications-with-new-shares",
            "overlap:sa-12-1-2:sa-12-1-3",
            "reference:7:prior article:5",
        }
        postcode = "address:1-105-chiyoda-ku-jinbocho-kanda-tokyo:schedule-13d"
        assert set(Finding.objects.values_list("key", flat=True)) == settled | {postcode}
        assert list(Finding.objects.open_on(TODAY).values_list("key", flat=True)) == [postcode]
        assert set(Finding.objects.values_list("settled_on", flat=True)) == {FILE_DAY, None}

    def test_the_shares_that_ntt_bought_are_not_all_new_shares(self):
        found = finding("figures:new-shares-bought-by-ntt")
        assert found.sentence.endswith("10,095 shares against 10,883 shares.")
        assert numbers(found) == {
            "Schedule 13D Item 3 price of NTT",
            "Subscription Agreement 2 method",
        }
        assert "788" in found.settlement

    def test_the_percentage_does_not_follow_from_3_3(self):
        found = finding("figures:percentage-of-represented-shares")
        assert found.sentence.endswith("47.14 against 31.6.")
        assert "Subscription Agreement 3.3 issued" in numbers(found)
        assert "38,360" in found.settlement

    def test_the_two_postcodes(self, postcode):
        assert "100-0051 at Subscription Agreement" in postcode.sentence
        assert "101-0051 at Schedule 13D Item 1" in postcode.sentence
        assert numbers(postcode) >= {
            "Subscription Agreement 21 IIJ",
            "Subscription Agreement Signature page IIJ",
            "Schedule 13D Item 1 issuer",
        }

    def test_12_1_2_beside_12_1_3(self):
        found = finding("overlap:sa-12-1-2:sa-12-1-3")
        assert numbers(found) == {
            "Subscription Agreement 12.1(2)",
            "Subscription Agreement 12.1(3)",
        }

    def test_the_prior_article_of_7(self):
        found = finding("reference:7:prior article:5")
        assert "by its place that is 6; the register takes it as 5" in found.sentence
        assert numbers(found) == {f"Subscription Agreement {n}" for n in (5, 6, 7)}

    def test_the_price_and_the_ownership_agree(self):
        weighed = weigh_equations(user=UserFactory(role=Role.AUDITOR))
        agreeing = {each.equation.key for each in weighed if each.found is None}
        assert (len(weighed), len(agreeing)) == (37, 30)
        assert agreeing >= {"purchase-price-ntt", "new-shares-split", "percentage-of-annual-report"}


class TestRuns:
    def test_the_same_again_writes_nothing(self):
        before = list(Finding.history.values_list())
        with CaptureQueriesContext(connection) as queries:
            outcome = run_checks(today=LATER)
        assert (outcome.new, len(outcome.still), outcome.gone) == ([], 10, [])
        assert not [q for q in queries if q["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]
        assert list(Finding.history.values_list()) == before

    def test_a_finding_comes_goes_and_comes_back_with_its_settlement(self, lawyer):
        agreement = Agreement.objects.get(slug="subscription-agreement")
        for article in (numbered(agreement.slug, "5"), numbered(agreement.slug, "6")):
            term = f"Basket {article.number}"
            DefinedTerm.objects.create(
                agreement=agreement, article=article, term=term, also=["Basket"], meaning="x"
            )
        assert run_checks(today=TODAY, agreement=agreement).new == ["term:twice:basket"]
        settle_finding(finding=finding("term:twice:basket"), reason="Fine", by=lawyer, today=TODAY)
        DefinedTerm.objects.filter(term="Basket 6").update(also=[])
        assert run_checks(today=LATER).gone == ["term:twice:basket"]
        assert finding("term:twice:basket").gone_on == LATER
        DefinedTerm.objects.filter(term="Basket 6").update(also=["Basket"])
        assert run_checks(today=LATER).new == ["term:twice:basket"]
        found = finding("term:twice:basket")
        assert (found.gone_on, found.settlement, found.found_on) == (None, "Fine", TODAY)

    def test_checking_one_instrument_leaves_what_others_have_alone(self):
        other = Agreement.objects.get(slug="bribery-prevention-regulations")
        outcome = run_checks(today=LATER, agreement=other)
        assert (outcome.new, outcome.gone) == ([], [])
        assert sorted(set(outcome.still)) == sorted(
            key
            for key in Finding.objects.values_list("key", flat=True)
            if key[:4] in ("figu", "addr")
        )

    def test_other_figures_open_it_again(self):
        Figure.objects.filter(name="shares outstanding before the issue").update(value=25800)
        run_checks(today=LATER)
        found = finding("figures:percentage-of-represented-shares")
        assert (found.settled_on, found.settlement) == (None, "")
        assert "47.03 against 31.6" in found.sentence
        run_checks(today=LATER)  # the file spoke of the earlier figures
        assert finding("figures:percentage-of-represented-shares").settled_on is None

    def test_a_figure_that_is_missing_is_not_agreement(self):
        Figure.objects.filter(name="shares outstanding before the issue").delete()
        run_checks(today=LATER)
        found = finding("figures:percentage-of-represented-shares")
        assert (
            "“shares outstanding before the issue” is not on record at 3.3 issued" in found.sentence
        )
        assert {article.agreement.slug for article in found.articles.all()} == {
            "schedule-13d",
            "subscription-agreement",
        }

    def test_an_imported_text_is_checked(self):
        agreement = Agreement.objects.get(slug="joint-filing-agreement")
        article = numbered(agreement.slug, "Preamble")
        document = SourceDocumentFactory(
            agreement=agreement,
            report={
                "breaks": [
                    {
                        "position": 0,
                        "page": 1,
                        "line": 3,
                        "template": "%(number)s: %(found)s comes twice; %(expected)s was expected.",
                        "values": {"number": "Preamble", "found": "(1)", "expected": "(2)"},
                    },
                ]
            },
        )
        text = "The parties (the “Parties”) act under Section 9 of this Agreement."
        SourceArticleFactory(document=document, article=article, position=0, text=text)
        outcome = run_checks(today=LATER, agreement=agreement)
        assert set(outcome.new) >= {"reference:Section 9", "numbering:Preamble"}
        assert (
            finding("numbering:Preamble").sentence == "Preamble: (1) comes twice; (2) was expected."
        )
        assert numbers(finding("reference:Section 9")) == {"Joint Filing Agreement Preamble"}


class TestSettling:
    def test_who_when_and_why(self, postcode, lawyer):
        settle_finding(finding=postcode, reason="As printed.", by=lawyer, today=TODAY)
        postcode.refresh_from_db()
        assert (postcode.settlement, postcode.settled_by, postcode.settled_on) == (
            "As printed.",
            lawyer,
            TODAY,
        )
        run_checks(today=LATER)
        postcode.refresh_from_db()
        assert postcode.settlement == "As printed."

    def test_twice_is_refused(self, postcode, lawyer):
        settle_finding(finding=postcode, reason="First.", by=lawyer, today=TODAY)
        with pytest.raises(AlreadySettled, match=r"First\."):
            settle_finding(finding=postcode, reason="Second.", by=lawyer, today=TODAY)
        reopen_finding(finding=postcode)
        with pytest.raises(AlreadySettled):
            reopen_finding(finding=postcode)
        assert "First." in postcode.history.values_list("settlement", flat=True)

    def test_what_a_person_decides_stands_against_the_file(self, lawyer):
        key = "overlap:sa-12-1-2:sa-12-1-3"
        reopen_finding(finding=finding(key))
        run_checks(today=LATER)
        assert finding(key).settled_on is None
        settle_finding(finding=finding(key), reason="One document does.", by=lawyer, today=LATER)
        run_checks(today=LATER)
        assert finding(key).settlement == "One document does."

    def test_a_new_word_of_the_file_counts_where_nobody_decided(self, tmp_path, monkeypatch):
        path = tmp_path / "checks.yaml"
        text = service.CHECKS.read_text(encoding="utf-8")
        path.write_text(text.replace("Both apply, two", "They both apply, two"), encoding="utf-8")
        monkeypatch.setattr(service, "CHECKS", path)
        run_checks(today=LATER)
        assert finding("overlap:sa-12-1-2:sa-12-1-3").settlement.startswith("They both apply")


class TestCommand:
    @pytest.fixture(autouse=True)
    def _sunday(self) -> Iterator[None]:
        with time_machine.travel(datetime(2026, 11, 22, 9, tzinfo=ZoneInfo("Asia/Tokyo"))):
            yield

    def run(self, *slugs: str) -> tuple[str, str]:
        out = io.StringIO()
        try:
            call_command("check_consistency", *slugs, stdout=out)
        except CommandError as error:
            return out.getvalue(), str(error)
        return out.getvalue(), ""

    def test_it_prints_what_is_cited_and_how_it_was_settled_and_fails_on_an_open_one(self):
        out, error = self.run()
        assert error == "1 of 10 findings are open."
        assert "    cites: Subscription Agreement 12.1(2), Subscription Agreement 12.1(3)\n" in out
        assert "    settled by the file of checks, Wed 1 Apr 2026: Both apply, two" in out
        assert out.count("\n    open\n") == 1
        assert out.endswith("0 new, 10 found again, 0 no longer found\n")

    def test_it_passes_where_all_are_settled(self, postcode, lawyer):
        settle_finding(finding=postcode, reason="As printed.", by=lawyer, today=TODAY)
        out, error = self.run("subscription-agreement")
        assert error == ""
        assert "settled by Kenji, Sun 22 Nov 2026: As printed." in out
        assert "Item 3" not in out

    def test_an_unknown_instrument(self):
        assert self.run("suply")[1] == "Not on record: suply."
